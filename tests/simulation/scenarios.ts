/** Small scenarios for the simulator's tests, whole and ordinary unless said otherwise. */
import type { Settled } from "../../routing/simulation/observer.js";
import { type Scenario, readScenario } from "../../routing/simulation/scenario.js";
import { run } from "../../routing/simulation/simulate.js";

export type Json = Readonly<Record<string, unknown>>;

/** Rows that hold all day. */
export function always(row: Json): readonly Json[] {
  return [{ from: 0, to: 10_000, ...row }];
}

export function exponential(mean: number): readonly Json[] {
  return always({ dist: "exponential", mean });
}

export function exactly(value: number): readonly Json[] {
  return always({ dist: "deterministic", value });
}

/** One bucket `a` of which `rate` a minute come, each for 2 minutes, and nobody leaves. */
export function bucket(rest: Json = {}): Json {
  return {
    id: "a",
    skills: { a: 1 },
    arrivalsPerMinute: always({ rate: 1 }),
    handleMinutes: exponential(2),
    ...rest,
  };
}

export function group(size: number, rest: Json = {}): Json {
  return { id: "g", skills: { a: 5 }, shifts: always({ size }), ...rest };
}

export function plain(rest: Json = {}): Json {
  return {
    seed: 7,
    replications: 5,
    horizonMinutes: 300,
    buckets: [bucket()],
    groups: [group(3)],
    ...rest,
  };
}

/** @throws when it is not a scenario */
export function scenario(rest: Json = {}): Scenario {
  const read = readScenario(plain(rest));
  if ("problems" in read) throw new Error(read.problems.join("; "));
  return read.scenario;
}

/** Every contact of a run, in the order in which their waiting ended. */
export function settledIn(one: Scenario): readonly Settled[] {
  const settled: Settled[] = [];
  run(one, { settled: (contact) => settled.push(contact) });
  return settled;
}
