/** What the desk and the floor ask the router. Nothing here changes anything. */
import type { RoutedInteraction } from "../protocol/interactions.js";
import type { BucketId } from "../protocol/ids.js";
import { channels } from "../protocol/words.js";
import { type Counts, noCounts } from "./capacity.js";
import { profileAt } from "./chains.js";
import { absence } from "./eligibility.js";
import type { LiveBucket, LiveEngineer, LiveInteraction, Profile, SkillClass } from "./live.js";
import { INTERACTION_ORDER, compareInteractions } from "./order.js";
import { SortedLine } from "./sorted-line.js";
import { estimateAtEnd, estimateFor } from "./learn.js";
import { pickEngineer } from "./choose.js";
import { compareText } from "./text.js";
import type { World } from "./world.js";

/** Where somebody stands in the queue of their bucket. */
export interface Position {
  /** 1: next. */
  readonly position: number;
  /** Until somebody is asked. null: too little is known since the start, or nobody who could is here. */
  readonly estimatedSeconds: number | null;
  /** Four waits of five end between these. */
  readonly lowSeconds: number | null;
  readonly highSeconds: number | null;
}

/** One bucket, now. */
export interface BucketFloor {
  readonly bucketId: BucketId;
  /** Waiting and offered: everybody who has not been answered. */
  readonly waiting: number;
  readonly waitingByChannel: Counts;
  /** Engineers who can do its work and have room for some channel now. */
  readonly ready: number;
  /** Being talked to or written to; wrap-up not counted. */
  readonly active: number;
  /** By its hours; a supervisor's closing is in the bucket itself. */
  readonly isOpen: boolean;
  /** Of those waiting: nobody has the skills, not even after the last step (R6). */
  readonly unservable: number;
  /** Of those waiting: customers who are called when it is their turn. */
  readonly callbacks: number;
  /** When the one who waits longest was queued. null: nobody waits. */
  readonly oldestQueuedAt: number | null;
  /** The earliest due of those waiting. null: nobody waits. */
  readonly nextDueAt: number | null;
  /** For somebody who came in now. null as in `Position`. */
  readonly estimatedSeconds: number | null;
}

export function positionOf(world: World, interactionId: string, at: number): Position | null {
  const live = world.interactions.get(interactionId);
  if (live === undefined || live.line === null) return null;
  const estimate = estimateFor(world, live, at);
  return {
    position: live.line.rank(live) + 1,
    estimatedSeconds: estimatedSeconds(world, live, at),
    lowSeconds: estimate === null ? null : seconds(estimate.lowMs),
    highSeconds: estimate === null ? null : seconds(estimate.highMs),
  };
}

/** How long it will still wait. null as in `Position`, or it is in no line. */
export function estimatedSeconds(world: World, live: LiveInteraction, at: number): number | null {
  if (live.line === null) return null;
  if (pickEngineer(world, live) !== null) return 0;
  const estimate = estimateFor(world, live, at);
  return estimate === null ? null : seconds(estimate.ms);
}

/** Waiting and offered in the order R2; the first `limit` of them. */
export function waitingInOrder(world: World, limit: number): readonly RoutedInteraction[] {
  interface Head {
    readonly live: LiveInteraction;
    readonly rest: Iterator<LiveInteraction>;
  }
  const heads = new SortedLine<Head>({
    key: ({ live }) => INTERACTION_ORDER.key(live),
    compare: (a, b) => compareInteractions(a.live, b.live),
  });
  const advance = (rest: Iterator<LiveInteraction>): void => {
    const next = rest.next();
    if (next.done !== true) heads.add({ live: next.value, rest });
  };
  for (const { line } of world.buckets.values()) advance(line[Symbol.iterator]());
  const rows: RoutedInteraction[] = [];
  while (rows.length < limit) {
    const head = heads.shift();
    if (head === undefined) break;
    rows.push(head.live.row);
    advance(head.rest);
  }
  return rows;
}

/** Active and in wrap-up, then offered; each in the order of ids. */
export function heldBy(world: World, engineerId: string): readonly RoutedInteraction[] {
  const engineer = world.engineers.get(engineerId);
  if (engineer === undefined) return [];
  const offered = engineer.offers.flatMap(
    (offer) => world.interactions.get(offer.interactionId) ?? [],
  );
  return [...byId(engineer.held), ...byId(offered)].map((live) => live.row);
}

/** Every bucket, in the order of ids. Costs a look at all who wait and at all who work. */
export function floorNow(world: World, at: number): readonly BucketFloor[] {
  const active = new Map<string | null, number>();
  const staff = new Map<SkillClass, Staff>();
  for (const engineer of world.engineers.values()) {
    count(engineer, staff);
    for (const { row } of engineer.held) {
      if (row.state === "active") active.set(row.bucketId, (active.get(row.bucketId) ?? 0) + 1);
    }
  }
  return [...world.buckets.values()]
    .sort((a, b) => compareText(a.bucket.id, b.bucket.id))
    .map((live) => ({
      ...bucketFloor(world, live, { ...staffOf(live.profile, staff), at }),
      active: active.get(live.bucket.id) ?? 0,
    }));
}

/** Engineers who could be asked on some channel: here, and of those with room. */
interface Staff {
  readonly here: number;
  readonly ready: number;
}

function count(engineer: LiveEngineer, staff: Map<SkillClass, Staff>): void {
  if (!channels.some((channel) => absence(engineer, channel) === null)) return;
  const { here, ready } = staff.get(engineer.skillClass) ?? { here: 0, ready: 0 };
  staff.set(engineer.skillClass, {
    here: here + 1,
    ready: ready + (engineer.open === 0 ? 0 : 1),
  });
}

function staffOf(profile: Profile, staff: ReadonlyMap<SkillClass, Staff>): Staff {
  let here = 0;
  let ready = 0;
  for (const group of profile.groups) {
    for (const skillClass of group.classes) {
      const some = skillClass && staff.get(skillClass);
      here += some?.here ?? 0;
      ready += some?.ready ?? 0;
    }
  }
  return { here, ready };
}

function bucketFloor(
  world: World,
  live: LiveBucket,
  { here, ready, at }: Staff & { readonly at: number },
): Omit<BucketFloor, "active"> {
  const waitingByChannel = noCounts();
  let oldestQueuedAt: number | null = null;
  let nextDueAt: number | null = null;
  let unservable = 0;
  let callbacks = 0;
  for (const { row, queuedAt, chain } of live.line) {
    if (row.callback !== null) callbacks += 1;
    if (row.directTo === null && chain !== null) {
      const step = chain.requirements.length - 1;
      if (profileAt(world, chain, { bucket: live, step }).fits === 0) unservable += 1;
    }
    const dueAt = row.dueAt ?? queuedAt;
    waitingByChannel[row.channel] += 1;
    oldestQueuedAt = Math.min(oldestQueuedAt ?? queuedAt, queuedAt);
    nextDueAt = Math.min(nextDueAt ?? dueAt, dueAt);
  }
  return {
    bucketId: live.bucket.id,
    waiting: live.line.size,
    waitingByChannel,
    ready,
    isOpen: live.schedule === null || live.schedule.open,
    unservable,
    callbacks,
    oldestQueuedAt,
    nextDueAt,
    estimatedSeconds: estimatedForNext(world, live, { here, ready, at }),
  };
}

function estimatedForNext(
  world: World,
  live: LiveBucket,
  { ready, at }: Staff & { readonly at: number },
): number | null {
  if (live.line.size === 0 && ready > 0) return 0;
  const estimate = estimateAtEnd(world, live, at);
  return estimate === null ? null : seconds(estimate.ms);
}

function seconds(ms: number): number {
  return Math.round(ms / 1000);
}

function byId(interactions: Iterable<LiveInteraction>): LiveInteraction[] {
  return [...interactions].sort((a, b) => compareText(a.id, b.id));
}
