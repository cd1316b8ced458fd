/** Hours of engineers (R8) and of buckets (R15). Looked at once a minute, once for all who share them. */
import type { Hours } from "../protocol/words.js";
import { MINUTE_MS } from "./limits.js";

const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const DAY_MINUTES = 1440;

/** Hours that some share, and whether they are open at the last minute looked at. */
export interface Schedule {
  readonly hours: Hours;
  open: boolean;
  /** Somebody is to be asked, or not any more, as soon as it turns. */
  wakes: boolean;
}

/** A moment as the clocks on the wall show it. */
interface Local {
  readonly year: number;
  readonly month: number;
  readonly dayOfMonth: number;
  /** ISO: 1 is Monday. */
  readonly weekday: number;
  /** Of the day. */
  readonly minute: number;
}

export class HoursClock {
  readonly #schedules = new Map<string, Schedule>();
  readonly #formats = new Map<string, Intl.DateTimeFormat>();
  /** The minute that `open` is true for, counted from the epoch. -1: nothing was looked at yet. */
  #minute = -1;

  /**
   * The shared schedule of these hours; closed until the first minute is looked at. `wakes`: it is to
   * turn on time; otherwise when the next command comes.
   */
  schedule(hours: Hours, wakes: boolean): Schedule {
    const key = JSON.stringify(hours);
    const open = this.#minute >= 0 && this.#isOpen(hours);
    const schedule = this.#schedules.get(key) ?? { hours, open, wakes };
    schedule.wakes ||= wakes;
    this.#schedules.set(key, schedule);
    return schedule;
  }

  /** Moves on to the minute of `at`; answers with the schedules that opened or closed. */
  advance(at: number): readonly Schedule[] {
    const minute = Math.floor(at / MINUTE_MS);
    if (minute === this.#minute) return [];
    this.#minute = minute;
    const turned: Schedule[] = [];
    for (const schedule of this.#schedules.values()) {
      const open = this.#isOpen(schedule.hours);
      if (open !== schedule.open) turned.push(schedule);
      schedule.open = open;
    }
    return turned;
  }

  /** When to look again. null: no engineer has hours. */
  nextAt(): number | null {
    for (const { wakes } of this.#schedules.values()) {
      if (wakes) return (this.#minute + 1) * MINUTE_MS;
    }
    return null;
  }

  #isOpen({ timeZone, periods, closedOn }: Hours): boolean {
    const today = this.#local(timeZone);
    const yesterday = dayBefore(today);
    const beginsOn = (days: readonly number[], day: Local): boolean =>
      days.includes(day.weekday) && !(closedOn.length > 0 && closedOn.includes(dateOf(day)));
    return periods.some(({ days, ...period }) => {
      const from = minuteOf(period.from);
      const to = minuteOf(period.to);
      const { minute } = today;
      if (from < to) return minute >= from && minute < to && beginsOn(days, today);
      // A night shift: it belongs to the day on which it begins.
      return (
        (minute >= from && beginsOn(days, today)) || (minute < to && beginsOn(days, yesterday))
      );
    });
  }

  #local(timeZone: string): Local {
    const parts = { weekday: "", year: 0, month: 0, day: 0, hour: 0, minute: 0 };
    for (const part of this.#format(timeZone).formatToParts(this.#minute * MINUTE_MS)) {
      const { type, value } = part;
      if (type === "weekday") parts.weekday = value;
      else if (isNumeric(type)) parts[type] = Number(value);
    }
    return {
      year: parts.year,
      month: parts.month,
      dayOfMonth: parts.day,
      weekday: DAYS.indexOf(parts.weekday) + 1,
      minute: (parts.hour * 60 + parts.minute) % DAY_MINUTES,
    };
  }

  #format(timeZone: string): Intl.DateTimeFormat {
    const known = this.#formats.get(timeZone);
    if (known !== undefined) return known;
    const format = formatIn(timeZone);
    this.#formats.set(timeZone, format);
    return format;
  }
}

/** A zone this machine does not know is read as UTC: the router must answer, and says no error here. */
function formatIn(timeZone: string): Intl.DateTimeFormat {
  const shape = {
    weekday: "short",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  } as const;
  try {
    return new Intl.DateTimeFormat("en-GB", { ...shape, timeZone });
  } catch {
    return new Intl.DateTimeFormat("en-GB", { ...shape, timeZone: "UTC" });
  }
}

function isNumeric(type: string): type is "year" | "month" | "day" | "hour" | "minute" {
  return ["year", "month", "day", "hour", "minute"].includes(type);
}

function dayBefore({ year, month, dayOfMonth, weekday, minute }: Local): Local {
  const day = { year, month, dayOfMonth: dayOfMonth - 1, weekday: weekday === 1 ? 7 : weekday - 1 };
  if (dayOfMonth > 1) return { ...day, minute };
  const before = month === 1 ? { year: year - 1, month: 12 } : { year, month: month - 1 };
  return { ...day, ...before, dayOfMonth: daysIn(before), minute };
}

function daysIn({ year, month }: Pick<Local, "year" | "month">): number {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31;
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
}

/** `YYYY-MM-DD`. */
function dateOf({ year, month, dayOfMonth }: Local): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(dayOfMonth)}`;
}

function minuteOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}
