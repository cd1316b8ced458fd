import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { Hours } from "../../protocol/words.js";
import { HoursClock } from "../../routing/hours.js";
import { ReadyBits } from "../../routing/ready-bits.js";
import { SortedLine } from "../../routing/sorted-line.js";

const numbers = fc.array(fc.tuple(fc.boolean(), fc.nat({ max: 2_000 })), {
  maxLength: 3_000,
  size: "max",
});

test("a sorted line holds what a sorted array holds, over many chunks", () => {
  fc.assert(
    fc.property(numbers, fc.nat({ max: 2_000 }), (changes, asked) => {
      // Coarse, so that many share a key and the comparison has to tell them apart.
      const key = (n: number): number => Math.floor(n / 50);
      let told = Infinity;
      const line = new SortedLine<number>({ key, compare: (a, b) => a - b }, (first) => {
        told = first;
      });
      const plain = new Set<number>();
      let agree = true;
      for (const [add, n] of changes) {
        if (add && !plain.has(n)) line.add(n);
        agree &&= (!add && line.delete(n)) === (!add && plain.has(n));
        if (add) plain.add(n);
        else plain.delete(n);
      }
      const sorted = [...plain].sort((a, b) => a - b);
      expect(agree).toBe(true);
      expect([...line]).toEqual(sorted);
      expect([line.size, line.first()]).toEqual([sorted.length, sorted[0]]);
      expect([told, line.firstKey]).toEqual([
        sorted[0] === undefined ? Infinity : key(sorted[0]),
        told,
      ]);
      expect(line.after(asked)).toBe(sorted.find((n) => n > asked));
      expect(line.rank(asked)).toBe(sorted.filter((n) => n < asked).length);
      expect(line.find((n) => n >= asked)).toBe(sorted.find((n) => n >= asked));
      expect([line.shift(), ...line]).toEqual(sorted.length === 0 ? [undefined] : sorted);
    }),
    { numRuns: 20 },
  );
});

test("ready bits hold what a set holds", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat({ max: 100 }))), (changes) => {
      const bits = new ReadyBits();
      const plain = new Set<number>();
      for (const [set, slot] of changes) {
        if (set) bits.set(slot);
        else bits.clear(slot);
        if (set) plain.add(slot);
        else plain.delete(slot);
      }
      const seen: number[] = [];
      bits.each((slot) => {
        seen.push(slot);
        return true;
      });
      expect(seen).toEqual([...plain].sort((a, b) => a - b));
    }),
    { numRuns: 200 },
  );
});

function isOpen(hours: unknown, time: string): boolean {
  const clock = new HoursClock();
  const schedule = clock.schedule(Hours.parse(hours), true);
  clock.advance(Date.parse(time));
  return schedule.open;
}

test("[R8] hours follow the clock on the wall, also when it is put forward", () => {
  const hours = {
    timeZone: "Europe/Berlin",
    periods: [{ days: [6, 7], from: "09:00", to: "17:00" }],
  };
  // The clocks of Berlin went forward on Sunday, 29 March 2026.
  expect(isOpen(hours, "2026-03-28T07:59:59Z")).toBe(false);
  expect(isOpen(hours, "2026-03-28T08:00:00Z")).toBe(true);
  expect(isOpen(hours, "2026-03-29T07:00:00Z")).toBe(true);
  expect(isOpen(hours, "2026-03-29T14:59:59Z")).toBe(true);
  expect(isOpen(hours, "2026-03-29T15:00:00Z")).toBe(false);
  expect(isOpen(hours, "2026-03-30T08:00:00Z")).toBe(false);
});

test("[R8] a night shift belongs to the day on which it begins; midnight may be said as 24:00", () => {
  const night = { timeZone: "UTC", periods: [{ days: [7], from: "22:00", to: "06:00" }] };
  expect(isOpen(night, "2026-03-01T22:00:00Z")).toBe(true);
  expect(isOpen(night, "2026-03-02T05:59:00Z")).toBe(true);
  expect(isOpen(night, "2026-03-02T06:00:00Z")).toBe(false);
  expect(isOpen(night, "2026-03-02T22:00:00Z")).toBe(false);
  const late = { timeZone: "UTC", periods: [{ days: [1], from: "22:00", to: "24:00" }] };
  expect(isOpen(late, "2026-03-02T23:59:59Z")).toBe(true);
  expect(isOpen(late, "2026-03-03T00:00:00Z")).toBe(false);
});

test("[R8] a time zone nobody knows is read as UTC", () => {
  const hours = { timeZone: "Mars/Olympus", periods: [{ days: [1], from: "08:00", to: "09:00" }] };
  expect(isOpen(hours, "2026-03-02T08:30:00Z")).toBe(true);
  expect(isOpen(hours, "2026-03-02T09:30:00Z")).toBe(false);
});
