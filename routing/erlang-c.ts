/**
 * Erlang C: a queue in which nobody gives up, M/M/n. Whoever finds all servers busy waits, first come
 * first served.
 */
import { fewerThanAll } from "./erlang-b.js";
import { type Demand, checkNumber, checkServers, loadOf } from "./erlang-input.js";

/** What the formula says of one queue in the long run. */
export interface ErlangC {
  /** The share of contacts that wait at all. */
  readonly waiting: number;
  /** Average speed of answer: the mean wait of all contacts, those who do not wait included. */
  readonly asa: number;
  /** The share of the servers' time that is spent serving. */
  readonly occupancy: number;
  /** How many wait, on average over time. */
  readonly queueLength: number;
  /** The share of contacts answered within this time. */
  serviceLevel(within: number): number;
}

/**
 * With a load of as many erlangs as there are servers, or more, the queue grows without end: everybody
 * waits, for ever, and no share of them is answered in time. That is the answer then, not an error.
 *
 * @throws RangeError for what is no queue
 */
export function erlangC(servers: number, demand: Demand): ErlangC {
  checkServers(servers, 1);
  const load = loadOf(demand);
  const { arrivalRate, handleTime } = demand;
  const spare = servers - load;
  if (spare <= 0) {
    return {
      waiting: 1,
      asa: Infinity,
      occupancy: 1,
      queueLength: Infinity,
      serviceLevel: (within) => 0 * checkNumber("within", within, 0),
    };
  }
  // 1 / C = 1 + (1 − load / servers) × (1 / B − 1): of positive terms, so that nothing cancels.
  const waiting = 1 / (1 + (spare / servers) * fewerThanAll(servers, load));
  const asa = (waiting * handleTime) / spare;
  return {
    waiting,
    asa,
    occupancy: load / servers,
    queueLength: arrivalRate * asa,
    serviceLevel: (within) =>
      1 - waiting * Math.exp((-spare * checkNumber("within", within, 0)) / handleTime),
  };
}
