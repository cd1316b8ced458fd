/** Opening hours as what they are in an ordinary week: stretches of minutes, Monday 00:00 is 0. */
import type { Hours } from "../protocol/words.js";

const WEEK_MINUTES = 7 * 24 * 60;
const DAY_MINUTES = 24 * 60;

/** From a minute of the week up to another, which is not part of it. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Every period of every day by its beginning; one that ends before it begins is left out. */
export function periodsOf({ periods }: Hours): readonly Stretch[] {
  return periods
    .flatMap(({ days, from, to }) =>
      [...new Set(days)].map((day) => {
        const midnight = (day - 1) * DAY_MINUTES;
        return { from: midnight + minuteOf(from), to: midnight + minuteOf(to) };
      }),
    )
    .filter(({ from, to }) => from < to)
    .sort((a, b) => a.from - b.from || a.to - b.to);
}

/** The same without overlaps, and in one where one begins when another ends. */
export function openStretches(hours: Hours): readonly Stretch[] {
  const open: { from: number; to: number }[] = [];
  for (const { from, to } of periodsOf(hours)) {
    const last = open.at(-1);
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else open.push({ from, to });
  }
  return open;
}

/** What lies between the stretches, the turn of the week included. */
export function closedStretches(hours: Hours): readonly Stretch[] {
  const open = openStretches(hours);
  const [first] = open;
  if (first === undefined) return [{ from: 0, to: WEEK_MINUTES }];
  const next = [...open.slice(1), { from: first.from + WEEK_MINUTES, to: 0 }];
  return open
    .map(({ to }, k) => ({ from: to, to: next[k]?.from ?? to }))
    .filter(({ from, to }) => from < to);
}

/** The first time, of one day, at which the one is open and the other closed. Both on the same clocks. */
export function openWithout(hours: Hours, other: Hours): Stretch | null {
  const closed = closedStretches(other).flatMap(({ from, to }) =>
    to <= WEEK_MINUTES
      ? [{ from, to }]
      : [
          { from: 0, to: to - WEEK_MINUTES },
          { from, to: WEEK_MINUTES },
        ],
  );
  for (const open of openStretches(hours)) {
    for (const gap of closed) {
      const from = Math.max(open.from, gap.from);
      const midnight = (Math.floor(from / DAY_MINUTES) + 1) * DAY_MINUTES;
      const to = Math.min(open.to, gap.to, midnight);
      if (from < to) return { from, to };
    }
  }
  return null;
}

/** The ISO day of a minute, and its time as `HH:MM`; the end of a day is `24:00`. */
export function dayAndTimes({ from, to }: Stretch): {
  readonly day: number;
  readonly from: string;
  readonly to: string;
} {
  const start = from % WEEK_MINUTES;
  return {
    day: Math.floor(start / DAY_MINUTES) + 1,
    from: timeOf(start % DAY_MINUTES),
    to: to % DAY_MINUTES === 0 ? "24:00" : timeOf(to % DAY_MINUTES),
  };
}

function minuteOf(time: string): number {
  const [hours, minutes] = time.split(":").map(Number);
  return (hours ?? 0) * 60 + (minutes ?? 0);
}

function timeOf(minute: number): string {
  const pad = (value: number): string => String(value).padStart(2, "0");
  return `${pad(Math.floor(minute / 60))}:${pad(minute % 60)}`;
}
