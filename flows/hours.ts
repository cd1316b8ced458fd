/** Whether it is open: what the clocks of a time zone show, compared with the periods. */
import type { Hours } from "../protocol/words.js";

const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** Making one takes a hundred times longer than using it, and a tree has one or two time zones. */
const clocks = new Map<string, Intl.DateTimeFormat>();

/** True when one of the periods holds the moment `at` (epoch ms), daylight saving included. */
export function isOpen(hours: Hours, at: number): boolean {
  const { day, time } = readClock(hours.timeZone, at);
  return hours.periods.some(
    (period) => period.days.includes(day) && period.from <= time && time < period.to,
  );
}

export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).format(0) !== "";
  } catch {
    return false;
  }
}

/** The ISO day (1 is Monday) and the time as `HH:MM`, which sorts as text. */
function readClock(timeZone: string, at: number): { day: number; time: string } {
  const parts = new Map(
    clockOf(timeZone)
      .formatToParts(at)
      .map((part) => [part.type, part.value]),
  );
  return {
    day: WEEKDAYS.indexOf(parts.get("weekday") ?? "") + 1,
    time: `${parts.get("hour") ?? ""}:${parts.get("minute") ?? ""}`,
  };
}

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    hourCycle: "h23",
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
  });
  clocks.set(timeZone, made);
  return made;
}
