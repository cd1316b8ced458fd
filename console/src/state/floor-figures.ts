/** What the supervisor's floor says, computed from the board. */
import type { Board, BucketOnFloor, EngineerOnFloor } from "../../../protocol/sockets.js";

export interface FloorFigures {
  readonly waiting: number;
  /** null: nobody waits. */
  readonly oldestQueuedAt: number | null;
  /** The earliest due of all that wait. */
  readonly nextDueAt: number | null;
  /** 0–1; null: nothing to count yet today. */
  readonly inTarget: number | null;
  readonly answered: number;
  readonly abandoned: number;
  readonly ready: number;
  readonly signedIn: number;
}

export function floorFigures(board: Board): FloorFigures {
  const sum = (of: (b: BucketOnFloor) => number): number =>
    board.buckets.reduce((total, b) => total + of(b), 0);
  const answered = sum((b) => b.today.answered);
  const counted = answered + sum((b) => b.today.abandonedLate);
  const signedIn = board.engineers.filter((e) => isSignedIn(e));
  return {
    waiting: sum((b) => b.waiting),
    oldestQueuedAt: least(board.buckets.map((b) => b.oldestQueuedAt)),
    nextDueAt: least(board.buckets.map((b) => b.nextDueAt)),
    inTarget: counted === 0 ? null : sum((b) => b.today.answeredInTarget) / counted,
    answered,
    abandoned: sum((b) => b.today.abandoned),
    ready: signedIn.filter((e) => activityOf(e) === "ready").length,
    signedIn: signedIn.length,
  };
}

function least(values: readonly (number | null)[]): number | null {
  const known = values.filter((v) => v !== null);
  return known.length === 0 ? null : Math.min(...known);
}

function isSignedIn(e: EngineerOnFloor): boolean {
  return !e.engineer.archived && e.state.connected;
}

/**
 * Buckets, worst first. Compared in turn:
 * - somebody there is late, the longest overdue first;
 * - somebody waits, the one due soonest first;
 * - the lower service level of today,
 * - the name, then the id, so that the order is total.
 */
export function bucketsWorstFirst(buckets: readonly BucketOnFloor[]): readonly BucketOnFloor[] {
  return [...buckets].sort(
    (a, b) =>
      (a.nextDueAt ?? Number.MAX_SAFE_INTEGER) - (b.nextDueAt ?? Number.MAX_SAFE_INTEGER) ||
      b.waiting - a.waiting ||
      (a.today.serviceLevel ?? 2) - (b.today.serviceLevel ?? 2) ||
      (a.name < b.name ? -1 : a.name > b.name ? 1 : 0) ||
      (a.bucketId < b.bucketId ? -1 : 1),
  );
}

/**
 * What an engineer is doing, in the order the floor lists it:
 * - not_responding: an offer expired at theirs, a supervisor may want to call;
 * - ready: available, connected, holding nothing;
 * - working: holding something; wrapup: only finishing;
 * - unreachable: available, but no console is connected;
 * - break, offline: as they say.
 */
export const activities = [
  "not_responding",
  "ready",
  "working",
  "wrapup",
  "unreachable",
  "break",
  "offline",
] as const;
export type Activity = (typeof activities)[number];

export function activityOf(e: EngineerOnFloor): Activity {
  if (e.state.status === "not_responding") return "not_responding";
  if (e.holding.some((h) => h.state !== "wrapup")) return "working";
  if (e.holding.length > 0) return "wrapup";
  if (e.state.status !== "available") return e.state.status;
  return e.state.connected ? "ready" : "unreachable";
}

export interface ActivityGroup {
  readonly activity: Activity;
  readonly engineers: readonly EngineerOnFloor[];
}

/** Engineers by what they do, within a group by name; archived ones are left out. */
export function engineersByActivity(
  engineers: readonly EngineerOnFloor[],
): readonly ActivityGroup[] {
  const here = engineers.filter((e) => !e.engineer.archived);
  return activities
    .map((activity) => ({
      activity,
      engineers: here
        .filter((e) => activityOf(e) === activity)
        .sort((a, b) => (a.engineer.name < b.engineer.name ? -1 : 1)),
    }))
    .filter((group) => group.engineers.length > 0);
}

/** Since when they do it, by the server's clock. */
export function activitySince(e: EngineerOnFloor): number {
  return activityOf(e) === "ready" ? Math.max(e.state.idleAt, e.state.statusAt) : e.state.statusAt;
}

/** The `points` of an SVG polyline, newest at the right; a flat line stays at the bottom. */
export function sparkline(
  values: readonly number[],
  box: { readonly width: number; readonly height: number },
): string {
  const most = Math.max(1, ...values);
  const step = values.length > 1 ? box.width / (values.length - 1) : 0;
  return values
    .map((v, i) => `${(i * step).toFixed(1)},${(box.height - (v / most) * box.height).toFixed(1)}`)
    .join(" ");
}
