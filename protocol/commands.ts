/**
 * What can be asked of the router. Commands are in the imperative and carry everything the answer
 * depends on, the time included; the same command twice has the same answer.
 */
import { z } from "zod";
import {
  BucketId,
  CommandId,
  CustomerId,
  EngineerId,
  InteractionId,
  OfferId,
  ServerNodeId,
} from "./ids.js";
import { Bucket, Engineer, SkillNeed } from "./organisation.js";
import { At, Channel, PresenceStatus, Priority, Tier } from "./words.js";

const base = { id: CommandId, at: At };
const command = <T extends string, S extends z.ZodRawShape>(
  type: T,
  shape: S,
): z.ZodObject<typeof base & { type: z.ZodLiteral<T> } & S> =>
  z.object({ ...base, type: z.literal(type), ...shape });

export const TransferTarget = z.union([
  z.object({ bucketId: BucketId }).strict(),
  z.object({ engineerId: EngineerId }).strict(),
]);
export type TransferTarget = z.infer<typeof TransferTarget>;

export const Command = z.discriminatedUnion("type", [
  /** A contact begins; it is in the menu until it is queued. */
  command("interaction.start", {
    interactionId: InteractionId,
    channel: Channel,
    customerId: CustomerId.nullable(),
  }),
  /** It knows its bucket now. Makes the interaction when it did not exist (mail has no menu). */
  command("interaction.queue", {
    interactionId: InteractionId,
    channel: Channel,
    customerId: CustomerId.nullable(),
    bucketId: BucketId,
    /** null: the bucket's. */
    priority: Priority.nullable(),
    skills: z.array(SkillNeed).max(20),
    lastEngineerId: EngineerId.nullable(),
    /**
     * true: refused unless it is in the menu. A hang-up may overtake the last key's queueing, and a
     * caller who has gone must not come into being again.
     */
    fromMenu: z.boolean().optional(),
    /** Left out: basic. */
    tier: Tier.optional(),
    /** The contact this customer lost or gave up a moment ago: its place is theirs again (R9). */
    reentry: z
      .object({ interactionId: InteractionId, bucketId: BucketId, queuedAt: At, endedAt: At })
      .nullable()
      .optional(),
  }),
  /** The customer need not wait on the line: they are called when it is their turn, from their place. */
  command("interaction.callback", {
    interactionId: InteractionId,
    /** Nobody is asked before. null: as soon as it is their turn. */
    notBeforeAt: At.nullable(),
  }),
  /** The customer of a callback did not answer; it is tried again later, or given up. */
  command("callback.failed", {
    interactionId: InteractionId,
    engineerId: EngineerId,
    because: z.string().min(1).max(120),
  }),
  /** An engineer takes one that waits, of their own accord; skills and capacity hold as for an offer. */
  command("interaction.pull", { interactionId: InteractionId, engineerId: EngineerId }),
  /** The contact is over. `by` decides the outcome together with the state it was in. */
  command("interaction.end", {
    interactionId: InteractionId,
    by: z.enum(["customer", "engineer", "menu", "system"]),
    /** The engineer who ends it; refused when it is not theirs. null: not an engineer. */
    engineerId: EngineerId.nullable(),
  }),
  /** It could not be put through (the engineer's telephone did not answer): back to its place. */
  command("interaction.requeue", {
    interactionId: InteractionId,
    because: z.string().min(1).max(120),
    /** The engineer it did not reach; not asked again for a while. */
    engineerId: EngineerId.nullable(),
  }),
  command("interaction.transfer", {
    interactionId: InteractionId,
    /** Who hands it over; null: a supervisor. */
    engineerId: EngineerId.nullable(),
    to: TransferTarget,
    note: z.string().max(4000).nullable(),
    /** Left out: a bucket counts due anew, a person keeps it. */
    due: z.enum(["keep", "reset"]).optional(),
  }),
  /** Changes the place in the queue; effective in the same turn (R10). */
  command("interaction.change", {
    interactionId: InteractionId,
    priority: Priority.nullable(),
    bucketId: BucketId.nullable(),
  }),
  /** A supervisor gives it to an engineer over the capacity rule, and says why. */
  command("interaction.assign", {
    interactionId: InteractionId,
    engineerId: EngineerId,
    reason: z.string().min(1).max(500),
  }),
  command("wrapup.complete", {
    interactionId: InteractionId,
    engineerId: EngineerId.nullable(),
    disposition: z.string().min(1).max(60),
    note: z.string().max(4000).nullable(),
  }),
  command("offer.accept", { offerId: OfferId, engineerId: EngineerId }),
  command("offer.decline", {
    offerId: OfferId,
    engineerId: EngineerId,
    reason: z.string().max(200).nullable(),
  }),
  command("presence.set", {
    engineerId: EngineerId,
    status: PresenceStatus.exclude(["not_responding"]),
    /** null: as before. */
    channels: z.array(Channel).nullable(),
    reason: z.string().max(80).nullable(),
    /** The supervisor who forces it; null: the engineer. */
    forcedBy: z.string().max(120).nullable(),
  }),
  /** Their first console at this server node opened. `nodeId` left out: there is one node only. */
  command("engineer.connect", { engineerId: EngineerId, nodeId: ServerNodeId.optional() }),
  /** Their last console at this server node closed. */
  command("engineer.disconnect", { engineerId: EngineerId, nodeId: ServerNodeId.optional() }),
  /** A server node is gone: a disconnect of everybody who had consoles there. */
  command("node.lost", { nodeId: ServerNodeId }),
  command("engineer.put", { engineer: Engineer }),
  command("bucket.put", { bucket: Bucket }),
  /**
   * After a start: nobody is connected, pending offers go back to their place. Whoever has a console at
   * one of `nodes`, the server nodes that are alive, stays connected and keeps what they have.
   */
  command("router.recover", { nodes: z.array(ServerNodeId).max(1000).optional() }),
  /** Memory was dropped and read again: what was learnt about pace is forgotten here as well (R13). */
  command("router.forget", {}),
  /** A router timer is due. */
  command("router.tick", {}),
]);
export type Command = z.infer<typeof Command>;
export type CommandType = Command["type"];
export type CommandOf<T extends CommandType> = Extract<Command, { type: T }>;

/** Why a command changed nothing. Codes are in `protocol/errors.ts`. */
export const Refusal = z.object({ code: z.string(), message: z.string() });
export type Refusal = z.infer<typeof Refusal>;

/** What the sender is told, after the commit. */
export const Outcome = z.discriminatedUnion("ok", [
  z.object({ ok: z.literal(true), interactionId: InteractionId.nullable() }),
  z.object({ ok: z.literal(false), error: Refusal }),
]);
export type Outcome = z.infer<typeof Outcome>;
