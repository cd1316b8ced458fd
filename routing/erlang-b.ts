/**
 * Erlang B: a queue without waiting places, M/M/n/n. Whoever finds all servers busy is lost.
 *
 * A. K. Erlang, "Solution of some problems in the theory of probabilities of significance in
 * automatic telephone exchanges", 1917.
 */
import { checkNumber, checkServers } from "./erlang-input.js";

/**
 * The share of contacts that find all servers busy.
 *
 * @param load in erlangs
 * @throws RangeError for what is no queue
 */
export function erlangB(servers: number, load: number): number {
  checkServers(servers, 0);
  checkNumber("the load", load, 0);
  return 1 / (1 + fewerThanAll(servers, load));
}

/**
 * The probability that fewer than `servers` are in the system, over the probability that exactly
 * `servers` are; 1 / B − 1.
 *
 * By A(n) = n / load × (1 + A(n − 1)): sums of positive numbers only, so that nothing cancels and
 * each step costs one rounding. Infinity is a right answer: the probability is then below the
 * smallest number there is.
 */
export function fewerThanAll(servers: number, load: number): number {
  if (load === 0) return servers === 0 ? 0 : Infinity;
  let sum = 0;
  for (let n = 1; n <= servers; n += 1) sum = (n / load) * (1 + sum);
  return sum;
}
