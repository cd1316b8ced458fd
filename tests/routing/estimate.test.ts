/** The arithmetic of estimates; how true they are is measured by `npm run bench -- estimates`. */
import { expect, test } from "@jest/globals";
import { Bands, Pace, untilServed } from "../../routing/estimate.js";

const MINUTE = 60_000;

/** Two engineers, one served a minute, somebody always waiting. */
function steady(minutes: number): Pace {
  const pace = new Pace();
  for (let n = 0; n <= minutes; n += 1) {
    const at = n * MINUTE;
    pace.enter(standing(at, 0));
    if (n > 0) pace.served({ at, waitedMs: MINUTE, staff: 2, guess: null });
  }
  return pace;
}

function standing(at: number, ahead: number, staff = 2): Parameters<Pace["enter"]>[0] {
  return { at, ahead, staff, waitedMs: 0, headWaitedMs: null, handlingMs: null };
}

test("[R16] everybody ahead takes one gap, and so does oneself", () => {
  expect(untilServed(MINUTE, 0, 0)).toBe(MINUTE);
  expect(untilServed(MINUTE, 0, 9)).toBe(10 * MINUTE);
});

test("[R16] those ahead who give up make it shorter, also far down the line", () => {
  const givingUp = 1 / (10 * MINUTE);
  let sum = 0;
  for (let j = 0; j <= 200; j += 1) sum += 1 / (1 / MINUTE + j * givingUp);
  expect(untilServed(MINUTE, givingUp, 200) / sum).toBeCloseTo(1, 3);
  expect(untilServed(MINUTE, givingUp, 200)).toBeLessThan(untilServed(MINUTE, 0, 200));
});

test("[R16] a steady line is told its pace, and twice the staff halves it", () => {
  const pace = steady(500);
  const bands = new Bands();
  const at = 501 * MINUTE;
  const four = pace.estimate(standing(at, 3, 4), bands)?.ms ?? Number.NaN;
  const two = pace.estimate(standing(at, 3, 2), bands)?.ms ?? Number.NaN;
  expect(two / four).toBeCloseTo(2, 6);
  expect(two).toBeGreaterThan(3 * MINUTE);
  expect(two).toBeLessThan(4.1 * MINUTE);
});

test("[R16] nothing is said when nobody is here, or nothing is known", () => {
  expect(new Pace().estimate(standing(0, 0), new Bands())).toBeNull();
  expect(steady(10).estimate(standing(11 * MINUTE, 0, 0), new Bands())).toBeNull();
});

test("[R16] a range that missed too often gets wider, one that never misses gets narrower", () => {
  const guess = steady(100).enter(standing(101 * MINUTE, 0));
  if (guess === null) throw new Error("it knows its pace");
  const widthAfter = (factor: number): number => {
    const bands = new Bands();
    for (let n = 0; n < 200; n += 1) bands.learn(guess, guess.mixed * factor);
    const { lowMs, highMs } = bands.range(guess);
    return highMs / lowMs;
  };
  const { lowMs, highMs } = new Bands().range(guess);
  expect(widthAfter(8)).toBeGreaterThan(highMs / lowMs);
  expect(widthAfter(0.7)).toBeLessThan(highMs / lowMs);
});
