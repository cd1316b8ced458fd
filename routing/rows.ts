/** Wraps rows for the router's memory. */
import type { EngineerId } from "../protocol/ids.js";
import type { RoutedInteraction } from "../protocol/interactions.js";
import type { Bucket, Engineer, EngineerState } from "../protocol/organisation.js";
import { channels } from "../protocol/words.js";
import { noCounts, shareCapacity } from "./capacity.js";
import { comparingOf } from "./comparators.js";
import { profileBucket } from "./filing.js";
import type { LiveBucket, LiveEngineer, LiveInteraction } from "./live.js";
import { newLearnt } from "./learn.js";
import { INTERACTION_ORDER } from "./order.js";
import { requirementsOf } from "./requirement.js";
import { joinClass } from "./skill-index.js";
import { SortedLine } from "./sorted-line.js";
import type { World } from "./world.js";

export function newInteraction(row: RoutedInteraction): LiveInteraction {
  return {
    id: row.id,
    row,
    copiedIn: -1,
    markedIn: -1,
    pending: [],
    priority: 0,
    dueAt: 0,
    queuedAt: 0,
    line: null,
    queue: null,
    profile: null,
    chain: null,
    profiledBy: null,
    step: 0,
    isHeld: false,
    awaits: null,
    wakeAt: null,
    lookedAt: 0,
    pacedBy: null,
    pacedAt: 0,
    guess: null,
  };
}

export function newEngineer(world: World, engineer: Engineer, state: EngineerState): LiveEngineer {
  const live: LiveEngineer = {
    id: engineer.id,
    engineer,
    capacity: shareCapacity(world.capacities, engineer.capacity),
    state,
    copiedIn: -1,
    markedIn: -1,
    held: [],
    offers: [],
    counts: noCounts(),
    schedule: engineer.hours === null ? null : world.hours.schedule(engineer.hours, true),
    skillClass: world.skills.classOf(engineer.skills),
    here: 0,
    open: 0,
    openBefore: 0,
    loosenedIn: -1,
    filed: 0,
    isLoose: false,
    load: 0,
    idleAt: state.idleAt,
    direct: new SortedLine<LiveInteraction>(INTERACTION_ORDER),
  };
  joinClass(live);
  world.engineers.set(live.id, live);
  return live;
}

/** Somebody new: takes every channel, but is not here yet. */
export function newState(engineerId: EngineerId, at: number): EngineerState {
  return {
    engineerId,
    status: "offline",
    reason: null,
    channels: [...channels],
    connected: false,
    nodes: [],
    statusAt: at,
    idleAt: at,
    disconnectedAt: null,
    askedAt: null,
    today: null,
  };
}

export function newBucket(world: World, bucket: Bucket): LiveBucket {
  const comparing = comparingOf(bucket.policy.pick);
  const live: LiveBucket = {
    bucket,
    profile: world.skills.profile(requirementsOf(bucket, [])[0], comparing.prefix),
    chains: new Map(),
    comparing,
    countedBy: null,
    line: new SortedLine<LiveInteraction>(INTERACTION_ORDER),
    schedule: bucket.hours === null ? null : world.hours.schedule(bucket.hours, false),
    learnt: newLearnt(),
  };
  profileBucket(world, live);
  world.buckets.set(bucket.id, live);
  return live;
}
