/** Buckets and engineers nobody thought of, for `random-day.ts`. Each part is ordinary more often than not. */
import fc from "fast-check";
import { SkillId } from "../../protocol/ids.js";
import { type Bucket, DEFAULT_CAPACITY, type Engineer } from "../../protocol/organisation.js";
import { DEFAULT_PICK, OverflowRule, RoutingPolicy, comparators } from "../../protocol/policy.js";
import { Hours, channels, tiers } from "../../protocol/words.js";

const SKILLS = ["linux", "net", "zh"] as const;
export const BUCKETS = ["b0", "b1", "b2", "b3"] as const;

/** This, or more seldom that. */
function mostly<T, U>(usual: T, arbitrary: fc.Arbitrary<U>, weight = 1): fc.Arbitrary<T | U> {
  return fc.oneof({ weight: 2, arbitrary: fc.constant(usual) }, { weight, arbitrary });
}

const seldom = fc.nat({ max: 23 }).map((n) => n === 23);
const skill = fc.constantFrom(...SKILLS.map((id) => SkillId.parse(id)));
const level = fc.integer({ min: 1, max: 5 });
const need = fc.record({ skillId: skill, level });
const skillNeed = fc.record({ skillId: skill, level, required: fc.boolean() });
const alternative = fc.array(need, { minLength: 1, maxLength: 2 });
const some = fc.subarray([...channels]);
const seconds = fc.constantFrom(1, 5, 10, 20, 60, 300);
const each = fc.record({ voice: seconds, chat: seconds, email: seconds });

const relaxStep = fc.record({
  afterSeconds: seconds,
  lower: mostly([], fc.array(fc.record({ skillId: skill, to: level }), { maxLength: 2 })),
  drop: mostly([], fc.array(skill, { maxLength: 1 })),
  widen: mostly([], fc.array(alternative, { maxLength: 2 })),
});
const relax = fc
  .uniqueArray(relaxStep, { maxLength: 3, selector: (step) => step.afterSeconds })
  .map((list) => list.sort((a, b) => a.afterSeconds - b.afterSeconds));

const tier = fc.record({
  targetSeconds: mostly(null, each),
  headStartSeconds: mostly(0, fc.constantFrom(15, 90)),
  priority: mostly(null, fc.integer({ min: 2, max: 7 })),
});

/** Estimates are left out: they are learnt, and the plain model learns nothing. */
const when = fc.oneof(
  fc.record({ kind: fc.constant("wait"), seconds }),
  fc.record({ kind: fc.constant("length"), atLeast: fc.nat({ max: 3 }) }),
  fc.record({ kind: fc.constant("wait"), seconds }),
  fc.record({ kind: fc.constantFrom("closed", "nobody") }),
);
const then = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("bucket"), bucketId: fc.constantFrom(...BUCKETS) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("callback", "voicemail") }) },
  { weight: 1, arbitrary: fc.constant({ kind: "message", text: { en: "Later, please." } }) },
);
const rule = fc
  .record({ channels: fc.subarray([...channels], { minLength: 1 }), when, then })
  .filter((one) => OverflowRule.safeParse(one).success);

const policy = fc
  .record({
    anyOf: mostly([], fc.array(alternative, { maxLength: 2 })),
    relax: mostly([], relax, 2),
    pick: mostly(DEFAULT_PICK, fc.shuffledSubarray([...comparators], { maxLength: 4 }), 2),
    lastEngineerSeconds: mostly(0, seconds, 2),
    tiers: fc.record(Object.fromEntries(tiers.map((name) => [name, mostly({}, tier)]))),
    ageing: mostly(
      null,
      fc.record({ everySeconds: seconds, upTo: fc.integer({ min: 1, max: 5 }) }),
    ),
    cooldownSeconds: mostly(60, seconds),
    directSeconds: mostly(null, seconds),
    reentrySeconds: mostly(0, seconds),
    callback: fc.record({ attempts: fc.integer({ min: 1, max: 3 }), retrySeconds: seconds }),
    overflow: mostly([], fc.array(rule, { maxLength: 3 }), 2),
  })
  .map((fields) => RoutingPolicy.parse(fields));

const day = (n: number): string => `2026-03-0${String(n)}`;
export const someHours = fc
  .record({
    timeZone: fc.constantFrom("UTC", "Asia/Shanghai"),
    periods: fc.array(
      fc.record({
        days: fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }),
        from: fc.constantFrom("08:00", "08:01", "16:30", "22:00"),
        to: fc.constantFrom("02:00", "08:02", "09:30", "24:00"),
      }),
      { maxLength: 3 },
    ),
    closedOn: mostly([], fc.subarray([day(1), day(2), day(3)])),
  })
  .map((fields) => Hours.parse(fields));

/** Everything but its id. */
export const someBucket: fc.Arbitrary<Partial<Bucket>> = fc.record({
  skills: mostly([], fc.array(skillNeed, { maxLength: 2 }), 3),
  broadcast: mostly(1, fc.integer({ min: 2, max: 3 })),
  priority: fc.integer({ min: 4, max: 6 }),
  targetSeconds: mostly({ voice: 20, chat: 60, email: 3600 }, each),
  wrapUpSeconds: mostly({ voice: 30, chat: 0, email: 0 }, each),
  hours: mostly(null, someHours),
  closed: mostly(null, fc.constantFrom({ reason: "flood" }, { reason: "fire" })),
  archived: seldom,
  policy,
});

const capacity = fc.record({
  units: fc.constantFrom(6, 6, 2, 3, 0),
  costs: mostly(
    DEFAULT_CAPACITY.costs,
    fc.record({
      voice: fc.integer({ min: 1, max: 6 }),
      chat: fc.nat({ max: 3 }),
      email: fc.nat({ max: 3 }),
    }),
  ),
  max: mostly(
    DEFAULT_CAPACITY.max,
    fc.record({
      voice: fc.nat({ max: 1 }),
      chat: fc.nat({ max: 2 }),
      email: fc.nat({ max: 2 }),
    }),
  ),
  interruptible: mostly(DEFAULT_CAPACITY.interruptible, some),
  blocks: mostly(DEFAULT_CAPACITY.blocks, fc.record({ voice: some, chat: some, email: some })),
});

/** Everything but their id. */
export const someEngineer: fc.Arbitrary<Partial<Engineer>> = fc.record({
  skills: fc
    .array(fc.tuple(skill, fc.constantFrom(2, 4, 4, 7)), { minLength: 1, maxLength: 5 })
    .map((list) => Object.fromEntries(list)),
  capacity: mostly(DEFAULT_CAPACITY, capacity, 2),
  hours: fc.oneof({ weight: 6, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: someHours }),
  archived: seldom,
});
