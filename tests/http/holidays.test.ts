import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { z } from "zod";
import { Bucket, Engineer } from "../../protocol/organisation.js";
import { Hours } from "../../protocol/words.js";
import { refreshHolidays } from "../../src/desk/holiday-keeper.js";
import { withHolidays } from "../../src/desk/holidays.js";
import type { Asked, Dispatch } from "../../src/dispatch/dispatch-parts.js";
import { createLocks } from "../../src/desk/locks.js";
import { bucket, engineer } from "../support/organisation.js";
import { refusal, startHttp, type Answered, type HttpServer } from "./http-server.js";

let server: HttpServer;
const as = "supervisor" as const;
const periods = [{ days: [1, 2, 3, 4, 5], from: "09:00", to: "17:00" }];
const berlin = { timeZone: "Europe/Berlin", periods, holidays: { country: "DE", state: "BY" } };

beforeAll(async () => {
  server = await startHttp();
});

afterAll(() => server.close());

const putHours = (hours: unknown): Promise<Answered> =>
  server.ask("PATCH", "/api/v1/buckets/main", { as, json: { hours } });

async function closedOn(hours: unknown): Promise<string[]> {
  const answered = await putHours(hours);
  return Bucket.parse(answered.body).hours?.closedOn ?? [];
}

test("[H19] hours with a place are closed on its public holidays, this year and the next two", async () => {
  // The server's clock stands in October 2025.
  const days = await closedOn(berlin);
  expect(days).toContain("2025-12-25");
  expect(days).toContain("2026-06-04");
  expect(days).toContain("2027-01-06");
  expect(days.some((day) => day.startsWith("2028"))).toBe(false);
  expect(days).toEqual([...days].sort());
});

test("[H19] own days stay, those of an earlier place go with it", async () => {
  const before = await closedOn({ ...berlin, closedOn: ["2026-02-17"] });
  expect(before).toContain("2026-02-17");
  const moved = await closedOn({ ...berlin, holidays: { country: "FR" }, closedOn: before });
  expect(moved).toContain("2026-07-14");
  expect(moved).toContain("2026-02-17");
  expect(moved).not.toContain("2026-08-06");
  expect(moved).not.toContain("2026-10-03");
  const none = await closedOn({ ...berlin, holidays: null, closedOn: moved });
  expect(none).toEqual(["2026-02-17"]);
});

test("[H19] half days do not close, and a feast of several days closes on each", async () => {
  const at = Date.UTC(2027, 0, 1);
  const hours = (country: string): Hours =>
    Hours.parse({ timeZone: "UTC", periods: [], holidays: { country } });
  const china = (await withHolidays(hours("CN"), { before: null, at })).closedOn;
  expect(china).toContain("2027-10-01");
  expect(china).not.toContain("2027-03-08");
  const arabia = (await withHolidays(hours("SA"), { before: null, at })).closedOn;
  const feast = arabia.filter((day) => day.startsWith("2027-03"));
  expect(feast.length).toBeGreaterThanOrEqual(4);
});

test("[H19] an unknown country, state or region is refused by its field", async () => {
  const cases = [
    [{ country: "XX" }, "country"],
    [{ country: "DE", state: "ZZ" }, "state"],
    [{ country: "DE", state: "BY", region: "ZZ" }, "region"],
    [{ country: "DE", region: "A" }, "region"],
  ] as const;
  for (const [holidays, part] of cases) {
    const answered = await putHours({ ...berlin, holidays });
    expect(refusal(answered)).toBe("400 BAD_REQUEST");
    expect(answered.text).toContain(`"body.hours.holidays.${part}"`);
  }
});

test("[H19] engineers keep holidays as well", async () => {
  const answered = await server.ask("PATCH", "/api/v1/engineers/ada", {
    as,
    json: { hours: berlin },
  });
  expect(Engineer.parse(answered.body).hours?.closedOn).toContain("2026-06-04");
});

test("[H19] the form can ask for countries, states and days", async () => {
  const countries = await server.ask("GET", "/api/v1/holidays?language=zh", { as });
  expect(countries.body).toMatchObject({
    items: expect.arrayContaining([{ code: "CN", name: "中华人民共和国" }]),
  });
  const place = await server.ask("GET", "/api/v1/holidays/DE?state=BY&language=en", { as });
  const { states, days } = z
    .object({
      states: z.array(z.looseObject({ code: z.string(), regions: z.array(z.unknown()) })),
      days: z.array(z.object({ day: z.string(), name: z.string() })),
    })
    .parse(place.body);
  expect(states.find(({ code }) => code === "BY")?.regions).not.toHaveLength(0);
  expect(days).toContainEqual({ day: "2025-12-25", name: "Christmas Day" });
  expect(refusal(await server.ask("GET", "/api/v1/holidays/XX", { as }))).toBe("404 NOT_FOUND");
  expect(refusal(await server.ask("GET", "/api/v1/holidays/DE?state=Q", { as }))).toBe(
    "404 NOT_FOUND",
  );
});

test("[H19] the daily look moves the days on, and sends nothing when nothing changed", async () => {
  const hours = Hours.parse({ ...berlin, closedOn: ["2026-02-17"] });
  const rows = {
    buckets: [{ ...bucket("main"), hours }, bucket("plain")],
    engineers: [{ ...engineer("ada"), hours }, engineer("bo")],
  };
  const sent: Asked[] = [];
  const dispatch: Pick<Dispatch, "send" | "read"> = {
    send: (asked) => {
      sent.push(asked);
      if (asked.type === "bucket.put") rows.buckets[0] = asked.bucket;
      if (asked.type === "engineer.put") rows.engineers[0] = asked.engineer;
      return Promise.resolve({ ok: true, interactionId: null });
    },
    read: (look) =>
      Promise.resolve(
        look({
          buckets: () => rows.buckets,
          engineers: () => rows.engineers,
          bucket: (id: string) => rows.buckets.find((row) => row.id === id),
          engineer: (id: string) => rows.engineers.find((row) => row.id === id),
        } as never),
      ),
  };
  let at = Date.UTC(2026, 0, 5);
  const warned: string[] = [];
  const look = (): Promise<void> =>
    refreshHolidays({
      dispatch,
      locks: createLocks(),
      now: () => at,
      log: { warn: (_details, message) => warned.push(message) },
    });
  await look();
  expect(sent.map(({ type }) => type)).toEqual(["bucket.put", "engineer.put"]);
  expect(rows.buckets[0]?.hours?.closedOn).toContain("2028-12-25");
  await look();
  expect(sent).toHaveLength(2);
  at = Date.UTC(2027, 0, 5);
  await look();
  expect(sent).toHaveLength(4);
  expect(rows.engineers[0]?.hours?.closedOn).toContain("2029-12-25");
  expect(rows.engineers[0]?.hours?.closedOn).not.toContain("2026-02-17");
  expect(warned).toEqual([]);
});
