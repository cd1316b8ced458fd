/** Ages and what is left, ticking with the server's clock, coloured at their own target. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useNow } from "../live/use-now.js";
import { type TimeUnits, formatSpan, urgencyAt } from "../state/clock.js";

export function useUnits(): TimeUnits {
  const { t } = useTranslation();
  return { day: t("units.day"), hour: t("units.hour") };
}

/** Puts a span into words, such as `due 0:40`. */
export type Wording = (span: string) => string;

const bare: Wording = (span) => span;

interface AgeProps {
  /** Epoch milliseconds of the server. */
  readonly since: number;
  /** When it becomes late; null: it never does. */
  readonly dueAt?: number | null;
  readonly wording?: Wording;
}

/** How long something has lasted. */
export function Age({ since, dueAt = null, wording = bare }: AgeProps): ReactNode {
  const now = useNow();
  const units = useUnits();
  return (
    <span className="sw-time" data-urgency={urgencyAt(now, { from: since, dueAt })}>
      {wording(formatSpan(now - since, units))}
    </span>
  );
}

interface LeftProps {
  readonly from: number;
  readonly until: number;
  readonly wording?: Wording;
  /** Says how much it is over; without it the figure stays at nothing. */
  readonly lateWording?: Wording;
}

/** What is left until something, and afterwards by how much it is late. */
export function Left({ from, until, wording = bare, lateWording }: LeftProps): ReactNode {
  const now = useNow();
  const units = useUnits();
  const late = now >= until && lateWording !== undefined;
  return (
    <span className="sw-time" data-urgency={urgencyAt(now, { from, dueAt: until })}>
      {late ? lateWording(formatSpan(now - until, units)) : wording(formatSpan(until - now, units))}
    </span>
  );
}

/** Words for a moment: the time today, with the day before or after that. */
export function useClock(): (at: number) => string {
  const { i18n } = useTranslation();
  return (at) => {
    const date = new Date(at);
    const today = date.toDateString() === new Date().toDateString();
    const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
    return new Intl.DateTimeFormat(
      i18n.language,
      today ? time : { month: "short", day: "numeric", ...time },
    ).format(date);
  };
}

/** A moment in the reader's zone: the time today, the day before that. */
export function Moment({ at }: { readonly at: number }): ReactNode {
  const { i18n } = useTranslation();
  const date = new Date(at);
  const today = date.toDateString() === new Date().toDateString();
  const short = new Intl.DateTimeFormat(
    i18n.language,
    today
      ? { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }
      : { month: "short", day: "numeric" },
  );
  const long = new Intl.DateTimeFormat(i18n.language, {
    dateStyle: "medium",
    timeStyle: "medium",
    hourCycle: "h23",
  });
  return (
    <time className="sw-time" dateTime={date.toISOString()} title={long.format(date)}>
      {short.format(date)}
    </time>
  );
}
