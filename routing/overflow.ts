/** R15: where an interaction goes when its bucket is not the place to wait in. */
import type { BucketId } from "../protocol/ids.js";
import type { OverflowRule, OverflowThen, OverflowWhen } from "../protocol/policy.js";
import { enter } from "./due.js";
import { isQueued } from "./eligibility.js";
import { fileInteraction } from "./filing.js";
import type { LiveBucket, LiveInteraction } from "./live.js";
import { close, endContact, revokeAll } from "./moves.js";
import { estimatedSeconds } from "./reads.js";
import { enteredAtOf } from "./relaxation.js";
import { isUnservable } from "./unservable.js";
import { type World, bucketOf, edit, openBucket } from "./world.js";

/** It has just entered its bucket, and may not stay there. */
export function arrive(world: World, live: LiveInteraction): void {
  if (!isQueued(live.row)) return;
  const { bucket } = bucketOf(world, live.row);
  if (isUnservable(world, live)) {
    world.turn.events.push({
      type: "interaction.unservable",
      at: world.turn.now,
      interactionId: live.id,
      bucketId: bucket.id,
    });
  }
  if (live.row.directTo !== null) return;
  const rule = bucket.policy.overflow.find(
    (one) => appliesOnArrival(world, live, one.when) && canRun(world, live, one),
  );
  if (rule !== undefined) run(world, live, rule);
}

/** One of the `wait` rules applied at `at` or before: the first of those that apply by now runs. */
export function overflowWaiting(world: World, live: LiveInteraction, at: number): void {
  if ((waitOverflowAt(world, live) ?? Infinity) > at) return;
  const rule = bucketOf(world, live.row).bucket.policy.overflow.find(
    (one) => (momentOf(world, live, one) ?? Infinity) <= world.turn.now,
  );
  if (rule !== undefined) run(world, live, rule);
}

/** When the first of its bucket's `wait` rules applies; past when it was being offered then. null: none does. */
export function waitOverflowAt(world: World, live: LiveInteraction): number | null {
  if (!mayOverflow(live)) return null;
  let first: number | null = null;
  for (const rule of bucketOf(world, live.row).bucket.policy.overflow) {
    const moment = momentOf(world, live, rule);
    if (moment !== null) first = Math.min(first ?? moment, moment);
  }
  return first;
}

/** Closed by a supervisor or by its hours. */
export function isClosed({ bucket, schedule }: LiveBucket): boolean {
  return bucket.closed !== null || schedule?.open === false;
}

function mayOverflow({ row }: LiveInteraction): boolean {
  return row.state === "waiting" && row.directTo === null;
}

/** When this rule applies to one who waits. null: never. */
function momentOf(world: World, live: LiveInteraction, rule: OverflowRule): number | null {
  if (rule.when.kind !== "wait" || !canRun(world, live, rule)) return null;
  return enteredAtOf(live.row) + rule.when.seconds * 1000;
}

function appliesOnArrival(world: World, live: LiveInteraction, when: OverflowWhen): boolean {
  const bucket = bucketOf(world, live.row);
  switch (when.kind) {
    case "closed":
      return isClosed(bucket);
    case "nobody":
      return isUnservable(world, live);
    case "length":
      fileChanged(world);
      return bucket.line.size - 1 >= when.atLeast;
    case "estimate":
      fileChanged(world);
      return (estimatedSeconds(world, live, world.turn.now) ?? 0) >= when.seconds;
    case "wait":
      return false;
    default:
      throw new Error(`unhandled condition ${String(when satisfies never)}`);
  }
}

function canRun(world: World, { row }: LiveInteraction, { channels, then }: OverflowRule): boolean {
  if (!channels.includes(row.channel)) return false;
  if (then.kind !== "bucket") return row.callback === null;
  return (
    openBucket(world, then.bucketId) !== undefined && !row.overflowedFrom.includes(then.bucketId)
  );
}

function run(world: World, live: LiveInteraction, { when, then }: OverflowRule): void {
  const { bucket } = bucketOf(world, live.row);
  world.turn.events.push({
    type: "interaction.overflowed",
    at: world.turn.now,
    interactionId: live.id,
    bucketId: bucket.id,
    when,
    then,
  });
  act(world, live, then);
}

function act(world: World, live: LiveInteraction, then: OverflowThen): void {
  switch (then.kind) {
    case "bucket":
      moveOn(world, live, then.bucketId);
      return;
    case "callback":
    case "voicemail":
      edit(world, live).callback = { attempts: 0 };
      return;
    case "message":
      revokeAll(world, live, "interaction closed");
      endContact(world, live, { by: "system", outcome: "overflowed" });
      close(world, live);
      return;
    default:
      throw new Error(`unhandled overflow ${String(then satisfies never)}`);
  }
}

function moveOn(world: World, live: LiveInteraction, to: BucketId): void {
  const bucket = openBucket(world, to);
  if (bucket === undefined) return;
  const row = edit(world, live);
  if (row.bucketId !== null) row.overflowedFrom = [...row.overflowedFrom, row.bucketId];
  enter(world, row, { bucket, from: row.queuedAt ?? row.startedAt });
  arrive(world, live);
}

/** Puts whatever this turn changed so far in its place, so that the lines can be counted. */
function fileChanged(world: World): void {
  for (const live of world.turn.dirtyInteractions) fileInteraction(world, live);
}
