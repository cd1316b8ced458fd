/** Engineers' hours (R8). Looked at once a minute, once for all engineers who share them. */
import type { Hours } from "../protocol/words.js";
import { MINUTE_MS } from "./limits.js";

const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const DAY_MINUTES = 1440;

/** Hours that some engineers share, and whether they are open at the last minute looked at. */
export interface Schedule {
  readonly hours: Hours;
  open: boolean;
}

export class HoursClock {
  readonly #schedules = new Map<string, Schedule>();
  readonly #formats = new Map<string, Intl.DateTimeFormat>();
  /** The minute that `open` is true for, counted from the epoch. -1: nothing was looked at yet. */
  #minute = -1;

  /** The shared schedule of these hours; closed until the first minute is looked at. */
  schedule(hours: Hours): Schedule {
    const key = JSON.stringify(hours);
    const known = this.#schedules.get(key);
    if (known !== undefined) return known;
    const schedule = { hours, open: this.#minute >= 0 && this.#isOpen(hours) };
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

  /** When to look again. null: nobody has hours. */
  nextAt(): number | null {
    return this.#schedules.size === 0 ? null : (this.#minute + 1) * MINUTE_MS;
  }

  #isOpen(hours: Hours): boolean {
    const { day, minute } = this.#local(hours.timeZone);
    const yesterday = day === 1 ? 7 : day - 1;
    return hours.periods.some((period) => {
      const from = minuteOf(period.from);
      const to = minuteOf(period.to);
      if (from < to) return period.days.includes(day) && minute >= from && minute < to;
      // A night shift: it belongs to the day on which it begins.
      return (
        (period.days.includes(day) && minute >= from) ||
        (period.days.includes(yesterday) && minute < to)
      );
    });
  }

  #local(timeZone: string): { readonly day: number; readonly minute: number } {
    const format = this.#format(timeZone);
    const parts = { weekday: "", hour: 0, minute: 0 };
    for (const { type, value } of format.formatToParts(this.#minute * MINUTE_MS)) {
      if (type === "weekday") parts.weekday = value;
      else if (type === "hour" || type === "minute") parts[type] = Number(value);
    }
    return {
      day: DAYS.indexOf(parts.weekday) + 1,
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

function minuteOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}
