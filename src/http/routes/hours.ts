/** Hours as they are put: a time zone that exists, and the public holidays of their place filled in. */
import { z } from "zod";
import type { Hours } from "../../../protocol/words.js";
import {
  HolidayPlaceUnknown,
  holidayCountries,
  holidayStates,
  holidaysOf,
  withHolidays,
  yearsAhead,
} from "../../desk/holidays.js";
import { HttpRefusal } from "../errors.js";
import type { HttpParts } from "../parts.js";
import { SUPERVISORS, listOf, onePage, route, type Route } from "../route.js";

/**
 * @param change what is put, and what stood there before; days of an earlier place go with it
 * @throws HttpRefusal BAD_REQUEST for an unknown time zone, country, state or region
 */
export async function filledHours(
  { hours, before }: { readonly hours: Hours | null; readonly before: Hours | null },
  at: number,
): Promise<Hours | null> {
  if (hours === null) return null;
  if (!isTimeZone(hours.timeZone)) {
    throw refused("body.hours.timeZone", `there is no time zone ${hours.timeZone}`);
  }
  try {
    return await withHolidays(hours, { before, at });
  } catch (error) {
    if (!(error instanceof HolidayPlaceUnknown)) throw error;
    throw refused(`body.hours.holidays.${error.part}`, error.message);
  }
}

const Place = z.object({ code: z.string(), name: z.string() });
const Language = z
  .string()
  .regex(/^[a-z]{2}$/)
  .default("en")
  .meta({ description: "Of the names, where they are known; ISO 639-1." });

export function holidayRoutes({ now }: HttpParts): Route[] {
  return [
    route({
      method: "get",
      path: "/holidays",
      summary: "Countries whose public holidays are known.",
      roles: SUPERVISORS,
      query: z.object({ language: Language }),
      answer: listOf(Place),
      handle: async ({ query }) => onePage(await holidayCountries(query.language)),
    }),
    route({
      method: "get",
      path: "/holidays/{country}",
      summary: "The states of a country, and its public holidays as hours are closed on them.",
      roles: SUPERVISORS,
      params: z.object({ country: z.string().min(1).max(10) }),
      query: z.object({
        state: z.string().min(1).max(10).optional(),
        region: z.string().min(1).max(10).optional(),
        language: Language,
      }),
      answer: z.object({
        states: z.array(Place.extend({ regions: z.array(Place) })),
        days: z.array(z.object({ day: z.string(), name: z.string() })),
      }),
      handle: async ({ params: { country }, query: { state, region, language } }) => {
        const place = { country, state: state ?? null, region: region ?? null };
        try {
          const states = await holidayStates(country, language);
          const days = await holidaysOf(place, { years: yearsAhead(now()), language });
          return { states: states.map((s) => ({ ...s, regions: [...s.regions] })), days };
        } catch (error) {
          if (error instanceof HolidayPlaceUnknown) throw new HttpRefusal("NOT_FOUND");
          throw error;
        }
      },
    }),
  ];
}

function refused(field: string, problem: string): HttpRefusal {
  return new HttpRefusal("BAD_REQUEST", [{ field, problem }]);
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).format(0) !== "";
  } catch {
    return false;
  }
}
