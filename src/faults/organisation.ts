/** Engineers and buckets nobody thought of; each part of them is ordinary more often than not. */
import type { z } from "zod";
import {
  type Bucket,
  type Capacity,
  DEFAULT_CAPACITY,
  type Engineer,
  type SkillNeed,
} from "../../protocol/organisation.js";
import { comparators, type OverflowRule, type RoutingPolicy } from "../../protocol/policy.js";
import type { Hours, SecondsByChannel } from "../../protocol/words.js";
import type { Dice } from "./dice.js";

export const ENGINEERS = ["e0", "e1", "e2", "e3"] as const;
export const BUCKETS = ["b0", "b1", "b2"] as const;
const SKILLS = ["linux", "net", "zh"] as const;
const CHANNELS = ["voice", "chat", "email"] as const;
const SECONDS = [1, 5, 10, 20, 60, 300] as const;

export function someEngineer(id: string, dice: Dice): z.input<typeof Engineer> {
  return {
    id,
    name: id,
    email: `${id}@example.org`,
    skills: Object.fromEntries(
      SKILLS.flatMap((skill) => (dice.chance(0.7) ? [[skill, 1 + dice.below(8)]] : [])),
    ),
    capacity: dice.chance(0.6) ? DEFAULT_CAPACITY : someCapacity(dice),
    phone: { kind: "client" },
    hours: dice.chance(0.93) ? null : someHours(dice),
    archived: dice.chance(0.05),
  };
}

export function someBucket(id: string, dice: Dice): z.input<typeof Bucket> {
  return {
    id,
    name: id,
    skills: someSkills(dice),
    priority: 4 + dice.below(3),
    targetSeconds: dice.chance(0.6) ? { voice: 20, chat: 60, email: 3600 } : someSeconds(dice),
    offerSeconds: { voice: 15, chat: 30, email: 120 },
    wrapUpSeconds: dice.chance(0.6) ? { voice: 30, chat: 0, email: 0 } : someSeconds(dice),
    broadcast: dice.chance(0.7) ? 1 : 2 + dice.below(2),
    hours: dice.chance(0.93) ? null : someHours(dice),
    addresses: [],
    archived: dice.chance(0.05),
    closed: dice.chance(0.9) ? null : { reason: "flood" },
    policy: somePolicy(dice),
  };
}

/** Needs of one interaction, mostly none. */
export function someSkills(dice: Dice): z.input<typeof SkillNeed>[] {
  return SKILLS.flatMap((skillId) =>
    dice.chance(0.3) ? [{ skillId, level: 1 + dice.below(6), required: dice.chance(0.7) }] : [],
  );
}

function someCapacity(dice: Dice): z.input<typeof Capacity> {
  const some = (): (typeof CHANNELS)[number][] => CHANNELS.filter(() => dice.chance(0.3));
  return {
    units: dice.pick([6, 6, 3, 2, 0]),
    costs: { voice: 1 + dice.below(6), chat: dice.below(4), email: dice.below(4) },
    max: { voice: dice.below(2), chat: dice.below(4), email: dice.below(4) },
    interruptible: some(),
    blocks: { voice: some(), chat: some(), email: some() },
  };
}

function someHours(dice: Dice): z.input<typeof Hours> {
  const to = dice.pick(["08:57", "09:10", "18:00"]);
  return { timeZone: "UTC", periods: [{ days: [1, 2, 3, 4, 5], from: "08:00", to }] };
}

function someSeconds(dice: Dice): z.input<typeof SecondsByChannel> {
  return { voice: dice.pick(SECONDS), chat: dice.pick(SECONDS), email: dice.pick(SECONDS) };
}

function somePolicy(dice: Dice): z.input<typeof RoutingPolicy> {
  const sometimes = <T>(make: () => T): T | undefined => (dice.chance(0.3) ? make() : undefined);
  const policy: z.input<typeof RoutingPolicy> = {
    anyOf: sometimes(() => [someAlternative(dice), someAlternative(dice)]),
    relax: sometimes(() => someSteps(dice)),
    pick: sometimes(() => comparators.filter(() => dice.chance(0.4))),
    lastEngineerSeconds: sometimes(() => dice.pick(SECONDS)),
    tiers: sometimes(() => ({
      gold: { targetSeconds: someSeconds(dice), headStartSeconds: 15 * dice.below(6), priority: 2 },
    })),
    ageing: sometimes(() => ({ everySeconds: dice.pick(SECONDS), upTo: 1 + dice.below(4) })),
    cooldownSeconds: sometimes(() => dice.pick(SECONDS)),
    directSeconds: sometimes(() => dice.pick(SECONDS)),
    reentrySeconds: sometimes(() => 300),
    callback: sometimes(() => ({ attempts: 1 + dice.below(3), retrySeconds: dice.pick(SECONDS) })),
    overflow: sometimes(() => [someRule(dice), someRule(dice)]),
  };
  return policy;
}

function someAlternative(dice: Dice): { skillId: string; level: number }[] {
  return [{ skillId: dice.pick(SKILLS), level: 1 + dice.below(6) }];
}

function someSteps(dice: Dice): z.input<typeof RoutingPolicy>["relax"] {
  return [5, 20, 60].slice(0, 1 + dice.below(3)).map((afterSeconds) => ({
    afterSeconds,
    lower: dice.chance(0.5) ? [{ skillId: dice.pick(SKILLS), to: 1 + dice.below(6) }] : [],
    drop: dice.chance(0.3) ? [dice.pick(SKILLS)] : [],
    widen: dice.chance(0.3) ? [someAlternative(dice)] : [],
  }));
}

function someRule(dice: Dice): z.input<typeof OverflowRule> {
  const when = dice.pick<z.input<typeof OverflowRule>["when"]>([
    { kind: "length", atLeast: dice.below(4) },
    { kind: "wait", seconds: dice.pick(SECONDS) },
    { kind: "estimate", seconds: dice.pick(SECONDS) },
    { kind: "closed" },
    { kind: "nobody" },
  ]);
  const then = dice.pick<z.input<typeof OverflowRule>["then"]>([
    { kind: "bucket", bucketId: dice.pick(BUCKETS) },
    { kind: "callback" },
    { kind: "voicemail" },
    { kind: "message", text: { en: "Later, please." } },
  ]);
  return { channels: then.kind === "bucket" ? [...CHANNELS] : ["voice"], when, then };
}
