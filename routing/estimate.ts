/**
 * How long somebody will wait, with a range that holds four times out of five, learnt from the line
 * itself.
 *
 * Four guesses are made for everyone who joins a line, and mixed by how well each has done there:
 * - the line's own pace, averaged slowly and quickly: how long until so many have been served, when
 *   those ahead may also give up (the sum of 1 / (rate + j × rate of giving up) over those ahead);
 * - how long the last five had waited;
 * - how long whoever stands first has waited already.
 * The pace is measured on the line, not worked out from skills, so it already contains the share that
 * overlapping pools leave to this line. It is kept per engineer here, so that a change of shift counts
 * at once.
 *
 * The range is learnt too: a band for each magnitude of the number ahead holds what the true wait was
 * below one time in ten, and above one time in ten, as a factor of the mixed guess. It begins with what
 * exponential handling would give (a gamma distribution) and moves a little with every wait that ends.
 *
 * Before a line has served anybody, the time one contact takes an engineer stands in for its pace, and
 * the range is wider.
 *
 * Milliseconds throughout. All of it is memory only: `router.forget` and `router.recover` empty it.
 */

/** Waits that ended weigh this much in the slow and in the quick average of the pace. */
const PACE_WEIGHTS = [0.004, 0.03] as const;
/** Weight of the newest in the error of each guess. */
const ERROR_WEIGHT = 0.01;
/** Errors below this are all the same. */
const ERROR_FLOOR_MS = 1000;
/** What stands for the error of a guess that was never tried. */
const UNTRIED_MS = 600_000;
/** How decidedly the better guess is preferred. */
const DECISIVENESS = 8;
/** Waits remembered as they were. */
const LAST_WAITS = 5;
/** Giving up is remembered for about so long. */
const GIVING_UP_MS = 4 * 3_600_000;
/** How far a band moves for one wait, as a logarithm. */
const BAND_STEP = 0.004;
const MIDDLE_STEP = 0.001;
/** No band begins narrower than this: drift of staff and of arrivals is there in any line. */
const BAND_FLOOR = 0.3;
const BANDS = 12;
/** 10 and 90 in a hundred of a normal distribution. */
const TENTH = 1.2816;
/** Before a line has a pace of its own: how many waits the handling time stands for. */
const HANDLED_AS = 3;
/** Without even that, a pace needs this many before it is told. */
const SERVED_MIN = 2;
/** How much wider the range is before anything was learnt; it goes down with the root of the waits. */
const EXTRA_WIDTH = 0.5;

/** What was expected of one wait, kept until it ends. */
export interface Guess {
  /** One for each way of guessing. */
  readonly parts: readonly number[];
  readonly mixed: number;
  readonly band: number;
  /** The range is so many times as wide, while little is known. */
  readonly width: number;
}

/** A wait from now on. */
export interface Estimate {
  readonly ms: number;
  /** Four of five waits end between these. */
  readonly lowMs: number;
  readonly highMs: number;
}

/** Where somebody stands. */
export interface Standing {
  readonly at: number;
  /** How many of this line go first. */
  readonly ahead: number;
  /** Engineers here who can serve this line, busy or not. */
  readonly staff: number;
  /** How long they have waited already. */
  readonly waitedMs: number;
  /** How long the first of the line has waited. null: nobody is in it. */
  readonly headWaitedMs: number | null;
  /** How long one takes to handle. null: nothing was handled yet. */
  readonly handlingMs: number | null;
}

/** A wait that ended well. */
export interface Served {
  readonly at: number;
  readonly waitedMs: number;
  /** As in `Standing`. */
  readonly staff: number;
  /** What `enter` had said. */
  readonly guess: Guess | null;
}

/** What the true waits were, as factors of what was expected. Shared by all lines. */
export class Bands {
  readonly #bands = Array.from({ length: BANDS }, (_, n) => firstBand(1.5 * 2 ** n - 0.5));

  range({ mixed, band, width }: Guess): Estimate {
    const { low, middle, high } = this.#at(band);
    const ms = mixed * Math.exp(middle);
    return {
      ms,
      lowMs: Math.min(ms, mixed * Math.exp(low * width)),
      highMs: Math.max(ms, mixed * Math.exp(high * width)),
    };
  }

  learn(guess: Guess, waitedMs: number): void {
    const band = this.#at(guess.band);
    const x = Math.log(Math.max(waitedMs, 1) / Math.max(guess.mixed, 1));
    band.low += BAND_STEP * (x < band.low * guess.width ? -0.9 : 0.1);
    band.high += BAND_STEP * (x > band.high * guess.width ? 0.9 : -0.1);
    band.middle += MIDDLE_STEP * (x > band.middle ? 1 : -1);
  }

  #at(band: number): Band {
    const found = this.#bands[band];
    if (found === undefined) throw new RangeError(`there is no band ${String(band)}`);
    return found;
  }
}

interface Band {
  low: number;
  middle: number;
  high: number;
}

/** One line: the interactions of one bucket and channel that want an engineer. */
export class Pace {
  /** Engineer-milliseconds from one served to the next while somebody waits; slow and quick. */
  readonly #gaps: (number | null)[] = PACE_WEIGHTS.map(() => null);
  /** Mean absolute error of each way of guessing. */
  readonly #errors: number[] = [0, 0, UNTRIED_MS, UNTRIED_MS];
  /** What each way counts in the mix; worked out when an error changes. */
  readonly #weights: number[] = this.#errors.map(weightOf);
  #weightSum = sumOf(this.#weights);
  readonly #lastWaits: number[] = [];
  /** null: there is none yet. */
  #lastMean: number | null = null;
  #served = 0;
  #gaveUp = 0;
  #waitedMs = 0;
  #waiting = 0;
  #countedAt = 0;
  /** When the last one was served, or the line began. null: nobody waits. */
  #since: number | null = null;

  /** Somebody joins. null: too little is known yet. */
  enter(standing: Standing): Guess | null {
    this.#count(standing.at);
    this.#waiting += 1;
    this.#since ??= standing.at;
    return this.#guess(standing);
  }

  /** Somebody was found an engineer. */
  served({ at, waitedMs, staff, guess }: Served): void {
    this.#count(at);
    if (this.#since !== null && staff > 0) this.#learnGap((at - this.#since) * staff);
    this.#waiting -= 1;
    this.#since = this.#waiting > 0 ? at : null;
    this.#lastWaits.push(waitedMs);
    if (this.#lastWaits.length > LAST_WAITS) this.#lastWaits.shift();
    this.#lastMean = sumOf(this.#lastWaits) / this.#lastWaits.length;
    if (guess !== null) this.#learnErrors(guess, waitedMs);
  }

  /** Somebody leaves the line otherwise. */
  left(at: number): void {
    this.#count(at);
    this.#gaveUp += 1;
    this.#waiting -= 1;
    if (this.#waiting === 0) this.#since = null;
  }

  /** null: too little is known yet, or nobody is here. */
  estimate(standing: Standing, bands: Bands): Estimate | null {
    const guess = this.#guess(standing);
    return guess && bands.range(guess);
  }

  #guess(standing: Standing): Guess | null {
    const { ahead, staff, waitedMs, headWaitedMs, handlingMs } = standing;
    if (staff === 0 || (handlingMs === null && this.#served < SERVED_MIN)) return null;
    const givingUp = this.#waitedMs === 0 ? 0 : this.#gaveUp / this.#waitedMs;
    const [slowGap = null, quickGap = null] = this.#gaps;
    const quick = untilServed(this.#pace(quickGap, handlingMs) / staff, givingUp, ahead);
    const parts = [
      untilServed(this.#pace(slowGap, handlingMs) / staff, givingUp, ahead),
      quick,
      this.#lastMean === null ? quick : Math.max(0, this.#lastMean - waitedMs),
      headWaitedMs === null ? quick : Math.max(0, headWaitedMs - waitedMs),
    ];
    const width = 1 + EXTRA_WIDTH / Math.sqrt(this.#served + 1);
    return { parts, mixed: this.#mix(parts), band: bandOf(ahead), width };
  }

  /** What was seen, and less and less what one contact takes an engineer. */
  #pace(gap: number | null, handlingMs: number | null): number {
    if (gap === null) return handlingMs ?? 0;
    if (handlingMs === null) return gap;
    return (gap * this.#served + handlingMs * HANDLED_AS) / (this.#served + HANDLED_AS);
  }

  #mix(parts: readonly number[]): number {
    let sum = 0;
    for (let k = 0; k < parts.length; k += 1) sum += (this.#weights[k] ?? 0) * (parts[k] ?? 0);
    return sum / this.#weightSum;
  }

  #learnErrors({ parts }: Guess, waitedMs: number): void {
    const weight = Math.max(ERROR_WEIGHT, 1 / this.#served);
    for (let k = 0; k < parts.length; k += 1) {
      const before = this.#errors[k] ?? 0;
      const error = before + weight * (Math.abs(waitedMs - (parts[k] ?? 0)) - before);
      this.#errors[k] = error;
      this.#weights[k] = weightOf(error);
    }
    this.#weightSum = sumOf(this.#weights);
  }

  #learnGap(gap: number): void {
    this.#served += 1;
    for (let k = 0; k < PACE_WEIGHTS.length; k += 1) {
      const before = this.#gaps[k] ?? null;
      const weight = Math.max(PACE_WEIGHTS[k] ?? 0, 1 / this.#served);
      this.#gaps[k] = before === null ? gap : before + weight * (gap - before);
    }
  }

  /** Adds up the time that was waited, and lets old times fade. */
  #count(at: number): void {
    const passed = Math.max(0, at - this.#countedAt);
    if (passed === 0) return;
    const fade = Math.exp(-passed / GIVING_UP_MS);
    this.#gaveUp *= fade;
    this.#waitedMs = this.#waitedMs * fade + passed * this.#waiting;
    this.#countedAt = at;
  }
}

/** How long until `ahead` others and then oneself are served; those ahead may give up. */
export function untilServed(gapMs: number, givingUp: number, ahead: number): number {
  const rate = 1 / Math.max(gapMs, 1e-6);
  if (givingUp <= 0) return (ahead + 1) / rate;
  let sum = 0;
  const oneByOne = Math.min(ahead, 20);
  for (let j = 0; j <= oneByOne; j += 1) sum += 1 / (rate + j * givingUp);
  if (ahead > oneByOne) {
    // The rest of the sum as an integral, from half a place before it to half a place after.
    const from = rate + (oneByOne + 0.5) * givingUp;
    const to = rate + (ahead + 0.5) * givingUp;
    sum += Math.log(to / from) / givingUp;
  }
  return sum;
}

function bandOf(ahead: number): number {
  return Math.min(BANDS - 1, Math.floor(Math.log2(ahead + 1)));
}

/** As if so many exponential gaps had to pass; quantiles by Wilson and Hilferty's cube root. */
function firstBand(gaps: number): Band {
  const quantile = (z: number): number =>
    Math.log(Math.max(0.02, (1 - 1 / (9 * gaps) + z / (3 * Math.sqrt(gaps))) ** 3));
  return {
    low: Math.min(quantile(-TENTH), -BAND_FLOOR),
    middle: quantile(0),
    high: Math.max(quantile(TENTH), BAND_FLOOR),
  };
}

/** The smaller the error, the more. */
function weightOf(errorMs: number): number {
  return ((errorMs + ERROR_FLOOR_MS) / 60_000) ** -DECISIVENESS;
}

function sumOf(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
