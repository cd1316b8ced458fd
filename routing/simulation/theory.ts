/** The simulator held against exact formulas: queues of one kind of work, from 2 engineers to 200. */
import { erlangA, erlangC } from "../erlang.js";
import { type Scenario, readScenario } from "./scenario.js";
import { simulate } from "./simulate.js";

/** Those of the contract's example scenario: minutes, and 20 seconds. */
const HANDLE = 2;
const PATIENCE = 5;
const WITHIN = 1 / 3;

const SIZES = [2, 3, 5, 8, 12, 20, 35, 60, 110, 200] as const;

/** One figure: what the formula says, and what was simulated. */
interface Check {
  readonly exact: number;
  readonly simulated: number;
  /** Half the width of the 95 % confidence interval. */
  readonly ci95: number;
  readonly isInside: boolean;
}

export interface TheoryCase {
  readonly formula: "Erlang C" | "Erlang A";
  readonly servers: number;
  readonly serviceLevel: Check;
  readonly asaMinutes: Check;
  /** null: nobody abandons by Erlang C. */
  readonly abandonment: Check | null;
  readonly decisions: number;
}

export interface TheoryOptions {
  readonly seed: number;
  readonly sizes?: readonly number[];
  readonly replications?: number;
}

/** Whether every figure of a case is within its interval. */
export function agrees({ serviceLevel, asaMinutes, abandonment }: TheoryCase): boolean {
  return serviceLevel.isInside && asaMinutes.isInside && abandonment?.isInside !== false;
}

export function checkTheory(options: TheoryOptions): readonly TheoryCase[] {
  const { sizes = SIZES } = options;
  return [
    ...sizes.map((servers) => checkC(servers, options)),
    ...sizes.map((servers) => checkA(servers, options)),
  ];
}

/** Loaded so that about every third contact waits, whatever the size. */
function checkC(servers: number, options: TheoryOptions): TheoryCase {
  const load = servers * (1 - 0.7 / Math.sqrt(servers));
  const arrivalRate = load / HANDLE;
  const exact = erlangC(servers, { arrivalRate, handleTime: HANDLE });
  const { serviceLevel, asaMinutes, ci95, decisions } = simulate(
    queue({ formula: "Erlang C", servers, arrivalRate, warmupMinutes: 100 }, options),
  );
  return {
    formula: "Erlang C",
    servers,
    serviceLevel: check(exact.serviceLevel(WITHIN), serviceLevel, ci95.serviceLevel),
    asaMinutes: check(exact.asa, asaMinutes, ci95.asaMinutes),
    abandonment: null,
    decisions,
  };
}

/** As many erlangs as engineers: without those who leave the queue would have no end. */
function checkA(servers: number, options: TheoryOptions): TheoryCase {
  const arrivalRate = servers / HANDLE;
  const exact = erlangA(servers, { arrivalRate, handleTime: HANDLE, patienceTime: PATIENCE });
  const { serviceLevel, asaMinutes, abandoned, ci95, decisions } = simulate(
    queue(
      { formula: "Erlang A", servers, arrivalRate, warmupMinutes: 40, patience: PATIENCE },
      options,
    ),
  );
  const offered = arrivalRate * measuredMinutes(arrivalRate);
  return {
    formula: "Erlang A",
    servers,
    serviceLevel: check(exact.serviceLevel(WITHIN), serviceLevel, ci95.serviceLevel),
    asaMinutes: check(exact.asa, asaMinutes, ci95.asaMinutes),
    abandonment: check(exact.abandonment, abandoned / offered, ci95.abandoned / offered),
    decisions,
  };
}

function check(exact: number, simulated: number, ci95: number): Check {
  return { exact, simulated, ci95, isInside: Math.abs(simulated - exact) <= ci95 };
}

/** Long enough for some thousand contacts, and for the slow swings of a large queue. */
function measuredMinutes(arrivalRate: number): number {
  return Math.ceil(Math.max(600, 5000 / arrivalRate));
}

function queue(
  of: {
    readonly formula: TheoryCase["formula"];
    readonly servers: number;
    readonly arrivalRate: number;
    readonly warmupMinutes: number;
    readonly patience?: number;
  },
  { seed, replications = 20 }: TheoryOptions,
): Scenario {
  const { formula, servers, arrivalRate, warmupMinutes, patience } = of;
  // Streams have the bucket's name, so no two cases share their luck.
  const id = `${formula.replace(" ", "-")}-${String(servers)}`;
  const horizonMinutes = warmupMinutes + measuredMinutes(arrivalRate);
  const always = { from: 0, to: horizonMinutes };
  const read = readScenario({
    name: `${String(servers)} engineers`,
    seed,
    replications,
    horizonMinutes,
    warmupMinutes,
    serviceLevelSeconds: WITHIN * 60,
    buckets: [
      {
        id,
        skills: { work: 1 },
        arrivalsPerMinute: [{ ...always, rate: arrivalRate }],
        handleMinutes: [{ ...always, dist: "exponential", mean: HANDLE }],
        patienceMinutes:
          patience === undefined ? [] : [{ ...always, dist: "exponential", mean: patience }],
      },
    ],
    groups: [{ id: "all", skills: { work: 5 }, shifts: [{ ...always, size: servers }] }],
    router: { targetSeconds: { [id]: 20 }, pick: ["idle"] },
  });
  if ("problems" in read) throw new Error(read.problems.join("; "));
  return read.scenario;
}
