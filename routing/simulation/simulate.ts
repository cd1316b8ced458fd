/**
 * The simulator: the real router in virtual time, over many days of a scenario's chance. Pure: the same
 * scenario gives the same figures, to the last digit, on every machine.
 */
import { openStream } from "./chance.js";
import { simulateDay } from "./day.js";
import { quantileOf } from "./draws.js";
import {
  type Estimate,
  estimate,
  halfWidth,
  measureNames,
  measured,
  occupied,
} from "./estimates.js";
import type { Observer } from "./observer.js";
import { planOf } from "./plan.js";
import type { Scenario } from "./scenario.js";
import type { Day } from "./tally.js";

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

interface AllFigures extends Figures {
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
  return summarise(scenario, simulateDays(scenario, observer));
}

/** In the order of the replications. */
export function simulateDays(scenario: Scenario, observer: Observer = {}): readonly Day[] {
  const plan = planOf(scenario);
  return dayFactors(scenario).map(({ dayFactor, rank }, at) =>
    simulateDay(plan, { replication: at + 1, dayFactor, rank, observer }),
  );
}

export function summarise(scenario: Scenario, days: readonly Day[]): Simulated {
  const ordered = byRank(days);
  const isSpread = hasDayFactor(scenario);
  return {
    name: scenario.name,
    replications: days.length,
    ...figures(scenario, ordered, ({ mean }) => mean),
    ci95: figures(scenario, ordered, ({ pulls }) => halfWidth(pulls, isSpread)),
    decisions: days.reduce((sum, { decisions }) => sum + decisions, 0),
  };
}

/** Neighbours are days that were about as busy. */
export function byRank(days: readonly Day[]): readonly Day[] {
  return [...days].sort((a, b) => a.rank - b.rank);
}

/** Whether some days are busier than others by the scenario's own word. */
export function hasDayFactor({ dayFactor }: Scenario): boolean {
  return dayFactor.dist !== "deterministic";
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

function figures(
  scenario: Scenario,
  days: readonly Day[],
  read: (estimated: Estimate) => number,
): AllFigures {
  const of = (bucket: number | null): Figures => {
    const one = Object.fromEntries(
      measureNames.map((name) => [name, read(estimate(measured(days, name, bucket)))]),
    ) as Record<(typeof measureNames)[number], number>;
    const occupancy = Object.fromEntries(
      scenario.groups.map(({ id }, group) => [id, read(estimate(occupied(days, group, bucket)))]),
    );
    return { ...one, occupancy };
  };
  return {
    ...of(null),
    occupancyAll: read(estimate(occupied(days, null, null))),
    perBucket: Object.fromEntries(scenario.buckets.map(({ id }, at) => [id, of(at)])),
  };
}
