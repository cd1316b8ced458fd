/**
 * The menu tree: the data a supervisor draws and a caller walks. `docs/spec/flows.md` has the rules;
 * `flows/` checks, compiles and steps it. Plain JSON; the shape is its own documentation.
 */
import { z } from "zod";
import { BucketId, MenuTreeId, NodeId, RecordingId, SkillId } from "./ids.js";
import { Hours, Language, Priority, SkillLevel, Tier } from "./words.js";

/** What is said, per language of the tree: `{ "en": "Press 1 for …", "zh": "…" }`. */
export const Prompt = z.record(Language, z.string().max(2000));
export type Prompt = z.infer<typeof Prompt>;

/** Nobody listens to a longer one. */
export const RECORDING_SECONDS_MAX = 300;

/**
 * What is played on a telephone in place of a prompt, per language. The prompt stays: it is what chats
 * show, and what is said when the recording cannot be played.
 */
export const Recordings = z.record(
  Language,
  z.object({ id: RecordingId, seconds: z.number().positive().max(RECORDING_SECONDS_MAX) }),
);
export type Recordings = z.infer<typeof Recordings>;

/** Left out: everything is spoken. */
const recordings = Recordings.optional();

/** `0` operator, `*` back and `#` repeat are reserved; a menu hands out 1–9. */
export const OptionKey = z.enum(["1", "2", "3", "4", "5", "6", "7", "8", "9"]);
export type OptionKey = z.infer<typeof OptionKey>;

/** What happens after silence or a wrong key, and after too many of them. */
export const Patience = z.object({
  prompt: Prompt,
  recordings,
  /** How often it is said before the fallback is taken. 0: the fallback is taken at once, unsaid. */
  times: z.int().min(0).max(5),
  fallback: NodeId,
});
export type Patience = z.infer<typeof Patience>;

/** Longer ones are sentences, and nobody says the same sentence twice. */
const OPTION_WORD_CHARACTERS_MAX = 40;

const MenuOption = z.object({
  key: OptionKey,
  /** Short name: a button in the chat, a step in the engineer's console. */
  label: Prompt,
  to: NodeId,
  /** What may be said or written in place of the key, per language; whole words, case does not matter. */
  words: z
    .record(Language, z.array(z.string().min(1).max(OPTION_WORD_CHARACTERS_MAX)).max(10))
    .default({}),
  /** A marked short way (operator, emergency): exempt from the 4-level minimum. */
  shortcut: z.boolean().default(false),
});

const asking = {
  /** Silence before the first key. */
  firstDigitSeconds: z.int().min(1).max(60).default(7),
  /** An answer interrupts the prompt; without it the prompt is heard to its end first. */
  bargeIn: z.boolean().default(true),
};

/** What a branch of a condition asks. What is not known at that moment does not hold. */
export const ConditionWhen = z.discriminatedUnion("kind", [
  /** The customer's; one whom nobody knows is basic. */
  z.object({ kind: z.literal("tier"), tiers: z.array(Tier).max(10) }),
  /** Of the walk: as chosen, or the tree's first. */
  z.object({ kind: z.literal("language"), languages: z.array(Language).max(20) }),
  /** The address of ours that was called. */
  z.object({
    kind: z.literal("address"),
    addresses: z.array(z.string().min(1).max(254)).max(100),
  }),
  /** So many wait in the bucket. */
  z.object({
    kind: z.literal("length"),
    bucketId: BucketId,
    atLeast: z.int().min(0).max(1_000_000),
  }),
  /** Somebody who came to the bucket now would wait about so long. */
  z.object({
    kind: z.literal("estimate"),
    bucketId: BucketId,
    seconds: z.int().min(1).max(604_800),
  }),
  z.object({ kind: z.literal("hours"), hours: Hours }),
]);
export type ConditionWhen = z.infer<typeof ConditionWhen>;

/** Where a lookup asks. */
export const LookupSource = z.discriminatedUnion("kind", [
  /** Among our customers, who were one before this contact began. */
  z.object({
    kind: z.literal("customer"),
    /** The collect node's `name` whose digits are the telephone number. null: the contact's own customer. */
    digits: z.string().min(1).max(60).nullable(),
  }),
  /** An address that answers a GET with JSON: an object when it is found, 404 when there is none. */
  z.object({
    kind: z.literal("address"),
    /** `https`; `{number}` is the caller's number and `{digits:NAME}` what a collect node took. */
    url: z.string().min(1).max(2000),
    timeoutSeconds: z.int().min(1).max(10).default(5),
    /** Which of the answer's fields are kept, and under which name the engineer sees each. */
    fields: z
      .array(z.object({ field: z.string().min(1).max(60), name: z.string().min(1).max(60) }))
      .max(20),
  }),
]);
export type LookupSource = z.infer<typeof LookupSource>;

export const MenuNode = z.discriminatedUnion("kind", [
  z.object({
    id: NodeId,
    kind: z.literal("menu"),
    prompt: Prompt,
    recordings,
    options: z.array(MenuOption).min(1).max(20),
    noInput: Patience,
    invalid: Patience,
    ...asking,
  }),
  z.object({ id: NodeId, kind: z.literal("say"), prompt: Prompt, recordings, to: NodeId }),
  /** Chooses the language; the prompts are said in each language in turn. One level deep. */
  z.object({
    id: NodeId,
    kind: z.literal("language"),
    prompt: Prompt,
    recordings,
    options: z
      .array(
        z.object({
          key: OptionKey,
          language: Language,
          /** The language as a skill, required of the engineer. null: any engineer will do. */
          skill: z.object({ skillId: SkillId, level: SkillLevel }).nullable(),
        }),
      )
      .min(1)
      .max(9),
    to: NodeId,
    noInput: Patience,
    invalid: Patience,
    ...asking,
  }),
  /** Takes digits, such as a contract number. */
  z.object({
    id: NodeId,
    kind: z.literal("collect"),
    prompt: Prompt,
    recordings,
    /** The name under which the engineer sees the digits. */
    name: z.string().min(1).max(60),
    minDigits: z.int().min(1).max(32),
    maxDigits: z.int().min(1).max(32),
    /** Ends the entry early; null: only the length or silence ends it. */
    terminator: z.enum(["#", "*"]).nullable(),
    /** Shown and stored as dots, such as a PIN. */
    secret: z.boolean().default(false),
    to: NodeId,
    noInput: Patience,
    invalid: Patience,
    ...asking,
    interDigitSeconds: z.int().min(1).max(30).default(4),
  }),
  /** Helps by itself: says a text, then asks whether it helped. 1 is yes, 2 is no. */
  z.object({
    id: NodeId,
    kind: z.literal("article"),
    /** A heading in a chat, a step in the engineer's console. */
    title: Prompt,
    text: Prompt,
    /** Of the text. */
    textRecordings: recordings,
    /** Where a chat can read on. */
    link: z
      .url({ protocol: /^https$/ })
      .max(2000)
      .nullable()
      .default(null),
    /** Asks whether it helped, and names the keys. */
    prompt: Prompt,
    recordings,
    /** Names of the two answers. */
    yes: Prompt,
    no: Prompt,
    solved: NodeId,
    unsolved: NodeId,
    noInput: Patience,
    invalid: Patience,
    ...asking,
  }),
  z.object({ id: NodeId, kind: z.literal("hours"), hours: Hours, open: NodeId, closed: NodeId }),
  /** Asks the caller nothing: the first branch that holds is taken, else `otherwise`. */
  z.object({
    id: NodeId,
    kind: z.literal("condition"),
    branches: z
      .array(z.object({ when: ConditionWhen, to: NodeId }))
      .min(1)
      .max(20),
    otherwise: NodeId,
  }),
  /** Finds something out. The caller waits, at most its time-out. */
  z.object({
    id: NodeId,
    kind: z.literal("lookup"),
    source: LookupSource,
    found: NodeId,
    missing: NodeId,
    /** When nobody answered, or not in time, or not as agreed. */
    fallback: NodeId,
  }),
  /** Another tree, entered at its start. Its ends are ends of this one. */
  z.object({
    id: NodeId,
    kind: z.literal("subtree"),
    treeId: MenuTreeId,
    /** null: the one that is published when this tree is, which is then written here. */
    version: z.int().min(1).nullable().default(null),
    /** Where it starts, once it is put in place (`flows/parts.ts`). null: it is not. */
    start: NodeId.nullable().default(null),
  }),
  /** Every path ends in one (or hangs up). */
  z.object({
    id: NodeId,
    kind: z.literal("bucket"),
    bucketId: BucketId,
    /** Said before the wait begins. */
    prompt: Prompt.nullable(),
    recordings,
    /** null: the bucket's own. */
    priority: Priority.nullable(),
  }),
  /** As a bucket, but nobody need stay on the line: callers keep their place and are called. */
  z.object({
    id: NodeId,
    kind: z.literal("callback"),
    bucketId: BucketId,
    /** Said before the exchange itself says that they keep their place. */
    prompt: Prompt.nullable(),
    recordings,
    priority: Priority.nullable(),
  }),
  /** As a callback, but callers leave a message first. In a chat it is written. */
  z.object({
    id: NodeId,
    kind: z.literal("voicemail"),
    bucketId: BucketId,
    /** Said before the exchange itself asks for a message after the tone. */
    prompt: Prompt.nullable(),
    recordings,
    /** Said in a chat in its place, to ask for a written message. null: the prompt. */
    written: Prompt.nullable().default(null),
    priority: Priority.nullable(),
  }),
  /** The bucket that key 0 leads to from anywhere. At most one in a tree. */
  z.object({
    id: NodeId,
    kind: z.literal("operator"),
    bucketId: BucketId,
    prompt: Prompt.nullable(),
    recordings,
  }),
  z.object({ id: NodeId, kind: z.literal("hangup"), prompt: Prompt.nullable(), recordings }),
]);
export type MenuNode = z.infer<typeof MenuNode>;
export type MenuNodeKind = MenuNode["kind"];
export type MenuNodeOf<K extends MenuNodeKind> = Extract<MenuNode, { kind: K }>;

/** A walk that must come out where it did, whenever the tree is changed. */
export const MenuTest = z.object({
  name: z.string().min(1).max(120),
  /**
   * In order: a key (`1`, `*`), digits that are entered (`4711#`), `.` for silence, or words in quotes
   * for something said.
   */
  answers: z.array(z.string().regex(/^(?:[0-9*#]{1,64}|\.|".{1,200}")$/u)).max(50),
  /** When they call, epoch ms; null: a Monday at noon, UTC. */
  at: z.int().min(0).nullable().default(null),
  tier: Tier.default("basic"),
  /** The address of ours that they call. */
  to: z.string().max(254).nullable().default(null),
  /** How it stands in the buckets that conditions ask about. */
  queues: z
    .array(
      z.object({
        bucketId: BucketId,
        waiting: z.int().min(0).max(100_000),
        estimatedSeconds: z.number().min(0).max(1_000_000).nullable(),
      }),
    )
    .max(50)
    .default([]),
  /** What every lookup on the way finds out; fields of an answer are left empty. */
  lookup: z.enum(["found", "missing", "failed"]).default("found"),
  /** Where they come out; null: with a goodbye. */
  bucketId: BucketId.nullable(),
});
export type MenuTest = z.infer<typeof MenuTest>;

export const MenuTree = z.object({
  id: MenuTreeId,
  name: z.string().min(1).max(120),
  /** The first is the default; every prompt exists in every one. */
  languages: z.array(Language).min(1).max(10),
  start: NodeId,
  /** Only entered from other trees, so its buckets may lie less deep. Left out: it is a tree of its own. */
  isPart: z.literal(true).optional(),
  nodes: z.array(MenuNode).min(1).max(5000),
  /** Run before every publish. */
  tests: z.array(MenuTest).max(500).default([]),
});
export type MenuTree = z.infer<typeof MenuTree>;

/** A rule of the house that a tree breaks. Red blocks publishing, yellow warns. */
export const Finding = z.object({
  /** Stable, such as `F3`; `docs/spec/flows.md` explains each. */
  rule: z.string(),
  severity: z.enum(["red", "yellow"]),
  nodeId: NodeId.nullable(),
  message: z.string(),
  /** What would put it right. */
  mend: z.string(),
  /** Which of the rule's findings it is, for a page in another language. Left out: it has no other words. */
  variant: z.string().optional(),
  /** What the sentences are filled with, by name. */
  values: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});
export type Finding = z.infer<typeof Finding>;
