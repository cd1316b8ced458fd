/** Whether an engineer can hold one more of a channel: the router's rule, for a floor that shows why not. */
import type { Capacity } from "../../../protocol/organisation.js";
import type { Channel } from "../../../protocol/words.js";

const channels = ["voice", "chat", "email"] as const satisfies readonly Channel[];

type Counts = Readonly<Record<Channel, number>>;

/** What stands in the way; null: it fits. */
export function lackOfRoom(
  capacity: Capacity,
  counts: Counts,
  channel: Channel,
): "full" | "blocked" | null {
  const { costs, interruptible, blocks, max, units } = capacity;
  // What can be put aside is counted only when the like of it asks for room.
  const countsAll = interruptible.includes(channel);
  const used = channels
    .filter((held) => countsAll || !interruptible.includes(held))
    .reduce((sum, held) => sum + costs[held] * counts[held], 0);
  if (counts[channel] >= max[channel] || used + costs[channel] > units) return "full";
  return channels.some((held) => counts[held] > 0 && blocks[held].includes(channel))
    ? "blocked"
    : null;
}

export function countsOf(holding: readonly { readonly channel: Channel }[]): Counts {
  const count = (channel: Channel): number =>
    holding.filter((held) => held.channel === channel).length;
  return { voice: count("voice"), chat: count("chat"), email: count("email") };
}

/** How many of each channel alone would fit. */
export function roomAlone({ costs, max, units }: Capacity): Counts {
  const fits = (channel: Channel): number =>
    costs[channel] === 0
      ? max[channel]
      : Math.min(max[channel], Math.floor(units / costs[channel]));
  return { voice: fits("voice"), chat: fits("chat"), email: fits("email") };
}
