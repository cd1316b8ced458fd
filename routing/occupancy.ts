/**
 * How much of today an engineer was busy, and when they were last asked. Both are kept in the rows only
 * while a bucket picks by them, because they change a row at every turn of theirs.
 */
import type { Bucket, EngineerState } from "../protocol/organisation.js";
import type { LiveEngineer } from "./live.js";
import { type World, editState } from "./world.js";

const DAY_MS = 86_400_000;

type Today = NonNullable<EngineerState["today"]>;

/** R7: the share of today busy, of the time available or busy. 0: neither yet. */
export function busyShare(live: LiveEngineer, now: number): number {
  const { busyMs, hereMs } = countedTo(live, now);
  return hereMs === 0 ? 0 : busyMs / hereMs;
}

/** Called before the status changes, or whether they hold anything: what was until now is counted. */
export function countToday(world: World, live: LiveEngineer): void {
  if (world.picks.occupancy === 0) return;
  const { now } = world.turn;
  if (live.state.today?.countedAt === now) return;
  editState(world, live).today = countedTo(live, now);
}

/** Somebody is asked for something. */
export function noteAsked(world: World, live: LiveEngineer): void {
  if (world.picks.roundRobin > 0) editState(world, live).askedAt = world.turn.now;
}

/** Another bucket row is in force. The time while nobody picks by occupancy is not counted. */
export function countPicks(world: World, before: Bucket | null, after: Bucket): void {
  const { picks } = world;
  const counted = picks.occupancy > 0;
  const count = (by: "roundRobin" | "occupancy"): number =>
    Number(after.policy.pick.includes(by)) - Number(before?.policy.pick.includes(by) === true);
  picks.roundRobin += count("roundRobin");
  const difference = count("occupancy");
  // Rows that are loaded say themselves up to when they are counted.
  const isEdit = world.turn.number > 0;
  if (isEdit && counted && picks.occupancy + difference === 0) {
    for (const live of world.engineers.values()) countToday(world, live);
  }
  picks.occupancy += difference;
  if (isEdit && !counted && picks.occupancy > 0) {
    for (const live of world.engineers.values()) resumeToday(world, live);
  }
}

function resumeToday(world: World, live: LiveEngineer): void {
  const start = startOf(world.turn.now);
  const { today } = live.state;
  const before = today?.day === start.day ? today : start;
  editState(world, live).today = { ...start, busyMs: before.busyMs, hereMs: before.hereMs };
}

function startOf(now: number): Today {
  return { day: Math.floor(now / DAY_MS), busyMs: 0, hereMs: 0, countedAt: now };
}

/** Busy: holds something. Here: that, or available. What was before midnight is of another day. */
function countedTo({ state, held }: LiveEngineer, now: number): Today {
  const { today } = state;
  const start = startOf(now);
  if (today === null) return start;
  const before = today.day === start.day ? today : { busyMs: 0, hereMs: 0 };
  const elapsed = Math.max(0, now - Math.max(today.countedAt, start.day * DAY_MS));
  const isBusy = held.length > 0;
  const isHere = isBusy || state.status === "available";
  return {
    ...start,
    busyMs: before.busyMs + (isBusy ? elapsed : 0),
    hereMs: before.hereMs + (isHere ? elapsed : 0),
  };
}
