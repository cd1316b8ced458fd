/**
 * Keeps the queues and the lists of ready engineers in step with the rows. The only file that moves
 * anything in them; it is called for whatever a turn changed, so no change can forget to.
 */
import { channels } from "../protocol/words.js";
import { unitsUsed } from "./capacity.js";
import { isQueued, mayBeAsked } from "./eligibility.js";
import type { LiveBucket, LiveEngineer, LiveInteraction, Profile } from "./live.js";
import { flipClass } from "./skill-index.js";
import { type World, bucketOf } from "./world.js";

/** Puts the interaction where its row says it stands. */
export function fileInteraction(world: World, live: LiveInteraction): void {
  const { row } = live;
  const bucket = row.state === "menu" || row.state === "closed" ? null : bucketOf(world, row);
  fileProfile(world, live, bucket);
  const line = bucket !== null && isQueued(row) ? bucket.line : null;
  const queue = line === null ? null : wantedBy(world, live);
  const moved =
    live.priority !== row.priority ||
    live.dueAt !== (row.dueAt ?? 0) ||
    live.queuedAt !== (row.queuedAt ?? 0);
  const lineChanges = moved || live.line !== line;
  const queueChanges = moved || live.queue !== queue;
  if (lineChanges) live.line?.delete(live);
  if (queueChanges) live.queue?.delete(live);
  live.priority = row.priority;
  live.dueAt = row.dueAt ?? 0;
  live.queuedAt = row.queuedAt ?? 0;
  if (lineChanges) line?.add(live);
  if (queueChanges) queue?.add(live);
  live.line = line;
  live.queue = queue;
}

/** Puts the engineer among those who are ready, or takes them out, on each channel. */
export function fileEngineer(live: LiveEngineer): void {
  const load = unitsUsed(live.engineer.capacity, live.counts);
  const moved = live.load !== load || live.idleAt !== live.state.idleAt;
  for (const channel of channels) {
    const ready = mayBeAsked(live, channel);
    if (live.ready[channel] && (moved || !ready)) setReady(live, channel, false);
  }
  live.load = load;
  live.idleAt = live.state.idleAt;
  for (const channel of channels) {
    if (!live.ready[channel] && mayBeAsked(live, channel)) setReady(live, channel, true);
  }
}

/** Moves the engineer to the class of their skills, ready on no channel until filed again. */
export function classifyEngineer(world: World, live: LiveEngineer): void {
  for (const channel of channels) if (live.ready[channel]) setReady(live, channel, false);
  const before = live.skillClass;
  live.skillClass = world.skills.classOf(live.engineer.skills);
  before.engineers.delete(live);
  live.skillClass.engineers.add(live);
  world.skills.dropIfEmpty(before);
}

/** Gives the bucket the profile of its skills. Archived buckets raise no demand. */
export function profileBucket(world: World, live: LiveBucket, before: Profile | null): void {
  live.profile = world.skills.profile(live.bucket.skills);
  if (!live.bucket.archived) world.skills.use(live.profile);
  if (before !== null) world.skills.release(before);
}

function fileProfile(world: World, live: LiveInteraction, bucket: LiveBucket | null): void {
  const by = bucket?.bucket ?? null;
  if (live.profiledBy === by) return;
  const before = live.profile;
  live.profiledBy = by;
  live.profile = bucket === null ? null : profileFor(world, live, bucket);
  if (live.profile !== null) world.skills.use(live.profile);
  if (before !== null) world.skills.release(before);
}

/** R6: what the bucket requires, and what the interaction requires besides. */
function profileFor(world: World, live: LiveInteraction, bucket: LiveBucket): Profile {
  const { skills } = live.row;
  if (!skills.some((need) => need.required)) return bucket.profile;
  return world.skills.profile([...bucket.bucket.skills, ...skills]);
}

function wantedBy(world: World, live: LiveInteraction): LiveInteraction["queue"] {
  const { row, profile } = live;
  if (row.directTo !== null) {
    return live.pending.length > 0 ? null : (world.engineers.get(row.directTo)?.direct ?? null);
  }
  if (profile === null || live.pending.length >= bucketOf(world, row).bucket.broadcast) return null;
  return profile.waiting[row.channel];
}

function setReady(live: LiveEngineer, channel: keyof LiveEngineer["ready"], ready: boolean): void {
  const line = live.skillClass.ready[channel];
  const size = line.size;
  if (ready) line.add(live);
  else line.delete(live);
  live.ready[channel] = ready;
  if (size === 0 || line.size === 0) flipClass(live.skillClass, channel);
}
