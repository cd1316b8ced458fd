/** R3, in one place: every path by which an engineer gets something asks here. */
import type { Capacity } from "../protocol/organisation.js";
import { type Channel, channels } from "../protocol/words.js";

/** How much of each channel an engineer has in hand: offered, active and in wrap-up. */
export type Counts = Record<Channel, number>;

export function noCounts(): Counts {
  return { voice: 0, chat: 0, email: 0 };
}

export function unitsUsed(capacity: Capacity, counts: Counts): number {
  let used = 0;
  for (const channel of channels) used += capacity.costs[channel] * counts[channel];
  return used;
}

/** Whether one more of this channel fits. */
export function hasRoom(capacity: Capacity, counts: Counts, channel: Channel): boolean {
  return (
    counts[channel] < capacity.max[channel] &&
    unitsUsed(capacity, counts) + capacity.costs[channel] <= capacity.units
  );
}

/** Whether what is in hand is more than may be; only a supervisor or a changed profile can cause it. */
export function isOver(capacity: Capacity, counts: Counts): boolean {
  return (
    unitsUsed(capacity, counts) > capacity.units ||
    channels.some((channel) => counts[channel] > capacity.max[channel])
  );
}
