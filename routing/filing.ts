/**
 * Keeps the queues and the lists of ready engineers in step with the rows. The only file that moves
 * anything in them; it is called for whatever a turn changed, so no change can forget to.
 */
import { type Channel, channels } from "../protocol/words.js";
import { unitsUsed } from "./capacity.js";
import { isQueued, mayBeAsked } from "./eligibility.js";
import {
  CHANNEL_BIT,
  type LiveBucket,
  type LiveEngineer,
  type LiveInteraction,
  type Profile,
} from "./live.js";
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

/**
 * Looks at the engineer again. Whoever stands by old values is taken out of the lists of who is ready,
 * and is loose until `fileEngineer`: most of those whose hands are freed get the next interaction in the
 * same turn, and putting them into some dozens of lists for that long would cost more than the match.
 */
export function loosenEngineer({ turn }: World, live: LiveEngineer): void {
  let open = 0;
  for (const channel of channels) if (mayBeAsked(live, channel)) open |= CHANNEL_BIT[channel];
  const load = unitsUsed(live.engineer.capacity, live.counts);
  const { idleAt } = live.state;
  if (open === live.open && load === live.load && idleAt === live.idleAt) return;
  if (live.loosenedIn !== turn.number) {
    live.loosenedIn = turn.number;
    live.openBefore = live.open;
  }
  unfile(live);
  live.open = open;
  live.load = load;
  live.idleAt = idleAt;
  if (live.isLoose) return;
  live.isLoose = true;
  turn.loose.push(live);
}

/** Puts whoever is loose among those who are ready, on each channel that is open. */
export function fileEngineers({ turn }: World): void {
  for (const live of turn.loose) {
    live.isLoose = false;
    for (const channel of channels)
      if ((live.open & CHANNEL_BIT[channel]) !== 0) file(live, channel);
  }
  turn.loose.length = 0;
}

/** Moves the engineer to the class of their skills, ready on no channel until looked at again. */
export function classifyEngineer(world: World, live: LiveEngineer): void {
  unfile(live);
  live.open = 0;
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

function unfile(live: LiveEngineer): void {
  if (live.filed === 0) return;
  for (const channel of channels) {
    if ((live.filed & CHANNEL_BIT[channel]) === 0) continue;
    const line = live.skillClass.ready[channel];
    line.delete(live);
    if (line.size === 0) flipClass(live.skillClass, channel);
  }
  live.filed = 0;
}

function file(live: LiveEngineer, channel: Channel): void {
  const line = live.skillClass.ready[channel];
  line.add(live);
  live.filed |= CHANNEL_BIT[channel];
  if (line.size === 1) flipClass(live.skillClass, channel);
}
