/** From rows to the router's memory, and back. */
import { ONE_SERVER_NODE } from "../protocol/ids.js";
import type { RoutedInteraction } from "../protocol/interactions.js";
import type { EngineerState } from "../protocol/organisation.js";
import type { RoutingState } from "../protocol/routing.js";
import { isQueued } from "./eligibility.js";
import { Bands } from "./estimate.js";
import { fileInteraction } from "./filing.js";
import { HoursClock } from "./hours.js";
import { forgetLearnt } from "./learn.js";
import { holderOf } from "./moves.js";
import { newBucket, newEngineer, newInteraction, newState } from "./rows.js";
import { SkillIndex } from "./skill-index.js";
import { SortedLine } from "./sorted-line.js";
import { compareText } from "./text.js";
import {
  TIMER_ORDER,
  chatGraceTimer,
  cooldownTimer,
  offerGraceTimer,
  offerTimer,
  wrapUpTimer,
} from "./timers.js";
import { armWake } from "./wake.js";
import { type World, newTurn } from "./world.js";

/**
 * The memory these rows stand for. Every engineer is looked at in the first turn, so whatever the rows
 * leave undone (a change of the rules between two releases, say) is done then.
 */
export function loadWorld(state: RoutingState): World {
  const world: World = {
    interactions: new Map(),
    offers: new Map(),
    engineers: new Map(),
    buckets: new Map(),
    timers: new SortedLine(TIMER_ORDER),
    skills: new SkillIndex(),
    hours: new HoursClock(),
    awaiting: new Map(),
    capacities: new Map(),
    picks: { roundRobin: 0, occupancy: 0 },
    bands: new Bands(),
    turn: newTurn(0, Math.max(state.lastAt ?? 0, latestAt(state))),
  };
  loadEngineers(world, state);
  for (const bucket of state.buckets) newBucket(world, bucket);
  for (const row of state.interactions) loadInteraction(world, row);
  loadOffers(world, state);
  for (const live of world.interactions.values()) {
    fileInteraction(world, live);
    armWake(world, live, world.turn.now);
  }
  forgetLearnt(world);
  for (const engineer of world.engineers.values()) {
    const { disconnectedAt } = engineer.state;
    if (disconnectedAt === null) continue;
    if (engineer.offers.length > 0) world.timers.add(offerGraceTimer(engineer.id, disconnectedAt));
    world.timers.add(chatGraceTimer(engineer.id, disconnectedAt));
  }
  return world;
}

/** The rows of all that is open, each kind in the order of ids. */
export function saveWorld(world: World): RoutingState {
  const engineers = inOrder(world.engineers);
  return {
    interactions: inOrder(world.interactions).map((live) => live.row),
    offers: inOrder(world.offers),
    engineers: engineers.map((live) => live.engineer),
    engineerStates: engineers.map((live) => live.state),
    buckets: inOrder(world.buckets).map((live) => live.bucket),
    lastAt: world.turn.now,
  };
}

function loadEngineers(world: World, state: RoutingState): void {
  const states = new Map(state.engineerStates.map((row) => [row.engineerId, row]));
  for (const engineer of state.engineers) {
    const known = states.get(engineer.id);
    const row = known === undefined ? newState(engineer.id, world.turn.now) : withNodes(known);
    world.turn.dirtyEngineers.add(newEngineer(world, engineer, row));
  }
}

/** A version from before several nodes wrote it, and knew only whether they are connected. */
function withNodes(row: EngineerState): EngineerState {
  if (row.connected === row.nodes.length > 0) return row;
  return { ...row, nodes: row.connected ? [ONE_SERVER_NODE] : [] };
}

function loadInteraction(world: World, row: RoutedInteraction): void {
  if (row.state === "closed") return;
  const live = newInteraction(row);
  world.interactions.set(row.id, live);
  for (const cooldown of row.cooldowns) world.timers.add(cooldownTimer(row.id, cooldown));
  if (row.state === "wrapup" && row.wrapUpEndsAt !== null) {
    world.timers.add(wrapUpTimer(row.id, row.wrapUpEndsAt));
  }
  const holder = holderOf(world, live);
  if (holder === undefined) return;
  holder.held.push(live);
  holder.counts[row.channel] += 1;
}

function loadOffers(world: World, state: RoutingState): void {
  const pending = state.offers.filter((offer) => offer.state === "pending");
  for (const offer of pending.sort((a, b) => numberOf(a.id) - numberOf(b.id))) {
    const live = world.interactions.get(offer.interactionId);
    const engineer = world.engineers.get(offer.engineerId);
    if (live === undefined || engineer === undefined || !isQueued(live.row)) continue;
    live.pending.push(offer);
    world.offers.set(offer.id, offer);
    engineer.offers.push(offer);
    engineer.counts[live.row.channel] += 1;
    world.timers.add(offerTimer(offer));
  }
}

function numberOf(offerId: string): number {
  return Number(offerId.slice(offerId.lastIndexOf(".o") + 2));
}

/** The latest moment the rows know of: time has come at least so far. */
function latestAt(state: RoutingState): number {
  let at = 0;
  for (const row of state.engineerStates) {
    at = Math.max(at, row.statusAt, row.idleAt, row.disconnectedAt ?? 0);
  }
  for (const row of state.interactions) {
    at = Math.max(
      at,
      row.startedAt,
      row.enteredAt ?? row.queuedAt ?? 0,
      row.answeredAt ?? 0,
      row.endedAt ?? 0,
    );
  }
  for (const offer of state.offers) at = Math.max(at, offer.offeredAt);
  return at;
}

function inOrder<T>(things: ReadonlyMap<string, T>): T[] {
  return [...things].sort(([a], [b]) => compareText(a, b)).map(([, thing]) => thing);
}
