/**
 * Watches who waits and who is asked, so that the next can be told how long it takes (`estimate.ts`).
 * A line here is everybody of one bucket and channel, with the same skills of their own, who wants an
 * engineer and could have any; the last step of a turn tells what changed in it. Nobody in it is held
 * for a person, and whoever is being offered has left it: the wait that is estimated ends with the
 * first offer.
 */
import type { Command } from "../protocol/commands.js";
import type { RoutedInteraction } from "../protocol/interactions.js";
import { type Channel, channels } from "../protocol/words.js";
import { chainOf, profileAt } from "./chains.js";
import { Bands, type Estimate, Pace, type Standing } from "./estimate.js";
import {
  type Chain,
  type LiveBucket,
  type LiveInteraction,
  type Learnt,
  type PaceLine,
  eachChannel,
} from "./live.js";
import { INTERACTION_ORDER } from "./order.js";
import { SortedLine } from "./sorted-line.js";
import { compareText } from "./text.js";
import { type World, bucketOf } from "./world.js";

/** Weight of the newest in the moving average of handling times. */
const HANDLING_WEIGHT = 0.05;

export function newLearnt(): Learnt {
  return {
    lines: new Map(),
    handling: eachChannel(() => ({ ms: 0, count: 0 })),
  };
}

/**
 * The last step of a turn: what was handled, and whoever joined a line or left it. Only what the turn
 * changed decides, in the order of ids, so a replica of the router learns the same (R19).
 */
export function learn(world: World, command: Command): void {
  if (command.type === "router.recover" || command.type === "router.forget") {
    forgetLearnt(world);
    return;
  }
  for (const { row } of byId(world.turn.interactions)) {
    if (row.state === "closed" && row.answeredAt !== null) learnHandling(world, row);
  }
  const moved: LiveInteraction[] = [];
  for (const live of world.turn.dirtyInteractions) {
    if (standsIn(world, live) !== live.pacedBy) moved.push(live);
  }
  for (const live of byId(moved)) follow(world, live);
}

/** In place. Most turns change one or none. */
function byId<T extends { readonly id: string }>(things: T[]): T[] {
  return things.length < 2 ? things : things.sort((a, b) => compareText(a.id, b.id));
}

/** A contact was answered and is closed. */
function learnHandling(world: World, row: RoutedInteraction): void {
  const average = bucketOf(world, row).learnt.handling[row.channel];
  const ms = world.turn.now - (row.answeredAt ?? world.turn.now);
  average.count += 1;
  average.ms += Math.max(HANDLING_WEIGHT, 1 / average.count) * (ms - average.ms);
}

/** Everything that was learnt is gone; those who wait stand in new lines. */
export function forgetLearnt(world: World): void {
  world.bands = new Bands();
  for (const bucket of world.buckets.values()) {
    bucket.learnt = newLearnt();
    for (const { lines } of bucket.chains.values()) {
      for (const channel of channels) lines[channel] = null;
    }
  }
  for (const live of world.interactions.values()) {
    live.pacedBy = null;
    live.guess = null;
    follow(world, live);
  }
}

/** How long it waits from now on, whether it stands in its line already or is about to. null: unknown. */
export function estimateFor(world: World, live: LiveInteraction, at: number): Estimate | null {
  const line = lineOf(world, live);
  if (line === null) return null;
  const waitedMs = live.pacedBy === null ? 0 : Math.max(0, at - live.pacedAt);
  const place = { at, ahead: line.line.rank(live), waitedMs };
  return line.pace.estimate(standingIn(world, line, place), world.bands);
}

/**
 * For somebody who joined the end of the bucket's longest line now; with nobody waiting, for a call.
 * null: unknown.
 */
export function estimateAtEnd(world: World, bucket: LiveBucket, at: number): Estimate | null {
  let longest: PaceLine | null = null;
  let longestKey = "";
  for (const [key, line] of bucket.learnt.lines) {
    const more = line.line.size - (longest?.line.size ?? 0);
    // Of two as long the smaller key: in which order they came to be depends on who asked.
    if (more < 0 || (more === 0 && (longest === null || key > longestKey))) continue;
    longest = line;
    longestKey = key;
  }
  const line = longest ?? lineFor(bucket, chainOf(bucket, []), "voice");
  const place = { at, ahead: line.line.size, waitedMs: 0 };
  return line.pace.estimate(standingIn(world, line, place), world.bands);
}

function follow(world: World, live: LiveInteraction): void {
  const before = live.pacedBy;
  const line = standsIn(world, live);
  if (line === before) return;
  if (before !== null) leave(world, live, before);
  if (line !== null) join(world, live, line);
}

function join(world: World, live: LiveInteraction, line: PaceLine): void {
  const { now } = world.turn;
  const place = { at: now, ahead: line.line.rank(live), waitedMs: 0 };
  live.guess = line.pace.enter(standingIn(world, line, place));
  live.pacedBy = line;
  live.pacedAt = now;
  line.line.add(live);
}

function leave(world: World, live: LiveInteraction, line: PaceLine): void {
  const { now } = world.turn;
  const { row, pending, guess } = live;
  line.line.delete(live);
  live.pacedBy = null;
  live.guess = null;
  if (pending.length === 0 && row.state !== "active") {
    line.pace.left(now);
    return;
  }
  const waitedMs = now - live.pacedAt;
  line.pace.served({ at: now, waitedMs, staff: staffOf(world, line), guess });
  if (guess !== null) world.bands.learn(guess, waitedMs);
}

/** Where it stands after this turn. null: in no line. */
function standsIn(world: World, live: LiveInteraction): PaceLine | null {
  const { row, queue, pending, isHeld } = live;
  if (queue === null || pending.length > 0 || isHeld || row.directTo !== null) return null;
  return lineOf(world, live);
}

function lineOf(world: World, { row, chain }: LiveInteraction): PaceLine | null {
  if (chain === null) return null;
  return chain.lines[row.channel] ?? lineFor(bucketOf(world, row), chain, row.channel);
}

function lineFor(bucket: LiveBucket, chain: Chain, channel: Channel): PaceLine {
  const { lines } = bucket.learnt;
  const key = `${channel} ${chain.key}`;
  let line = lines.get(key);
  if (line === undefined) {
    line = {
      pace: new Pace(),
      line: new SortedLine<LiveInteraction>(INTERACTION_ORDER),
      bucket,
      channel,
      chain,
    };
    lines.set(key, line);
  }
  line.chain = chain;
  chain.lines[channel] = line;
  return line;
}

function standingIn(
  world: World,
  line: PaceLine,
  { at, ahead, waitedMs }: Pick<Standing, "at" | "ahead" | "waitedMs">,
): Standing {
  const handled = line.bucket.learnt.handling[line.channel];
  const first = line.line.first();
  return {
    at,
    ahead,
    waitedMs,
    staff: staffOf(world, line),
    headWaitedMs: first === undefined ? null : Math.max(0, at - first.queuedAt),
    handlingMs: handled.count === 0 ? null : handled.ms,
  };
}

/** Engineers here who can do it at first; where nobody can, those who may after the last step. */
function staffOf(world: World, { bucket, chain, channel }: PaceLine): number {
  const first = chain.profiles[0] ?? profileAt(world, chain, { bucket, step: 0 });
  const here = first.here[channel];
  const step = chain.requirements.length - 1;
  return here > 0 || step === 0 ? here : profileAt(world, chain, { bucket, step }).here[channel];
}
