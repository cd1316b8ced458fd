/**
 * Keeps the queues and the lists of ready engineers in step with the rows. The only file that moves
 * anything in them; it is called for whatever a turn changed, so no change can forget to.
 */
import { type Channel, channels } from "../protocol/words.js";
import { hasRoom, unitsUsed } from "./capacity.js";
import { chainOf, profileAt } from "./chains.js";
import { comparingOf } from "./comparators.js";
import { absence, hereOn, isPassedOver, isQueued } from "./eligibility.js";
import { CHANNEL_BIT, type LiveBucket, type LiveEngineer, type LiveInteraction } from "./live.js";
import { countPicks } from "./occupancy.js";
import { holdEndsAt, stepAt } from "./relaxation.js";
import { canServe, countHere, flipClass, joinClass, leaveClass } from "./skill-index.js";
import { placeDue } from "./order.js";
import { type World, bucketOf } from "./world.js";

/** Puts the interaction where its row says it stands. */
export function fileInteraction(world: World, live: LiveInteraction): void {
  const { row } = live;
  const bucket = row.state === "menu" || row.state === "closed" ? null : bucketOf(world, row);
  fileProfile(world, live, bucket);
  const line = bucket !== null && isQueued(row) ? bucket.line : null;
  fileHold(world, live, line === null ? null : bucket);
  const queue = line === null ? null : wantedBy(world, live);
  const moved =
    live.priority !== row.priority ||
    live.dueAt !== placeDue(row) ||
    live.queuedAt !== (row.queuedAt ?? 0);
  const lineChanges = moved || live.line !== line;
  const queueChanges = moved || live.queue !== queue;
  if (lineChanges) live.line?.delete(live);
  if (queueChanges) live.queue?.delete(live);
  if (moved) live.pacedBy?.line.delete(live);
  live.priority = row.priority;
  live.dueAt = placeDue(row);
  live.queuedAt = row.queuedAt ?? 0;
  if (lineChanges) line?.add(live);
  if (queueChanges) queue?.add(live);
  if (moved) live.pacedBy?.line.add(live);
  live.line = line;
  live.queue = queue;
}

/**
 * Looks at the engineer again. Whoever stands by old values is taken out of the lists of who is ready,
 * and is loose until `fileEngineer`: most of those whose hands are freed get the next interaction in the
 * same turn, and putting them into some dozens of lists for that long would cost more than the match.
 */
export function loosenEngineer({ turn }: World, live: LiveEngineer): void {
  const here = hereOn(live);
  let open = 0;
  for (const channel of channels) {
    const bit = CHANNEL_BIT[channel];
    if ((here & bit) === 0) continue;
    if (hasRoom(live.capacity, live.counts, channel)) open |= bit;
  }
  if (here !== live.here) countHere(live, here);
  const load = unitsUsed(live.capacity, live.counts);
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
  leaveClass(live);
  live.skillClass = world.skills.classOf(live.engineer.skills);
  joinClass(live);
  world.skills.dropIfEmpty(before);
}

/** Reads the bucket's row again: what it needs, and how it compares. Archived ones raise no demand. */
export function profileBucket(world: World, live: LiveBucket): void {
  const { bucket, profile: before, countedBy } = live;
  live.comparing = comparingOf(bucket.policy.pick);
  live.chains = new Map();
  live.profile = profileAt(world, chainOf(live, []), { bucket: live, step: 0 });
  live.countedBy = bucket;
  if (!bucket.archived) world.skills.use(live.profile);
  if (countedBy?.archived === false) world.skills.release(before);
  countPicks(world, countedBy, bucket);
}

/** R6: what it needs at the step in force. Its skills are in demand by what it needs at first. */
function fileProfile(world: World, live: LiveInteraction, bucket: LiveBucket | null): void {
  const by = bucket?.bucket ?? null;
  const step = by === null ? 0 : stepAt(by, live.row, world.turn.now);
  if (live.profiledBy === by && live.step === step) return;
  live.step = step;
  if (live.profiledBy !== by) {
    const before = live.chain?.profiles[0];
    live.profiledBy = by;
    live.chain = bucket === null ? null : chainOf(bucket, live.row.skills);
    if (bucket !== null && live.chain !== null) {
      world.skills.use(profileAt(world, live.chain, { bucket, step: 0 }));
    }
    if (before !== undefined) world.skills.release(before);
  }
  live.profile =
    bucket === null || live.chain === null ? null : profileAt(world, live.chain, { bucket, step });
}

/** R7: whether it waits for its last engineer alone, and where it is found when that changes. */
function fileHold(world: World, live: LiveInteraction, bucket: LiveBucket | null): void {
  const endsAt = bucket === null ? null : holdEndsAt(bucket.bucket, live.row);
  const awaits = endsAt === null || endsAt <= world.turn.now ? null : live.row.lastEngineerId;
  if (awaits !== live.awaits) {
    const { awaiting } = world;
    if (live.awaits !== null) awaiting.get(live.awaits)?.delete(live);
    if (awaits !== null) awaiting.set(awaits, (awaiting.get(awaits) ?? new Set()).add(live));
    live.awaits = awaits;
  }
  const engineer = awaits === null ? undefined : world.engineers.get(awaits);
  live.isHeld = engineer !== undefined && isBusyWith(live, engineer);
}

/** They would be asked, had they room. */
function isBusyWith(live: LiveInteraction, engineer: LiveEngineer): boolean {
  const { channel } = live.row;
  return (
    live.profile !== null &&
    canServe(engineer.skillClass, live.profile) &&
    absence(engineer, channel) === null &&
    !isPassedOver(live, engineer.id) &&
    !hasRoom(engineer.capacity, engineer.counts, channel)
  );
}

/** The engineer's hands or presence changed: what might wait for them alone is looked at again. */
export function fileAwaiting(world: World, engineer: LiveEngineer): void {
  const awaiting = world.awaiting.get(engineer.id);
  if (awaiting === undefined) return;
  for (const live of awaiting) {
    const wasHeld = live.isHeld;
    fileInteraction(world, live);
    // Either way: whoever is held leaves the line of those who wait for anybody.
    if (wasHeld !== live.isHeld) world.turn.dirtyInteractions.add(live);
  }
}

function wantedBy(world: World, live: LiveInteraction): LiveInteraction["queue"] {
  const { row, profile } = live;
  if (row.notBeforeAt !== null && row.notBeforeAt > world.turn.now) return null;
  if (row.directTo !== null) {
    return live.pending.length > 0 ? null : (world.engineers.get(row.directTo)?.direct ?? null);
  }
  if (profile === null || live.isHeld) return null;
  if (live.pending.length >= bucketOf(world, row).bucket.broadcast) return null;
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
