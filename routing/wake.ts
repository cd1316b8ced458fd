/**
 * The moments at which waiting itself changes something: a relaxation step, a priority class gained by
 * age, the end of waiting for one person, a callback's time, an overflow by waiting (R14). An
 * interaction has one timer, for the earliest of them. Rows, policies and the time of the turn decide
 * it, so a router made of the rows has the same.
 */
import type { Bucket } from "../protocol/organisation.js";
import { isQueued } from "./eligibility.js";
import type { LiveInteraction } from "./live.js";
import { endDirect } from "./moves.js";
import { overflowWaiting, waitOverflowAt } from "./overflow.js";
import { enteredAtOf, holdEndsAt, nextStepAt } from "./relaxation.js";
import { wakeTimer } from "./timers.js";
import { type World, bucketOf, edit } from "./world.js";

/** The last step of a turn: timers for what changed in it. */
export function armWakes(world: World): void {
  for (const live of world.turn.dirtyInteractions) armWake(world, live, world.turn.now);
}

/** Sets the timer to the first moment after `after`; what it misses before that stays missed. */
export function armWake(world: World, live: LiveInteraction, after: number): void {
  live.lookedAt = Math.max(live.lookedAt, after);
  const at = isQueued(live.row) ? nextWakeAt(world, live) : null;
  if (at === live.wakeAt) return;
  if (live.wakeAt !== null) world.timers.delete(wakeTimer(live.id, live.wakeAt));
  live.wakeAt = at;
  if (at !== null) world.timers.add(wakeTimer(live.id, at));
}

/** All that is due for it at `at`, the moment its timer was set to. */
export function wake(world: World, live: LiveInteraction, at: number): void {
  live.wakeAt = null;
  world.turn.dirtyInteractions.add(live);
  if (at > live.lookedAt) {
    tellStep(world, live, at);
    age(world, live, at);
    if (live.row.directUntilAt === at) endDirect(world, live);
  }
  overflowWaiting(world, live, at);
  // The next moment may be past as well.
  armWake(world, live, at);
}

/** An overflow by waiting may be past: it was being offered when its time came. */
function nextWakeAt(world: World, live: LiveInteraction): number | null {
  const { row, lookedAt: after } = live;
  const { bucket } = bucketOf(world, row);
  // Most work waits without any of it, and every turn comes past here.
  if (row.directUntilAt === null && row.notBeforeAt === null && isPlain(bucket)) return null;
  const moments = [waitOverflowAt(world, live)];
  if (row.directTo !== null) moments.push(later(row.directUntilAt, after));
  moments.push(later(row.notBeforeAt, after));
  moments.push(nextStepAt(bucket, row, after));
  moments.push(later(holdEndsAt(bucket, row), after));
  moments.push(nextClassAt(world, live, after));
  return earliest(moments);
}

function isPlain({ policy }: Bucket): boolean {
  const { relax, overflow, ageing, lastEngineerSeconds } = policy;
  return (
    relax.length === 0 && overflow.length === 0 && ageing === null && lastEngineerSeconds === 0
  );
}

/** R2: when the next priority class is reached. null: never. */
function nextClassAt(world: World, { row }: LiveInteraction, after: number): number | null {
  const { ageing } = bucketOf(world, row).bucket.policy;
  if (ageing === null || row.priority <= ageing.upTo || row.queuedAt === null) return null;
  const everyMs = ageing.everySeconds * 1000;
  const since = Math.max(after, enteredAtOf(row));
  return row.queuedAt + (Math.floor((since - row.queuedAt) / everyMs) + 1) * everyMs;
}

function tellStep(world: World, { row }: LiveInteraction, at: number): void {
  const { bucket } = bucketOf(world, row);
  const waitedSeconds = (at - enteredAtOf(row)) / 1000;
  const index = bucket.policy.relax.findIndex((step) => step.afterSeconds === waitedSeconds);
  if (index < 0) return;
  world.turn.events.push({
    type: "interaction.relaxed",
    at: world.turn.now,
    interactionId: row.id,
    bucketId: bucket.id,
    step: index + 1,
  });
}

function age(world: World, live: LiveInteraction, at: number): void {
  // One moment before, the next class was reached now: it is one that counts.
  if (nextClassAt(world, live, at - 1) !== at) return;
  const row = edit(world, live);
  row.priority -= 1;
  world.turn.events.push({
    type: "interaction.changed",
    at: world.turn.now,
    interactionId: row.id,
    priority: row.priority,
    bucketId: bucketOf(world, row).bucket.id,
    dueAt: row.dueAt ?? world.turn.now,
    because: "ageing",
  });
}

function later(moment: number | null, after: number): number | null {
  return moment !== null && moment > after ? moment : null;
}

function earliest(moments: readonly (number | null)[]): number | null {
  let first: number | null = null;
  for (const moment of moments) if (moment !== null) first = Math.min(first ?? moment, moment);
  return first;
}
