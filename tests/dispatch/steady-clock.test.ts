import { expect, test } from "@jest/globals";
import { SteadyClock } from "../../src/dispatch/steady-clock.js";

const NOON = 1_800_000_000_000;

function clockAt(wall: { at: number }): SteadyClock {
  const clock = new SteadyClock(() => wall.at);
  clock.now();
  return clock;
}

test("[T15] a clock that is set back goes on at half speed until it is right again", () => {
  const wall = { at: NOON };
  const clock = clockAt(wall);
  wall.at += 1000;
  expect(clock.now()).toBe(NOON + 1000);
  wall.at -= 60_000;
  expect(clock.now()).toBe(NOON + 1000);
  wall.at += 10_000;
  expect(clock.now()).toBe(NOON + 6000);
  wall.at += 110_000;
  expect(clock.now()).toBe(wall.at);
  wall.at += 1000;
  expect(clock.now()).toBe(wall.at);
});

test("[T15] a clock that is set forward is followed", () => {
  const wall = { at: NOON };
  const clock = clockAt(wall);
  wall.at += 3_600_000;
  expect(clock.now()).toBe(NOON + 3_600_000);
  expect(clock.until(wall.at + 500)).toBe(500);
});

test("[T15] time goes on from where another process left it", () => {
  const wall = { at: NOON };
  const clock = clockAt(wall);
  clock.goOnFrom(NOON + 8000);
  expect(clock.now()).toBe(NOON + 8000);
  // 8 seconds ahead: 4 seconds take 8, and from 16 on the clock is right.
  expect(clock.until(NOON + 12_000)).toBe(8000);
  expect(clock.until(NOON + 30_000)).toBe(30_000);
  wall.at += 8000;
  expect(clock.now()).toBe(NOON + 12_000);
});
