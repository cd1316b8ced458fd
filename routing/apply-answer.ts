/** An engineer answers an offer. The first answer counts; a late one is told what became of it. */
import type { CommandOf, Outcome } from "../protocol/commands.js";
import type { EngineerId } from "../protocol/ids.js";
import type { LiveInteraction } from "./live.js";
import { coolDown, endDirect, give, revokeAll, settleOffer } from "./moves.js";
import { done, refused } from "./refusals.js";
import { isCoolingDown } from "./eligibility.js";
import type { World } from "./world.js";

export function acceptOffer(world: World, command: CommandOf<"offer.accept">): Outcome {
  const { engineerId } = command;
  const offer = world.offers.get(command.offerId);
  if (offer === undefined) {
    const live = interactionOfOldOffer(world, command.offerId);
    if (live !== undefined && isHolding(live, engineerId)) return done(live.id);
    return tooLate(live);
  }
  const engineer = world.engineers.get(engineerId);
  if (offer.engineerId !== engineerId || engineer === undefined) return refused("OFFER_NOT_YOURS");
  const live = settleOffer(world, offer, "accepted");
  revokeAll(world, live, "accepted by another engineer");
  give(world, live, { engineer, offerId: offer.id });
  return done(live.id);
}

export function declineOffer(world: World, command: CommandOf<"offer.decline">): Outcome {
  const { engineerId } = command;
  const offer = world.offers.get(command.offerId);
  if (offer === undefined) {
    const live = interactionOfOldOffer(world, command.offerId);
    if (live === undefined) return refused("OFFER_UNKNOWN");
    if (isHolding(live, engineerId)) return refused("INTERACTION_STATE");
    return isCoolingDown(live.row, engineerId) ? done(live.id) : tooLate(live);
  }
  const engineer = world.engineers.get(engineerId);
  if (offer.engineerId !== engineerId || engineer === undefined) return refused("OFFER_NOT_YOURS");
  const live = settleOffer(world, offer, "declined");
  world.turn.events.push({
    type: "offer.declined",
    at: world.turn.now,
    interactionId: live.id,
    offerId: offer.id,
    engineerId,
    reason: command.reason,
  });
  endDirect(world, live);
  coolDown(world, live, engineer);
  return done(live.id);
}

function tooLate(live: LiveInteraction | undefined): Outcome {
  if (live === undefined) return refused("OFFER_UNKNOWN");
  const taken = live.row.state === "active" || live.row.state === "wrapup";
  return refused(taken ? "OFFER_TAKEN" : "OFFER_EXPIRED");
}

function isHolding({ row }: LiveInteraction, engineerId: EngineerId): boolean {
  return row.engineerId === engineerId && (row.state === "active" || row.state === "wrapup");
}

/**
 * The open interaction that an offer no longer pending was for. Read from the offer's id, because a
 * router that started a moment ago must answer as the one before it would have.
 */
function interactionOfOldOffer(world: World, offerId: string): LiveInteraction | undefined {
  const dot = offerId.lastIndexOf(".o");
  const live = dot < 0 ? undefined : world.interactions.get(offerId.slice(0, dot));
  const number = Number(offerId.slice(dot + 2));
  return live !== undefined && number >= 1 && number <= live.row.offers ? live : undefined;
}
