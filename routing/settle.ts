/**
 * After the rows have changed: takes back the offers that are allowed no longer, and looks again
 * at what changed. Then the match can run.
 */
import type { Offer } from "../protocol/interactions.js";
import { hasRoom, isOver } from "./capacity.js";
import { DISCONNECTED, absence, isMeantFor } from "./eligibility.js";
import { fileInteraction, loosenEngineer } from "./filing.js";
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
  for (const engineer of dirtyEngineers) loosenEngineer(world, engineer);
}

/** In the order of the offers' ids, so that the same turn always tells the same story. */
function revokeLost(world: World): void {
  const { dirtyEngineers, dirtyInteractions } = world.turn;
  const lost = new Map<Offer, string>();
  const look = (offer: Offer): void => {
    const why = whyLost(world, offer);
    if (why !== null) lost.set(offer, why);
  };
  for (const engineer of dirtyEngineers) for (const offer of engineer.offers.values()) look(offer);
  for (const live of dirtyInteractions) for (const offer of live.pending) look(offer);
  if (lost.size === 0) return;
  const inOrder = [...lost].sort(([a], [b]) => compareText(a.id, b.id));
  for (const [offer, why] of inOrder) revokeOffer(world, offer, why);
}

/** Why an offer that was made may not stand. null: it may. A short disconnection is forgiven. */
function whyLost(world: World, offer: Offer): string | null {
  const live = interactionOf(world, offer);
  const engineer = world.engineers.get(offer.engineerId);
  if (engineer === undefined) return "engineer is archived";
  const absent = absence(engineer, live.row.channel);
  if (absent !== null && !(absent === DISCONNECTED && mayComeBack(world, engineer))) return absent;
  return isMeantFor(live, engineer) ? null : "engineer's skills do not fit any more";
}

function mayComeBack({ turn }: World, { state }: LiveEngineer): boolean {
  return state.disconnectedAt !== null && turn.now < state.disconnectedAt + OFFER_GRACE_MS;
}

/**
 * R3 after capacity shrank, or a supervisor went over it: offers stay, the most urgent first, as long as
 * they fit beside what was accepted.
 */
function revokeOverCapacity(world: World): void {
  const over = [...world.turn.dirtyEngineers].filter(
    ({ engineer, offers, counts }) => offers.size > 0 && isOver(engineer.capacity, counts),
  );
  for (const { engineer, offers, counts } of over.sort((a, b) => compareText(a.id, b.id))) {
    const live = (offer: Offer): LiveInteraction => interactionOf(world, offer);
    const inOrder = [...offers.values()].sort((a, b) => compareInteractions(live(a), live(b)));
    const kept = { ...counts };
    for (const offer of inOrder) kept[live(offer).row.channel] -= 1;
    for (const offer of inOrder) {
      const { channel } = live(offer).row;
      if (hasRoom(engineer.capacity, kept, channel)) kept[channel] += 1;
      else revokeOffer(world, offer, "engineer has no room");
    }
  }
}
