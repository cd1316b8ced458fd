/** R3 and R11, in one place: every path by which an engineer gets something asks here. */
import type { Capacity } from "../protocol/organisation.js";
import { type Channel, channels } from "../protocol/words.js";
import type { Obstacle } from "../protocol/why.js";

/** How much of each channel an engineer has in hand: offered, active and in wrap-up. */
export type Counts = Record<Channel, number>;

export function noCounts(): Counts {
  return { voice: 0, chat: 0, email: 0 };
}

/**
 * The one object for all who may hold the same. Thousands of engineers have a handful of these, and
 * a turn that reads one finds it in the cache.
 */
export function shareCapacity(known: Map<string, Capacity>, capacity: Capacity): Capacity {
  const key = JSON.stringify(capacity);
  const shared = known.get(key) ?? capacity;
  known.set(key, shared);
  return shared;
}

export function unitsUsed(capacity: Capacity, counts: Counts): number {
  let used = 0;
  for (const channel of channels) used += capacity.costs[channel] * counts[channel];
  return used;
}

/** Whether one more of this channel fits beside what is in hand, and nothing of that blocks it. */
export function hasRoom(capacity: Capacity, counts: Counts, channel: Channel): boolean {
  return fitsBeside(capacity, counts, channel) && !isBlocked(capacity, counts, channel);
}

/** What `hasRoom` fails by. null: it does not. */
export function lackOfRoom(
  capacity: Capacity,
  counts: Counts,
  channel: Channel,
): Extract<Obstacle, "no_room" | "blocked"> | null {
  if (!fitsBeside(capacity, counts, channel)) return "no_room";
  return isBlocked(capacity, counts, channel) ? "blocked" : null;
}

/** R11: something in hand does not let this channel be offered. */
function isBlocked({ blocks }: Capacity, counts: Counts, channel: Channel): boolean {
  for (const held of channels) {
    if (counts[held] > 0 && blocks[held].includes(channel)) return true;
  }
  return false;
}

/**
 * Whether what is in hand is more than may be; only a supervisor or a changed profile can cause it.
 * Interruptible work and the rest do not stand in each other's way once both are in hand, so each has
 * the units to itself.
 */
export function isOver(capacity: Capacity, counts: Counts): boolean {
  let lasting = 0;
  let interruptible = 0;
  for (const channel of channels) {
    if (counts[channel] > capacity.max[channel]) return true;
    const units = capacity.costs[channel] * counts[channel];
    if (capacity.interruptible.includes(channel)) interruptible += units;
    else lasting += units;
  }
  return lasting > capacity.units || interruptible > capacity.units;
}

/** R3 alone. R11: what can be put aside is counted only when the like of it asks for room. */
export function fitsBeside(capacity: Capacity, counts: Counts, channel: Channel): boolean {
  if (counts[channel] >= capacity.max[channel]) return false;
  const countsAll = capacity.interruptible.includes(channel);
  let used = capacity.costs[channel];
  for (const held of channels) {
    if (countsAll || !capacity.interruptible.includes(held)) {
      used += capacity.costs[held] * counts[held];
    }
  }
  return used <= capacity.units;
}
