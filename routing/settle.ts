/**
 * After the rows have changed: takes back the offers that are allowed no longer, and looks again
 * at what changed. Then the match can run.
 */
import type { Offer } from "../protocol/interactions.js";
import type { Channel } from "../protocol/words.js";
import { fitsBeside, isOver, noCounts } from "./capacity.js";
import { type Absence, absence, isMeantFor } from "./eligibility.js";
import { fileAwaiting, fileInteraction, loosenEngineer } from "./filing.js";
import { OFFER_GRACE_MS } from "./limits.js";
import type { LiveEngineer, LiveInteraction } from "./live.js";
import { interactionOf, revokeOffer } from "./moves.js";
import { compareInteractions } from "./order.js";
import { compareText } from "./text.js";
import type { World } from "./world.js";

export function settle(world: World): void {
  const { dirtyEngineers, dirtyInteractions } = world.turn;
  for (const live of dirtyInteractions) fileInteraction(world, live);
  const revoked = world.turn.offers.length;
  revokeLost(world);
  revokeOverCapacity(world);
  if (world.turn.offers.length > revoked) {
    for (const live of dirtyInteractions) fileInteraction(world, live);
  }
  for (const engineer of dirtyEngineers) {
    loosenEngineer(world, engineer);
    fileAwaiting(world, engineer);
  }
}

/** As the journal has them. */
const ABSENT: Readonly<Record<Absence, string>> = {
  archived: "engineer is archived",
  not_responding: "engineer is not responding",
  not_available: "engineer is not available",
  channel_off: "engineer does not take this channel",
  outside_hours: "outside the engineer's hours",
  disconnected: "engineer disconnected",
};

interface Lost {
  readonly offer: Offer;
  readonly why: string;
}

/** In the order of the offers' ids, so that the same turn always tells the same story. */
function revokeLost(world: World): void {
  const { dirtyEngineers, dirtyInteractions } = world.turn;
  const lost: Lost[] = [];
  for (const { offers } of dirtyEngineers) addLost(world, offers, lost);
  for (const { pending } of dirtyInteractions) addLost(world, pending, lost);
  if (lost.length === 0) return;
  lost.sort((a, b) => compareText(a.offer.id, b.offer.id));
  // One that changed on both sides is there twice.
  for (const { offer, why } of lost) if (world.offers.has(offer.id)) revokeOffer(world, offer, why);
}

function addLost(world: World, offers: readonly Offer[], lost: Lost[]): void {
  for (const offer of offers) {
    const why = whyLost(world, offer);
    if (why !== null) lost.push({ offer, why });
  }
}

/** Why an offer that was made may not stand. null: it may. A short disconnection is forgiven. */
function whyLost(world: World, offer: Offer): string | null {
  const live = interactionOf(world, offer);
  const engineer = world.engineers.get(offer.engineerId);
  if (engineer === undefined) return "engineer is archived";
  const absent = absence(engineer, live.row.channel);
  if (absent !== null && !(absent === "disconnected" && mayComeBack(world, engineer))) {
    return ABSENT[absent];
  }
  if (!isMeantFor(live, engineer)) return "engineer's skills do not fit any more";
  return isBlocked(engineer, live.row.channel) ? "blocked by other work" : null;
}

function mayComeBack({ turn }: World, { state }: LiveEngineer): boolean {
  return state.disconnectedAt !== null && turn.now < state.disconnectedAt + OFFER_GRACE_MS;
}

/**
 * R3 after capacity shrank, or a supervisor went over it: offers stay, the most urgent first, as long as
 * they fit beside what was accepted.
 */
function revokeOverCapacity(world: World): void {
  const over: LiveEngineer[] = [];
  for (const one of world.turn.dirtyEngineers) {
    if (one.offers.length > 0 && isOver(one.capacity, one.counts)) over.push(one);
  }
  if (over.length === 0) return;
  const live = (offer: Offer): LiveInteraction => interactionOf(world, offer);
  for (const { capacity, offers, held } of over.sort((a, b) => compareText(a.id, b.id))) {
    const inOrder = [...offers].sort((a, b) => compareInteractions(live(a), live(b)));
    const kept = noCounts();
    for (const { row } of held) kept[row.channel] += 1;
    for (const offer of inOrder) {
      const { channel } = live(offer).row;
      if (fitsBeside(capacity, kept, channel)) kept[channel] += 1;
      else revokeOffer(world, offer, "engineer has no room");
    }
  }
}

/** R11: something they accepted does not let this channel be offered. */
function isBlocked({ capacity, held }: LiveEngineer, channel: Channel): boolean {
  return held.some(({ row }) => capacity.blocks[row.channel].includes(channel));
}
