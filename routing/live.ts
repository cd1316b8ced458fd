/**
 * The shapes of the router's memory: rows as the store keeps them, and beside each what is needed to
 * find it fast.
 *
 * Rows are copied before the first change of a turn, so a row that was handed out never changes. What
 * hangs beside the rows is only ever derived from them.
 */
import type { EngineerId, InteractionId } from "../protocol/ids.js";
import type { Offer, RoutedInteraction } from "../protocol/interactions.js";
import type { Bucket, Capacity, Engineer, EngineerState } from "../protocol/organisation.js";
import type { Comparator } from "../protocol/policy.js";
import type { Channel } from "../protocol/words.js";
import type { Counts } from "./capacity.js";
import type { Guess, Pace } from "./estimate.js";
import type { Schedule } from "./hours.js";
import type { ReadyBits } from "./ready-bits.js";
import type { Requirement, Requirements } from "./requirement.js";
import type { SkillComparator } from "./skill-values.js";
import type { SortedLine } from "./sorted-line.js";

export interface LiveInteraction {
  readonly id: InteractionId;
  row: RoutedInteraction;
  /** The turn that copied `row`; its further changes go into the same copy. */
  copiedIn: number;
  /** The turn that marked it last as changed. */
  markedIn: number;
  /** Pending offers, earliest first. More than one only when its bucket broadcasts. */
  readonly pending: Offer[];

  // Where it is filed and by which values; `filing.ts` keeps these true.
  priority: number;
  dueAt: number;
  queuedAt: number;
  /** Everybody in its bucket who has not been answered. null: not in a queue. */
  line: SortedLine<LiveInteraction> | null;
  /** Those that want an engineer and need the same. null: wants none now. */
  queue: SortedLine<LiveInteraction> | null;
  /** What it takes to serve it at the step in force. null: in the menu, or closed. */
  profile: Profile | null;
  /** The same for all steps, and the bucket row that they were made from. */
  chain: Chain | null;
  profiledBy: Bucket | null;
  /** Relaxation steps in force. */
  step: number;
  /** R7: it waits for its last engineer alone, who is here and has no room. */
  isHeld: boolean;
  /** The last engineer, while it might be held for them. */
  awaits: string | null;

  /** When its timer rings; `wake.ts` keeps it. null: it has none. */
  wakeAt: number | null;
  /** What waiting changes up to here was dealt with. */
  lookedAt: number;

  // For estimates; `learn.ts` keeps these true.
  /** The line in which it stands. null: in none. */
  pacedBy: PaceLine | null;
  /** Since when, and what was expected then. null: too little was known. */
  pacedAt: number;
  guess: Guess | null;
}

export interface LiveEngineer {
  readonly id: EngineerId;
  engineer: Engineer;
  /** Of `engineer`, as one object for all who have the same. */
  capacity: Capacity;
  state: EngineerState;
  /** The turn that copied `state`. */
  copiedIn: number;
  /** The turn that marked them last as changed. */
  markedIn: number;
  // Lists, because nobody holds more than some dozens, and two maps an engineer are much memory.
  /** Active and in wrap-up. */
  readonly held: LiveInteraction[];
  /** Pending. */
  readonly offers: Offer[];
  /** Of `held` and `offers` together. */
  readonly counts: Counts;
  /** null: no hours, always open. */
  schedule: Schedule | null;

  // As last looked at, and by which values they are filed; `filing.ts` keeps these true.
  /** Bits of the channels they are here for, with room or without (R8). */
  here: number;
  skillClass: SkillClass;
  /** Bits of the channels on which they may get an offer now. */
  open: number;
  /** What `open` was before the turn `loosenedIn`. */
  openBefore: number;
  loosenedIn: number;
  /** Bits of the channels on which they stand among those who are ready. */
  filed: number;
  /** Changed in this turn and not filed again yet; the match looks at the few of these one by one. */
  isLoose: boolean;
  /** Units in hand. */
  load: number;
  idleAt: number;
  /** What was handed to them personally and wants them. */
  readonly direct: SortedLine<LiveInteraction>;
}

export interface LiveBucket {
  bucket: Bucket;
  /** What its own skills and policy need at first. */
  profile: Profile;
  /** What interactions in it need, by the skills of their own. */
  chains: Map<string, Chain>;
  comparing: Comparing;
  /** The row that is counted in demand and among `picks`. null: none yet. */
  countedBy: Bucket | null;
  /** Waiting and offered, in the order R2. */
  readonly line: SortedLine<LiveInteraction>;
  /** null: no hours, always open. */
  schedule: Schedule | null;
  /** What was learnt here since the start, for estimates. */
  learnt: Learnt;
}

/** What those of one bucket with the same skills of their own need, relaxation step by step. */
export interface Chain {
  /** Stands for the skills of their own. */
  readonly key: string;
  readonly requirements: Requirements;
  /** Made when they are first needed. */
  readonly profiles: (Profile | undefined)[];
  /** The lines of those who wait for it, since the first of each. */
  readonly lines: Record<Channel, PaceLine | null>;
}

/**
 * One requirement, and the comparators of skills that come first. Interactions that need the same share
 * it, whatever their bucket.
 */
export interface Profile {
  readonly requirement: Requirement;
  readonly prefix: readonly SkillComparator[];
  /** Skills of any alternative. */
  readonly required: readonly string[];
  /** Skills of every alternative: whoever fits has them. */
  readonly common: readonly string[];
  /** Skills of some alternatives, and preferred ones: whoever fits may have them. */
  readonly possible: readonly string[];
  /** Engineers who are not archived and whose skills suffice. */
  fits: number;
  /** How many of these are here, by channel. */
  readonly here: Counts;
  /** Best skills first. */
  readonly groups: Group[];
  /** How many of these have somebody who may be asked, by channel. */
  readonly readyGroups: Counts;
  /** Interactions that want an engineer, in the order R2. */
  readonly waiting: Record<Channel, SortedLine<LiveInteraction>>;
  /** The number of the first of `waiting` among the heads of queues; the others follow it. */
  readonly heads: number;
  /** Open buckets and open interactions that need it. At 0 its skills are not in demand for it. */
  users: number;
}

/** All classes that serve one profile equally well. */
export interface Group {
  readonly profile: Profile;
  /** How well its classes can do the work: a number for each of the profile's `prefix`, smaller better. */
  readonly values: readonly number[];
  /** Engineers of its classes who are not archived, by id. */
  readonly members: LiveEngineer[];
  /** A hole where a class went away; the numbers of the holes are in `holes`. */
  readonly classes: (SkillClass | undefined)[];
  readonly holes: number[];
  /** Which of `classes` have an engineer who may be asked. */
  readonly ready: Record<Channel, ReadyBits>;
}

/** All engineers with the same skills at the same levels. */
export interface SkillClass {
  readonly key: string;
  readonly skills: ReadonlyMap<string, number>;
  readonly engineers: Set<LiveEngineer>;
  /** Engineers who may be asked, idle longest first. */
  readonly ready: Record<Channel, SortedLine<LiveEngineer>>;
  /** The groups it is in, and its place in each. */
  readonly groups: Group[];
  readonly slots: number[];
  /** `heads` of the profile of each group. */
  readonly heads: number[];
  /** How many of its skills are in demand, as counted at version `countedAt` of the demand. */
  inDemand: number;
  countedAt: number;
}

/** One who could be asked, with what their skills are worth: a value for each that `prefix` names. */
export interface Candidate {
  readonly engineer: LiveEngineer;
  readonly values: readonly number[];
}

/** Which skills are in demand: what the skill index knows. */
interface Demand {
  scarce(skillClass: SkillClass, profile: Profile): number;
}

/** What an engineer is compared for. */
export interface Question {
  readonly row: RoutedInteraction;
  readonly profile: Profile;
  readonly skills: Demand;
  readonly now: number;
}

/** Smaller is better. */
export type Key = (question: Question, candidate: Candidate) => number;

/** A bucket's list of comparators, ready to be used. */
export interface Comparing {
  readonly by: Comparator[];
  /** In the order of `by`; `idle` is two of them. */
  readonly keys: readonly Key[];
  /** Which comparator each of `keys` belongs to. */
  readonly names: readonly Comparator[];
  /** The comparators by which groups are sorted: those of skills that begin the list, after `last`. */
  readonly prefix: readonly SkillComparator[];
  /** Whether whoever had the customer last counts. */
  readonly asksLast: boolean;
  /** Within engineers of the same skills, those idle longest are the best: nobody else need be looked at. */
  readonly isByIdle: boolean;
}

/** A line of those who wait, for estimates: one bucket, one channel, the same skills of their own. */
export interface PaceLine {
  readonly pace: Pace;
  /** Those who stand in it; `filing.ts` moves whoever has another place. */
  readonly line: SortedLine<LiveInteraction>;
  readonly bucket: LiveBucket;
  readonly channel: Channel;
  /** As the bucket's row makes it now. */
  chain: Chain;
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

/** A set of channels is a number: the sum of these. */
export const CHANNEL_BIT: Readonly<Record<Channel, number>> = {
  voice: 1,
  chat: 2,
  email: 4,
};

export function eachChannel<T>(make: () => T): Record<Channel, T> {
  return { voice: make(), chat: make(), email: make() };
}
