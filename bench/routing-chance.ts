/** Chance with a seed: the same seed always gives the same numbers, so two runs measure the same work. */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 up to but without 1. The generator is mulberry32: short, and even enough for a load. */
  share(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  happens(probability: number): boolean {
    return this.share() < probability;
  }

  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number {
    return low + Math.floor(this.share() * (high - low + 1));
  }

  one<T>(things: readonly T[]): T {
    const thing = things[this.whole(0, things.length - 1)];
    if (thing === undefined) throw new Error("nothing to choose from");
    return thing;
  }

  /** How long until something that happens on average every `mean`. */
  wait(mean: number): number {
    return -Math.log(1 - this.share()) * mean;
  }
}

/** Draws places of a list of weights, each as often as its weight says. */
export class Weighted {
  readonly #upTo: readonly number[];

  constructor(weights: readonly number[]) {
    let sum = 0;
    this.#upTo = weights.map((weight) => (sum += weight));
  }

  draw(chance: Chance): number {
    const at = chance.share() * (this.#upTo.at(-1) ?? 0);
    let low = 0;
    let high = this.#upTo.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#upTo[middle] ?? 0) <= at) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The k-th most popular thing is asked for `1 / k ** slope` as often as the first. */
export function popularity(count: number, slope: number): Weighted {
  return new Weighted(Array.from({ length: count }, (_, k) => 1 / (k + 1) ** slope));
}
