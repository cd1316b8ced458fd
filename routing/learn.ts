/**
 * Watches who waits and who is asked, so that the next can be told how long it takes (`estimate.ts`).
 * A line here is everybody of one bucket and channel, with the same skills of their own, who wants an
 * engineer and could have any; the last step of a turn tells what changed in it. Nobody in it is held for a person, and whoever is being
 * offered has left it: the wait that is estimated ends with the first offer.
 */
import type { Channel } from "../protocol/words.js";
import { chainOf, profileAt } from "./chains.js";
import { Bands, type Estimate, type Guess, Pace, type Standing } from "./estimate.js";
import { type Chain, type LiveBucket, type LiveInteraction, eachChannel } from "./live.js";
import { INTERACTION_ORDER, type Place } from "./order.js";
import { SortedLine } from "./sorted-line.js";
import { type World, bucketOf } from "./world.js";

/** Weight of the newest in the moving average of handling times. */
const HANDLING_WEIGHT = 0.05;

export interface PaceLine {
  readonly pace: Pace;
  readonly line: SortedLine<Place>;
}

/** Which line: of which bucket, with which skills of its own, on which channel. */
interface Where {
  readonly bucket: LiveBucket;
  readonly chain: Chain;
  readonly channel: Channel;
}

/** What one bucket has taught. */
export interface Learnt {
  /** By channel and by what those in it need besides the bucket's skills. */
  readonly lines: Map<string, PaceLine>;
  /** From answer to close. */
  readonly handling: Record<Channel, Average>;
}

/** A moving average, exact over the first few. */
interface Average {
  ms: number;
  count: number;
}

/** A place in a line, by values that do not change while it is there. */
export interface Stand extends Place {
  readonly where: Where;
  readonly in: PaceLine;
  readonly since: number;
  readonly guess: Guess | null;
}

export function newLearnt(): Learnt {
  return { lines: new Map(), handling: eachChannel(() => ({ ms: 0, count: 0 })) };
}

/** A contact was answered and is closed. */
export function learnHandling(world: World, { row }: LiveInteraction, ms: number): void {
  const average = bucketOf(world, row).learnt.handling[row.channel];
  average.count += 1;
  average.ms += Math.max(HANDLING_WEIGHT, 1 / average.count) * (ms - average.ms);
}

/** The last step of a turn: whoever joined a line, left it, or has another place in it. */
export function learn(world: World): void {
  for (const live of world.turn.dirtyInteractions) follow(world, live);
}

/** Everything that was learnt is gone; those who wait stand in new lines. */
export function forgetLearnt(world: World): void {
  world.bands = new Bands();
  for (const bucket of world.buckets.values()) bucket.learnt = newLearnt();
  for (const live of world.interactions.values()) {
    live.stand = null;
    follow(world, live);
  }
}

/** How long it waits from now on, whether it stands in its line already or is about to. null: unknown. */
export function estimateFor(world: World, live: LiveInteraction, at: number): Estimate | null {
  const where = whereIs(world, live);
  if (where === null) return null;
  const { line } = lineFor(where);
  const waitedMs = live.stand === null ? 0 : Math.max(0, at - live.stand.since);
  const place = { at, ahead: line.rank(live.stand ?? live), waitedMs };
  return lineFor(where).pace.estimate(standingOf(world, where, place), world.bands);
}

/**
 * For somebody who joined the end of the bucket's longest line now; with nobody waiting, for a call.
 * null: unknown.
 */
export function estimateAtEnd(world: World, bucket: LiveBucket, at: number): Estimate | null {
  let where: Where = { bucket, chain: chainOf(bucket, []), channel: "voice" };
  let ahead = 0;
  for (const { line } of bucket.learnt.lines.values()) {
    const first = line.size > ahead ? line.first() : undefined;
    const live = first && world.interactions.get(first.id);
    if (live === undefined) continue;
    where = whereIs(world, live) ?? where;
    ahead = line.size;
  }
  const standing = standingOf(world, where, { at, ahead, waitedMs: 0 });
  return lineFor(where).pace.estimate(standing, world.bands);
}

function follow(world: World, live: LiveInteraction): void {
  const { stand } = live;
  const where = standsIn(world, live);
  const line = where && lineFor(where);
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
  live.stand = where === null ? null : join(world, live, where);
}

function join(world: World, live: LiveInteraction, where: Where): Stand {
  const { now } = world.turn;
  const line = lineFor(where);
  const place = { at: now, ahead: line.line.rank(live), waitedMs: 0 };
  const guess = line.pace.enter(standingOf(world, where, place));
  const stand = { ...placeOf(live), where, in: line, since: now, guess };
  line.line.add(stand);
  return stand;
}

function leave(world: World, { row, pending }: LiveInteraction, stand: Stand): void {
  const { now } = world.turn;
  const { in: line, since, guess, where } = stand;
  if (pending.length === 0 && row.state !== "active") {
    line.pace.left(now);
    return;
  }
  const waitedMs = now - since;
  line.pace.served({ at: now, waitedMs, staff: staffOf(world, where), guess });
  if (guess !== null) world.bands.learn(guess, waitedMs);
}

/** Where it stands after this turn. null: in no line. */
function standsIn(world: World, live: LiveInteraction): Where | null {
  const { row, queue, pending, isHeld } = live;
  if (queue === null || pending.length > 0 || isHeld || row.directTo !== null) return null;
  return whereIs(world, live);
}

function whereIs(world: World, { row, chain }: LiveInteraction): Where | null {
  return chain && { bucket: bucketOf(world, row), chain, channel: row.channel };
}

function lineFor({ bucket, chain, channel }: Where): PaceLine {
  const { lines } = bucket.learnt;
  const key = `${channel} ${chain.key}`;
  const known = lines.get(key);
  if (known !== undefined) return known;
  const line = { pace: new Pace(), line: new SortedLine<Place>(INTERACTION_ORDER) };
  lines.set(key, line);
  return line;
}

function standingOf(
  world: World,
  where: Where,
  place: Pick<Standing, "at" | "ahead" | "waitedMs">,
): Standing {
  const handled = where.bucket.learnt.handling[where.channel];
  const first = lineFor(where).line.first();
  return {
    ...place,
    staff: staffOf(world, where),
    headWaitedMs: first === undefined ? null : Math.max(0, place.at - first.queuedAt),
    handlingMs: handled.count === 0 ? null : handled.ms,
  };
}

/** Engineers here who can do it at first; where nobody can, those who may after the last step. */
function staffOf(world: World, { bucket, chain, channel }: Where): number {
  const here = profileAt(world, chain, { bucket, step: 0 }).here[channel];
  const step = chain.requirements.length - 1;
  return here > 0 || step === 0 ? here : profileAt(world, chain, { bucket, step }).here[channel];
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
