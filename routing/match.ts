/**
 * R1, after every command the same: whoever may be asked for something is asked.
 *
 * Before the command nobody was waiting for somebody who was ready, so a pair that is possible now has
 * one side that changed in this turn. Those sides are the frontier: each stands there by the first
 * interaction it could lead to. The first of the frontier in the order R2 is offered to whom R7 picks,
 * and so on until the frontier is empty. What an entry could lead to only moves back while others are
 * served, so an entry is looked at again when its turn comes, not when something changes.
 */
import { channels } from "../protocol/words.js";
import { hasReady, pickEngineer } from "./choose.js";
import { fileAwaiting, fileEngineers, fileInteraction, loosenEngineer } from "./filing.js";
import type { LiveEngineer, LiveInteraction } from "./live.js";
import { makeOffer } from "./moves.js";
import { compareInteractions } from "./order.js";
import { nextDirect, nextFor } from "./pick.js";
import { SortedLine } from "./sorted-line.js";
import type { World } from "./world.js";

/**
 * When more engineers than this changed, hours turned or everybody is new. They would stand in each
 * other's way at the same few interactions, so the frontier is then made of the queues.
 */
const LOOSE_MAX = 8;

interface Entry {
  readonly interaction: LiveInteraction;
  /** What to look at next when this is dealt with. null: the interaction itself changed. */
  readonly from: LiveEngineer | SortedLine<LiveInteraction> | null;
}

/** Entries in the order R2, the first of them last. Most turns have one or none. */
class Frontier {
  readonly #entries: Entry[] = [];

  add(entry: Entry): void {
    const entries = this.#entries;
    let low = 0;
    let high = entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const there = entries[middle];
      if (there !== undefined && compareInteractions(there.interaction, entry.interaction) > 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    if (low === entries.length) entries.push(entry);
    else entries.splice(low, 0, entry);
  }

  shift(): Entry | undefined {
    return this.#entries.pop();
  }
}

export function match(world: World): void {
  const { dirtyInteractions, loose } = world.turn;
  if (loose.length === 0 && !wantSomebody(dirtyInteractions)) return;
  const frontier = new Frontier();
  for (const interaction of dirtyInteractions) {
    if (interaction.queue !== null) frontier.add({ interaction, from: null });
  }
  if (loose.length > LOOSE_MAX) matchMany(world, frontier);
  else matchFew(world, frontier);
  fileEngineers(world);
}

/** Most turns leave nothing to match: whoever accepts or ends something has no room for more by it. */
function wantSomebody(interactions: Iterable<LiveInteraction>): boolean {
  for (const { queue } of interactions) if (queue !== null) return true;
  return false;
}

function matchFew(world: World, frontier: Frontier): void {
  const addNext = (engineer: LiveEngineer): void => {
    const interaction = nextFor(world, engineer);
    if (interaction !== undefined) frontier.add({ interaction, from: engineer });
  };
  world.turn.loose.forEach(addNext);
  for (let entry = frontier.shift(); entry !== undefined; entry = frontier.shift()) {
    const { interaction, from } = entry;
    const engineer = from instanceof SortedLine ? null : from;
    if (engineer !== null && nextFor(world, engineer) !== interaction) {
      addNext(engineer);
    } else if (interaction.queue !== null && offerNext(world, interaction)) {
      if (engineer === null) frontier.add(entry);
      else addNext(engineer);
    }
  }
}

/** Everybody is filed, before and after each offer, and each queue is walked through once. */
function matchMany(world: World, frontier: Frontier): void {
  const addDirect = (engineer: LiveEngineer): void => {
    const interaction = nextDirect(engineer);
    if (interaction !== undefined) frontier.add({ interaction, from: engineer });
  };
  world.turn.loose.forEach(addDirect);
  fileEngineers(world);
  for (const { waiting } of world.skills.profiles()) {
    for (const channel of channels) {
      const interaction = waiting[channel].first();
      if (interaction !== undefined) frontier.add({ interaction, from: waiting[channel] });
    }
  }
  for (let entry = frontier.shift(); entry !== undefined; entry = frontier.shift()) {
    const { interaction, from } = entry;
    const next = from instanceof SortedLine ? from.after(interaction) : undefined;
    const isOffered = interaction.queue !== null && offerNext(world, interaction);
    fileEngineers(world);
    if (isOffered && interaction.queue !== null) frontier.add(entry);
    else if (from instanceof SortedLine) {
      if (next !== undefined && isWorthALook(next)) frontier.add({ interaction: next, from });
    } else if (from !== null) addDirect(from);
  }
}

function offerNext(world: World, interaction: LiveInteraction): boolean {
  const pick = pickEngineer(world, interaction);
  if (pick === null) return false;
  makeOffer(world, interaction, pick);
  fileInteraction(world, interaction);
  loosenEngineer(world, pick.engineer);
  fileAwaiting(world, pick.engineer);
  return true;
}

function isWorthALook({ profile, row }: LiveInteraction): boolean {
  return profile !== null && hasReady(profile, row.channel);
}
