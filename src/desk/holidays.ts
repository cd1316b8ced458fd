/**
 * Public holidays by country, state and region, from the `date-holidays` calendars. Hours name a
 * place; the days themselves are written into `closedOn`, so that the router needs no calendar.
 */
import type HolidayCalendar from "date-holidays";
import type { Hours } from "../../protocol/words.js";

type Place = NonNullable<Hours["holidays"]>;

/** Holidays are filled in for this year and the next two; the daily look moves them on. */
const YEARS_AHEAD = 2;

export function yearsAhead(at: number): number[] {
  const year = new Date(at).getUTCFullYear();
  return Array.from({ length: YEARS_AHEAD + 1 }, (_, n) => year + n);
}

/** As many as `Hours` takes. */
const DAYS_MAX = 500;
const HOUR_MS = 3_600_000;

/** The calendars know no such country, state or region; `part` says which. */
export class HolidayPlaceUnknown extends Error {
  readonly part: keyof Place;

  constructor(part: keyof Place, code: string) {
    super(`there are no holidays of the ${part} ${code}`);
    this.name = "HolidayPlaceUnknown";
    this.part = part;
  }
}

export interface HolidayCountry {
  /** ISO 3166. */
  readonly code: string;
  readonly name: string;
}

/** A state of a country, or a region of a state. */
export interface HolidayState extends HolidayCountry {
  readonly regions: readonly HolidayCountry[];
}

export interface Holiday {
  /** `YYYY-MM-DD` there. */
  readonly day: string;
  readonly name: string;
}

/** Every country there is a calendar of, by code. Names in the language where they are known. */
export async function holidayCountries(language: string): Promise<HolidayCountry[]> {
  return named((await calendar()).getCountries(language));
}

/** @throws HolidayPlaceUnknown */
export async function holidayStates(country: string, language: string): Promise<HolidayState[]> {
  const all = await calendar();
  if (!Object.hasOwn(all.getCountries(), country)) {
    throw new HolidayPlaceUnknown("country", country);
  }
  return named(all.getStates(country, language)).map((state) => ({
    ...state,
    regions: named(all.getRegions(country, state.code, language)),
  }));
}

/**
 * The days of whole public holidays, in order. Half days and days for some people only do not close.
 *
 * @throws HolidayPlaceUnknown
 */
export async function holidaysOf(
  place: Place,
  { years, language }: { readonly years: readonly number[]; readonly language?: string },
): Promise<Holiday[]> {
  const states = await holidayStates(place.country, "en");
  const state = states.find(({ code }) => code === place.state);
  if (place.state !== null && state === undefined) {
    throw new HolidayPlaceUnknown("state", place.state);
  }
  if (place.region !== null && !state?.regions.some(({ code }) => code === place.region)) {
    throw new HolidayPlaceUnknown("region", place.region);
  }
  const here = await calendar(place);
  const found = new Map<string, string>();
  for (const year of years) {
    for (const { date, start, end, name } of here.getHolidays(year, language)) {
      const [first = "", time] = date.split(" ");
      // A day that changes its clock has 23 hours.
      const days = Math.round((end.getTime() - start.getTime()) / HOUR_MS / 24);
      if (time !== "00:00:00" || end.getTime() - start.getTime() < 20 * HOUR_MS) continue;
      for (let n = 0; n < days; n += 1)
        if (!found.has(dayAfter(first, n))) found.set(dayAfter(first, n), name);
    }
  }
  return [...found].map(([day, name]) => ({ day, name })).sort((a, b) => (a.day < b.day ? -1 : 1));
}

/**
 * The hours with the public holidays of this and the next two years in `closedOn`. Days that
 * somebody entered stay; days that came from the place `before` go with it, and so do days of past
 * years.
 *
 * @throws HolidayPlaceUnknown
 */
export async function withHolidays(
  hours: Hours,
  { before, at }: { readonly before: Hours | null; readonly at: number },
): Promise<Hours> {
  const ahead = yearsAhead(at);
  const [year = 0] = ahead;
  const filled = hours.holidays === null ? [] : await daysOf(hours.holidays, ahead);
  const places = [hours.holidays, before?.holidays ?? null].filter((place) => place !== null);
  const given = hours.closedOn.filter((day) => Number(day.slice(0, 4)) >= year);
  const later = [...new Set(given.map((day) => Number(day.slice(0, 4))))];
  const generated = new Set(
    (await Promise.all(places.map((place) => daysOf(place, later)))).flat(),
  );
  const own = given.filter((day) => !generated.has(day));
  const closedOn = [...new Set([...own, ...filled])].sort().slice(0, DAYS_MAX);
  return { ...hours, closedOn };
}

async function daysOf(place: Place, years: readonly number[]): Promise<string[]> {
  return (await holidaysOf(place, { years })).map(({ day }) => day);
}

/** Loaded when somebody needs it: the calendars of the world are some megabytes. */
async function calendar(place?: Place): Promise<InstanceType<typeof HolidayCalendar>> {
  const { default: Calendar } = await import("date-holidays");
  if (place === undefined) return new Calendar();
  const { country, state, region } = place;
  const options = { types: ["public" as const] };
  if (state === null) return new Calendar(country, options);
  return region === null
    ? new Calendar(country, state, options)
    : new Calendar(country, state, region, options);
}

/** The calendars answer with nothing where there is nothing. */
function named(codes: Readonly<Record<string, string>> | undefined): HolidayCountry[] {
  return Object.entries(codes ?? {})
    .map(([code, name]) => ({ code, name }))
    .sort((a, b) => (a.code < b.code ? -1 : 1));
}

function dayAfter(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}
