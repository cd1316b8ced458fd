/** How many servers it takes: the smallest number that reaches a goal. */
import { erlangA } from "./erlang-a.js";
import { erlangB } from "./erlang-b.js";
import { erlangC } from "./erlang-c.js";
import {
  type Demand,
  type ImpatientDemand,
  SERVERS_MAX,
  checkNumber,
  checkPositive,
  checkShare,
  loadOf,
} from "./erlang-input.js";

/** The fewest servers without waiting places that lose at most this share of the contacts. */
export function serversForBlocking(load: number, blocked: number): number {
  checkNumber("the load", load, 0);
  checkPositive("blocked", blocked);
  return fewest(0, (servers) => erlangB(servers, load) <= blocked);
}

/**
 * The fewest servers that answer this share within this time; by Erlang A when there is a
 * `patienceTime`, by Erlang C otherwise.
 */
export function serversForServiceLevel(
  demand: Demand | ImpatientDemand,
  goal: { readonly share: number; readonly within: number },
): number {
  checkShare("share", goal.share);
  checkNumber("within", goal.within, 0);
  return fewestFor(demand, (queue) => queue.serviceLevel(goal.within) >= goal.share);
}

/** The fewest servers with which those who are answered wait no longer than this on average. */
export function serversForAsa(demand: Demand | ImpatientDemand, asa: number): number {
  checkPositive("asa", asa);
  return fewestFor(demand, (queue) => queue.asa <= asa);
}

/** The fewest servers with which at most this share gives up. */
export function serversForAbandonment(demand: ImpatientDemand, share: number): number {
  checkPositive("share", share);
  return fewest(1, (servers) => erlangA(servers, demand).abandonment <= share);
}

interface Queue {
  readonly asa: number;
  serviceLevel(within: number): number;
}

function fewestFor(demand: Demand | ImpatientDemand, reaches: (queue: Queue) => boolean): number {
  if ("patienceTime" in demand) {
    return fewest(1, (servers) => reaches(erlangA(servers, demand)));
  }
  // With fewer the queue has no end, and the formula no answer.
  const least = Math.floor(loadOf(demand)) + 1;
  return fewest(least, (servers) => reaches(erlangC(servers, demand)));
}

/** More servers never do worse, so the first number that reaches the goal is found by halving. */
function fewest(least: number, reaches: (servers: number) => boolean): number {
  if (reaches(least)) return least;
  let fails = least;
  let step = 1;
  while (!reaches(Math.min(fails + step, SERVERS_MAX))) {
    if (fails + step >= SERVERS_MAX) {
      throw new RangeError(`Not even ${String(SERVERS_MAX)} servers reach this goal.`);
    }
    fails += step;
    step *= 2;
  }
  let enough = Math.min(fails + step, SERVERS_MAX);
  while (enough - fails > 1) {
    const middle = Math.floor((fails + enough) / 2);
    if (reaches(middle)) enough = middle;
    else fails = middle;
  }
  return enough;
}
