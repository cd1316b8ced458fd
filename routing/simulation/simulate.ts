/**
 * The simulator: the real router in virtual time, over many days of a scenario's chance. Pure: the same
 * scenario gives the same figures, to the last digit, on every machine.
 */
import { openStream } from "./chance.js";
import { simulateDay } from "./day.js";
import { quantileOf } from "./draws.js";
import { type Run, type Selector, estimate, halfWidth, measureNames, select } from "./estimates.js";
import type { Observer } from "./observer.js";
import { planOf } from "./plan.js";
import type { Scenario } from "./scenario.js";

/** Means a replication; NaN where there was nothing to measure. */
export interface Figures {
  readonly offered: number;
  readonly blocked: number;
  readonly served: number;
  readonly abandoned: number;
  readonly turnedAway: number;
  readonly unserved: number;
  /** Answered within the limit ÷ (served + abandoned after it). */
  readonly serviceLevel: number;
  /** Over those who were served. */
  readonly asaMinutes: number;
  /** By group. */
  readonly occupancy: Readonly<Record<string, number>>;
}

export interface AllFigures extends Figures {
  /** Of all groups together. */
  readonly occupancyAll: number;
  readonly perBucket: Readonly<Record<string, Figures>>;
}

export interface Simulated extends AllFigures {
  readonly name: string;
  readonly replications: number;
  /** Half the widths of the 95 % confidence intervals. */
  readonly ci95: AllFigures;
  /** Of all replications together. */
  readonly decisions: number;
}

export function simulate(scenario: Scenario, observer: Observer = {}): Simulated {
  return summarise(run(scenario, observer));
}

/** All replications, in the order of their day factors. */
export function run(scenario: Scenario, observer: Observer = {}): Run {
  const plan = planOf(scenario);
  const days = dayFactors(scenario).map(({ dayFactor, rank }, at) =>
    simulateDay(plan, { replication: at + 1, dayFactor, rank, observer }),
  );
  return { scenario, days: days.sort((a, b) => a.rank - b.rank) };
}

export function summarise(done: Run): Simulated {
  const { scenario, days } = done;
  const isSpread = hasDayFactor(scenario);
  return {
    name: scenario.name,
    replications: days.length,
    ...figures(scenario, (selector) => estimate(select(done, selector)).mean),
    ci95: figures(scenario, (selector) =>
      halfWidth(estimate(select(done, selector)).pulls, isSpread),
    ),
    decisions: days.reduce((sum, { decisions }) => sum + decisions, 0),
  };
}

/** Whether some days are busier than others by the scenario's own word. */
export function hasDayFactor({ dayFactor }: Scenario): boolean {
  return dayFactor.dist !== "deterministic";
}

/** Every figure of a scenario, each read by its selector. */
export function figures(
  { buckets, groups }: Scenario,
  read: (selector: Selector) => number,
): AllFigures {
  const of = (bucket: string | null): Figures => {
    const counted = measureNames.map((measure) => [measure, read({ measure, bucket })]);
    const occupancy = groups.map(({ id }) => [
      id,
      read({ measure: "occupancy", bucket, group: id }),
    ]);
    return {
      ...(Object.fromEntries(counted) as Omit<Figures, "occupancy">),
      occupancy: Object.fromEntries(occupancy) as Figures["occupancy"],
    };
  };
  return {
    ...of(null),
    occupancyAll: read({ measure: "occupancy", bucket: null, group: null }),
    perBucket: Object.fromEntries(buckets.map(({ id }) => [id, of(id)])),
  };
}

/**
 * One day factor for each replication, spread evenly over its distribution: of n replications one falls
 * into each n-th of it, in random order. The mean over the days is then not at the mercy of how many
 * busy days were drawn.
 */
function dayFactors(
  scenario: Scenario,
): readonly { readonly dayFactor: number; readonly rank: number }[] {
  const { seed, replications, dayFactor } = scenario;
  const stream = openStream(seed, "day factor");
  const ranks = Array.from({ length: replications }, (_, at) => at);
  for (let at = ranks.length - 1; at > 0; at -= 1) {
    const other = Math.floor(stream.next() * (at + 1));
    [ranks[at], ranks[other]] = [ranks[other] ?? 0, ranks[at] ?? 0];
  }
  return ranks.map((rank) => {
    const share = (rank + stream.next()) / replications;
    return { rank, dayFactor: quantileOf(dayFactor, share) };
  });
}
