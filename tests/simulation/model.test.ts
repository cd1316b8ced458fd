import { expect, test } from "@jest/globals";
import type { Router } from "../../routing/router.js";
import { run, simulate } from "../../routing/simulation/simulate.js";
import { erlangB } from "../../routing/erlang.js";
import { always, bucket, exactly, exponential, group, scenario, settledIn } from "./scenarios.js";

test("[M1] the router is left empty, and decided every step of every contact", () => {
  const routers = new Set<Router>();
  const kinds = new Map<string, number>();
  const { days } = run(scenario({ buckets: [bucket({ wrapUpMinutes: exponential(0.5) })] }), {
    queued: ({ router }) => routers.add(router),
    decided: ({ type }) => kinds.set(type, (kinds.get(type) ?? 0) + 1),
  });
  expect(routers.size).toBe(5);
  for (const router of routers) expect(router.snapshot().interactions).toEqual([]);
  const offered = days.reduce((sum, { buckets }) => sum + (buckets[0]?.offered ?? 0), 0);
  expect(Object.fromEntries(kinds)).toEqual({
    "interaction.queue": offered,
    "offer.accept": offered,
    "interaction.end": offered,
    "wrapup.complete": offered,
  });
});

test("[M2] the same scenario gives the same figures, another seed others", () => {
  const one = scenario({ dayFactor: { dist: "gamma", shape: 20, mean: 1 } });
  expect(simulate(one)).toEqual(simulate(one));
  expect(simulate({ ...one, seed: 8 }).offered).not.toBe(simulate(one).offered);
});

test("[M2] other engineers, policies and patience meet the same customers", () => {
  const arrivals = (rest: Parameters<typeof scenario>[0]): readonly string[] =>
    settledIn(scenario(rest))
      .map((one) => `${String(one.replication)} ${one.interactionId} ${String(one.arrivedMinute)}`)
      .sort();
  const before = arrivals({});
  expect(before.length).toBeGreaterThan(1000);
  expect(arrivals({ groups: [group(9)], router: { pick: ["occupancy"] } })).toEqual(before);
  expect(arrivals({ buckets: [bucket({ patienceMinutes: exponential(1) })] })).toEqual(before);
  const others = arrivals({ buckets: [bucket(), bucket({ id: "b" })], groups: [group(9)] });
  expect(others.filter((one) => one.includes(" a."))).toEqual(before);
});

test("[M3] contacts come at the rates of their rows", () => {
  const arrivalsPerMinute = [
    { from: 0, to: 100, rate: 2 },
    { from: 150, to: 250, rate: 6 },
    { from: 250, to: 9000, rate: 1 },
  ];
  const minutes = settledIn(
    scenario({ replications: 8, groups: [group(50)], buckets: [bucket({ arrivalsPerMinute })] }),
  ).map(({ arrivedMinute }) => arrivedMinute);
  const between = (from: number, to: number): number =>
    minutes.filter((minute) => from <= minute && minute < to).length / 8;
  // Poisson counts of 8 days; the tolerance is four standard deviations.
  expect(Math.abs(between(0, 100) - 200)).toBeLessThan(20);
  expect(between(100, 150)).toBe(0);
  expect(Math.abs(between(150, 250) - 600)).toBeLessThan(34);
  expect(Math.abs(between(250, 300) - 50)).toBeLessThan(10);
  expect(between(300, Infinity)).toBe(0);
});

test("[M3] times between contacts are exponential and forget the one before", () => {
  const minutes = settledIn(
    scenario({ replications: 1, horizonMinutes: 4000, groups: [group(50)] }),
  ).map(({ arrivedMinute }) => arrivedMinute);
  const gaps = minutes.sort((a, b) => a - b).map((minute, at) => minute - (minutes[at - 1] ?? 0));
  // P(gap > 1) = 1 / e, and P(two in a row) its square.
  const long = gaps.map((gap) => gap > 1);
  const share = long.filter(Boolean).length / gaps.length;
  const pairs = long.filter((one, at) => one && long[at + 1] === true).length / gaps.length;
  expect(Math.abs(share - Math.exp(-1))).toBeLessThan(0.03);
  expect(Math.abs(pairs - Math.exp(-2))).toBeLessThan(0.03);
});

test("[M3] day factors are spread: few days have the mean of all", () => {
  const dayFactor = { dist: "gamma", shape: 4, mean: 2 };
  const buckets = [bucket({ arrivalsPerMinute: always({ rate: 2 }), handleMinutes: exactly(0) })];
  const { offered, ci95 } = simulate(scenario({ replications: 20, dayFactor, buckets }));
  // Of independent days the mean would be off by 22 %.
  expect(Math.abs(offered / 1200 - 1)).toBeLessThan(0.04);
  expect(ci95.offered / 1200).toBeLessThan(0.12);
});

test("[M4] handling and patience are drawn from the row in force at the arrival", () => {
  const rows = (early: number, late: number): object[] => [
    { from: 0, to: 100, dist: "deterministic", value: early },
    { from: 100, to: 300, dist: "deterministic", value: late },
  ];
  // The only engineer is taken by the first contact until minute 250; the others leave, early or late.
  const contacts = settledIn(
    scenario({
      replications: 1,
      groups: [group(1)],
      buckets: [bucket({ handleMinutes: rows(250, 1), patienceMinutes: rows(3, 5) })],
    }),
  ).filter(({ ending }) => ending === "abandoned");
  const early = contacts.filter(({ arrivedMinute }) => arrivedMinute < 100);
  const late = contacts.filter(({ arrivedMinute }) => arrivedMinute >= 100);
  expect(early.length).toBeGreaterThan(50);
  expect(late.length).toBeGreaterThan(50);
  for (const { waitedMinutes } of early) expect(waitedMinutes).toBeCloseTo(3, 9);
  for (const { waitedMinutes } of late) expect(waitedMinutes).toBeCloseTo(5, 9);
});

test("[M5] an offer rings for as long as it says", () => {
  const contacts = settledIn(scenario({ answerSeconds: 12, groups: [group(60)] }));
  for (const { waitedMinutes } of contacts) expect(waitedMinutes).toBeCloseTo(0.2, 9);
});

test("[M5] who leaves while it rings is not answered", () => {
  const buckets = [bucket({ patienceMinutes: exactly(0.1) })];
  const { served, abandoned, occupancyAll } = simulate(
    scenario({ answerSeconds: 12, groups: [group(60)], buckets }),
  );
  expect([served, abandoned > 200, occupancyAll]).toEqual([0, true, 0]);
});

const shrinking = [
  { from: 0, to: 100, size: 8 },
  { from: 100, to: 200, size: 2 },
  { from: 200, to: 300, size: 5 },
];

test("[M6] when a shift shrinks the idle go first, and who is busy finishes", () => {
  const buckets = [bucket({ arrivalsPerMinute: always({ rate: 2 }), handleMinutes: exactly(3) })];
  const samples: (readonly number[])[] = [];
  const presence: (readonly [string, number])[] = [];
  const settled: number[] = [];
  run(scenario({ replications: 1, buckets, groups: [group(8, { shifts: shrinking })] }), {
    sampleEveryMinutes: 1,
    sampled: ({ minute, here, busy }) => samples.push([minute, here[0] ?? 0, busy[0] ?? 0]),
    decided: (command) => {
      if (command.type === "presence.set") presence.push([command.status, command.at]);
    },
    settled: ({ waitedMinutes }) => settled.push(waitedMinutes),
  });
  expect(presence.map(([status]) => status)).toEqual([
    ...Array.from({ length: 6 }, () => "offline"),
    ...Array.from({ length: 3 }, () => "available"),
  ]);
  const at = (minute: number): readonly number[] => samples[minute - 1] ?? [];
  // Just before the change everybody is here; after it, only those of the rest who are busy.
  expect(at(99)[1]).toBe(8);
  expect(at(101)[1]).toBe(Math.max(2, at(101)[2] ?? 0));
  expect(at(101)[2]).toBeGreaterThan(2);
  expect(at(104).slice(1)).toEqual([2, 2]);
  expect(at(201)[1]).toBe(5);
});

test("[M6] after the horizon the last shift stays until nobody is left", () => {
  const buckets = [bucket({ arrivalsPerMinute: always({ rate: 4 }) })];
  const { offered, served } = simulate(
    scenario({ buckets, groups: [group(8, { shifts: shrinking })] }),
  );
  expect(served).toBe(offered);
});

test("[M7] without waiting places it is Erlang B", () => {
  const { offered, blocked, served, asaMinutes, ci95 } = simulate(
    scenario({
      replications: 10,
      horizonMinutes: 420,
      warmupMinutes: 20,
      waitingPlaces: 0,
      buckets: [bucket({ arrivalsPerMinute: always({ rate: 4 }) })],
      groups: [group(8)],
    }),
  );
  expect(offered).toBe(blocked + served);
  expect(asaMinutes).toBe(0);
  expect(Math.abs(blocked / offered - erlangB(8, 8))).toBeLessThan((1.5 * ci95.blocked) / offered);
});

test("[M7] whoever would wait beyond the last place is blocked", () => {
  const waiting: number[] = [];
  const { blocked } = simulate(
    scenario({
      waitingPlaces: 4,
      buckets: [bucket({ arrivalsPerMinute: always({ rate: 3 }) })],
      groups: [group(4)],
    }),
    { sampleEveryMinutes: 0.5, sampled: (sample) => waiting.push(sample.waiting[0] ?? 0) },
  );
  expect(Math.max(...waiting)).toBe(4);
  // As a chain of nine states: 6 erlangs, 4 servers, 4 places.
  const weights = [1, 6, 18, 36, 54, 81, 121.5, 182.25, 273.375];
  const share = 273.375 / weights.reduce((sum, one) => sum + one, 0);
  expect(blocked / 900).toBeCloseTo(share, 1);
});
