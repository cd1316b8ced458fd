/** Who goes first: the two orders of the router, each total, so that a replay cannot differ. */
import type { RoutedInteraction } from "../protocol/interactions.js";
import type { LiveEngineer, LiveInteraction } from "./live.js";
import type { Order } from "./sorted-line.js";
import { compareText } from "./text.js";

/** R2: by what it is sorted where others are by their due. */
export function placeDue({
  dueAt,
  headStartSeconds,
}: Pick<RoutedInteraction, "dueAt" | "headStartSeconds">): number {
  return (dueAt ?? 0) - headStartSeconds * 1000;
}

/** What stands in a queue, with the values it was put there by. */
export type Place = Pick<LiveInteraction, "id" | "priority" | "dueAt" | "queuedAt">;

/**
 * R2, the order of interactions. Compared in turn:
 * - priority: smaller is more urgent,
 * - dueAt: whoever should have been answered soonest, less the head start,
 * - queuedAt: first come, first served,
 * - id: last resort.
 */
export function compareInteractions(a: Place, b: Place): number {
  return (
    a.priority - b.priority ||
    a.dueAt - b.dueAt ||
    a.queuedAt - b.queuedAt ||
    compareText(a.id, b.id)
  );
}

/**
 * The end of R7, within engineers of the same skills. Compared in turn:
 * - load: units in hand; whoever holds something is not idle, however long ago they began it,
 * - idleAt: idle longest first,
 * - id: last resort.
 * What may come before it is in `comparators.ts`.
 */
function compareIdle(a: LiveEngineer, b: LiveEngineer): number {
  return a.load - b.load || a.idleAt - b.idleAt || compareText(a.id, b.id);
}

/** Times before it, in milliseconds, stay apart in a key: the year 2109. */
const LAST_TIME = 2 ** 42 - 1;

/** `rank`, then `at`, in one number that is exact; later times than the last are told apart by `compare`. */
function keyOf(rank: number, at: number): number {
  return rank * (LAST_TIME + 1) + Math.min(at, LAST_TIME);
}

export const INTERACTION_ORDER: Order<Place> = {
  key: (place) => keyOf(place.priority, place.dueAt),
  compare: compareInteractions,
};

export const IDLE_ORDER: Order<LiveEngineer> = {
  key: (live) => keyOf(live.load, live.idleAt),
  compare: compareIdle,
};
