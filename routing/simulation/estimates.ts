/** From what each replication counted to means and their confidence intervals. */
import { studentQuantile } from "./quantiles.js";
import type { Scenario } from "./scenario.js";
import { type Day, type GroupTime, type Tally, sumOf } from "./tally.js";

const CONFIDENCE = 0.95;

/** A figure as a quotient; of a plain count the bottom is 1. */
export type Quotient = readonly [top: number, bottom: number];

/** A figure over all replications. */
export interface Estimate {
  /** The sum of the tops over the sum of the bottoms. NaN: there was nothing to measure. */
  readonly mean: number;
  /** How much each replication pulls the mean away from itself, in the order of the replications. */
  readonly pulls: readonly number[];
}

/**
 * The quotient of the means, which is what the mean of a very long run tends to; the mean of the
 * quotients is not. Its pulls are those of the delta method.
 */
export function estimate(quotients: readonly Quotient[]): Estimate {
  const top = quotients.reduce((sum, [one]) => sum + one, 0);
  const bottom = quotients.reduce((sum, [, one]) => sum + one, 0);
  const mean = top / bottom;
  const each = bottom / quotients.length;
  return { mean, pulls: quotients.map(([one, of]) => (one - mean * of) / each) };
}

/**
 * Half the width of the 95 % confidence interval of a mean. NaN of a single replication.
 *
 * Replications are given in the order of their day factors when these were spread evenly on purpose;
 * the difference between neighbours then tells the error that is left (von Neumann's estimate, with
 * about two thirds of the degrees of freedom). `isSpread` false: they are independent.
 */
export function halfWidth(pulls: readonly number[], isSpread: boolean): number {
  const n = pulls.length;
  if (n < 2) return Number.NaN;
  if (!isSpread) {
    const variance = pulls.reduce((sum, pull) => sum + pull * pull, 0) / (n - 1);
    return studentQuantile(n - 1, CONFIDENCE) * Math.sqrt(variance / n);
  }
  const steps = pulls.slice(1).map((pull, at) => (pull - (pulls[at] ?? 0)) ** 2);
  const variance = steps.reduce((sum, step) => sum + step, 0) / (2 * (n - 1));
  const freedom = Math.max(1, Math.floor((2 * (n - 1) ** 2) / (3 * n - 4)));
  return studentQuantile(freedom, CONFIDENCE) * Math.sqrt(variance / n);
}

/** The figures of one bucket, or of all together, by name; each as a quotient a replication. */
const measures = {
  offered: count(({ offered }) => offered),
  blocked: count(({ blocked }) => blocked),
  served: count(({ served }) => served),
  abandoned: count(({ abandoned }) => abandoned),
  turnedAway: count(({ turnedAway }) => turnedAway),
  unserved: count(({ unserved }) => unserved),
  serviceLevel: (tally: Tally): Quotient => [
    tally.servedInTime,
    tally.served + tally.abandonedLate,
  ],
  asaMinutes: (tally: Tally): Quotient => [tally.waitMinutes, tally.served],
} as const;
export type Measure = keyof typeof measures;
export const measureNames = Object.keys(measures) as readonly Measure[];

/** Which figure. `bucket` null: of all of them; `group` null: of all of them. */
export type Selector =
  | { readonly measure: Measure; readonly bucket: string | null }
  | {
      readonly measure: "occupancy";
      readonly bucket: string | null;
      readonly group: string | null;
    };

/** A scenario with what its replications counted. */
export interface Run {
  readonly scenario: Scenario;
  readonly days: readonly Day[];
}

/** One figure of each replication. */
export function select({ scenario, days }: Run, selector: Selector): Quotient[] {
  const bucket = scenario.buckets.findIndex(({ id }) => id === selector.bucket);
  if (selector.measure !== "occupancy") {
    const read = measures[selector.measure];
    return days.map(({ buckets }) =>
      read(sumOf(buckets.filter((_, at) => selector.bucket === null || at === bucket))),
    );
  }
  const group = scenario.groups.findIndex(({ id }) => id === selector.group);
  return days.map(({ groups }) =>
    occupied(
      groups.filter((_, at) => selector.group === null || at === group),
      selector.bucket === null ? null : bucket,
    ),
  );
}

/** The share of the time that engineers were here in which they were busy, or busy with one bucket. */
function occupied(groups: readonly GroupTime[], bucket: number | null): Quotient {
  let [busy, here] = [0, 0];
  for (const { busyMinutes, hereMinutes, handleMinutes } of groups) {
    busy += bucket === null ? busyMinutes : (handleMinutes[bucket] ?? 0);
    here += hereMinutes;
  }
  return [busy, here];
}

function count(read: (tally: Tally) => number): (tally: Tally) => Quotient {
  return (tally) => [read(tally), 1];
}
