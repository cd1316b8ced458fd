/** Ages and what is left, in the same shape everywhere, so that tabular numerals line up. */

/** Short units of the reader's language. */
export interface TimeUnits {
  readonly day: string;
  readonly hour: string;
}

const SECOND = 1000;
const HOUR = 3_600_000;
const DAY = 86_400_000;

/** `04:12` below an hour, `2:05 h` below a day, `3 d 4 h` from then on. Never negative. */
export function formatSpan(milliseconds: number, units: TimeUnits): string {
  const ms = Math.max(0, milliseconds);
  if (ms < HOUR) return `${two(ms / 60_000)}:${two((ms / SECOND) % 60)}`;
  if (ms < DAY) return `${String(Math.floor(ms / HOUR))}:${two((ms / 60_000) % 60)} ${units.hour}`;
  return `${String(Math.floor(ms / DAY))} ${units.day} ${String(Math.floor((ms % DAY) / HOUR))} ${units.hour}`;
}

function two(n: number): string {
  return String(Math.floor(n)).padStart(2, "0");
}

/** How pressing a waiting thing is, measured at its own target and not at fixed minutes. */
export type Urgency = "calm" | "soon" | "late";

/** From three quarters of the target on, it is soon late. */
const SOON_SHARE = 0.75;

/** `dueAt` null: it has no target, so it is never late. */
export function urgencyAt(
  now: number,
  span: { readonly from: number; readonly dueAt: number | null },
): Urgency {
  if (span.dueAt === null) return "calm";
  if (now >= span.dueAt) return "late";
  return now >= span.from + (span.dueAt - span.from) * SOON_SHARE ? "soon" : "calm";
}
