/** R2 seen from the engineer: which interaction is next. */
import { type Channel, channels } from "../protocol/words.js";
import { isPassedOver } from "./eligibility.js";
import { CHANNEL_BIT, type LiveEngineer, type LiveInteraction, type SkillClass } from "./live.js";
import { compareInteractions } from "./order.js";
import type { QueueHeads } from "./queue-heads.js";
import type { World } from "./world.js";

/** The first in the order R2 that this engineer may be asked for only now. */
export function nextFor(world: World, live: LiveEngineer): LiveInteraction | undefined {
  const fresh = live.open & ~live.openBefore;
  if (fresh === 0) return undefined;
  const first = firstHead(world.skills.heads, live.skillClass, fresh);
  if (first === NO_HEAD) return nextDirect(live);
  const head = first === TIED ? undefined : world.skills.heads.line(first)?.first();
  if (head !== undefined && !isPassedOver(head, live.id)) return sooner(head, nextDirect(live));
  return sooner(nextInQueues(live, fresh), nextDirect(live));
}

const NO_HEAD = -1;
const TIED = -2;

/** The number of the queue whose first goes before those of all others on these channels. */
function firstHead({ keys }: QueueHeads, { heads }: SkillClass, fresh: number): number {
  let least = Infinity;
  let found = NO_HEAD;
  for (const base of heads) {
    for (let c = 0; c < channels.length; c += 1) {
      if ((fresh & (1 << c)) === 0) continue;
      const key = keys[base + c] ?? Infinity;
      if (key > least || key === Infinity) continue;
      found = key === least ? TIED : base + c;
      least = key;
    }
  }
  return found;
}

/** The same among all who wait, not only the first of each queue. */
function nextInQueues(live: LiveEngineer, fresh: number): LiveInteraction | undefined {
  const isFree = (interaction: LiveInteraction): boolean => !isPassedOver(interaction, live.id);
  let best: LiveInteraction | undefined;
  for (const channel of channels) {
    if ((fresh & CHANNEL_BIT[channel]) === 0) continue;
    for (const { profile } of live.skillClass.groups) {
      const line = profile.waiting[channel];
      if (line.size > 0) best = sooner(best, line.find(isFree));
    }
  }
  return best;
}

/** The same of what was handed to them personally. */
export function nextDirect(live: LiveEngineer): LiveInteraction | undefined {
  if (live.direct.size === 0) return undefined;
  return live.direct.find((one) => isOpen(live, one.row.channel) && !isPassedOver(one, live.id));
}

function sooner(
  a: LiveInteraction | undefined,
  b: LiveInteraction | undefined,
): LiveInteraction | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return compareInteractions(a, b) <= 0 ? a : b;
}

function isOpen(live: LiveEngineer, channel: Channel): boolean {
  return (live.open & CHANNEL_BIT[channel]) !== 0;
}
