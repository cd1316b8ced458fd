/** From what each replication counted to means and their confidence intervals. */
import { studentQuantile } from "./quantiles.js";
import { type Day, sumOf, type Tally } from "./tally.js";

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

/** The figures of all buckets together, or of one, by name; each as a quotient a replication. */
export const measures = {
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

/** @param bucket null: all of them */
export function measured(
  days: readonly Day[],
  measure: Measure,
  bucket: number | null,
): Quotient[] {
  return days.map(({ buckets }) => {
    const tallies = bucket === null ? buckets : buckets.slice(bucket, bucket + 1);
    return measures[measure](sumOf(tallies));
  });
}

/**
 * The busy share of the time that a group's engineers were here; of one bucket, the share that its work
 * took.
 */
export function occupied(
  days: readonly Day[],
  group: number | null,
  bucket: number | null,
): Quotient[] {
  return days.map(({ groups }) => {
    const chosen = group === null ? groups : groups.slice(group, group + 1);
    const busy = chosen.reduce(
      (sum, { busyMinutes, handleMinutes }) =>
        sum + (bucket === null ? busyMinutes : (handleMinutes[bucket] ?? 0)),
      0,
    );
    return [busy, chosen.reduce((sum, { hereMinutes }) => sum + hereMinutes, 0)];
  });
}

function count(read: (tally: Tally) => number): (tally: Tally) => Quotient {
  return (tally) => [read(tally), 1];
}
