import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  erlangA,
  erlangB,
  erlangC,
  serversForAbandonment,
  serversForAsa,
  serversForBlocking,
  serversForServiceLevel,
} from "../../routing/erlang.js";

/**
 * Made once with mpmath at 50 digits by `golden.py` beside it: the defining sums for B and C, numerical
 * integration of the density of the wait for A. `routing/` uses neither.
 */
interface Golden {
  readonly handleTime: number;
  readonly within: number;
  readonly patient: readonly {
    readonly servers: number;
    readonly arrivalRate: number;
    readonly blocked: number;
    readonly waiting: number;
    readonly asa: number;
    readonly serviceLevel: number;
  }[];
  readonly impatient: readonly {
    readonly servers: number;
    readonly arrivalRate: number;
    readonly patienceTime: number;
    readonly waiting: number;
    readonly abandonment: number;
    readonly asa: number;
    readonly occupancy: number;
    readonly serviceLevel: number;
    readonly answeredWithin: number;
  }[];
}
const golden = JSON.parse(readFileSync(new URL("golden.json", import.meta.url), "utf8")) as Golden;
const { handleTime, within } = golden;

/** Of the value when it is above 1, absolute below. */
function expectExact(value: number, exact: number): void {
  expect(Math.abs(value - exact)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(exact)));
}

test.each(golden.patient)(
  "[M16] B and C of $servers servers at $arrivalRate a minute",
  ({ servers, arrivalRate, blocked, waiting, asa, serviceLevel }) => {
    const queue = erlangC(servers, { arrivalRate, handleTime });
    expectExact(erlangB(servers, arrivalRate * handleTime), blocked);
    expectExact(queue.waiting, waiting);
    expectExact(queue.asa, asa);
    expectExact(queue.serviceLevel(within), serviceLevel);
    expectExact(queue.occupancy, (arrivalRate * handleTime) / servers);
    expectExact(queue.queueLength, arrivalRate * asa);
  },
);

test.each(golden.impatient)(
  "[M16] A of $servers servers at $arrivalRate a minute, patience $patienceTime",
  ({ servers, arrivalRate, patienceTime, ...exact }) => {
    const queue = erlangA(servers, { arrivalRate, handleTime, patienceTime });
    expectExact(queue.waiting, exact.waiting);
    expectExact(queue.abandonment, exact.abandonment);
    expectExact(queue.asa, exact.asa);
    expectExact(queue.occupancy, exact.occupancy);
    expectExact(queue.serviceLevel(within), exact.serviceLevel);
    expectExact(queue.answeredWithin(within), exact.answeredWithin);
    // Little's law, and whoever leaves did so after their patience.
    expectExact(queue.queueLength, arrivalRate * queue.wait);
  },
);

/** load = top / bottom, in whole numbers: no rounding at all until the last division. */
function blockedExactly(servers: number, top: bigint, bottom: bigint): number {
  let term = 1n;
  let sum = 0n;
  // Terms load^k / k!, all times bottom^servers × servers!.
  for (let k = servers; k >= 0; k -= 1) {
    sum += term * top ** BigInt(k);
    term *= bottom * BigInt(k === 0 ? 1 : k);
  }
  const last = top ** BigInt(servers);
  const digits = 10n ** 30n;
  return Number((last * digits) / sum) / 1e30;
}

test("[M16] B is the quotient of whole numbers that defines it", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 250 }),
      fc.integer({ min: 1, max: 4000 }),
      fc.integer({ min: 1, max: 16 }),
      (servers, top, bottom) => {
        const exact = blockedExactly(servers, BigInt(top), BigInt(bottom));
        return Math.abs(erlangB(servers, top / bottom) - exact) <= 1e-13;
      },
    ),
    { numRuns: 60 },
  );
});

test("[M16] A is what its states, solved one by one, say", () => {
  const share = fc.double({ min: 0.05, max: 2, noNaN: true });
  const patience = fc.double({ min: 0.05, max: 20, noNaN: true });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 80 }), share, patience, (servers, load, patienceTime) => {
      const arrivalRate = servers * load;
      const queue = erlangA(servers, { arrivalRate, handleTime: 1, patienceTime });
      const states = solved(servers, arrivalRate, 1 / patienceTime);
      return (
        Math.abs(queue.waiting - states.waiting) < 1e-9 &&
        Math.abs(queue.abandonment - states.leaving / arrivalRate) < 1e-9 &&
        Math.abs(queue.queueLength - states.length) < 1e-9 * Math.max(1, states.length) &&
        // Answered within 0 is answered at once; within for ever, everybody who does not leave.
        Math.abs(queue.answeredWithin(0) - (1 - states.waiting)) < 1e-9 &&
        Math.abs(queue.answeredWithin(1e6) - (1 - queue.abandonment)) < 1e-9
      );
    }),
    { numRuns: 100 },
  );
});

/** Probabilities of the birth and death process, as logarithms, from nobody to far beyond the servers. */
function solved(
  servers: number,
  arrivalRate: number,
  leaving: number,
): { readonly waiting: number; readonly leaving: number; readonly length: number } {
  const logs = [0];
  const far = servers + 400 + Math.ceil((4 * arrivalRate) / leaving);
  for (let k = 1; k <= far; k += 1) {
    const out = Math.min(k, servers) + Math.max(0, k - servers) * leaving;
    logs.push((logs[k - 1] ?? 0) + Math.log(arrivalRate / out));
  }
  const top = logs.reduce((most, one) => Math.max(most, one), -Infinity);
  const weights = logs.map((one) => Math.exp(one - top));
  const all = weights.reduce((sum, one) => sum + one, 0);
  const sumOver = (value: (k: number) => number): number =>
    weights.reduce((sum, one, k) => sum + one * value(k), 0) / all;
  return {
    waiting: sumOver((k) => (k >= servers ? 1 : 0)),
    leaving: sumOver((k) => Math.max(0, k - servers) * leaving),
    length: sumOver((k) => Math.max(0, k - servers)),
  };
}

test("[M16] A with endless patience is C", () => {
  const demand = { arrivalRate: 9, handleTime: 1 };
  const [patient, impatient] = [erlangC(10, demand), erlangA(10, { ...demand, patienceTime: 1e9 })];
  expect(impatient.waiting).toBeCloseTo(patient.waiting, 6);
  expect(impatient.asa).toBeCloseTo(patient.asa, 6);
  expect(impatient.serviceLevel(0.1)).toBeCloseTo(patient.serviceLevel(0.1), 6);
});

test("[M17] probabilities below the smallest number are 0, and above the largest queue 1", () => {
  expect(erlangB(5000, 1e-3)).toBe(0);
  expect(erlangB(5000, 1e9)).toBeCloseTo(1 - 5000 / 1e9, 9);
  expect(erlangB(0, 3)).toBe(1);
  expect(erlangB(5, 0)).toBe(0);
  const quiet = erlangC(5000, { arrivalRate: 0.001, handleTime: 1 });
  expect([quiet.waiting, quiet.asa, quiet.serviceLevel(0)]).toEqual([0, 0, 1]);
  const idle = erlangA(3, { arrivalRate: 0, handleTime: 1, patienceTime: 1 });
  expect([idle.abandonment, idle.asa, idle.serviceLevel(0), idle.occupancy]).toEqual([0, 0, 1, 0]);
});

test("[M17] five thousand servers under four times their load, with patience for an hour", () => {
  const queue = erlangA(5000, { arrivalRate: 20_000, handleTime: 1, patienceTime: 60 });
  expect(queue.waiting).toBeCloseTo(1, 12);
  expect(queue.abandonment).toBeCloseTo(0.75, 9);
  expect(queue.occupancy).toBeCloseTo(1, 9);
  expect(queue.serviceLevel(1)).toBeCloseTo(0, 9);
  // Everybody waits until three of four have left: e^(−wait / patience) = 1 / 4.
  expect(queue.asa).toBeCloseTo(60 * Math.log(4), 1);
});

test("[M17] a load as large as the servers has no end in C, and is said so", () => {
  const queue = erlangC(5, { arrivalRate: 5, handleTime: 1 });
  expect(queue).toMatchObject({ waiting: 1, asa: Infinity, occupancy: 1, queueLength: Infinity });
  expect(queue.serviceLevel(1)).toBe(0);
});

const demand = { arrivalRate: 1, handleTime: 1 };

test.each([
  [() => erlangB(2.5, 1), "servers must be a whole number from 0 to 1000000, and is 2.5."],
  [() => erlangB(-1, 1), "servers must be a whole number from 0 to 1000000, and is -1."],
  [() => erlangB(5, -1), "the load must be a number from 0 up, and is -1."],
  [() => erlangB(5, Number.NaN), "the load must be a number from 0 up, and is NaN."],
  [() => erlangC(0, demand), "servers must be a whole number from 1 to 1000000, and is 0."],
  [
    () => erlangC(1e9, demand),
    "servers must be a whole number from 1 to 1000000, and is 1000000000.",
  ],
  [
    () => erlangC(2, { ...demand, handleTime: 0 }),
    "handleTime must be a number above 0, and is 0.",
  ],
  [
    () => erlangC(2, { arrivalRate: Infinity, handleTime: 1 }),
    "arrivalRate must be a number from 0 up, and is Infinity.",
  ],
  [
    () => erlangC(2, { arrivalRate: 1e200, handleTime: 1e200 }),
    "the load must be a number from 0 up, and is Infinity.",
  ],
  [() => erlangC(2, demand).serviceLevel(-1), "within must be a number from 0 up, and is -1."],
  [() => erlangC(1, demand).serviceLevel(-1), "within must be a number from 0 up, and is -1."],
  [
    () => erlangA(2, { ...demand, patienceTime: 0 }),
    "patienceTime must be a number above 0, and is 0.",
  ],
  [
    () => erlangA(2, { arrivalRate: 3, handleTime: 1, patienceTime: 1e12 }),
    "More than 50000000 would wait: the patience is too long for a load this high.",
  ],
  [
    () => serversForServiceLevel(demand, { share: 1, within: 1 }),
    "share must be a share from 0 up and below 1, and is 1: no number of servers makes it certain.",
  ],
  [() => serversForAsa(demand, 0), "asa must be a number above 0, and is 0."],
  [() => serversForBlocking(1, 0), "blocked must be a number above 0, and is 0."],
  [() => serversForBlocking(5e6, 0.01), "Not even 1000000 servers reach this goal."],
])("[M17] refuses what no queue can be (%#)", (ask, message) => {
  expect(ask).toThrow(new RangeError(message));
});

const patient = { arrivalRate: 40, handleTime: 3 };
const impatient = { ...patient, patienceTime: 4 };

test.each([
  [
    "C, 80 % within 20 s",
    serversForServiceLevel(patient, { share: 0.8, within: 1 / 3 }),
    (n: number) => erlangC(n, patient).serviceLevel(1 / 3) >= 0.8,
  ],
  [
    "A, 80 % within 20 s",
    serversForServiceLevel(impatient, { share: 0.8, within: 1 / 3 }),
    (n: number) => erlangA(n, impatient).serviceLevel(1 / 3) >= 0.8,
  ],
  ["C, a wait of 6 s", serversForAsa(patient, 0.1), (n: number) => erlangC(n, patient).asa <= 0.1],
  [
    "A, a wait of 6 s",
    serversForAsa(impatient, 0.1),
    (n: number) => erlangA(n, impatient).asa <= 0.1,
  ],
  [
    "A, 2 % leave",
    serversForAbandonment(impatient, 0.02),
    (n: number) => erlangA(n, impatient).abandonment <= 0.02,
  ],
  ["B, 1 % lost", serversForBlocking(120, 0.01), (n: number) => erlangB(n, 120) <= 0.01],
])("[M18] the fewest servers for %s", (_name, servers, reaches) => {
  const first = Array.from({ length: 300 }, (_, k) => k + 1).find(reaches);
  expect(servers).toBe(first);
});

test("[M18] nobody has to be there for nobody", () => {
  expect(serversForBlocking(0, 0.01)).toBe(1);
  expect(serversForServiceLevel({ arrivalRate: 0, handleTime: 1 }, { share: 0.9, within: 0 })).toBe(
    1,
  );
});
