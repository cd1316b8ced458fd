/**
 * R1, after every command the same: whoever may be asked for something is asked.
 *
 * Before the command nobody was waiting for somebody who was ready, so a pair that is possible now has
 * one side that changed in this turn. Those sides are the frontier: each stands there by the first
 * interaction it could lead to. The first of the frontier in the order R2 is offered to whom R7 picks,
 * and so on until the frontier is empty. What an entry could lead to only moves back while others are
 * served, so an entry is looked at again when its turn comes, not when something changes.
 */
import { fileEngineer, fileInteraction } from "./filing.js";
import type { LiveEngineer, LiveInteraction } from "./live.js";
import { makeOffer } from "./moves.js";
import { compareInteractions } from "./order.js";
import { nextFor, pickEngineer } from "./pick.js";
import { SortedLine } from "./sorted-line.js";
import type { World } from "./world.js";

interface Entry {
  readonly interaction: LiveInteraction;
  /** The engineer who changed. null: it is the interaction that did. */
  readonly engineer: LiveEngineer | null;
}

export function match(world: World): void {
  // Two entries of one interaction are equal here; nothing is ever deleted from the frontier by value.
  const frontier = new SortedLine<Entry>((a, b) =>
    compareInteractions(a.interaction, b.interaction),
  );
  for (const interaction of world.turn.dirtyInteractions) {
    if (interaction.queue !== null) frontier.add({ interaction, engineer: null });
  }
  for (const engineer of world.turn.dirtyEngineers) addNext(frontier, engineer);
  for (let entry = frontier.shift(); entry !== undefined; entry = frontier.shift()) {
    const { interaction, engineer } = entry;
    if (engineer !== null && nextFor(engineer) !== interaction) {
      addNext(frontier, engineer);
    } else if (interaction.queue !== null && offerNext(world, interaction)) {
      if (engineer === null) frontier.add(entry);
      else addNext(frontier, engineer);
    }
  }
}

function addNext(frontier: SortedLine<Entry>, engineer: LiveEngineer): void {
  const interaction = nextFor(engineer);
  if (interaction !== undefined) frontier.add({ interaction, engineer });
}

function offerNext(world: World, interaction: LiveInteraction): boolean {
  const pick = pickEngineer(world, interaction);
  if (pick === null) return false;
  makeOffer(world, interaction, pick);
  fileInteraction(world, interaction);
  fileEngineer(pick.engineer);
  return true;
}
