/** Who may be asked for what: R3, R5, R6 and R8 as questions, and what stands between (R12). */
import type { EngineerId } from "../protocol/ids.js";
import type { RoutedInteraction } from "../protocol/interactions.js";
import type { Channel } from "../protocol/words.js";
import type { Obstacle } from "../protocol/why.js";
import { lackOfRoom } from "./capacity.js";
import { CHANNEL_BIT, type LiveEngineer, type LiveInteraction } from "./live.js";
import { canServe } from "./skill-index.js";

/** Why somebody is not here for a channel. */
export type Absence = Extract<
  Obstacle,
  "archived" | "not_responding" | "not_available" | "channel_off" | "outside_hours" | "disconnected"
>;

/**
 * R8: why this engineer is asked for nothing on this channel. null: they may be asked.
 * Whether they have room is another question (R3). The last thing looked at is the connection.
 */
export function absence(live: LiveEngineer, channel: Channel): Absence | null {
  const { engineer, state, schedule } = live;
  if (engineer.archived) return "archived";
  if (state.status === "not_responding") return "not_responding";
  if (state.status !== "available") return "not_available";
  if (!state.channels.includes(channel)) return "channel_off";
  if (schedule?.open === false) return "outside_hours";
  return state.connected ? null : "disconnected";
}

/** The channels on which `absence` says nothing, as bits. */
export function hereOn({ engineer, state, schedule }: LiveEngineer): number {
  if (engineer.archived || state.status !== "available" || !state.connected) return 0;
  if (schedule?.open === false) return 0;
  let bits = 0;
  for (const channel of state.channels) bits |= CHANNEL_BIT[channel];
  return bits;
}

/** R6: whether their skills suffice, or it was handed to them personally. */
export function isMeantFor(live: LiveInteraction, engineer: LiveEngineer): boolean {
  const { directTo } = live.row;
  if (directTo !== null) return directTo === engineer.id;
  return live.profile !== null && canServe(engineer.skillClass, live.profile);
}

/** R5 and R4: not asked again for a while, or being asked already. */
export function isPassedOver(live: LiveInteraction, engineerId: EngineerId): boolean {
  return isCoolingDown(live.row, engineerId) || isAsked(live, engineerId);
}

export function isCoolingDown({ cooldowns }: RoutedInteraction, engineerId: EngineerId): boolean {
  for (const cooldown of cooldowns) if (cooldown.engineerId === engineerId) return true;
  return false;
}

function isAsked({ pending }: LiveInteraction, engineerId: EngineerId): boolean {
  for (const offer of pending) if (offer.engineerId === engineerId) return true;
  return false;
}

/** Waiting or offered: nobody has answered, or not again since it came back. */
export function isQueued({ state }: RoutedInteraction): boolean {
  return state === "waiting" || state === "offered";
}

/**
 * R12: the first thing that stands between this engineer and what is queued. null: nothing does. What
 * keeps everybody away is named last, so that one learns of each what would be left of it.
 */
export function obstacleBetween(
  live: LiveInteraction,
  engineer: LiveEngineer,
  now: number,
): Obstacle | null {
  const { row } = live;
  if (row.directTo !== null && row.directTo !== engineer.id) return "direct_to_other";
  return isMeantFor(live, engineer) ? obstacleFor(live, engineer, now) : "skills";
}

/** The same for one it is meant for. */
export function obstacleFor(
  live: LiveInteraction,
  engineer: LiveEngineer,
  now: number,
): Obstacle | null {
  const { row } = live;
  const isHere = (engineer.here & CHANNEL_BIT[row.channel]) !== 0;
  const absent = isHere ? null : absence(engineer, row.channel);
  if (absent !== null) return absent;
  if (isCoolingDown(row, engineer.id)) return "cooling_down";
  if (isAsked(live, engineer.id)) return "asked_already";
  const lack = lackOfRoom(engineer.capacity, engineer.counts, row.channel);
  if (lack !== null) return lack;
  if (row.notBeforeAt !== null && row.notBeforeAt > now) return "not_yet";
  return live.isHeld ? "held_for_last" : null;
}
