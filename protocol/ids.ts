/**
 * The names of things. Branded, so that an engineer's id cannot be passed where an interaction's is
 * wanted; a value gets its brand only by passing its schema.
 */
import { z } from "zod";

const id = z
  .string()
  .min(1)
  .max(120)
  .regex(/^[\w.:@+-]+$/, "letters, digits and . : @ + - _ only");

export const InteractionId = id.brand<"InteractionId">();
export type InteractionId = z.infer<typeof InteractionId>;

export const OfferId = id.brand<"OfferId">();
export type OfferId = z.infer<typeof OfferId>;

export const EngineerId = id.brand<"EngineerId">();
export type EngineerId = z.infer<typeof EngineerId>;

export const SkillId = id.brand<"SkillId">();
export type SkillId = z.infer<typeof SkillId>;

export const BucketId = id.brand<"BucketId">();
export type BucketId = z.infer<typeof BucketId>;

export const CustomerId = id.brand<"CustomerId">();
export type CustomerId = z.infer<typeof CustomerId>;

export const MessageId = id.brand<"MessageId">();
export type MessageId = z.infer<typeof MessageId>;

export const AttachmentId = id.brand<"AttachmentId">();
export type AttachmentId = z.infer<typeof AttachmentId>;

export const MenuTreeId = id.brand<"MenuTreeId">();
export type MenuTreeId = z.infer<typeof MenuTreeId>;

export const NodeId = id.brand<"NodeId">();
export type NodeId = z.infer<typeof NodeId>;

/** A server node: one process of this program, `nod_…`, new at every start. `NodeId` is a menu's. */
export const ServerNodeId = id.brand<"ServerNodeId">();
export type ServerNodeId = z.infer<typeof ServerNodeId>;

/** Where there is one server node only, and in journals from before there were several. */
export const ONE_SERVER_NODE = ServerNodeId.parse("one");

export const UserId = id.brand<"UserId">();
export type UserId = z.infer<typeof UserId>;

export const CommandId = id.brand<"CommandId">();
export type CommandId = z.infer<typeof CommandId>;

/** `rec-` and the SHA-256 of the sound, in hexadecimal: the same sound is the same recording everywhere. */
export const RecordingId = z
  .string()
  .regex(/^rec-[0-9a-f]{64}$/, "no recording's id")
  .brand<"RecordingId">();
export type RecordingId = z.infer<typeof RecordingId>;
