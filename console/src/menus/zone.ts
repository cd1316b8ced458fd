/** Moments as the reader's calendar has them, with the zone said: clocks are put forward and back. */
import { useTranslation } from "react-i18next";

/** Such as `Europe/Berlin`. */
export function zoneHere(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Such as `Monday, 23 November, 08:00`; with `zone` the offset at that moment after it. */
export function useDayAndTime(): (at: number, zone?: "with zone") => string {
  const { i18n } = useTranslation();
  return (at, zone) =>
    new Intl.DateTimeFormat(i18n.language, {
      weekday: "long",
      day: "numeric",
      month: "long",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
      ...(zone && { timeZoneName: "short" }),
    }).format(new Date(at));
}
