/** Who may be asked for what: R3, R5 and R8 as questions. Every reason is a sentence people read. */
import type { EngineerId } from "../protocol/ids.js";
import type { RoutedInteraction } from "../protocol/interactions.js";
import type { Channel } from "../protocol/words.js";
import { hasRoom } from "./capacity.js";
import type { LiveEngineer, LiveInteraction } from "./live.js";
import { canServe } from "./skill-index.js";

export const DISCONNECTED = "engineer disconnected";

/**
 * R8: why this engineer is asked for nothing on this channel. null: they may be asked.
 * Whether they have room is another question (R3). The last thing looked at is the connection.
 */
export function absence(live: LiveEngineer, channel: Channel): string | null {
  const { engineer, state, schedule } = live;
  if (engineer.archived) return "engineer is archived";
  if (state.status === "not_responding") return "engineer is not responding";
  if (state.status !== "available") return "engineer is not available";
  if (!state.channels.includes(channel)) return "engineer does not take this channel";
  if (schedule?.open === false) return "outside the engineer's hours";
  return state.connected ? null : DISCONNECTED;
}

/** R8 and R3 together. */
export function mayBeAsked(live: LiveEngineer, channel: Channel): boolean {
  return absence(live, channel) === null && hasRoom(live.engineer.capacity, live.counts, channel);
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
