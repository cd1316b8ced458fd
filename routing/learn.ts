/**
 * Watches who waits and who is asked, so that the next can be told how long it takes (`estimate.ts`).
 * A line here is everybody of one bucket and channel who wants an engineer and could have any; the
 * last step of a turn tells what changed in it. Nobody in it is held for a person, and whoever is being
 * offered has left it: the wait that is estimated ends with the first offer.
 */
import type { Channel } from "../protocol/words.js";
import { profileAt, chainOf } from "./chains.js";
import { Bands, type Estimate, type Guess, Pace, type Standing } from "./estimate.js";
import { type LiveBucket, type LiveInteraction, eachChannel } from "./live.js";
import { INTERACTION_ORDER, type Place } from "./order.js";
import { SortedLine } from "./sorted-line.js";
import { type World, bucketOf } from "./world.js";

export interface PaceLine {
  readonly pace: Pace;
  readonly line: SortedLine<Place>;
}

/** A place in a line, by values that do not change while it is there. */
export interface Stand extends Place {
  readonly bucket: LiveBucket;
  readonly in: PaceLine;
  readonly since: number;
  readonly guess: Guess | null;
}

export function newPaceLines(): Record<Channel, PaceLine> {
  return eachChannel(() => ({
    pace: new Pace(),
    line: new SortedLine<Place>(INTERACTION_ORDER),
  }));
}

/** The last step of a turn: whoever joined a line, left it, or has another place in it. */
export function learn(world: World): void {
  for (const live of world.turn.dirtyInteractions) follow(world, live);
}

/** Everything that was learnt is gone; those who wait stand in new lines. */
export function forgetLearnt(world: World): void {
  world.bands = new Bands();
  for (const bucket of world.buckets.values()) bucket.paces = newPaceLines();
  for (const live of world.interactions.values()) {
    live.stand = null;
    follow(world, live);
  }
}

/** How long it waits from now on, whether it stands in its line already or is about to. null: unknown. */
export function estimateFor(world: World, live: LiveInteraction, at: number): Estimate | null {
  const bucket = bucketOf(world, live.row);
  const line = bucket.paces[live.row.channel];
  const standing = standingOf(world, { bucket, live, place: live.stand ?? live }, at);
  const waitedMs = live.stand === null ? 0 : Math.max(0, at - live.stand.since);
  return line.pace.estimate({ ...standing, waitedMs }, world.bands);
}

/** For somebody of ordinary standing who came in now. null: unknown. */
export function estimateAtEnd(
  world: World,
  bucket: LiveBucket,
  about: { readonly channel: Channel; readonly at: number },
): Estimate | null {
  const line = bucket.paces[about.channel];
  const standing = {
    at: about.at,
    ahead: line.line.size,
    staff: staffOf(world, bucket, about.channel),
    waitedMs: 0,
    headWaitedMs: headWaited(line, about.at),
  };
  return line.pace.estimate(standing, world.bands);
}

function follow(world: World, live: LiveInteraction): void {
  const { stand } = live;
  const line = lineOf(world, live);
  if (stand !== null && stand.in === line && hasPlace(live, stand)) return;
  if (stand !== null) {
    stand.in.line.delete(stand);
    if (stand.in === line) {
      live.stand = { ...stand, ...placeOf(live) };
      line.line.add(live.stand);
      return;
    }
    leave(world, live, stand);
  }
  live.stand = line === null ? null : join(world, live, line);
}

function join(world: World, live: LiveInteraction, line: PaceLine): Stand {
  const { now } = world.turn;
  const bucket = bucketOf(world, live.row);
  const standing = standingOf(world, { bucket, live, place: live }, now);
  const guess = line.pace.enter(standing);
  const stand = { ...placeOf(live), bucket, in: line, since: now, guess };
  line.line.add(stand);
  return stand;
}

function leave(world: World, { row, pending }: LiveInteraction, stand: Stand): void {
  const { now } = world.turn;
  const { in: line, since, guess, bucket } = stand;
  if (pending.length === 0 && row.state !== "active") {
    line.pace.left(now);
    return;
  }
  const waitedMs = now - since;
  line.pace.served({ at: now, waitedMs, staff: staffOf(world, bucket, row.channel), guess });
  if (guess !== null) world.bands.learn(guess, waitedMs);
}

/** The line it stands in after this turn. null: none. */
function lineOf(world: World, live: LiveInteraction): PaceLine | null {
  const { row, queue, pending, isHeld } = live;
  if (queue === null || pending.length > 0 || isHeld || row.directTo !== null) return null;
  return bucketOf(world, row).paces[row.channel];
}

function standingOf(
  world: World,
  where: { readonly bucket: LiveBucket; readonly live: LiveInteraction; readonly place: Place },
  at: number,
): Standing {
  const { bucket, live, place } = where;
  const { channel } = live.row;
  const line = bucket.paces[channel];
  return {
    at,
    ahead: line.line.rank(place),
    staff: staffOf(world, bucket, channel),
    waitedMs: 0,
    headWaitedMs: headWaited(line, at),
  };
}

function headWaited({ line }: PaceLine, at: number): number | null {
  const first = line.first();
  return first === undefined ? null : Math.max(0, at - first.queuedAt);
}

/** Engineers here who can do the bucket's work; where nobody can, those who may after its last step. */
function staffOf(world: World, bucket: LiveBucket, channel: Channel): number {
  const here = bucket.profile.here[channel];
  const step = bucket.bucket.policy.relax.length;
  if (here > 0 || step === 0) return here;
  return profileAt(world, chainOf(bucket, []), { bucket, step }).here[channel];
}

function placeOf({ id, priority, dueAt, queuedAt }: LiveInteraction): Place {
  return { id, priority, dueAt, queuedAt };
}

function hasPlace(live: LiveInteraction, stand: Stand): boolean {
  return (
    live.priority === stand.priority &&
    live.dueAt === stand.dueAt &&
    live.queuedAt === stand.queuedAt
  );
}
