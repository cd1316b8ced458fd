/**
 * What happened, in the past tense. The journal keeps every one of these for ever; timelines,
 * audit, reports and replay read it. An event is added, never changed.
 */
import { z } from "zod";
import { BucketId, EngineerId, InteractionId, OfferId, ServerNodeId } from "./ids.js";
import { OverflowThen, OverflowWhen } from "./policy.js";
import { At, Channel, InteractionOutcome, PresenceStatus, Priority, Tier } from "./words.js";
import { OfferWhy } from "./why.js";

const event = <T extends string, S extends z.ZodRawShape>(
  type: T,
  shape: S,
): z.ZodObject<{ type: z.ZodLiteral<T>; at: typeof At } & S> =>
  z.object({ type: z.literal(type), at: At, ...shape });

export const DomainEvent = z.discriminatedUnion("type", [
  event("interaction.started", { interactionId: InteractionId, channel: Channel }),
  event("interaction.queued", {
    interactionId: InteractionId,
    channel: Channel,
    bucketId: BucketId,
    priority: Priority,
    dueAt: At,
    tier: Tier.optional(),
    /** The lost contact whose place it has. */
    reentryOf: InteractionId.optional(),
  }),
  /** Nobody has the skills, not even after the last relaxation step: a visible warning. */
  event("interaction.unservable", { interactionId: InteractionId, bucketId: BucketId }),
  /** A relaxation step was reached; 1 is the first. */
  event("interaction.relaxed", {
    interactionId: InteractionId,
    bucketId: BucketId,
    step: z.int().positive(),
  }),
  event("interaction.overflowed", {
    interactionId: InteractionId,
    bucketId: BucketId,
    when: OverflowWhen,
    then: OverflowThen,
  }),
  event("callback.requested", { interactionId: InteractionId, notBeforeAt: At.nullable() }),
  event("callback.failed", {
    interactionId: InteractionId,
    engineerId: EngineerId,
    because: z.string(),
    attempts: z.int().positive(),
    /** null: given up. */
    notBeforeAt: At.nullable(),
  }),
  event("interaction.pulled", { interactionId: InteractionId, engineerId: EngineerId }),
  event("interaction.requeued", {
    interactionId: InteractionId,
    bucketId: BucketId,
    because: z.string(),
  }),
  event("interaction.offered", {
    interactionId: InteractionId,
    offerId: OfferId,
    engineerId: EngineerId,
    expiresAt: At,
    because: z.string(),
    /** R12. Journals from before it was kept have none. */
    why: OfferWhy.optional(),
  }),
  event("interaction.accepted", {
    interactionId: InteractionId,
    offerId: OfferId.nullable(),
    engineerId: EngineerId,
    /** Seconds from entering the bucket to this answer. */
    waitedSeconds: z.number().nonnegative(),
  }),
  event("offer.declined", {
    interactionId: InteractionId,
    offerId: OfferId,
    engineerId: EngineerId,
    reason: z.string().nullable(),
  }),
  event("offer.expired", {
    interactionId: InteractionId,
    offerId: OfferId,
    engineerId: EngineerId,
  }),
  event("offer.revoked", {
    interactionId: InteractionId,
    offerId: OfferId,
    engineerId: EngineerId,
    because: z.string(),
  }),
  event("interaction.changed", {
    interactionId: InteractionId,
    priority: Priority,
    bucketId: BucketId,
    dueAt: At,
    /** ageing: the router raised it. Left out: somebody asked for it. */
    because: z.string().optional(),
  }),
  event("interaction.transferred", {
    interactionId: InteractionId,
    fromEngineerId: EngineerId.nullable(),
    toBucketId: BucketId.nullable(),
    toEngineerId: EngineerId.nullable(),
    note: z.string().nullable(),
  }),
  event("interaction.assigned", {
    interactionId: InteractionId,
    engineerId: EngineerId,
    reason: z.string(),
  }),
  event("interaction.ended", {
    interactionId: InteractionId,
    by: z.enum(["customer", "engineer", "menu", "system"]),
    outcome: InteractionOutcome,
    engineerId: EngineerId.nullable(),
    /** How long it had waited when it was given up: abandoned, dismissed or overflowed. */
    waitedSeconds: z.number().nonnegative().optional(),
  }),
  event("wrapup.started", {
    interactionId: InteractionId,
    engineerId: EngineerId,
    endsAt: At,
  }),
  event("wrapup.completed", {
    interactionId: InteractionId,
    engineerId: EngineerId,
    /** null: the time ran out. */
    disposition: z.string().nullable(),
    note: z.string().nullable(),
  }),
  event("presence.changed", {
    engineerId: EngineerId,
    status: PresenceStatus,
    reason: z.string().nullable(),
    channels: z.array(Channel),
    forcedBy: z.string().nullable(),
  }),
  event("engineer.connected", { engineerId: EngineerId }),
  event("engineer.disconnected", { engineerId: EngineerId }),
  /** Told before what it means for the engineers who had consoles there. */
  event("node.lost", { nodeId: ServerNodeId }),
  event("engineer.changed", { engineerId: EngineerId }),
  event("bucket.changed", { bucketId: BucketId }),
  event("bucket.closed", { bucketId: BucketId, reason: z.string() }),
  event("bucket.reopened", { bucketId: BucketId }),
  event("router.forgot", {}),
  event("router.recovered", { offersReturned: z.int().nonnegative() }),
]);
export type DomainEvent = z.infer<typeof DomainEvent>;
