import { expect, test } from "@jest/globals";
import { day } from "./day.js";
import { partsWays } from "./reference-compare.js";

/** A shift begins: so many at once that the match goes by the queues, not by the engineers. */
const SHIFT = 14;

test("a whole shift that begins at once is asked as the plain model asks it", () => {
  const numbers = Array.from({ length: SHIFT }, (_, n) => n);
  const script = [
    "bucket linux linux:3",
    "bucket net net:2 linux:6? broadcast=2",
    "bucket any",
    ...numbers.map(
      (n) =>
        `engineer e${String(n)} linux:${String(1 + (n % 7))} net:${String(1 + (n % 3))} hours=9-17`,
    ),
    ...numbers.map((n) => `ready e${String(n)}`),
    ...numbers.flatMap((n) => [
      `${String(n)}:00 call k${String(n)} linux last=e${String((n * 5) % SHIFT)}`,
      `chat c${String(n)} ${n % 2 === 0 ? "net" : "any"}`,
      `mail m${String(n)} any needs=linux:${String(1 + (n % 5))}`,
    ]),
    "60:00 tick",
    "60:10 tick",
    "540:00 tick",
  ].join("\n");
  const { commands, decisions } = day(script);
  const atOnce = Math.max(...decisions.map(({ offers }) => offers.length));
  expect(atOnce).toBeGreaterThan(SHIFT);
  expect(partsWays(commands)).toBeNull();
});
