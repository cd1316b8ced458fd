/**
 * How long what customers said and left behind is kept, and what was purged because of it. Every
 * number is in whole days, counted from the moment at which a contact was closed.
 */
import { z } from "zod";
import { At } from "./words.js";

const DAY_MS = 86_400_000;

/**
 * A mailbox that was numbered anew is read again for fourteen days (C45): a mail that was forgotten
 * sooner would be taken for a new one.
 */
export const RETENTION_DAYS_MIN = 15;
/** A century. */
export const RETENTION_DAYS_MAX = 36_500;

/** null: for ever. */
const Days = z.int().min(RETENTION_DAYS_MIN).max(RETENTION_DAYS_MAX).nullable();

/** Each is kept at least as long as the one before it. */
export const Retention = z
  .object({
    /** What was said: texts, mails with source and files, voice messages, notes, mails not taken in. */
    messagesDays: Days,
    /** The rest of a contact: who, when, menu path, digits; then customers of whom nothing is left. */
    interactionsDays: Days,
    /** What was decided, with ids and times, and without what anybody said. */
    journalDays: Days,
  })
  .superRefine((days, context) => {
    for (const [shorter, longer] of IN_ORDER) {
      if ((days[shorter] ?? Infinity) <= (days[longer] ?? Infinity)) continue;
      const message = `must not be shorter than ${shorter}`;
      context.addIssue({ code: "custom", path: [longer], message });
    }
  });
export type Retention = z.infer<typeof Retention>;

const IN_ORDER = [
  ["messagesDays", "interactionsDays"],
  ["interactionsDays", "journalDays"],
] as const;

export const KEEP_FOR_EVER: Retention = {
  messagesDays: null,
  interactionsDays: null,
  journalDays: null,
};

/** What was over before these moments goes. null: all of it stays. */
export interface Cutoffs {
  readonly messages: number | null;
  readonly interactions: number | null;
  readonly journal: number | null;
}

export function cutoffsOf(retention: Retention, at: number): Cutoffs {
  const before = (days: number | null): number | null =>
    days === null ? null : at - days * DAY_MS;
  return {
    messages: before(retention.messagesDays),
    interactions: before(retention.interactionsDays),
    journal: before(retention.journalDays),
  };
}

/** What is purged, in the order in which it is, and by which of the numbers. */
export const purgedBy = {
  messages: "messages",
  /** What was written on handing over and wrapping up stands in the journal, and is blotted out there. */
  notes: "messages",
  /** Mails that could not be taken in. */
  letters: "messages",
  /** What a provider refused to send. */
  effects: "messages",
  interactions: "interactions",
  customers: "interactions",
  journal: "journal",
} as const satisfies Readonly<Record<string, keyof Cutoffs>>;
export type PurgeKind = keyof typeof purgedBy;
export const purgeKinds = Object.keys(purgedBy) as readonly PurgeKind[];

const count = z.int().nonnegative();
export const PurgeCounts = z.object({
  messages: count,
  notes: count,
  letters: count,
  effects: count,
  interactions: count,
  customers: count,
  journal: count,
} satisfies Readonly<Record<PurgeKind, typeof count>>);
export type PurgeCounts = z.infer<typeof PurgeCounts>;

export const NOTHING_PURGED: PurgeCounts = {
  messages: 0,
  notes: 0,
  letters: 0,
  effects: 0,
  interactions: 0,
  customers: 0,
  journal: 0,
};

/** One purge, and what it deleted so far. */
export const RetentionRun = z.object({
  seq: z.int(),
  /** timer: the policy, by itself; hand: the policy, from the command line; forget: one customer. */
  by: z.enum(["timer", "hand", "forget"]),
  startedAt: At,
  /** null: it is under way, or was cut off; the next one goes on. */
  endedAt: At.nullable(),
  counts: PurgeCounts,
});
export type RetentionRun = z.infer<typeof RetentionRun>;
