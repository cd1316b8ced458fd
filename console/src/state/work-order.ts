/** Which of an engineer's interactions comes first, and which clock it shows. */
import type { Interaction } from "../../../protocol/interactions.js";
import type { ConsoleState } from "./console-state.js";

/** The figure beside an interaction. */
export type WorkClock =
  /** How long the contact has lasted. */
  | { readonly kind: "lasting"; readonly since: number }
  /** How long the customer has been waiting for an answer. */
  | { readonly kind: "unanswered"; readonly since: number; readonly dueAt: number | null }
  /** When the answer is due. */
  | { readonly kind: "due"; readonly from: number; readonly dueAt: number }
  /** When the router closes wrap-up. */
  | { readonly kind: "closing"; readonly from: number; readonly endsAt: number };

/** A chat customer who waits longer than this for the next line has been left alone. */
const CHAT_ANSWER_MS = 60_000;

export function workClock(i: Interaction): WorkClock {
  if (i.state === "wrapup" && i.wrapUpEndsAt !== null) {
    return { kind: "closing", from: i.endedAt ?? i.startedAt, endsAt: i.wrapUpEndsAt };
  }
  const customerSpoke = i.lastMessage?.from === "customer" ? i.lastMessage.at : null;
  if (i.channel === "chat" && customerSpoke !== null) {
    return { kind: "unanswered", since: customerSpoke, dueAt: customerSpoke + CHAT_ANSWER_MS };
  }
  if (i.channel === "email" && customerSpoke !== null && i.dueAt !== null) {
    return { kind: "due", from: i.queuedAt ?? i.startedAt, dueAt: i.dueAt };
  }
  return { kind: "lasting", since: i.answeredAt ?? i.startedAt };
}

export interface Work {
  readonly active: readonly string[];
  readonly wrapUp: readonly string[];
}

/**
 * What an engineer has, next thing first. Active ones, compared in turn:
 * - a call: somebody is on the line,
 * - a customer who waits for an answer, the one due soonest first,
 * - who began first, then the id, so that the order is total.
 * Wrap-up: the one that closes first.
 */
export function workOrder(interactions: ConsoleState["interactions"]): Work {
  const all = Object.values(interactions);
  const active = all.filter((i) => i.state === "active");
  const wrapUp = all.filter((i) => i.state === "wrapup");
  return {
    active: active.sort((a, b) => rank(a) - rank(b) || first(a, b)).map((i) => i.id),
    wrapUp: wrapUp
      .sort((a, b) => (a.wrapUpEndsAt ?? 0) - (b.wrapUpEndsAt ?? 0) || first(a, b))
      .map((i) => i.id),
  };
}

/** Smaller is sooner. */
function rank(i: Interaction): number {
  if (i.channel === "voice") return 0;
  const clock = workClock(i);
  if (clock.kind === "unanswered" || clock.kind === "due") return clock.dueAt ?? Infinity;
  return Number.MAX_SAFE_INTEGER;
}

function first(a: Interaction, b: Interaction): number {
  return (a.answeredAt ?? a.startedAt) - (b.answeredAt ?? b.startedAt) || (a.id < b.id ? -1 : 1);
}

/** Offers, the one that expires first first. */
export function offerOrder(offers: ConsoleState["offers"]): readonly string[] {
  return Object.values(offers)
    .sort((a, b) => a.expiresAt - b.expiresAt || (a.id < b.id ? -1 : 1))
    .map((o) => o.id);
}

/** What the tab's title counts: offers, and interactions with something unread. */
export function attentionCount(state: ConsoleState): number {
  const unread = Object.values(state.interactions).filter((i) => i.unread > 0).length;
  return Object.keys(state.offers).length + unread;
}
