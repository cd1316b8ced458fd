/** Why an interaction is not with an engineer yet, told from the board alone. */
import type { Interaction } from "../../../protocol/interactions.js";
import type { Bucket, SkillNeed } from "../../../protocol/organisation.js";
import type { EngineerOnFloor } from "../../../protocol/sockets.js";

/**
 * What keeps one engineer from it; the first that applies, in this order.
 * - direct: it is kept for somebody else;
 * - skill: a required skill is missing or too low;
 * - offline, break, not_responding: they are not available;
 * - unreachable: available, but no console of theirs is connected;
 * - channel: they take no work on this channel now;
 * - cooldown: they declined it or did not answer a moment ago;
 * - full: they have no room;
 * - offered: it rings at theirs;
 * - free: nothing does; the router's next turn gives it to somebody.
 */
export const obstacles = [
  "offered",
  "free",
  "full",
  "cooldown",
  "channel",
  "not_responding",
  "break",
  "unreachable",
  "offline",
  "direct",
  "skill",
] as const;
export type Obstacle = (typeof obstacles)[number];

export interface WaitingReason {
  readonly obstacle: Obstacle;
  readonly engineers: readonly string[];
}

/** Every engineer under the one thing that stands in the way; empty groups are left out. */
export function whyWaiting(
  interaction: Interaction,
  floor: { readonly engineers: readonly EngineerOnFloor[]; readonly bucket: Bucket | null },
  now: number,
): readonly WaitingReason[] {
  const needs = [...(floor.bucket?.skills ?? []), ...interaction.skills].filter((n) => n.required);
  const found = floor.engineers
    .filter((e) => !e.engineer.archived)
    .map((e) => ({ name: e.engineer.name, obstacle: obstacleOf(interaction, { e, needs, now }) }));
  return obstacles
    .map((obstacle) => ({
      obstacle,
      engineers: found.filter((f) => f.obstacle === obstacle).map((f) => f.name),
    }))
    .filter((reason) => reason.engineers.length > 0);
}

function obstacleOf(
  i: Interaction,
  { e, needs, now }: { e: EngineerOnFloor; needs: readonly SkillNeed[]; now: number },
): Obstacle {
  const { engineer, state } = e;
  if (e.holding.some((h) => h.interactionId === i.id && h.state === "offered")) return "offered";
  if (i.directTo !== null && i.directTo !== engineer.id) return "direct";
  if (!needs.every((n) => (engineer.skills[n.skillId] ?? 0) >= n.level)) return "skill";
  if (state.status !== "available") return state.status;
  if (!state.connected) return "unreachable";
  if (!state.channels.includes(i.channel)) return "channel";
  if (i.cooldowns.some((c) => c.engineerId === engineer.id && c.untilAt > now)) return "cooldown";
  return hasRoom(e, i.channel) ? "free" : "full";
}

/** Whether the capacity rule lets this engineer hold one more of a channel. */
export function hasRoom(e: EngineerOnFloor, channel: Interaction["channel"]): boolean {
  const { capacity } = e.engineer;
  const held = e.holding.filter((h) => h.channel === channel).length;
  return e.used + capacity.costs[channel] <= capacity.units && held < capacity.max[channel];
}
