/** One contact of one customer on one channel, and what was said in it. */
import { z } from "zod";
import {
  AttachmentId,
  BucketId,
  CustomerId,
  EngineerId,
  InteractionId,
  MessageId,
  OfferId,
} from "./ids.js";
import { Customer, SkillNeed } from "./organisation.js";
import {
  At,
  Channel,
  InteractionOutcome,
  InteractionState,
  Language,
  Priority,
  Tier,
} from "./words.js";

/** The part of an interaction that the router owns; only a turn writes it. */
export const RoutedInteraction = z.object({
  id: InteractionId,
  channel: Channel,
  state: InteractionState,
  outcome: InteractionOutcome.nullable(),
  customerId: CustomerId.nullable(),
  /** The customer's when it was queued. */
  tier: Tier.default("basic"),
  bucketId: BucketId.nullable(),
  priority: Priority,
  /** What it needs beyond its bucket's skills, such as the caller's language. */
  skills: z.array(SkillNeed),
  /** Only this engineer is asked, while they can be; set by a transfer to a person. */
  directTo: EngineerId.nullable(),
  /** Until when it waits for `directTo` alone. null: until they decline. */
  directUntilAt: At.nullable().default(null),
  /** Who has it (active, wrapup) or had it last. */
  engineerId: EngineerId.nullable(),
  /** Who had this customer last; asked first when several could. */
  lastEngineerId: EngineerId.nullable(),
  startedAt: At,
  /** First entered a bucket; never changes afterwards, so nobody loses their place. */
  queuedAt: At.nullable(),
  /** queuedAt + the target of bucket, channel and tier; a decline or an expiry does not move it. */
  dueAt: At.nullable(),
  /** It stands in the queue as if it were due this much sooner. */
  headStartSeconds: z.int().nonnegative().default(0),
  /** When it entered the bucket it is in; relaxation and overflow count from here. */
  enteredAt: At.nullable().default(null),
  /** Nobody is asked before; a callback that reached nobody is tried again then. null: at once. */
  notBeforeAt: At.nullable().default(null),
  /** The customer is called when it is their turn, and was so often without an answer. null: they wait. */
  callback: z.object({ attempts: z.int().nonnegative() }).nullable().default(null),
  /** Buckets it overflowed from, in order; it enters none of them again by overflow. */
  overflowedFrom: z.array(BucketId).max(100).default([]),
  /** First answered by a person. */
  answeredAt: At.nullable(),
  endedAt: At.nullable(),
  /** When the router closes wrap-up by itself. */
  wrapUpEndsAt: At.nullable(),
  closedAt: At.nullable(),
  disposition: z.string().max(60).nullable(),
  /** How often it was offered so far; the next offer's number. */
  offers: z.int().nonnegative(),
  /** Engineers who declined or did not answer, and until when they are not asked again. */
  cooldowns: z.array(z.object({ engineerId: EngineerId, untilAt: At })),
});
export type RoutedInteraction = z.infer<typeof RoutedInteraction>;

/** What a row says of the queue before it has been in one. */
export const UNQUEUED: Pick<
  RoutedInteraction,
  | "tier"
  | "directUntilAt"
  | "headStartSeconds"
  | "enteredAt"
  | "notBeforeAt"
  | "callback"
  | "overflowedFrom"
> = {
  tier: "basic",
  directUntilAt: null,
  headStartSeconds: 0,
  enteredAt: null,
  notBeforeAt: null,
  callback: null,
  overflowedFrom: [],
};

/** One press in the menu, as people read it. */
export const PathStep = z.object({
  /** The key pressed, or the digits collected (masked when the node says so). */
  key: z.string().max(32),
  label: z.string().max(200),
});
export type PathStep = z.infer<typeof PathStep>;

/** The part that channels own: what it is about. */
export const InteractionContent = z.object({
  subject: z.string().max(500).nullable(),
  /** The customer's address on this channel: E.164, mail address or chat identity. */
  address: z.string().max(254).nullable(),
  /** The address of ours that was called or written to. */
  to: z.string().max(254).nullable(),
  language: Language.nullable(),
  path: z.array(PathStep).max(50),
  /** Digits collected on the way, by the name the tree gave them. */
  collected: z.record(z.string(), z.string().max(64)),
  /** Messages of the customer that its engineer has not looked at. */
  unread: z.int().nonnegative(),
  lastMessage: z
    .object({ from: z.enum(["customer", "engineer", "system"]), text: z.string(), at: At })
    .nullable(),
  /** The provider's own id: call SID, chat identity, or the id of the mail thread. */
  externalId: z.string().max(500).nullable(),
  /** The earlier interaction this one continues; null for a new matter. */
  threadId: InteractionId.nullable(),
});
export type InteractionContent = z.infer<typeof InteractionContent>;

/** A whole interaction, as consoles and HTTP show it. */
export const Interaction = z.object({
  ...RoutedInteraction.shape,
  ...InteractionContent.shape,
  customer: Customer.nullable(),
});
export type Interaction = z.infer<typeof Interaction>;

/** An interaction held for one engineer until accepted, declined, revoked or expired. */
export const Offer = z.object({
  id: OfferId,
  interactionId: InteractionId,
  engineerId: EngineerId,
  offeredAt: At,
  expiresAt: At,
  state: z.enum(["pending", "accepted", "declined", "expired", "revoked"]),
  /** Which comparator chose this engineer, such as `level` or `idle`; for the console. */
  because: z.string().max(60),
});
export type Offer = z.infer<typeof Offer>;

/** What an engineer sees of an offer: everything needed to say yes or no. */
export const OfferView = z.object({
  ...Offer.shape,
  interaction: Interaction,
  /** When the turn that made it was committed; consoles are told after that. */
  committedAt: At,
});
export type OfferView = z.infer<typeof OfferView>;

export const Attachment = z.object({
  id: AttachmentId,
  name: z.string().min(1).max(255),
  type: z.string().max(200),
  /** Bytes. */
  size: z.int().nonnegative(),
  /** Shown inside the mail's HTML under this Content-ID. */
  cid: z.string().max(255).nullable(),
});
export type Attachment = z.infer<typeof Attachment>;

/** The mail side of a message. Addresses are lower case. */
export const MailHeaders = z.object({
  subject: z.string().max(1000),
  from: z.object({ name: z.string(), address: z.string() }),
  to: z.array(z.object({ name: z.string(), address: z.string() })).max(200),
  cc: z.array(z.object({ name: z.string(), address: z.string() })).max(200),
  /** With angle brackets. */
  messageId: z.string().max(995),
  inReplyTo: z.string().max(995).nullable(),
  references: z.array(z.string().max(995)).max(100),
  /** What the sender's programs say it is; decides answers and reopening. */
  class: z.enum(["human", "list", "auto_reply", "bounce"]),
});
export type MailHeaders = z.infer<typeof MailHeaders>;

export const Message = z.object({
  id: MessageId,
  interactionId: InteractionId,
  /** note: seen by engineers only. */
  kind: z.enum(["text", "mail", "note"]),
  from: z.enum(["customer", "engineer", "system"]),
  authorName: z.string().max(200),
  engineerId: EngineerId.nullable(),
  text: z.string().max(500_000),
  /** Already sanitised; shown in a sandboxed frame all the same. */
  html: z.string().max(2_000_000).nullable(),
  /** Where the quoted history begins in `text`, in characters; null: nothing is quoted. */
  quoteFrom: z.int().nonnegative().nullable(),
  mail: MailHeaders.nullable(),
  attachments: z.array(Attachment).max(100),
  at: At,
  /** The sender's own id for it; a second one with the same id is the same message. */
  clientId: z.string().max(200).nullable(),
  /** Mail on its way out. null: nothing to deliver. */
  delivery: z
    .object({ state: z.enum(["queued", "sent", "failed"]), error: z.string().max(500).nullable() })
    .nullable(),
});
export type Message = z.infer<typeof Message>;
