/**
 * Two scenarios against each other on the same customers. What both have in common by chance cancels, so
 * that small differences show after few replications.
 */
import { type Run, type Selector, estimate, halfWidth, select } from "./estimates.js";
import type { Scenario } from "./scenario.js";
import {
  type AllFigures,
  type Simulated,
  figures,
  hasDayFactor,
  run,
  summarise,
} from "./simulate.js";

export interface Comparison {
  readonly a: Simulated;
  readonly b: Simulated;
  /** b − a. NaN for what only one of them has. */
  readonly difference: AllFigures;
  /** Half the widths of the 95 % confidence intervals of the differences. */
  readonly ci95: AllFigures;
}

/** Both run with the seed and as many replications as `a` says. */
export function compare(a: Scenario, b: Scenario): Comparison {
  const { seed, replications } = a;
  const [runA, runB] = [run(a), run({ ...b, seed, replications })];
  const isSpread = hasDayFactor(a) && hasDayFactor(b);
  const pair = (selector: Selector, read: (one: Pair) => number): number => {
    const known = has(runA, selector) && has(runB, selector);
    return known ? read(pairOf(runA, runB, selector)) : Number.NaN;
  };
  return {
    a: summarise(runA),
    b: summarise(runB),
    difference: figures(a, (selector) => pair(selector, ({ difference }) => difference)),
    ci95: figures(a, (selector) => pair(selector, ({ pulls }) => halfWidth(pulls, isSpread))),
  };
}

interface Pair {
  readonly difference: number;
  readonly pulls: readonly number[];
}

function pairOf(a: Run, b: Run, selector: Selector): Pair {
  const [one, other] = [estimate(select(a, selector)), estimate(select(b, selector))];
  return {
    difference: other.mean - one.mean,
    pulls: other.pulls.map((pull, at) => pull - (one.pulls[at] ?? 0)),
  };
}

function has({ scenario }: Run, selector: Selector): boolean {
  const { bucket } = selector;
  const group = selector.measure === "occupancy" ? selector.group : null;
  return (
    (bucket === null || scenario.buckets.some(({ id }) => id === bucket)) &&
    (group === null || scenario.groups.some(({ id }) => id === group))
  );
}
