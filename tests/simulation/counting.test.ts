import { expect, test } from "@jest/globals";
import { compare } from "../../routing/simulation/compare.js";
import { estimate, halfWidth } from "../../routing/simulation/estimates.js";
import { openStream } from "../../routing/simulation/chance.js";
import {
  gammaQuantile,
  normalQuantile,
  studentQuantile,
} from "../../routing/simulation/quantiles.js";
import { seriesOf } from "../../routing/simulation/series.js";
import { simulate } from "../../routing/simulation/simulate.js";
import { always, bucket, exactly, exponential, group, scenario, settledIn } from "./scenarios.js";

const busy = {
  warmupMinutes: 50,
  waitingPlaces: 5,
  buckets: [
    bucket({ arrivalsPerMinute: always({ rate: 2 }), patienceMinutes: exponential(1) }),
    // Nobody can do this work; the first of it comes late, or it would take all waiting places.
    bucket({
      id: "b",
      skills: { b: 1 },
      arrivalsPerMinute: [{ from: 270, to: 300, rate: 0.1 }],
    }),
    bucket({
      id: "c",
      skills: { a: 1 },
      policy: {
        overflow: [
          {
            channels: ["voice"],
            when: { kind: "length", atLeast: 1 },
            then: { kind: "message", text: { en: "Call again later." } },
          },
        ],
      },
    }),
  ],
};

test("[M8] every contact after the warm-up is counted once, for the bucket it came for", () => {
  const one = scenario(busy);
  const figures = simulate(one);
  const contacts = settledIn(one).filter(({ arrivedMinute }) => arrivedMinute >= 50);
  for (const ending of ["blocked", "served", "abandoned", "turnedAway", "unserved"] as const) {
    for (const id of ["a", "b", "c"]) {
      const seen = contacts.filter((each) => each.ending === ending && each.bucketId === id);
      expect(figures.perBucket[id]?.[ending]).toBeCloseTo(seen.length / 5, 9);
    }
  }
  const { offered, blocked, served, abandoned, turnedAway, unserved } = figures;
  expect(blocked + served + abandoned + turnedAway + unserved).toBeCloseTo(offered, 9);
  expect(Math.min(blocked, served, abandoned, turnedAway, unserved)).toBeGreaterThan(0);
});

test("[M9] service level, wait and occupancy, by hand", () => {
  // One engineer, three minutes each; who has waited four minutes leaves.
  const buckets = [
    bucket({
      arrivalsPerMinute: always({ rate: 0.6 }),
      handleMinutes: exactly(3),
      patienceMinutes: exactly(4),
    }),
  ];
  const one = scenario({ replications: 1, serviceLevelSeconds: 90, buckets, groups: [group(1)] });
  const contacts = settledIn(one);
  const served = contacts.filter(({ ending }) => ending === "served");
  const soon = served.filter(({ waitedMinutes }) => waitedMinutes <= 1.5);
  const { serviceLevel, asaMinutes, occupancy, perBucket } = simulate(one);
  expect(serviceLevel).toBeCloseTo(soon.length / contacts.length, 9);
  const waited = served.reduce((sum, { waitedMinutes }) => sum + waitedMinutes, 0);
  expect(asaMinutes).toBeCloseTo(waited / served.length, 9);
  const end = Math.max(
    ...served.map(({ arrivedMinute, waitedMinutes }) => arrivedMinute + waitedMinutes + 3),
  );
  expect(occupancy["g"]).toBeCloseTo((3 * served.length) / end, 9);
  expect(perBucket["a"]?.occupancy).toEqual(occupancy);
});

test("[M9] who leaves within the limit is no failure, and wrap-up is work", () => {
  const leaves = scenario({
    groups: [group(1)],
    buckets: [bucket({ patienceMinutes: exactly(0.1), wrapUpMinutes: exactly(2) })],
  });
  const { serviceLevel, abandoned, occupancyAll } = simulate(leaves);
  expect(abandoned).toBeGreaterThan(100);
  expect(serviceLevel).toBe(1);
  // Two minutes of talk and two of wrap-up for every idle minute.
  expect(occupancyAll).toBeCloseTo(0.8, 1);
});

test("[M10] the quotient of means with its delta interval, by hand", () => {
  const { mean, pulls } = estimate([
    [1, 2],
    [6, 4],
    [2, 3],
  ]);
  expect(mean).toBe(1);
  expect(pulls).toEqual([-1 / 3, 2 / 3, -1 / 3]);
  // s² = (1/9 + 4/9 + 1/9) / 2 = 1/3; t with 2 degrees of freedom is 4.302652…
  expect(halfWidth(pulls, false)).toBeCloseTo(4.302652729911275 / 3, 9);
  expect(halfWidth([1], false)).toBeNaN();
});

test("[M10] 95 of 100 intervals hold the true mean", () => {
  const stream = openStream(1, "intervals");
  let inside = 0;
  for (let round = 0; round < 2000; round += 1) {
    const quotients = Array.from({ length: 8 }, () => [normalQuantile(stream.next()), 1] as const);
    const { mean, pulls } = estimate(quotients);
    if (Math.abs(mean) <= halfWidth(pulls, false)) inside += 1;
  }
  expect(inside / 2000).toBeGreaterThan(0.935);
  expect(inside / 2000).toBeLessThan(0.965);
});

test("[M10] a spread day factor: intervals hold the mean and are much narrower", () => {
  const stream = openStream(2, "spread");
  let inside = 0;
  let width = 0;
  for (let round = 0; round < 500; round += 1) {
    // What a day counts: its factor, and a tenth as much chance besides.
    const quotients = Array.from({ length: 30 }, (_, rank) => {
      const factor = normalQuantile((rank + stream.next()) / 30);
      return [factor + normalQuantile(stream.next()) / 10, 1] as const;
    });
    const { mean, pulls } = estimate(quotients);
    const half = halfWidth(pulls, true);
    width += half / 500;
    if (Math.abs(mean) <= half) inside += 1;
  }
  expect(inside / 500).toBeGreaterThan(0.93);
  // Independent days would need 0.375.
  expect(width).toBeLessThan(0.15);
});

test("[M10] pairing shows what separate intervals hide", () => {
  const a = scenario({ replications: 10, groups: [group(3)], buckets: [bucket()] });
  const b = scenario({ seed: 99, replications: 3, groups: [group(3), group(1, { id: "extra" })] });
  const { difference, ci95, ...of } = compare(a, b);
  expect([of.b.replications, of.b.offered]).toEqual([of.a.replications, of.a.offered]);
  expect(difference.asaMinutes).toBeCloseTo(of.b.asaMinutes - of.a.asaMinutes, 12);
  expect(difference.asaMinutes + ci95.asaMinutes).toBeLessThan(0);
  expect(difference.offered).toBe(0);
  expect(ci95.asaMinutes).toBeLessThan(of.a.ci95.asaMinutes);
  const same = compare(a, a);
  expect([same.difference.asaMinutes, same.ci95.asaMinutes]).toEqual([0, 0]);
});

/** Made with mpmath: the distribution functions solved for their arguments at 30 digits. */
test.each([
  [normalQuantile(0.975), 1.959963984540054],
  [normalQuantile(0.001), -3.090232306167813],
  [normalQuantile(1e-12), -7.034483825301132],
  [gammaQuantile(28.7, 0.5) * 28.7, 28.36736370823665],
  [gammaQuantile(1, 0.3), -Math.log(0.7)],
  [gammaQuantile(0.5, 0.95) * 0.5, 3.841458820694124 / 2],
  [gammaQuantile(1000, 0.01) * 1000, 927.9081597965426],
  [studentQuantile(1, 0.95), 12.706204736174698],
  [studentQuantile(19, 0.95), 2.093024054408263],
  [studentQuantile(30, 0.95), 2.042272456301238],
  [studentQuantile(4000, 0.95), 1.960557228793734],
])("quantiles as in the tables (%#)", (value, exact) => {
  expect(Math.abs(value / exact - 1)).toBeLessThan(1e-9);
});

test("a day as a series adds up to the day's figures", () => {
  const one = scenario(busy);
  const { intervals, waits } = seriesOf(one, 30);
  const { offered, served } = simulate({ ...one, warmupMinutes: 0 });
  expect(intervals.map(({ minute }) => minute)).toEqual(
    Array.from({ length: 10 }, (_, k) => 30 * k),
  );
  expect(intervals.reduce((sum, each) => sum + each.offered, 0)).toBeCloseTo(offered, 9);
  expect(waits.length).toBeCloseTo(5 * served, 6);
  expect(intervals[4]?.here).toEqual({ g: 3 });
  expect(intervals[9]?.waiting["b"]).toBeGreaterThan(0);
});
