/** When somebody should be answered (R2), and how long they have waited. */
import type { RoutedInteraction } from "../protocol/interactions.js";
import type { LiveBucket } from "./live.js";
import { enteredAtOf } from "./relaxation.js";
import type { World } from "./world.js";

/** Puts the row into the bucket now, due so long after `from`. Priority is the caller's. */
export function enter(
  world: World,
  row: RoutedInteraction,
  to: { readonly bucket: LiveBucket; readonly from: number },
): void {
  const { bucket } = to.bucket;
  row.bucketId = bucket.id;
  row.enteredAt = world.turn.now;
  row.dueAt = to.from + targetMs(to.bucket, row);
  row.headStartSeconds = bucket.policy.tiers[row.tier].headStartSeconds;
}

/** Within how many milliseconds this bucket means to answer it. */
export function targetMs({ bucket }: LiveBucket, { channel, tier }: RoutedInteraction): number {
  const { targetSeconds } = bucket.policy.tiers[tier];
  return (targetSeconds ?? bucket.targetSeconds)[channel] * 1000;
}

/** Seconds: before the first answer since it was queued, after it since it entered its bucket. */
export function waitedSeconds(world: World, row: RoutedInteraction): number {
  const since = row.answeredAt === null ? (row.queuedAt ?? row.startedAt) : enteredAtOf(row);
  return Math.max(0, world.turn.now - since) / 1000;
}
