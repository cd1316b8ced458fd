/** A caller's walk through a menu: what they hear now, and what they may answer. */
import { z } from "zod";
import { BucketId, NodeId, RecordingId } from "./ids.js";
import { PathStep } from "./interactions.js";
import { LookupSource } from "./menu-tree.js";
import { SkillNeed } from "./organisation.js";
import { Language, Priority, Tier } from "./words.js";

/** What a caller can do: press a key, enter digits, say or write something, or stay silent. */
export const MenuInput = z.discriminatedUnion("type", [
  z.object({ type: z.literal("key"), key: z.string().regex(/^[0-9*#]$/) }),
  z.object({ type: z.literal("digits"), digits: z.string().regex(/^[0-9*#]{0,64}$/) }),
  z.object({ type: z.literal("speech"), text: z.string().max(500) }),
  z.object({ type: z.literal("silence") }),
  /** Not from the caller: what a lookup found out. Only the desk says this. */
  z.object({
    type: z.literal("looked_up"),
    result: z.enum(["found", "missing", "failed"]),
    fields: z.record(z.string().max(60), z.string().max(200)),
    /** Of the customer who was found; conditions ask about it from then on. null: as before. */
    tier: Tier.nullable(),
  }),
]);
export type MenuInput = z.infer<typeof MenuInput>;

/** What nodes ask about without asking the caller, as it was when the answer came. */
export const MenuFacts = z.object({
  /** Whether they talk or write. */
  channel: z.enum(["voice", "chat"]),
  /** They talk, and their number is known and can be called. */
  isCallable: z.boolean(),
  /** `basic` when nobody knows the customer. */
  tier: Tier,
  /** The address of ours that was called. null: it is not known. */
  to: z.string().nullable(),
  /** The buckets that the tree's conditions name, as far as they are known. */
  queues: z.array(
    z.object({
      bucketId: BucketId,
      waiting: z.int().nonnegative(),
      /** For somebody who came now. null: no estimate can be made. */
      estimatedSeconds: z.number().nonnegative().nullable(),
    }),
  ),
});
export type MenuFacts = z.infer<typeof MenuFacts>;

const hearing = {
  /** The prompt is heard to its end before an answer counts. Left out: an answer interrupts it. */
  patient: z.literal(true).optional(),
};

const Spoken = z.object({
  text: z.string(),
  language: Language,
  /** Played on a telephone in place of the text. Left out: the text is spoken. */
  recordingId: RecordingId.optional(),
});

/** What the caller hears and may do next. The same on a phone, in a chat, in the browser phone. */
export const MenuScreen = z.object({
  /** Counts the steps of this walk; an answer names the screen it answers. */
  seq: z.int().nonnegative(),
  nodeId: NodeId,
  language: Language,
  says: z.array(Spoken),
  expects: z.discriminatedUnion("kind", [
    z.object({
      kind: z.literal("key"),
      options: z.array(z.object({ key: z.string(), label: z.string() })),
      firstDigitSeconds: z.int().positive(),
      /** What may be said in place of a key, as a help to whoever listens. Left out: keys only. */
      hints: z.array(z.string()).optional(),
      ...hearing,
    }),
    z.object({
      kind: z.literal("digits"),
      minDigits: z.int().positive(),
      maxDigits: z.int().positive(),
      terminator: z.string().nullable(),
      secret: z.boolean(),
      firstDigitSeconds: z.int().positive(),
      interDigitSeconds: z.int().positive(),
      ...hearing,
    }),
    /** Nothing of the caller: the desk looks it up and answers. No channel ever sees this. */
    z.object({ kind: z.literal("lookup"), source: LookupSource }),
    /** The walk is over: into a bucket, or goodbye. */
    z.object({
      kind: z.literal("bucket"),
      bucketId: BucketId,
      priority: Priority.nullable(),
      skills: z.array(SkillNeed),
      /**
       * They need not stay on the line: they are called, after they have left a message or without
       * one. Left out: they wait.
       */
      instead: z.enum(["callback", "voicemail"]).optional(),
    }),
    z.object({ kind: z.literal("hangup") }),
  ]),
  path: z.array(PathStep),
  collected: z.record(z.string(), z.string()),
});
export type MenuScreen = z.infer<typeof MenuScreen>;
