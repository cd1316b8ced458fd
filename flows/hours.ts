/** Whether it is open: what the clocks of a time zone show, compared with the periods. */
import type { Hours } from "../protocol/words.js";

const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** Making one takes a hundred times longer than using it, and a tree has one or two time zones. */
const clocks = new Map<string, Intl.DateTimeFormat>();

/** True when one of the periods holds the moment `at` (epoch ms), daylight saving included, on a day that is not closed. */
export function isOpen(hours: Hours, at: number): boolean {
  const { day, time, date } = readClock(hours.timeZone, at);
  if (hours.closedOn.includes(date)) return false;
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

/** The ISO day (1 is Monday), the time as `HH:MM`, which sorts as text, and the date as `YYYY-MM-DD`. */
function readClock(timeZone: string, at: number): { day: number; time: string; date: string } {
  const parts = new Map(
    clockOf(timeZone)
      .formatToParts(at)
      .map((part) => [part.type, part.value]),
  );
  return {
    day: WEEKDAYS.indexOf(parts.get("weekday") ?? "") + 1,
    time: `${parts.get("hour") ?? ""}:${parts.get("minute") ?? ""}`,
    date: `${parts.get("year") ?? ""}-${parts.get("month") ?? ""}-${parts.get("day") ?? ""}`,
  };
}

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    hourCycle: "h23",
    weekday: "short",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  });
  clocks.set(timeZone, made);
  return made;
}
