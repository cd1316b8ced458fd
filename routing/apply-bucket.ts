/** A bucket is made or changed, closed or opened again. */
import type { CommandOf, Outcome } from "../protocol/commands.js";
import type { BucketId } from "../protocol/ids.js";
import type { Bucket } from "../protocol/organisation.js";
import { profileBucket } from "./filing.js";
import { done, refused } from "./refusals.js";
import { hasTooManyAlternatives } from "./requirement.js";
import { newBucket } from "./rows.js";
import type { World } from "./world.js";

/**
 * Skills, steps, broadcast and times to wake act at once on those who wait; a new target, priority or
 * offer time acts on what comes after, because a due that was promised stays (R5). An archived bucket
 * takes nothing new, and what waits in it is still served.
 */
export function putBucket(world: World, command: CommandOf<"bucket.put">): Outcome {
  const { bucket } = command;
  if (hasTooManyAlternatives(bucket)) return refused("TOO_MANY_ALTERNATIVES");
  const targets = overflowsOf(bucket);
  if (targets.some((id) => id !== bucket.id && !world.buckets.has(id))) {
    return refused("BUCKET_UNKNOWN");
  }
  if (leadsBack(world, bucket)) return refused("OVERFLOW_CYCLE");
  const before = world.buckets.get(bucket.id)?.bucket ?? null;
  keepBucket(world, bucket);
  world.turn.buckets.push(bucket);
  world.turn.events.push({ type: "bucket.changed", at: world.turn.now, bucketId: bucket.id });
  tellClosed(world, before, bucket);
  return done();
}

/** From now on this is its row. */
export function keepBucket(world: World, bucket: Bucket): void {
  const known = world.buckets.get(bucket.id);
  if (known === undefined) {
    newBucket(world, bucket);
    return;
  }
  known.bucket = bucket;
  known.schedule = bucket.hours === null ? null : world.hours.schedule(bucket.hours, false);
  profileBucket(world, known);
  lookAgain(world, bucket);
}

/** Those in it, and those elsewhere who may overflow into it, now that it is or is not archived. */
function lookAgain(world: World, { id }: Bucket): void {
  const affected = new Set<string>([id]);
  for (const { bucket } of world.buckets.values()) {
    if (overflowsOf(bucket).includes(id)) affected.add(bucket.id);
  }
  for (const live of world.interactions.values()) {
    if (live.row.bucketId !== null && affected.has(live.row.bucketId)) {
      world.turn.dirtyInteractions.add(live);
    }
  }
}

function tellClosed({ turn }: World, before: Bucket | null, { id, closed }: Bucket): void {
  const reason = closed?.reason;
  if (reason === before?.closed?.reason) return;
  if (reason === undefined) {
    turn.events.push({ type: "bucket.reopened", at: turn.now, bucketId: id });
  } else {
    turn.events.push({ type: "bucket.closed", at: turn.now, bucketId: id, reason });
  }
}

/**
 * Whether what overflows from it could come back to it. All circles there can be lead through the bucket
 * that changes; an archived one is entered by nobody, so it ends every chain.
 */
function leadsBack(world: World, bucket: Bucket): boolean {
  if (bucket.archived) return false;
  const seen = new Set<string>();
  const ahead = overflowsOf(bucket);
  for (let id = ahead.pop(); id !== undefined; id = ahead.pop()) {
    if (id === bucket.id) return true;
    const next = world.buckets.get(id)?.bucket;
    if (seen.has(id) || next === undefined || next.archived) continue;
    seen.add(id);
    ahead.push(...overflowsOf(next));
  }
  return false;
}

function overflowsOf({ policy }: Bucket): BucketId[] {
  return policy.overflow.flatMap(({ then }) => (then.kind === "bucket" ? [then.bucketId] : []));
}
