/** Why an interaction is not with an engineer yet, told from the board alone. */
import type { Interaction } from "../../../protocol/interactions.js";
import type { Bucket } from "../../../protocol/organisation.js";
import type { EngineerOnFloor } from "../../../protocol/sockets.js";
import { countsOf, lackOfRoom } from "./capacity.js";
import { type Step, stepAt, stepsOf, suffices } from "./who-may.js";

/**
 * What keeps one engineer from it; the first that applies, in this order.
 * - direct: it is kept for somebody else;
 * - skill: their skills do not suffice at the step in force;
 * - offline, break, not_responding: they are not available;
 * - unreachable: available, but no console of theirs is connected;
 * - channel: they take no work on this channel now;
 * - cooldown: they declined it or did not answer a moment ago;
 * - full: they have no room; blocked: what they hold does not allow this channel;
 * - offered: it rings at theirs;
 * - free: nothing does; the router's next turn gives it to somebody.
 */
export const obstacles = [
  "offered",
  "free",
  "full",
  "blocked",
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
  const step = stepInForce(interaction, floor.bucket, now);
  const found = floor.engineers
    .filter((e) => !e.engineer.archived)
    .map((e) => ({ name: e.engineer.name, obstacle: obstacleOf(interaction, { e, step, now }) }));
  return obstacles
    .map((obstacle) => ({
      obstacle,
      engineers: found.filter((f) => f.obstacle === obstacle).map((f) => f.name),
    }))
    .filter((reason) => reason.engineers.length > 0);
}

/** Whether their skills suffice for it at the step in force, whatever else stands in the way. */
export function hasSkillsFor(
  interaction: Interaction,
  { engineer }: EngineerOnFloor,
  at: { readonly bucket: Bucket | null; readonly now: number },
): boolean {
  return suffices(engineer.skills, stepInForce(interaction, at.bucket, at.now));
}

function obstacleOf(
  i: Interaction,
  { e, step, now }: { e: EngineerOnFloor; step: Step; now: number },
): Obstacle {
  const { engineer, state } = e;
  if (e.holding.some((h) => h.interactionId === i.id && h.state === "offered")) return "offered";
  if (i.directTo !== null && i.directTo !== engineer.id) return "direct";
  if (i.directTo === null && !suffices(engineer.skills, step)) return "skill";
  if (state.status !== "available") return state.status;
  if (!state.connected) return "unreachable";
  if (!state.channels.includes(i.channel)) return "channel";
  if (i.cooldowns.some((c) => c.engineerId === engineer.id && c.untilAt > now)) return "cooldown";
  return lackOfRoom(engineer.capacity, countsOf(e.holding), i.channel) ?? "free";
}

const asksNothing: Step = { afterSeconds: 0, alternatives: [{}] };

function stepInForce(i: Interaction, bucket: Bucket | null, now: number): Step {
  if (bucket === null) return asksNothing;
  const steps = stepsOf(bucket, i.skills);
  const seconds = (now - (i.enteredAt ?? i.queuedAt ?? now)) / 1000;
  return steps[stepAt(steps, seconds)] ?? asksNothing;
}
