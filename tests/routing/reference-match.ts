/**
 * Whom the reference model may ask, written as plainly as possible: every question looks at everybody.
 * Shares nothing with `routing/`.
 */
import type { RoutedInteraction } from "../../protocol/interactions.js";
import type { Engineer } from "../../protocol/organisation.js";
import type { Obstacle } from "../../protocol/why.js";
import { type Channel, channels } from "../../protocol/words.js";
import {
  type Facts,
  byId,
  channelsInHand,
  costOf,
  isOpen,
  isQueued,
  offersOf,
  one,
  stateOf,
} from "./reference-facts.js";
import { isAble, requirementNow } from "./reference-skills.js";

/** R2. */
export function before(a: RoutedInteraction, b: RoutedInteraction): number {
  const place = (row: RoutedInteraction): number => Number(row.dueAt) - row.headStartSeconds * 1000;
  return (
    a.priority - b.priority ||
    place(a) - place(b) ||
    Number(a.queuedAt) - Number(b.queuedAt) ||
    byId(a, b)
  );
}

/** R3 and R11: whether one more of this channel has room beside these. */
export function hasRoom(engineer: Engineer, inHand: readonly Channel[], more: Channel): boolean {
  const { units, max, interruptible } = engineer.capacity;
  const inTheWay = interruptible.includes(more)
    ? inHand
    : inHand.filter((channel) => !interruptible.includes(channel));
  const alike = inHand.filter((channel) => channel === more).length;
  return costOf(engineer, [...inTheWay, more]) <= units && alike + 1 <= max[more];
}

/** R3: more in hand than allowed. What can be put aside is in the way of nothing but its like. */
export function hasTooMuch(facts: Facts, engineer: Engineer): boolean {
  const { units, max, interruptible } = engineer.capacity;
  const inHand = channelsInHand(facts, engineer);
  const aside = inHand.filter((channel) => interruptible.includes(channel));
  const firm = inHand.filter((channel) => !interruptible.includes(channel));
  return (
    costOf(engineer, firm) > units ||
    costOf(engineer, aside) > units ||
    channels.some((channel) => inHand.filter((one) => one === channel).length > max[channel])
  );
}

/** R11: something among these forbids that channel. */
export function isBlocked(engineer: Engineer, by: readonly Channel[], channel: Channel): boolean {
  return by.some((one) => engineer.capacity.blocks[one].includes(channel));
}

/** R8. null: here. */
export function whyAway(facts: Facts, engineer: Engineer, channel: Channel): Obstacle | null {
  const state = stateOf(facts, engineer.id);
  if (engineer.archived) return "archived";
  if (state.status === "not_responding") return "not_responding";
  if (state.status !== "available") return "not_available";
  if (!state.channels.includes(channel)) return "channel_off";
  if (engineer.hours !== null && !isOpen(engineer.hours, facts.now)) return "outside_hours";
  return state.connected ? null : "disconnected";
}

/** R6 and R10: by name, or by skills. */
export function isMeantFor(facts: Facts, row: RoutedInteraction, engineer: Engineer): boolean {
  if (row.directTo !== null) return row.directTo === engineer.id;
  return isAble(engineer, requirementNow(facts, row));
}

/** Whether this interaction wants one more engineer. */
export function wantsMore(facts: Facts, row: RoutedInteraction): boolean {
  if (!isQueued(row) || isTooEarly(facts, row)) return false;
  const atOnce = row.directTo === null ? one(facts.buckets, row.bucketId).broadcast : 1;
  return offersOf(facts, row).length < atOnce;
}

function isTooEarly(facts: Facts, row: RoutedInteraction): boolean {
  return row.notBeforeAt !== null && facts.now < row.notBeforeAt;
}

function isCoolingDown(row: RoutedInteraction, engineer: Engineer): boolean {
  return row.cooldowns.some((cooldown) => cooldown.engineerId === engineer.id);
}

/** R7: but for room the last engineer could be asked, and it is not too late to wait for them. */
function waitsForLast(facts: Facts, row: RoutedInteraction): boolean {
  const { lastEngineerSeconds } = one(facts.buckets, row.bucketId).policy;
  const last = facts.engineers.find(({ id }) => id === row.lastEngineerId);
  if (last === undefined || row.directTo !== null) return false;
  if (facts.now >= Number(row.enteredAt) + lastEngineerSeconds * 1000) return false;
  const between = [...obstacles(facts, row, last)];
  return between.length > 0 && between.every((what) => what === "no_room" || what === "blocked");
}

/** Everything that stands between them. Nothing: this engineer may be asked. */
export function* obstacles(
  facts: Facts,
  row: RoutedInteraction,
  engineer: Engineer,
): Generator<Obstacle> {
  const { id } = engineer;
  const away = whyAway(facts, engineer, row.channel);
  if (away !== null) yield away;
  const inHand = channelsInHand(facts, engineer);
  if (!hasRoom(engineer, inHand, row.channel)) yield "no_room";
  if (isBlocked(engineer, inHand, row.channel)) yield "blocked";
  if (isCoolingDown(row, engineer)) yield "cooling_down";
  if (offersOf(facts, row).some((offer) => offer.engineerId === id)) yield "asked_already";
  if (row.directTo !== null && row.directTo !== id) yield "direct_to_other";
  if (isTooEarly(facts, row)) yield "not_yet";
  if (row.directTo === null && !isMeantFor(facts, row, engineer)) yield "skills";
  if (row.lastEngineerId !== id && waitsForLast(facts, row)) yield "held_for_last";
}

export function mayBeAsked(facts: Facts, row: RoutedInteraction, engineer: Engineer): boolean {
  return obstacles(facts, row, engineer).next().done === true;
}

/** Who may be asked for it now. */
export function candidates(facts: Facts, row: RoutedInteraction): Engineer[] {
  return facts.engineers.filter((engineer) => mayBeAsked(facts, row, engineer));
}

/** R2: everything that wants an engineer, in its order. */
export function queue(facts: Facts): RoutedInteraction[] {
  return facts.interactions.filter((row) => wantsMore(facts, row)).sort(before);
}
