/**
 * The few things that can happen to an interaction, whatever the command behind them. Each keeps the
 * rows, the engineer's hands, the timers and the events together; none decides who is asked next.
 */
import type { OfferId } from "../protocol/ids.js";
import type { Offer } from "../protocol/interactions.js";
import type { EngineerState } from "../protocol/organisation.js";
import type { InteractionOutcome } from "../protocol/words.js";
import type { OfferWhy } from "../protocol/why.js";
import { assert } from "./assert.js";
import { hasRoom } from "./capacity.js";
import { endedOffer } from "./copies.js";
import { isQueued } from "./eligibility.js";
import { waitedSeconds } from "./due.js";
import type { LiveEngineer, LiveInteraction } from "./live.js";
import { countToday, noteAsked } from "./occupancy.js";
import { cooldownTimer, offerTimer, wrapUpTimer } from "./timers.js";
import { type World, bucketOf, edit, editState } from "./world.js";

/** Holds the interaction for the engineer until they answer or the offer expires. */
export function makeOffer(
  world: World,
  live: LiveInteraction,
  to: { readonly engineer: LiveEngineer; readonly because: string; readonly why: OfferWhy },
): void {
  const { now } = world.turn;
  const { engineer } = to;
  const { bucket } = bucketOf(world, live.row);
  const { channel } = live.row;
  assert(hasRoom(engineer.capacity, engineer.counts, channel), "R3: no room", engineer.id);
  assert(live.pending.length < bucket.broadcast, "R4: offered to too many", live.id);
  const row = edit(world, live);
  row.offers += 1;
  row.state = "offered";
  const offer: Offer = {
    // Made of an id that was checked and a number; parsing it again would cost more than the match.
    id: `${live.id}.o${String(row.offers)}` as OfferId,
    interactionId: live.id,
    engineerId: engineer.id,
    offeredAt: now,
    expiresAt: now + bucket.offerSeconds[channel] * 1000,
    state: "pending",
    because: to.because,
  };
  live.pending.push(offer);
  world.offers.set(offer.id, offer);
  engineer.offers.push(offer);
  engineer.counts[channel] += 1;
  world.turn.offers.push(offer);
  world.timers.add(offerTimer(offer));
  world.turn.events.push({
    type: "interaction.offered",
    at: now,
    interactionId: live.id,
    offerId: offer.id,
    engineerId: engineer.id,
    expiresAt: offer.expiresAt,
    because: offer.because,
    why: to.why,
  });
  noteAsked(world, engineer);
}

/** Ends a pending offer; the interaction is back in its place when it was the last one (R5). */
export function settleOffer(
  world: World,
  offer: Offer,
  state: Exclude<Offer["state"], "pending">,
): LiveInteraction {
  const live = interactionOf(world, offer);
  const engineer = world.engineers.get(offer.engineerId);
  world.offers.delete(offer.id);
  world.timers.delete(offerTimer(offer));
  takeOut(live.pending, offer);
  if (engineer !== undefined && takeOut(engineer.offers, offer)) {
    engineer.counts[live.row.channel] -= 1;
    world.turn.dirtyEngineers.add(engineer);
  }
  if (live.pending.length === 0) edit(world, live).state = "waiting";
  world.turn.dirtyInteractions.add(live);
  world.turn.offers.push(endedOffer(offer, state));
  return live;
}

export function revokeOffer(world: World, offer: Offer, because: string): void {
  settleOffer(world, offer, "revoked");
  world.turn.events.push({
    type: "offer.revoked",
    at: world.turn.now,
    interactionId: offer.interactionId,
    offerId: offer.id,
    engineerId: offer.engineerId,
    because,
  });
}

export function revokeAll(world: World, live: LiveInteraction, because: string): void {
  for (const offer of [...live.pending]) revokeOffer(world, offer, because);
}

/** The engineer has it now. `offerId` null: a supervisor gave it to them. */
export function give(
  world: World,
  live: LiveInteraction,
  to: { readonly engineer: LiveEngineer; readonly offerId: OfferId | null },
): void {
  const { now } = world.turn;
  assert(live.row.state === "waiting", "R4: somebody has it already", live.id);
  const waited = waitedSeconds(world, live.row);
  endDirect(world, live);
  const row = edit(world, live);
  row.state = "active";
  row.engineerId = to.engineer.id;
  row.answeredAt ??= now;
  countToday(world, to.engineer);
  to.engineer.held.push(live);
  to.engineer.counts[row.channel] += 1;
  world.turn.dirtyEngineers.add(to.engineer);
  world.turn.events.push({
    type: "interaction.accepted",
    at: now,
    interactionId: live.id,
    offerId: to.offerId,
    engineerId: to.engineer.id,
    waitedSeconds: waited,
  });
}

/** It was handed to a person and is its bucket's again. */
export function endDirect(world: World, live: LiveInteraction): void {
  const row = edit(world, live);
  row.directTo = null;
  row.directUntilAt = null;
}

/** Takes an active interaction out of its engineer's hands: back to its place. */
export function takeBack(world: World, live: LiveInteraction): void {
  const holder = holderOf(world, live);
  if (holder !== undefined) letGo(world, live, holder);
  const row = edit(world, live);
  row.state = "waiting";
}

export function requeue(world: World, live: LiveInteraction, because: string): void {
  takeBack(world, live);
  world.turn.events.push({
    type: "interaction.requeued",
    at: world.turn.now,
    interactionId: live.id,
    bucketId: bucketOf(world, live.row).bucket.id,
    because,
  });
}

/** The contact is over and forgotten after this turn; its row is handed out once more. */
export function close(world: World, live: LiveInteraction): void {
  const { now } = world.turn;
  const holder = holderOf(world, live);
  if (holder !== undefined) letGo(world, live, holder);
  const row = edit(world, live);
  if (row.wrapUpEndsAt !== null) world.timers.delete(wrapUpTimer(live.id, row.wrapUpEndsAt));
  for (const cooldown of row.cooldowns) world.timers.delete(cooldownTimer(live.id, cooldown));
  row.state = "closed";
  row.endedAt ??= now;
  row.closedAt = now;
  row.cooldowns = [];
  world.interactions.delete(live.id);
}

/** Ends the contact; what follows (wrap-up, or nothing) is the caller's. */
export function endContact(
  world: World,
  live: LiveInteraction,
  how: { readonly by: "customer" | "engineer" | "menu" | "system"; outcome: InteractionOutcome },
): void {
  const { now } = world.turn;
  const gaveUp = isQueued(live.row);
  const row = edit(world, live);
  row.outcome = how.outcome;
  row.endedAt = now;
  world.turn.events.push({
    type: "interaction.ended",
    at: now,
    interactionId: live.id,
    by: how.by,
    outcome: how.outcome,
    engineerId: gaveUp ? null : row.engineerId,
    ...(gaveUp && { waitedSeconds: waitedSeconds(world, row) }),
  });
}

/** R5: the engineer is not asked for this interaction again for a while. */
export function coolDown(world: World, live: LiveInteraction, engineer: LiveEngineer): void {
  warm(world, live, engineer);
  const { cooldownSeconds } = bucketOf(world, live.row).bucket.policy;
  const untilAt = world.turn.now + cooldownSeconds * 1000;
  const cooldown = { engineerId: engineer.id, untilAt };
  const row = edit(world, live);
  row.cooldowns = [...row.cooldowns, cooldown];
  world.timers.add(cooldownTimer(live.id, cooldown));
}

/** Ends the engineer's cool-down for this interaction, if there is one. */
export function warm(world: World, live: LiveInteraction, engineer: LiveEngineer): void {
  const cooldown = live.row.cooldowns.find(({ engineerId }) => engineerId === engineer.id);
  if (cooldown === undefined) return;
  world.timers.delete(cooldownTimer(live.id, cooldown));
  const row = edit(world, live);
  row.cooldowns = row.cooldowns.filter((one) => one !== cooldown);
}

/** RONA: out until they say themselves that they are back. */
export function stopResponding(world: World, engineer: LiveEngineer): void {
  if (engineer.state.status !== "available") return;
  setPresence(world, engineer, { status: "not_responding", reason: null, forcedBy: null });
}

export function setPresence(
  world: World,
  engineer: LiveEngineer,
  to: Pick<EngineerState, "status" | "reason"> & { readonly forcedBy: string | null },
): void {
  const { now } = world.turn;
  if (engineer.state.status !== to.status) countToday(world, engineer);
  const state = editState(world, engineer);
  if (state.status !== to.status) {
    state.statusAt = now;
    if (to.status === "available" && engineer.held.length === 0) state.idleAt = now;
  }
  state.status = to.status;
  state.reason = to.reason;
  world.turn.events.push({
    type: "presence.changed",
    at: now,
    engineerId: engineer.id,
    status: state.status,
    reason: state.reason,
    channels: state.channels,
    forcedBy: to.forcedBy,
  });
}

/** Who has it: active or in wrap-up. */
export function holderOf(world: World, { row }: LiveInteraction): LiveEngineer | undefined {
  if (row.engineerId === null || (row.state !== "active" && row.state !== "wrapup")) {
    return undefined;
  }
  return world.engineers.get(row.engineerId);
}

export function interactionOf(world: World, offer: Offer): LiveInteraction {
  const live = world.interactions.get(offer.interactionId);
  if (live === undefined) throw new Error(`${offer.id} offers an interaction that does not exist`);
  return live;
}

/** false: it was not in the list. The others keep their order. */
export function takeOut<T>(list: T[], thing: T): boolean {
  const at = list.indexOf(thing);
  if (at < 0) return false;
  if (at === list.length - 1) list.pop();
  else list.splice(at, 1);
  return true;
}

function letGo(world: World, live: LiveInteraction, holder: LiveEngineer): void {
  if (!holder.held.includes(live)) return;
  countToday(world, holder);
  takeOut(holder.held, live);
  holder.counts[live.row.channel] -= 1;
  world.turn.dirtyEngineers.add(holder);
  if (holder.held.length === 0) editState(world, holder).idleAt = world.turn.now;
}
