import type { EngineerId, InteractionId } from "../protocol/ids.js";
import type { Offer, RoutedInteraction } from "../protocol/interactions.js";
import { CHAT_GRACE_MS, OFFER_GRACE_MS } from "./limits.js";
import type { Order } from "./sorted-line.js";
import { compareText } from "./text.js";

/** What the router wakes up for (R14), and in which order those of one moment are dealt with. */
const KIND_RANK = {
  offer: 0,
  wrapup: 1,
  cooldown: 2,
  "offer grace": 3,
  "chat grace": 4,
  wake: 5,
} as const;

/**
 * One waking. It is found again by its value, so whoever sets it need not keep it:
 * - offer: the offer `id` expires;
 * - wrapup: the wrap-up of the interaction `id` is closed;
 * - cooldown: the interaction `id` may be offered to `engineerId` again;
 * - offer grace, chat grace: the engineer `id` has been disconnected for too long;
 * - wake: waiting changes something for the interaction `id`, see `wake.ts`.
 */
export interface Timer {
  readonly at: number;
  readonly kind: keyof typeof KIND_RANK;
  readonly id: string;
  /** Empty but for a cooldown. */
  readonly engineerId: string;
}

/** Orders the timers: at, then the kind's rank, then the ids. */
function compareTimers(a: Timer, b: Timer): number {
  return (
    a.at - b.at ||
    KIND_RANK[a.kind] - KIND_RANK[b.kind] ||
    compareText(a.id, b.id) ||
    compareText(a.engineerId, b.engineerId)
  );
}

export const TIMER_ORDER: Order<Timer> = { key: (timer) => timer.at, compare: compareTimers };

export function offerTimer(offer: Offer): Timer {
  return { at: offer.expiresAt, kind: "offer", id: offer.id, engineerId: "" };
}

export function wrapUpTimer(id: InteractionId, at: number): Timer {
  return { at, kind: "wrapup", id, engineerId: "" };
}

export function cooldownTimer(
  id: InteractionId,
  { engineerId, untilAt }: RoutedInteraction["cooldowns"][number],
): Timer {
  return { at: untilAt, kind: "cooldown", id, engineerId };
}

export function wakeTimer(id: InteractionId, at: number): Timer {
  return { at, kind: "wake", id, engineerId: "" };
}

export function offerGraceTimer(id: EngineerId, disconnectedAt: number): Timer {
  return { at: disconnectedAt + OFFER_GRACE_MS, kind: "offer grace", id, engineerId: "" };
}

export function chatGraceTimer(id: EngineerId, disconnectedAt: number): Timer {
  return { at: disconnectedAt + CHAT_GRACE_MS, kind: "chat grace", id, engineerId: "" };
}
