/** R4: an engineer takes one that waits, of their own accord. */
import type { CommandOf, Outcome } from "../protocol/commands.js";
import { hasRoom } from "./capacity.js";
import { isMeantFor, isQueued } from "./eligibility.js";
import { fileInteraction } from "./filing.js";
import { give, holderOf, revokeAll, settleOffer } from "./moves.js";
import { done, refused } from "./refusals.js";
import type { World } from "./world.js";

/** A cool-down, hours, presence and another's turn do not stand in the way: nobody is being asked. */
export function pullInteraction(world: World, command: CommandOf<"interaction.pull">): Outcome {
  const live = world.interactions.get(command.interactionId);
  if (live === undefined) return refused("INTERACTION_UNKNOWN");
  const engineer = world.engineers.get(command.engineerId);
  if (engineer === undefined) return refused("ENGINEER_UNKNOWN");
  const holder = holderOf(world, live);
  if (holder === engineer) return done(live.id);
  if (holder !== undefined) return refused("OFFER_TAKEN");
  if (!isQueued(live.row)) return refused("INTERACTION_STATE");
  if (engineer.engineer.archived || !engineer.state.connected) return refused("ENGINEER_AWAY");
  const { directTo } = live.row;
  if (directTo !== null && directTo !== engineer.id) return refused("INTERACTION_NOT_YOURS");
  // The step in force may have changed in this very turn.
  fileInteraction(world, live);
  if (!isMeantFor(live, engineer)) return refused("SKILLS_MISSING");
  const mine = live.pending.find((offer) => offer.engineerId === engineer.id);
  const { capacity } = engineer;
  if (mine === undefined && !hasRoom(capacity, engineer.counts, live.row.channel)) {
    return refused("ENGINEER_FULL");
  }
  if (mine !== undefined) settleOffer(world, mine, "accepted");
  revokeAll(world, live, "taken by an engineer");
  world.turn.events.push({
    type: "interaction.pulled",
    at: world.turn.now,
    interactionId: live.id,
    engineerId: engineer.id,
  });
  give(world, live, { engineer, offerId: mine?.id ?? null });
  return done(live.id);
}
