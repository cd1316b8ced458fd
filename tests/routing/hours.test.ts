import { expect, test } from "@jest/globals";
import { Hours } from "../../protocol/words.js";
import { HoursClock } from "../../routing/hours.js";
import { run } from "./day.js";

const HOUR = 3_600_000;

/** The hours from midnight (UTC) of this day on, for two days: where it turns. */
function turns(hours: object, date: string): readonly string[] {
  const clock = new HoursClock();
  const start = Date.parse(`${date}T00:00:00Z`);
  const schedule = clock.schedule(Hours.parse({ timeZone: "UTC", ...hours }), true);
  clock.advance(start);
  const seen = [schedule.open ? "open" : "closed"];
  for (let hour = 0.5; hour < 48; hour += 0.5) {
    if (clock.advance(start + hour * HOUR).length === 0) continue;
    seen.push(`${String(hour)} ${schedule.open ? "open" : "closed"}`);
  }
  return seen;
}

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];

test("[R8] several periods a day", () => {
  const periods = [
    { days: EVERY_DAY, from: "08:00", to: "12:00" },
    { days: [1], from: "13:30", to: "17:00" },
  ];
  expect(turns({ periods }, "2026-03-02")).toEqual([
    "closed",
    "8 open",
    "12 closed",
    "13.5 open",
    "17 closed",
    "32 open",
    "36 closed",
  ]);
});

test("[R8] on a closed day no period begins, and a night shift that began before goes on", () => {
  const periods = [{ days: EVERY_DAY, from: "22:00", to: "06:00" }];
  expect(turns({ periods, closedOn: ["2026-03-01"] }, "2026-03-01")).toEqual([
    "open",
    "6 closed",
    "46 open",
  ]);
  expect(turns({ periods, closedOn: ["2026-02-28"] }, "2026-03-01")).toEqual([
    "closed",
    "22 open",
    "30 closed",
    "46 open",
  ]);
});

test("[R8] the day is that of the time zone, and the day before the first of March is known", () => {
  const shanghai = { timeZone: "Asia/Shanghai" };
  const day = [{ days: EVERY_DAY, from: "08:00", to: "16:00" }];
  // 3 March there begins at 16:00 UTC on the 2nd.
  expect(turns({ ...shanghai, periods: day, closedOn: ["2026-03-03"] }, "2026-03-02")).toEqual([
    "open",
    "8 closed",
  ]);
  const night = [{ days: EVERY_DAY, from: "22:00", to: "06:00" }];
  for (const [eve, first] of [
    ["2028-02-29", "2028-03-01"],
    ["2027-02-28", "2027-03-01"],
    ["2100-02-28", "2100-03-01"],
    ["2026-12-31", "2027-01-01"],
    ["2026-04-30", "2026-05-01"],
  ] as const) {
    expect(turns({ periods: night, closedOn: [eve] }, first)[0]).toBe("closed");
    expect(turns({ periods: night, closedOn: [first] }, first)[0]).toBe("open");
  }
});

test("[R8] an engineer with a break and a holiday", () => {
  expect(
    run(`
      bucket linux linux:1
      engineer ada linux:5 hours=8-9,10-12
      ready ada
      60:00 call k1 linux
      119:59 tick
      120:00 tick
      engineer ada linux:5 hours=8-12!2026-03-02
      engineer ada linux:5 hours=8-12!2026-03-03
    `),
  ).toMatchInlineSnapshot(`
   "60:00 call k1 linux -> nothing
   119:59 tick -> nothing
   120:00 tick -> offer k1 to ada (only)
   engineer ada linux:5 hours=8-12!2026-03-02 -> revoke k1 from ada (outside the engineer's hours)
   engineer ada linux:5 hours=8-12!2026-03-03 -> offer k1 to ada (only)"
  `);
});

test("[R14] hours of buckets alone wake nobody", () => {
  const clock = new HoursClock();
  const hours = Hours.parse({
    timeZone: "UTC",
    periods: [{ days: EVERY_DAY, from: "08:00", to: "12:00" }],
  });
  expect(clock.schedule(hours, false).open).toBe(false);
  clock.advance(8 * HOUR);
  expect(clock.schedule(hours, false).open).toBe(true);
  expect(clock.nextAt()).toBeNull();
  clock.schedule(hours, true);
  expect(clock.nextAt()).toBe(8 * HOUR + 60_000);
});
