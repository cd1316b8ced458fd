/** All that the router remembers, and the turn that is under way. */
import type { DomainEvent } from "../protocol/events.js";
import type { Offer, RoutedInteraction } from "../protocol/interactions.js";
import type { Bucket, Capacity, Engineer, EngineerState } from "../protocol/organisation.js";
import type { Bands } from "./estimate.js";
import { copyInteraction, copyState } from "./copies.js";
import type { HoursClock } from "./hours.js";
import type { LiveBucket, LiveEngineer, LiveInteraction } from "./live.js";
import type { SkillIndex } from "./skill-index.js";
import type { SortedLine } from "./sorted-line.js";
import type { Timer } from "./timers.js";

export interface World {
  /** By id. Plain strings, because what is asked for may be anything. */
  readonly interactions: Map<string, LiveInteraction>;
  /** Pending ones. */
  readonly offers: Map<string, Offer>;
  readonly engineers: Map<string, LiveEngineer>;
  readonly buckets: Map<string, LiveBucket>;
  readonly timers: SortedLine<Timer>;
  readonly skills: SkillIndex;
  readonly hours: HoursClock;
  /** By engineer: what might be held for them alone (R7). */
  readonly awaiting: Map<string, Set<LiveInteraction>>;
  /** Equal ones are one object, see `shareCapacity`. */
  readonly capacities: Map<string, Capacity>;
  /** How many buckets pick by these; engineers' rows keep what that takes only then. */
  readonly picks: { roundRobin: number; occupancy: number };
  /** How true estimates were so far. */
  bands: Bands;
  turn: Turn;
}

/** What one command has changed so far. */
export interface Turn {
  readonly number: number;
  /** The command's time; never before that of the turn before. */
  readonly now: number;
  readonly events: DomainEvent[];
  readonly interactions: LiveInteraction[];
  readonly engineerStates: LiveEngineer[];
  readonly offers: Offer[];
  readonly engineers: Engineer[];
  readonly buckets: Bucket[];
  /** What the match has to look at. */
  readonly dirtyInteractions: Marked<LiveInteraction>;
  readonly dirtyEngineers: Marked<LiveEngineer>;
  /** Of those, the ones that are taken out of the lists of who is ready, until the match is over. */
  readonly loose: LiveEngineer[];
}

/**
 * What one turn marked, each once, in the order in which it was marked first. Each thing remembers the
 * turn that marked it last: a turn marks two or three, and a set for those costs more than the turn.
 */
export class Marked<T extends { markedIn: number }> implements Iterable<T> {
  readonly #turn: number;
  readonly #things: T[] = [];

  constructor(turn: number) {
    this.#turn = turn;
  }

  get size(): number {
    return this.#things.length;
  }

  add(thing: T): void {
    if (thing.markedIn === this.#turn) return;
    thing.markedIn = this.#turn;
    this.#things.push(thing);
  }

  /** Also what is marked while it is read. */
  [Symbol.iterator](): Iterator<T> {
    return this.#things[Symbol.iterator]();
  }
}

export function newTurn(number: number, now: number): Turn {
  return {
    number,
    now,
    events: [],
    interactions: [],
    engineerStates: [],
    offers: [],
    engineers: [],
    buckets: [],
    dirtyInteractions: new Marked(number),
    dirtyEngineers: new Marked(number),
    loose: [],
  };
}

/** Time does not run backwards. */
export function beginTurn(world: World, at: number): void {
  const before = world.turn;
  world.turn = newTurn(before.number + 1, Math.max(before.now, at));
  // Before the first turn there is only what the load marked.
  if (before.number > 0) return;
  for (const engineer of before.dirtyEngineers) world.turn.dirtyEngineers.add(engineer);
}

/** The row to change: this turn's own copy. Whatever changes is looked at by the match. */
export function edit({ turn }: World, live: LiveInteraction): RoutedInteraction {
  turn.dirtyInteractions.add(live);
  if (live.copiedIn !== turn.number) {
    live.copiedIn = turn.number;
    live.row = copyInteraction(live.row);
    turn.interactions.push(live);
  }
  return live.row;
}

/** The same for an engineer's state. */
export function editState({ turn }: World, live: LiveEngineer): EngineerState {
  turn.dirtyEngineers.add(live);
  if (live.copiedIn !== turn.number) {
    live.copiedIn = turn.number;
    live.state = copyState(live.state);
    turn.engineerStates.push(live);
  }
  return live.state;
}

/** A bucket that takes new work. */
export function openBucket(world: World, id: string): LiveBucket | undefined {
  const bucket = world.buckets.get(id);
  return bucket?.bucket.archived === false ? bucket : undefined;
}

/** The bucket of an interaction that has left the menu. */
export function bucketOf(world: World, row: RoutedInteraction): LiveBucket {
  const bucket = row.bucketId === null ? undefined : world.buckets.get(row.bucketId);
  if (bucket === undefined) throw new Error(`${row.id} is in a bucket that does not exist`);
  return bucket;
}
