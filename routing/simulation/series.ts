/** How a scenario's day goes, for drawing: means over the replications, interval by interval. */
import type { Observer, Sample, Settled } from "./observer.js";
import type { Scenario } from "./scenario.js";
import { run } from "./simulate.js";

/** `minute` is where the interval begins; its contacts are those who arrived in it. */
export interface Interval {
  readonly minute: number;
  readonly offered: number;
  readonly served: number;
  readonly abandoned: number;
  /** NaN: nobody was served or left late. */
  readonly serviceLevel: number;
  /** NaN: nobody was served. */
  readonly asaMinutes: number;
  /** At the end of the interval: not answered, by bucket. */
  readonly waiting: Readonly<Record<string, number>>;
  /** At the end of the interval, by group. */
  readonly here: Readonly<Record<string, number>>;
  readonly busy: Readonly<Record<string, number>>;
}

export interface Series {
  readonly name: string;
  readonly intervals: readonly Interval[];
  /** Minutes that those who were served had waited, of all replications, ascending. */
  readonly waits: readonly number[];
}

export function seriesOf(scenario: Scenario, everyMinutes: number): Series {
  const settled: Settled[] = [];
  const samples: Sample[] = [];
  const observer: Observer = {
    sampleEveryMinutes: everyMinutes,
    settled: (one) => settled.push(one),
    sampled: (one) => samples.push(one),
  };
  run(scenario, observer);
  const count = Math.ceil(scenario.horizonMinutes / everyMinutes);
  const byInterval = groupBy(settled, ({ arrivedMinute }) =>
    Math.floor(arrivedMinute / everyMinutes),
  );
  const bySample = groupBy(samples, ({ minute }) => Math.round(minute / everyMinutes) - 1);
  return {
    name: scenario.name,
    intervals: Array.from({ length: count }, (_, at) => ({
      minute: at * everyMinutes,
      ...contactsOf(scenario, byInterval.get(at) ?? []),
      ...floorOf(scenario, bySample.get(at) ?? []),
    })),
    waits: settled
      .filter(({ ending }) => ending === "served")
      .map(({ waitedMinutes }) => waitedMinutes)
      .sort((a, b) => a - b),
  };
}

function contactsOf(
  scenario: Scenario,
  contacts: readonly Settled[],
): Pick<Interval, "offered" | "served" | "abandoned" | "serviceLevel" | "asaMinutes"> {
  const limits = new Map<string, number>(
    scenario.buckets.map(({ id, serviceLevelSeconds }) => [
      id,
      (serviceLevelSeconds ?? scenario.serviceLevelSeconds) / 60,
    ]),
  );
  const isInTime = ({ bucketId, waitedMinutes }: Settled): boolean =>
    waitedMinutes <= (limits.get(bucketId) ?? 0);
  const served = contacts.filter(({ ending }) => ending === "served");
  const abandoned = contacts.filter(({ ending }) => ending === "abandoned");
  const late = abandoned.filter((one) => !isInTime(one)).length;
  const { replications } = scenario;
  return {
    offered: contacts.length / replications,
    served: served.length / replications,
    abandoned: abandoned.length / replications,
    serviceLevel: served.filter(isInTime).length / (served.length + late),
    asaMinutes: mean(served.map(({ waitedMinutes }) => waitedMinutes)),
  };
}

function floorOf(
  { buckets, groups }: Scenario,
  samples: readonly Sample[],
): Pick<Interval, "waiting" | "here" | "busy"> {
  const each = (
    things: readonly { readonly id: string }[],
    read: (sample: Sample) => readonly number[],
  ): Record<string, number> =>
    Object.fromEntries(
      things.map(({ id }, at) => [id, mean(samples.map((sample) => read(sample)[at] ?? 0))]),
    );
  return {
    waiting: each(buckets, ({ waiting }) => waiting),
    here: each(groups, ({ here }) => here),
    busy: each(groups, ({ busy }) => busy),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function groupBy<T>(things: readonly T[], key: (thing: T) => number): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const thing of things) {
    const group = groups.get(key(thing));
    if (group === undefined) groups.set(key(thing), [thing]);
    else group.push(thing);
  }
  return groups;
}
