/**
 * Takes another router's decision over (R19): its rows as they are, its time, and nothing of its own.
 * Beside the rows everything is filed as there, so that every question has the same answer here.
 */
import type { Offer, RoutedInteraction } from "../protocol/interactions.js";
import type { EngineerState } from "../protocol/organisation.js";
import type { Told } from "../protocol/routing.js";
import { keepBucket } from "./apply-bucket.js";
import { keepEngineer } from "./apply-engineer.js";
import { passHours } from "./clock.js";
import { fileAwaiting, fileEngineers, fileInteraction, loosenEngineer } from "./filing.js";
import { learn } from "./learn.js";
import type { LiveInteraction } from "./live.js";
import { holderOf, takeOut } from "./moves.js";
import { newInteraction } from "./rows.js";
import { armWakes } from "./wake.js";
import { type World, beginTurn } from "./world.js";

export function follow(world: World, { command, decision }: Told): void {
  // The clock of whoever asked may be behind the router's, whose time the events have.
  beginTurn(world, Math.max(command.at, decision.events[0]?.at ?? 0));
  passHours(world);
  passTimers(world);
  for (const engineer of decision.engineers) keepEngineer(world, engineer);
  for (const bucket of decision.buckets) keepBucket(world, bucket);
  for (const row of decision.interactions) takeInteraction(world, row);
  for (const offer of decision.offers) takeOffer(world, offer);
  for (const state of decision.engineerStates) takeState(world, state);
  fileAll(world);
  armWakes(world);
  learn(world, command);
}

/** What waiting changed is looked at; what other timers do here is done by the rows. */
function passTimers(world: World): void {
  for (;;) {
    const timer = world.timers.first();
    if (timer === undefined || timer.at > world.turn.now) return;
    world.timers.shift();
    const live = timer.kind === "wake" ? world.interactions.get(timer.id) : undefined;
    if (live === undefined) continue;
    live.wakeAt = null;
    world.turn.dirtyInteractions.add(live);
  }
}

/** In one turn there may be one that closed, and after it another of the same name. */
function takeInteraction(world: World, row: RoutedInteraction): void {
  const live = world.interactions.get(row.id) ?? newInteraction(row);
  const before = holderOf(world, live);
  if (before !== undefined && takeOut(before.held, live)) {
    before.counts[row.channel] -= 1;
    world.turn.dirtyEngineers.add(before);
  }
  live.row = row;
  world.turn.dirtyInteractions.add(live);
  world.turn.interactions.push(live);
  if (row.state === "closed") {
    for (const offer of [...live.pending]) dropOffer(world, live, offer);
    world.interactions.delete(live.id);
    return;
  }
  world.interactions.set(live.id, live);
  const holder = holderOf(world, live);
  if (holder === undefined) return;
  holder.held.push(live);
  holder.counts[row.channel] += 1;
  world.turn.dirtyEngineers.add(holder);
}

/** Those that were made and ended in the turn come twice. */
function takeOffer(world: World, offer: Offer): void {
  const live = world.interactions.get(offer.interactionId);
  if (live === undefined) return;
  const known = world.offers.get(offer.id);
  if (known !== undefined) dropOffer(world, live, known);
  const engineer = world.engineers.get(offer.engineerId);
  if (offer.state !== "pending" || engineer === undefined) return;
  world.offers.set(offer.id, offer);
  live.pending.push(offer);
  engineer.offers.push(offer);
  engineer.counts[live.row.channel] += 1;
  world.turn.dirtyInteractions.add(live);
  world.turn.dirtyEngineers.add(engineer);
}

function dropOffer(world: World, live: LiveInteraction, offer: Offer): void {
  const engineer = world.engineers.get(offer.engineerId);
  world.offers.delete(offer.id);
  takeOut(live.pending, offer);
  world.turn.dirtyInteractions.add(live);
  if (engineer === undefined || !takeOut(engineer.offers, offer)) return;
  engineer.counts[live.row.channel] -= 1;
  world.turn.dirtyEngineers.add(engineer);
}

function takeState(world: World, state: EngineerState): void {
  const live = world.engineers.get(state.engineerId);
  if (live === undefined) return;
  live.state = state;
  world.turn.dirtyEngineers.add(live);
}

function fileAll(world: World): void {
  const { dirtyEngineers, dirtyInteractions } = world.turn;
  for (const live of dirtyInteractions) fileInteraction(world, live);
  for (const engineer of dirtyEngineers) {
    loosenEngineer(world, engineer);
    fileAwaiting(world, engineer);
  }
  fileEngineers(world);
}
