import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { compare } from "../../routing/simulation/compare.js";
import { type Scenario, readScenario } from "../../routing/simulation/scenario.js";
import { simulate } from "../../routing/simulation/simulate.js";
import { agrees, checkTheory } from "../../routing/simulation/theory.js";

/** One of the scenarios that are shipped. */
function shipped(name: string, rest: object = {}): Scenario {
  const file = new URL(`../../bench/scenarios/${name}.json`, import.meta.url);
  const read = readScenario({ ...(JSON.parse(readFileSync(file, "utf8")) as object), ...rest });
  if ("problems" in read) throw new Error(read.problems.join("; "));
  return read.scenario;
}

// The seed is fixed, so these cannot come out otherwise; `npm run simulate -- theory` has all sizes.
test("[M11] two and twelve engineers as Erlang C and Erlang A say", () => {
  const cases = checkTheory({ seed: 3, sizes: [2, 12], replications: 6 });
  expect(cases.map(({ formula, servers }) => `${formula} ${String(servers)}`)).toEqual([
    "Erlang C 2",
    "Erlang C 12",
    "Erlang A 2",
    "Erlang A 12",
  ]);
  for (const one of cases) {
    expect(one.asaMinutes.ci95).toBeLessThan(0.3 * one.asaMinutes.exact);
    expect(agrees(one)).toBe(true);
  }
});

test("[M12] three types and two groups as published", () => {
  const { serviceLevel, served, abandoned, occupancy } = simulate(
    shipped("three-types-two-groups", { replications: 10 }),
  );
  expect(Math.abs(serviceLevel - 0.501)).toBeLessThan(0.02);
  expect(Math.abs(served / 4297 - 1)).toBeLessThan(0.03);
  expect(Math.abs(abandoned / 910 - 1)).toBeLessThan(0.06);
  expect(Math.abs((occupancy["group0"] ?? 0) - 0.881)).toBeLessThan(0.015);
});

/** Shorter than the files say, for a test of seconds. */
const short = { replications: 2, horizonMinutes: 1200, warmupMinutes: 300 };

test("[M13] two skills an engineer are nearly as good as six", () => {
  const { a, difference } = compare(
    shipped("six-types-all-skills", short),
    shipped("six-types-two-skills", short),
  );
  expect(a.asaMinutes).toBeGreaterThan(0.3);
  expect(difference.asaMinutes / a.asaMinutes).toBeLessThan(0.35);
});

test("[M13] the default comparators are no worse than longest idle alone", () => {
  const six = compare(
    shipped("six-types-two-skills-idle", short),
    shipped("six-types-two-skills", short),
  );
  expect(six.difference.asaMinutes - six.ci95.asaMinutes).toBeLessThanOrEqual(0);
  // Where some skills are scarce, keeping them free is better by more than chance.
  const few = { replications: 16 };
  const languages = compare(shipped("two-languages-idle", few), shipped("two-languages", few));
  expect(languages.difference.asaMinutes + languages.ci95.asaMinutes).toBeLessThan(0);
});
