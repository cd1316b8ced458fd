/**
 * What somebody was typing, kept in the browser until it was sent, so that it survives a change of
 * interaction, a lost connection and a reload.
 */
import type { Attachment } from "../../../protocol/interactions.js";

/** The mail side of a draft. */
export interface MailDraft {
  readonly html: string;
  readonly subject: string;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly quote: boolean;
  readonly attachments: readonly Omit<Attachment, "cid">[];
}

export interface Draft {
  readonly text: string;
  /** null: not a mail. */
  readonly mail: MailDraft | null;
  /** Epoch milliseconds of our clock. */
  readonly savedAt: number;
}

export type DraftKind = "reply" | "note" | "wrapup";

/** The part of `localStorage` that drafts need. */
export interface KeptText {
  readonly length: number;
  key(index: number): string | null;
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

export interface DraftPlace {
  readonly userId: string;
  readonly interactionId: string;
  readonly kind: DraftKind;
}

const PREFIX = "strowger.draft.";

/** A draft nobody came back to for this long belongs to a closed matter. */
export const DRAFT_DAYS_MAX = 30;

/** null: nothing was being typed there, or what is kept is not readable any more. */
export function readDraft(kept: KeptText, place: DraftPlace): Draft | null {
  return parseDraft(kept.getItem(keyOf(place)));
}

/** An empty draft is dropped. A full disk is not worth an error: the text is still on the screen. */
export function keepDraft(kept: KeptText, place: DraftPlace, draft: Draft | null): void {
  try {
    if (draft === null) kept.removeItem(keyOf(place));
    else kept.setItem(keyOf(place), JSON.stringify(draft));
  } catch {
    // Storage is full or forbidden.
  }
}

/** Drops drafts that are older than `DRAFT_DAYS_MAX` or not readable. */
export function dropOldDrafts(kept: KeptText, now: number): void {
  const keys = Array.from({ length: kept.length }, (_, i) => kept.key(i));
  for (const key of keys) {
    if (!key?.startsWith(PREFIX)) continue;
    const draft = parseDraft(kept.getItem(key));
    if (draft === null || draft.savedAt < now - DRAFT_DAYS_MAX * 86_400_000) kept.removeItem(key);
  }
}

function keyOf(place: DraftPlace): string {
  return `${PREFIX}${place.userId}.${place.interactionId}.${place.kind}`;
}

function parseDraft(text: string | null): Draft | null {
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    return isDraft(value) ? value : null;
  } catch {
    return null;
  }
}

/** Our own earlier versions may have kept something else here. */
function isDraft(value: unknown): value is Draft {
  if (typeof value !== "object" || value === null) return false;
  if (!("text" in value) || typeof value.text !== "string") return false;
  if (!("savedAt" in value) || typeof value.savedAt !== "number") return false;
  if (!("mail" in value)) return false;
  return value.mail === null || isMailDraft(value.mail);
}

function isMailDraft(mail: unknown): mail is MailDraft {
  return (
    typeof mail === "object" &&
    mail !== null &&
    "html" in mail &&
    typeof mail.html === "string" &&
    "subject" in mail &&
    typeof mail.subject === "string" &&
    "to" in mail &&
    Array.isArray(mail.to) &&
    "cc" in mail &&
    Array.isArray(mail.cc) &&
    "quote" in mail &&
    typeof mail.quote === "boolean" &&
    "attachments" in mail &&
    Array.isArray(mail.attachments)
  );
}
