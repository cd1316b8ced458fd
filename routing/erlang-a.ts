/**
 * Erlang A: a queue in which whoever waits gives up after an exponential time, M/M/n+M.
 *
 * C. Palm, "Research on telephone traffic carried by full availability groups", 1957; in the notation
 * of A. Mandelbaum and S. Zeltyn, "Service engineering in action: the Palm/Erlang-A queue", 2007. The
 * incomplete gamma functions of their formulas are written out as the power series that define them,
 * relative to the state in which all servers are busy and nobody waits: then every term is positive
 * and no factor leaves the range of a double.
 */
import { fewerThanAll } from "./erlang-b.js";
import {
  type ImpatientDemand,
  checkNumber,
  checkPositive,
  checkServers,
  loadOf,
} from "./erlang-input.js";

/** What the formulas say of one queue in the long run. */
export interface ErlangA {
  /** The share of contacts that find all servers busy. */
  readonly waiting: number;
  /** The share of contacts that give up. */
  readonly abandonment: number;
  /** Average speed of answer: the mean wait of those who are answered. */
  readonly asa: number;
  /** The mean wait of all contacts, whether answered or given up. */
  readonly wait: number;
  /** The share of the servers' time that is spent serving. */
  readonly occupancy: number;
  /** How many wait, on average over time. */
  readonly queueLength: number;
  /** Answered within this time, as a share of those answered and those who gave up later than that. */
  serviceLevel(within: number): number;
  /** Answered within this time, as a share of all contacts. */
  answeredWithin(within: number): number;
}

/** @throws RangeError for what is no queue, and for a queue of more than 50 million. */
export function erlangA(servers: number, demand: ImpatientDemand): ErlangA {
  checkServers(servers, 1);
  const load = loadOf(demand);
  checkPositive("patienceTime", demand.patienceTime);
  const { arrivalRate, patienceTime } = demand;
  const rates = {
    arrival: arrivalRate,
    service: servers / demand.handleTime,
    leaving: 1 / patienceTime,
  };
  const states = sumStates(rates);
  // Probabilities below are sums over states, divided by the same sum over all states.
  const all = fewerThanAll(servers, load) * 2 ** -states.scale + states.all;
  const part = (sum: number): number => (sum === 0 ? 0 : sum / all);
  const abandonment = part(states.leave);
  const served = 1 - abandonment;

  const after = (within: number): { readonly answered: number; readonly left: number } => {
    checkNumber("within", within, 0);
    const answered = part(answeredAfter(rates, within, states.scale));
    const patient = Math.exp(-within * rates.leaving);
    const left = patient * part(waitsLonger(rates, within, states.scale)) - answered;
    return { answered, left: Math.max(0, left) };
  };
  return {
    waiting: part(states.all),
    abandonment,
    asa: part(states.answeredWait) / served,
    wait: abandonment * patienceTime,
    occupancy: (load / servers) * served,
    queueLength: arrivalRate * abandonment * patienceTime,
    serviceLevel(within) {
      const { answered, left } = after(within);
      return (served - answered) / (served + left);
    },
    answeredWithin: (within) => served - after(within).answered,
  };
}

/** Events per unit of time; `service` of all servers together, `leaving` of one who waits. */
interface Rates {
  readonly arrival: number;
  readonly service: number;
  readonly leaving: number;
}

/** Sums over the states with all servers busy, each times 2 to the power of `scale`. */
interface Sums {
  readonly scale: number;
  /** Their weights. */
  readonly all: number;
  /** … times the probability to give up when one finds that state. */
  readonly leave: number;
  /** … times the mean wait of whoever finds that state, counted as 0 when they give up. */
  readonly answeredWait: number;
}

const STEP_BITS = 512;
const STEP = 2 ** -STEP_BITS;
/** Sums are brought down before they could overflow. */
const TOO_LARGE = 2 ** STEP_BITS;
/** Longer queues take longer than a second, and patience is then no part of the question. */
const QUEUE_MAX = 50_000_000;
/** A rest that is smaller than this share of the sum does not change it. */
const NEGLIGIBLE = 1e-22;

/**
 * The state with `m` waiting has the weight of the one before times arrival / (service + m × leaving).
 * Whoever finds it is answered after m + 1 departures, the j-th from the end at the rate
 * service + j × leaving: answered with probability service / (service + (m + 1) × leaving), and the mean
 * of the wait on that event is this probability times the sum of 1 / (service + (j + 1) × leaving).
 */
function sumStates({ arrival, service, leaving }: Rates): Sums {
  let [weight, all, leave, answeredWait] = [1, 0, 0, 0];
  let scale = 0;
  let departures = 0;
  for (let m = 0; m < QUEUE_MAX; m += 1) {
    const out = service + (m + 1) * leaving;
    departures += 1 / out;
    all += weight;
    leave += weight * (((m + 1) * leaving) / out);
    answeredWait += weight * (service / out) * departures;
    const ratio = arrival / out;
    weight *= ratio;
    if (isDone(weight * (m + 2), all, ratio)) return { scale, all, leave, answeredWait };
    if (all > TOO_LARGE) {
      scale += STEP_BITS;
      weight *= STEP;
      all *= STEP;
      leave *= STEP;
      answeredWait *= STEP;
    }
  }
  throw tooLong();
}

/** The weight of the contacts that a server could not take within this time, however patient. */
function waitsLonger(rates: Rates, within: number, scale: number): number {
  const arrival = rates.arrival * Math.exp(-within * rates.leaving);
  return scaled(sumSeries({ ...rates, arrival }, rates.service), growth(rates, within), scale);
}

/** The weight of the contacts that are answered, but later than this. */
function answeredAfter(rates: Rates, within: number, scale: number): number {
  const arrival = rates.arrival * Math.exp(-within * rates.leaving);
  const from = rates.service + rates.leaving;
  const exponent = growth(rates, within) - within * rates.leaving;
  return (rates.service / from) * scaled(sumSeries({ ...rates, arrival }, from), exponent, scale);
}

/** The logarithm of what the weight of a wait of 0 has become after this time. */
function growth({ arrival, service, leaving }: Rates, within: number): number {
  return (-arrival / leaving) * Math.expm1(-within * leaving) - service * within;
}

/** The sum of the products of arrival / (from + j × leaving), j from 1 on. */
function sumSeries(
  { arrival, leaving }: Rates,
  from: number,
): { readonly sum: number; readonly scale: number } {
  let [weight, sum, scale] = [1, 0, 0];
  for (let m = 0; m < QUEUE_MAX; m += 1) {
    sum += weight;
    const ratio = arrival / (from + (m + 1) * leaving);
    weight *= ratio;
    if (isDone(weight, sum, ratio)) return { sum, scale };
    if (sum > TOO_LARGE) {
      scale += STEP_BITS;
      weight *= STEP;
      sum *= STEP;
    }
  }
  throw tooLong();
}

/** The rest of the series is smaller than a geometric one with this ratio. */
function isDone(next: number, sum: number, ratio: number): boolean {
  return ratio < 1 && next <= NEGLIGIBLE * sum * (1 - ratio);
}

function scaled(
  { sum, scale }: { readonly sum: number; readonly scale: number },
  exponent: number,
  to: number,
): number {
  return sum * Math.exp(exponent + (scale - to) * Math.LN2);
}

function tooLong(): RangeError {
  return new RangeError(
    `More than ${String(QUEUE_MAX)} would wait: the patience is too long for a load this high.`,
  );
}
