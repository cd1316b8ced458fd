/** The time that is counted, as it is chosen. */
import type { Asked } from "../menus-api.js";

export const PERIODS = ["today", "week", "month", "own"] as const;

export type Period =
  | { readonly kind: "today" | "week" | "month" }
  /** Days of the reader's calendar, such as `2026-11-22`; both are counted. null: not chosen yet. */
  | { readonly kind: "own"; readonly first: string | null; readonly last: string | null };

export const PERIOD_DAYS = { today: 1, week: 7, month: 28 } as const;
/** As many as the server counts at once. */
export const PERIOD_DAYS_MAX = 92;

const DAY_MS = 86_400_000;

/** Whole days of the reader's calendar, today included. null: it is not chosen yet. */
export function boundsOf(period: Period, now: Date): Pick<Asked, "from" | "to"> | null {
  if (period.kind !== "own") {
    const day = now.getDate() - PERIOD_DAYS[period.kind] + 1;
    return { from: new Date(now.getFullYear(), now.getMonth(), day).toISOString() };
  }
  if (period.first === null || period.last === null) return null;
  const from = localDay(period.first);
  const last = localDay(period.last);
  const to = new Date(last.getFullYear(), last.getMonth(), last.getDate() + 1);
  return { from: from.toISOString(), to: to.toISOString() };
}

/** More days than the server counts at once. */
export function isTooLong({ from, to }: Pick<Asked, "from" | "to">): boolean {
  if (to === undefined) return false;
  // A day when the clocks change has an hour more.
  return Date.parse(to) - Date.parse(from) > PERIOD_DAYS_MAX * DAY_MS;
}

function localDay(day: string): Date {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date);
}
