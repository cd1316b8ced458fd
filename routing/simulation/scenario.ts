/**
 * What is simulated: who arrives, what they need, how long they take and wait, and who is there to
 * answer. A scenario is a JSON file; `docs/spec/simulation.md` says what each field does.
 */
import { z } from "zod";
import { BucketId, EngineerId, SkillId } from "../../protocol/ids.js";
import { Capacity } from "../../protocol/organisation.js";
import { Comparator, RoutingPolicy } from "../../protocol/policy.js";
import { Channel, Priority, SkillLevel, Tier } from "../../protocol/words.js";

/** A year of minutes; a slip of the pen would compute for hours. */
const MINUTES_MAX = 525_600;
const Minute = z.number().min(0).max(MINUTES_MAX);
const Mean = z.number().positive().max(MINUTES_MAX);

/** What can be drawn, each with its own unit; times are in minutes. */
export const Distribution = z.discriminatedUnion("dist", [
  z.strictObject({ dist: z.literal("exponential"), mean: Mean }),
  z
    .strictObject({ dist: z.literal("uniform"), min: Minute, max: Minute })
    .refine(({ min, max }) => min <= max, { path: ["max"], message: "max is below min" }),
  /** `cv`: the standard deviation over the mean. */
  z.strictObject({ dist: z.literal("lognormal"), mean: Mean, cv: z.number().positive().max(100) }),
  z.strictObject({ dist: z.literal("gamma"), shape: z.number().min(0.01).max(1e6), mean: Mean }),
  z.strictObject({ dist: z.literal("deterministic"), value: Minute }),
]);
export type Distribution = z.infer<typeof Distribution>;

/** In force from `from`, inclusive, to `to`, exclusive; minutes from the start. */
const span = { from: Minute, to: Minute };
const Rate = z.strictObject({ ...span, rate: z.number().min(0).max(100_000) });
const Shift = z.strictObject({ ...span, size: z.int().min(0).max(20_000) });

const Span = z.looseObject(span);
const TimeDistribution = z.unknown().transform((row, context) => {
  const times = Span.safeParse(row);
  if (!times.success) {
    for (const { path, message } of times.error.issues) {
      context.addIssue({ code: "custom", path, message });
    }
    return z.NEVER;
  }
  const { from, to, ...rest } = times.data;
  const drawn = Distribution.safeParse(rest);
  if (drawn.success) return { from, to, ...drawn.data };
  for (const { path, message } of drawn.error.issues) {
    context.addIssue({ code: "custom", path, message });
  }
  return z.NEVER;
});

/** Rows in the order of time, without overlap. */
function rows<T extends z.ZodType<{ from: number; to: number }>>(row: T): z.ZodArray<T> {
  return z
    .array(row)
    .max(1000)
    .superRefine((list, context) => {
      list.forEach(({ from, to }, at) => {
        const before = list[at - 1]?.to ?? 0;
        if (to <= from) {
          context.addIssue({ code: "custom", path: [at, "to"], message: "must be after from" });
        } else if (from < before) {
          const message = `begins before minute ${String(before)}, when the row above ends`;
          context.addIssue({ code: "custom", path: [at, "from"], message });
        }
      });
    });
}

const Levels = z.record(SkillId, SkillLevel);

/** Some of a bucket's customers are different; what is left out is as for all others. */
const Kind = z.strictObject({
  share: z.number().positive().max(1),
  tier: Tier.default("basic"),
  priority: Priority.nullable().default(null),
  skills: Levels.default({}),
  preferredSkills: Levels.default({}),
});
export type Kind = z.infer<typeof Kind>;

const BucketScenario = z.strictObject({
  id: BucketId,
  channel: Channel.default("voice"),
  skills: Levels,
  preferredSkills: Levels.default({}),
  priority: Priority.default(5),
  serviceLevelSeconds: z.number().min(0).max(2_592_000).optional(),
  arrivalsPerMinute: rows(Rate),
  handleMinutes: rows(TimeDistribution).min(1),
  patienceMinutes: rows(TimeDistribution).default([]),
  wrapUpMinutes: rows(TimeDistribution).default([]),
  kinds: z
    .array(Kind)
    .max(50)
    .refine((kinds) => kinds.reduce((sum, { share }) => sum + share, 0) <= 1 + 1e-9, {
      message: "the shares add up to more than 1",
    })
    .default([]),
  /** As in the organisation; what is left out is its ordinary value. */
  policy: z.unknown().optional(),
});

const GroupScenario = z.strictObject({
  id: EngineerId,
  skills: Levels,
  shifts: rows(Shift),
  /** null: one contact at a time, whatever the channel. */
  capacity: Capacity.nullable().default(null),
});

const Raw = z.strictObject({
  name: z.string().max(200).default(""),
  description: z.string().max(2000).default(""),
  seed: z.int().min(0).default(1),
  replications: z.int().min(1).max(100_000).default(10),
  horizonMinutes: Minute.positive(),
  warmupMinutes: Minute.default(0),
  serviceLevelSeconds: z.number().min(0).max(2_592_000).default(20),
  waitingPlaces: z.int().min(0).nullable().default(null),
  dayFactor: Distribution.default({ dist: "deterministic", value: 1 }),
  /** How long an offer rings before it is accepted. */
  answerSeconds: z.number().min(0).max(3600).default(0),
  buckets: z.array(BucketScenario).min(1).max(1000),
  groups: z.array(GroupScenario).min(1).max(1000),
  router: z
    .strictObject({
      targetSeconds: z.record(BucketId, z.int().min(0).max(2_592_000)).default({}),
      pick: z.array(Comparator).optional(),
    })
    .prefault({}),
});

export const Scenario = Raw.superRefine((scenario, context) => {
  const bad = (path: (string | number)[], message: string): void => {
    context.addIssue({ code: "custom", path, message });
  };
  const { buckets, groups, horizonMinutes, warmupMinutes, router } = scenario;
  if (warmupMinutes >= horizonMinutes) {
    bad(["warmupMinutes"], "must be less than horizonMinutes, or nothing is counted");
  }
  buckets.forEach(({ id }, at) => {
    if (buckets.findIndex((other) => other.id === id) < at) {
      bad(["buckets", at, "id"], `there is another bucket ${id}`);
    }
  });
  groups.forEach(({ id }, at) => {
    if (groups.findIndex((other) => other.id === id) < at) {
      bad(["groups", at, "id"], `there is another group ${id}`);
    }
  });
  for (const id of Object.keys(router.targetSeconds)) {
    if (!buckets.some((bucket) => bucket.id === id)) {
      bad(["router", "targetSeconds", id], `there is no bucket ${id}`);
    }
  }
  buckets.forEach(({ arrivalsPerMinute, handleMinutes, policy }, at) => {
    const hole = firstHole(arrivalsPerMinute, handleMinutes, horizonMinutes);
    if (hole !== null) {
      bad(
        ["buckets", at, "handleMinutes"],
        `says nothing for minute ${String(hole)}, when contacts arrive`,
      );
    }
    const parsed = RoutingPolicy.safeParse(policy ?? {});
    for (const issue of parsed.error?.issues ?? []) {
      bad(["buckets", at, "policy", ...issue.path.map(asKey)], issue.message);
    }
  });
});
export type Scenario = z.infer<typeof Scenario>;

/** One line for each thing that is wrong with a scenario, beginning with the field; none: it can run. */
export function readScenario(
  input: unknown,
): { readonly scenario: Scenario } | { readonly problems: readonly string[] } {
  const parsed = Scenario.safeParse(input);
  if (parsed.success) return { scenario: parsed.data };
  const problems = parsed.error.issues.map(
    ({ path, message }) => `${path.length === 0 ? "the scenario" : path.join(".")}: ${message}`,
  );
  return { problems };
}

/** The row in force at a minute. */
export function rowAt<T extends { readonly from: number; readonly to: number }>(
  list: readonly T[],
  minute: number,
): T | undefined {
  return list.find(({ from, to }) => from <= minute && minute < to);
}

/** The first minute at which contacts arrive and no row says how long they take. */
function firstHole(
  arrivals: readonly z.infer<typeof Rate>[],
  handle: readonly { from: number; to: number }[],
  horizon: number,
): number | null {
  for (const { from, to, rate } of arrivals) {
    if (rate === 0) continue;
    const end = Math.min(to, horizon);
    for (let minute = from; minute < end;) {
      const row = rowAt(handle, minute);
      if (row === undefined) return minute;
      minute = row.to;
    }
  }
  return null;
}

function asKey(key: PropertyKey): string | number {
  return typeof key === "symbol" ? String(key) : key;
}
