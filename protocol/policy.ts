/**
 * How a bucket routes: who may take its work as time passes, in which order, whom to ask first, and
 * what happens when waiting is no longer the answer. Supervisors edit it; the router reads it.
 */
import { z } from "zod";
import { BucketId, SkillId } from "./ids.js";
import { Channel, Priority, SecondsByChannel, SkillLevel, tiers, type Tier } from "./words.js";

/** A skill with the least level that will do. */
export const RequiredSkill = z.object({ skillId: SkillId, level: SkillLevel });
export type RequiredSkill = z.infer<typeof RequiredSkill>;

/** Whoever has all of these. */
const Alternative = z.array(RequiredSkill).min(1).max(10);

/**
 * After this long in the bucket more engineers may be asked. Steps add up: each changes what the
 * step before it left.
 */
export const RelaxStep = z.object({
  /** Counted from when the interaction entered the bucket. */
  afterSeconds: z.int().min(1).max(604_800),
  /** Lower levels will do, of required and of preferred skills. A higher one than before changes nothing. */
  lower: z
    .array(z.object({ skillId: SkillId, to: SkillLevel }))
    .max(20)
    .default([]),
  /** Skills nobody needs to have any more, required or preferred. */
  drop: z.array(SkillId).max(20).default([]),
  /** Others who may be asked as well: the overflow groups, each a set of skills. */
  widen: z.array(Alternative).max(8).default([]),
});
export type RelaxStep = z.infer<typeof RelaxStep>;

/**
 * What sets two engineers apart, when both may be asked:
 * - last: had this customer last;
 * - preferred: meets more of the preferred skills;
 * - level: higher mean level on the required skills;
 * - score: better best-worker score over required and preferred skills;
 * - scarce: fewer other skills that are in demand;
 * - idle: holds nothing, or else less (units); then idle since earlier;
 * - load: smaller share of their units in hand;
 * - roundRobin: asked for anything longer ago;
 * - occupancy: busy for a smaller share of the time they were here today.
 */
export const comparators = [
  "last",
  "preferred",
  "level",
  "score",
  "scarce",
  "idle",
  "load",
  "roundRobin",
  "occupancy",
] as const;
export const Comparator = z.enum(comparators);
export type Comparator = z.infer<typeof Comparator>;

/** R7, unless the bucket says otherwise. */
export const DEFAULT_PICK: Comparator[] = ["last", "preferred", "level", "scarce", "idle"];

/** When an overflow rule applies. */
export const OverflowWhen = z.discriminatedUnion("kind", [
  /** On arrival: so many wait in the bucket already. */
  z.object({ kind: z.literal("length"), atLeast: z.int().min(0).max(1_000_000) }),
  /** In the bucket for so long, and not being offered at this moment. */
  z.object({ kind: z.literal("wait"), seconds: z.int().min(1).max(604_800) }),
  /** On arrival: the estimated wait is at least this. */
  z.object({ kind: z.literal("estimate"), seconds: z.int().min(1).max(604_800) }),
  /** On arrival: the bucket is closed, by its hours or by a supervisor. */
  z.object({ kind: z.literal("closed") }),
  /** On arrival: nobody has the skills, not even after the last relaxation step. */
  z.object({ kind: z.literal("nobody") }),
]);
export type OverflowWhen = z.infer<typeof OverflowWhen>;

/** What an overflow rule does. */
export const OverflowThen = z.discriminatedUnion("kind", [
  /** It goes to another bucket, and due still counts from the first wait. */
  z.object({ kind: z.literal("bucket"), bucketId: BucketId }),
  /** The caller may hang up; they keep their place and are called when it is their turn. */
  z.object({ kind: z.literal("callback") }),
  /** The caller leaves a message; then as a callback. */
  z.object({ kind: z.literal("voicemail") }),
  /** Something is said, and the contact ends. By language; the first is the fallback. */
  z.object({ kind: z.literal("message"), text: z.record(z.string(), z.string().min(1).max(1000)) }),
]);
export type OverflowThen = z.infer<typeof OverflowThen>;

/** Only a call can be called back, leave a voice message, or be told something and end. */
const channelsOf: Readonly<Record<OverflowThen["kind"], readonly Channel[]>> = {
  bucket: ["voice", "chat", "email"],
  callback: ["voice"],
  voicemail: ["voice"],
  message: ["voice", "chat"],
};

export const OverflowRule = z
  .object({
    channels: z.array(Channel).min(1).max(3),
    when: OverflowWhen,
    then: OverflowThen,
  })
  .refine(({ channels, then }) => channels.every((one) => channelsOf[then.kind].includes(one)), {
    message: "One of these channels cannot do that.",
    path: ["channels"],
  });
export type OverflowRule = z.infer<typeof OverflowRule>;

/** What is different for the customers of one tier. */
const TierPolicy = z.object({
  /** null: the bucket's. */
  targetSeconds: SecondsByChannel.nullable().default(null),
  /** They stand in the queue as if they were due this much sooner. */
  headStartSeconds: z.int().min(0).max(86_400).default(0),
  /** null: the bucket's. */
  priority: Priority.nullable().default(null),
});

const stepsAscend = (steps: readonly RelaxStep[]): boolean =>
  steps.every((step, k) => step.afterSeconds > (steps[k - 1]?.afterSeconds ?? 0));

export const RoutingPolicy = z.object({
  /** Beside the bucket's own skills, one of these sets is required. Empty: nothing more. */
  anyOf: z.array(Alternative).max(16).default([]),
  relax: z
    .array(RelaxStep)
    .max(10)
    .refine(stepsAscend, { message: "Each step comes later than the one before it." })
    .default([]),
  /** Compared in this order; the smaller id decides last. */
  pick: z
    .array(Comparator)
    .max(comparators.length)
    .refine((list) => new Set(list).size === list.length, { message: "Each of them once." })
    .default(DEFAULT_PICK),
  /** How long to wait for the engineer this customer had last, while they are here but busy. 0: not. */
  lastEngineerSeconds: z.int().min(0).max(3600).default(0),
  tiers: z
    .object(
      Object.fromEntries(tiers.map((tier) => [tier, TierPolicy.prefault({})])) as Record<
        Tier,
        z.ZodPrefault<typeof TierPolicy>
      >,
    )
    .prefault({}),
  /** One priority class up for every so many seconds waited, no further than `upTo`. null: never. */
  ageing: z
    .object({ everySeconds: z.int().min(1).max(86_400), upTo: Priority })
    .nullable()
    .default(null),
  /** How long whoever declined or did not answer is not asked again for the same interaction. */
  cooldownSeconds: z.int().min(1).max(3600).default(60),
  /** How long something handed to a person waits for them before anybody may have it. null: until they decline. */
  directSeconds: z.int().min(1).max(604_800).nullable().default(null),
  /** A customer who was cut off or gave up and is back within this time has their old place. 0: never. */
  reentrySeconds: z.int().min(0).max(86_400).default(0),
  /** A callback that reaches nobody is tried again, so often, so far apart. */
  callback: z
    .object({
      attempts: z.int().min(1).max(10).default(3),
      retrySeconds: z.int().min(1).max(86_400).default(600),
    })
    .prefault({}),
  /** Abandoned within how many seconds: limits between the classes; below the first is no failure of ours. */
  abandonSeconds: z
    .array(z.int().min(1).max(86_400))
    .max(5)
    .refine((list) => list.every((limit, k) => limit > (list[k - 1] ?? 0)), {
      message: "Each limit is greater than the one before it.",
    })
    .default([5, 20, 60]),
  /** Looked at in this order; the first that applies runs. */
  overflow: z.array(OverflowRule).max(10).default([]),
});
export type RoutingPolicy = z.infer<typeof RoutingPolicy>;

export const DEFAULT_POLICY: RoutingPolicy = RoutingPolicy.parse({});
