/**
 * The organisation: who works here, what they can do, and the kinds of work there are. Edited by
 * supervisors over HTTP; every change travels through the turn, so the router acts on it at once.
 */
import { z } from "zod";
import { DEFAULT_POLICY, RoutingPolicy } from "./policy.js";
import {
  BucketId,
  CustomerId,
  EngineerId,
  MenuTreeId,
  ServerNodeId,
  SkillId,
  UserId,
} from "./ids.js";
import { Retention } from "./retention.js";
import {
  At,
  Channel,
  Hours,
  Language,
  PhoneNumber,
  PresenceStatus,
  Priority,
  Role,
  SecondsByChannel,
  SkillLevel,
  Tier,
} from "./words.js";

export const Skill = z.object({ id: SkillId, name: z.string().min(1).max(80) });
export type Skill = z.infer<typeof Skill>;

/** Required: without it nobody is asked. Preferred: counts when several could take the work. */
export const SkillNeed = z.object({
  skillId: SkillId,
  level: SkillLevel,
  required: z.boolean(),
});
export type SkillNeed = z.infer<typeof SkillNeed>;

export const Bucket = z.object({
  id: BucketId,
  name: z.string().min(1).max(80),
  skills: z.array(SkillNeed).max(20),
  priority: Priority,
  /** Within how many seconds a person should have answered; also the service level's limit. */
  targetSeconds: SecondsByChannel,
  /** How long an offer rings before it counts as unanswered. */
  offerSeconds: SecondsByChannel,
  /** How long wrap-up may take before the router closes it. */
  wrapUpSeconds: SecondsByChannel,
  /** Offered to this many engineers at a time; the first to accept has it. */
  broadcast: z.int().min(1).max(20),
  /** null: always open. */
  hours: Hours.nullable(),
  /** Mail to one of these addresses comes here. Lower case. */
  addresses: z.array(z.email().max(254)).max(20),
  archived: z.boolean(),
  /** Beyond skills and targets: relaxation, order, comparators, overflow. */
  policy: RoutingPolicy.default(DEFAULT_POLICY),
  /** A supervisor closed it at once, whatever the hours. null: the hours decide. */
  closed: z
    .object({ reason: z.string().min(1).max(200) })
    .nullable()
    .default(null),
});
export type Bucket = z.infer<typeof Bucket>;

/** Where an engineer's telephone is. `client`: the console itself. */
export const EngineerPhone = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("client") }),
  z.object({ kind: z.literal("phone"), number: PhoneNumber }),
  z.object({ kind: z.literal("sip"), uri: z.string().regex(/^sips?:[^\s@]+@[^\s@]+$/) }),
]);
export type EngineerPhone = z.infer<typeof EngineerPhone>;

/**
 * What an engineer can hold at once: the sum of the costs of what they hold stays within `units`,
 * and each channel within its own maximum. Pending offers count.
 */
export const Capacity = z.object({
  units: z.int().min(0).max(1000),
  costs: z.object({
    voice: z.int().min(0).max(1000),
    chat: z.int().min(0).max(1000),
    email: z.int().min(0).max(1000),
  }),
  max: z.object({
    voice: z.int().min(0).max(1),
    chat: z.int().min(0).max(50),
    email: z.int().min(0).max(50),
  }),
  /** Work that can be put aside: what is in hand of it leaves room for all other channels. */
  interruptible: z.array(Channel).max(3).default([]),
  /** While something of the channel is in hand, nothing of these is offered. */
  blocks: z
    .object({
      voice: z.array(Channel).max(3).default([]),
      chat: z.array(Channel).max(3).default([]),
      email: z.array(Channel).max(3).default([]),
    })
    .prefault({}),
});
export type Capacity = z.infer<typeof Capacity>;

export const DEFAULT_CAPACITY: Capacity = {
  units: 6,
  costs: { voice: 6, chat: 2, email: 1 },
  max: { voice: 1, chat: 3, email: 5 },
  interruptible: ["email"],
  blocks: { voice: ["chat", "email"], chat: [], email: [] },
};

export const Engineer = z.object({
  id: EngineerId,
  name: z.string().min(1).max(80),
  email: z.email().max(254),
  skills: z.record(SkillId, SkillLevel),
  capacity: Capacity,
  phone: EngineerPhone,
  /** null: whenever they say they are available. */
  hours: Hours.nullable(),
  archived: z.boolean(),
});
export type Engineer = z.infer<typeof Engineer>;

/** What an engineer is doing now. Lives in the router, kept in SQL. */
export const EngineerState = z.object({
  engineerId: EngineerId,
  status: PresenceStatus,
  /** Why away, in the engineer's words or one of the organisation's reasons. */
  reason: z.string().max(80).nullable(),
  /** Channels the engineer takes work on while available. */
  channels: z.array(Channel),
  /** At least one console of theirs is connected. */
  connected: z.boolean(),
  /** The server nodes at which their consoles are; empty when they are not connected. */
  nodes: z.array(ServerNodeId).default([]),
  statusAt: At,
  /** Since when they hold nothing; decides who has been idle longest. */
  idleAt: At,
  /** When the last console left, while it may still come back; null when connected or given up. */
  disconnectedAt: At.nullable(),
  /** When they were last offered something; kept while a bucket picks by round robin. */
  askedAt: At.nullable().default(null),
  /** What they did today; kept while a bucket picks by occupancy. */
  today: z
    .object({
      /** Days since the epoch, UTC. */
      day: z.int().nonnegative(),
      busyMs: z.int().nonnegative(),
      hereMs: z.int().nonnegative(),
      /** Both sums are complete up to here. */
      countedAt: At,
    })
    .nullable()
    .default(null),
});
export type EngineerState = z.infer<typeof EngineerState>;

export const CustomerAddress = z.object({
  kind: z.enum(["phone", "email", "chat"]),
  /** E.164, a lower-case mail address, or the widget's own identity. */
  value: z.string().min(1).max(254),
});
export type CustomerAddress = z.infer<typeof CustomerAddress>;

export const Customer = z.object({
  id: CustomerId,
  name: z.string().min(1).max(200),
  company: z.string().max(200).nullable(),
  tier: Tier,
  language: Language.nullable(),
  addresses: z.array(CustomerAddress).max(100),
});
export type Customer = z.infer<typeof Customer>;

export const User = z.object({
  id: UserId,
  email: z.email().max(254),
  name: z.string().min(1).max(80),
  role: Role,
  /** The engineer this person is when they answer; null for those who do not. */
  engineerId: EngineerId.nullable(),
});
export type User = z.infer<typeof User>;

/** A rule that sends mail to a bucket; the first that matches wins, before the address is looked at. */
export const MailRule = z.object({
  field: z.enum(["subject", "from", "to"]),
  /** Compared without regard to case. */
  contains: z.string().min(1).max(200),
  bucketId: BucketId,
});
export type MailRule = z.infer<typeof MailRule>;

/** A word in each language of the console. */
const Label = z.object({ en: z.string().min(1).max(80), zh: z.string().min(1).max(80) });

/** What there is one of in an organisation. */
export const Settings = z.object({
  organisation: z.string().min(1).max(120),
  dispositions: z
    .array(z.object({ id: z.string().min(1).max(60), label: Label }))
    .min(1)
    .max(50),
  awayReasons: z.array(z.object({ id: z.string().min(1).max(60), label: Label })).max(50),
  mailRules: z.array(MailRule).max(200),
  /** Mail that no rule and no address claims. null: it is kept as a dead letter. */
  mailBucketId: BucketId.nullable(),
  /** Which tree answers a called number; a number not listed gets `menuTreeId`. */
  numbers: z.array(z.object({ number: PhoneNumber, menuTreeId: MenuTreeId })).max(500),
  menuTreeId: MenuTreeId.nullable(),
  /** Where the chat starts. null: chats go straight to `mailBucketId`, or else the first bucket. */
  chatMenuTreeId: MenuTreeId.nullable(),
  /** How long what is over is kept. */
  retention: Retention,
});
export type Settings = z.infer<typeof Settings>;
