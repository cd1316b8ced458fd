/** Who goes first: the two orders of the router, each total, so that a replay cannot differ. */
import type { LiveEngineer, LiveInteraction } from "./live.js";
import { compareText } from "./text.js";

/** What stands in a queue, with the values it was put there by. */
export type Place = Pick<LiveInteraction, "id" | "priority" | "dueAt" | "queuedAt">;

/**
 * R2, the order of interactions. Compared in turn:
 * - priority: smaller is more urgent,
 * - dueAt: whoever should have been answered soonest,
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
 * What comes before it (last engineer, level, scarce skills) is in `pick.ts`.
 */
export function compareIdle(a: LiveEngineer, b: LiveEngineer): number {
  return a.load - b.load || a.idleAt - b.idleAt || compareText(a.id, b.id);
}
