/**
 * The rules by which the reference model asks engineers, written as plainly as possible: every question
 * looks at everybody. Shares nothing with `routing/`.
 */
import type { Offer, RoutedInteraction } from "../../protocol/interactions.js";
import type { Bucket, Engineer, EngineerState } from "../../protocol/organisation.js";
import { type Channel, type Hours, channels } from "../../protocol/words.js";

/** What the model knows. The lists are replaced or changed in place as it pleases. */
export interface Facts {
  now: number;
  interactions: RoutedInteraction[];
  /** Pending ones. */
  offers: Offer[];
  engineers: Engineer[];
  states: EngineerState[];
  buckets: Bucket[];
}

const byId = (a: { readonly id: string }, b: { readonly id: string }): number =>
  a.id < b.id ? -1 : a.id > b.id ? 1 : 0;

export function one<T extends { readonly id: string }>(things: readonly T[], id: string | null): T {
  const found = things.find((thing) => thing.id === id);
  if (found === undefined) throw new Error(`no ${String(id)}`);
  return found;
}

export function stateOf(facts: Facts, engineerId: string): EngineerState {
  const found = facts.states.find((state) => state.engineerId === engineerId);
  if (found === undefined) throw new Error(`no state of ${engineerId}`);
  return found;
}

/** R2. */
export function before(a: RoutedInteraction, b: RoutedInteraction): number {
  return (
    a.priority - b.priority ||
    Number(a.dueAt) - Number(b.dueAt) ||
    Number(a.queuedAt) - Number(b.queuedAt) ||
    byId(a, b)
  );
}

/** Required skills with their levels, the bucket's and its own. */
export function needsOf(facts: Facts, row: RoutedInteraction): Map<string, number> {
  const needs = new Map<string, number>();
  for (const need of [...one(facts.buckets, row.bucketId).skills, ...row.skills]) {
    if (!need.required) continue;
    needs.set(need.skillId, Math.max(need.level, needs.get(need.skillId) ?? 0));
  }
  return needs;
}

export function held(facts: Facts, engineerId: string): RoutedInteraction[] {
  return facts.interactions.filter(
    (row) => row.engineerId === engineerId && (row.state === "active" || row.state === "wrapup"),
  );
}

/** What is in an engineer's hands, and whether it is within what they may have (R3). */
export function isWithin(facts: Facts, engineer: Engineer, more: readonly Channel[]): boolean {
  const { units, costs, max } = engineer.capacity;
  const inHand = [...channelsInHand(facts, engineer), ...more];
  const used = inHand.reduce((sum, channel) => sum + costs[channel], 0);
  const count = (channel: Channel): number => inHand.filter((one) => one === channel).length;
  return used <= units && channels.every((channel) => count(channel) <= max[channel]);
}

function channelsInHand(facts: Facts, engineer: Engineer): Channel[] {
  const offered = facts.offers.filter((offer) => offer.engineerId === engineer.id);
  return [
    ...held(facts, engineer.id).map((row) => row.channel),
    ...offered.map((offer) => one(facts.interactions, offer.interactionId).channel),
  ];
}

function unitsInHand(facts: Facts, engineer: Engineer): number {
  const { costs } = engineer.capacity;
  return channelsInHand(facts, engineer).reduce((sum, channel) => sum + costs[channel], 0);
}

/** R8. null: present. */
export function whyAway(facts: Facts, engineer: Engineer, channel: Channel): string | null {
  const state = stateOf(facts, engineer.id);
  if (engineer.archived) return "engineer is archived";
  if (state.status === "not_responding") return "engineer is not responding";
  if (state.status !== "available") return "engineer is not available";
  if (!state.channels.includes(channel)) return "engineer does not take this channel";
  if (engineer.hours !== null && !isOpen(engineer.hours, facts.now)) {
    return "outside the engineer's hours";
  }
  return state.connected ? null : "engineer disconnected";
}

export function isMeantFor(facts: Facts, row: RoutedInteraction, engineer: Engineer): boolean {
  if (row.directTo !== null) return row.directTo === engineer.id;
  return [...needsOf(facts, row)].every(([skillId, level]) => levelOf(engineer, skillId) >= level);
}

/** Whether this interaction wants one more engineer. */
export function wantsMore(facts: Facts, row: RoutedInteraction): boolean {
  if (row.state !== "waiting" && row.state !== "offered") return false;
  const offered = facts.offers.filter((offer) => offer.interactionId === row.id).length;
  return offered < (row.directTo === null ? one(facts.buckets, row.bucketId).broadcast : 1);
}

/** Whether this engineer may be asked for this interaction now. */
export function may(facts: Facts, row: RoutedInteraction, engineer: Engineer): boolean {
  return (
    isMeantFor(facts, row, engineer) &&
    whyAway(facts, engineer, row.channel) === null &&
    isWithin(facts, engineer, [row.channel]) &&
    !row.cooldowns.some((cooldown) => cooldown.engineerId === engineer.id) &&
    !facts.offers.some(
      (offer) => offer.interactionId === row.id && offer.engineerId === engineer.id,
    )
  );
}

/** The next pair by R2 and R7, and which comparator decided. null: nobody waits for somebody ready. */
export function nextPair(
  facts: Facts,
): { row: RoutedInteraction; engineer: Engineer; because: string } | null {
  const waiting = facts.interactions.filter((row) => wantsMore(facts, row)).sort(before);
  for (const row of waiting) {
    const candidates = facts.engineers.filter((engineer) => may(facts, row, engineer));
    const ranks = candidates
      .map((engineer) => ({ engineer, rank: rankOf(facts, row, engineer) }))
      .sort((a, b) => compareRanks(a.rank, b.rank));
    const [first, second] = ranks;
    if (first === undefined) continue;
    return { row, engineer: first.engineer, because: why(row, first.rank, second?.rank) };
  }
  return null;
}

type Rank = readonly (readonly [name: string, value: number | string])[];

/** R7, each step a number or a text, smaller first. */
function rankOf(facts: Facts, row: RoutedInteraction, engineer: Engineer): Rank {
  const needs = needsOf(facts, row);
  const level = [...needs.keys()].reduce((sum, skillId) => sum + levelOf(engineer, skillId), 0);
  const wanted = demand(facts);
  const others = Object.keys(engineer.skills).filter((id) => wanted.has(id) && !needs.has(id));
  return [
    ["last", engineer.id === row.lastEngineerId ? 0 : 1],
    ["level", -level],
    ["scarce", others.length],
    ["idle", unitsInHand(facts, engineer)],
    ["idle", stateOf(facts, engineer.id).idleAt],
    ["id", engineer.id],
  ];
}

/** Skills that an open bucket or an open interaction requires. */
function demand(facts: Facts): Set<string> {
  const wanted = new Set<string>();
  for (const bucket of facts.buckets) {
    if (bucket.archived) continue;
    for (const need of bucket.skills) if (need.required) wanted.add(need.skillId);
  }
  for (const row of facts.interactions) {
    if (row.state === "menu") continue;
    for (const skillId of needsOf(facts, row).keys()) wanted.add(skillId);
  }
  return wanted;
}

function compareRanks(a: Rank, b: Rank): number {
  for (const [at, [, value]] of a.entries()) {
    const other = b[at]?.[1] ?? value;
    if (value !== other) return value < other ? -1 : 1;
  }
  return 0;
}

function why(row: RoutedInteraction, first: Rank, second: Rank | undefined): string {
  if (row.directTo !== null) return "direct";
  if (first[0]?.[1] === 0) return "last";
  if (second === undefined) return "only";
  return first.find(([, value], at) => value !== second[at]?.[1])?.[0] ?? "id";
}

function levelOf(engineer: Engineer, skillId: string): number {
  return Object.entries(engineer.skills).find(([id]) => id === skillId)?.[1] ?? 0;
}

/** UTC, and Shanghai eight hours ahead of it, are enough for the model. */
function isOpen(hours: Hours, now: number): boolean {
  const local = new Date(now + (hours.timeZone === "Asia/Shanghai" ? 8 * 3_600_000 : 0));
  const time = local.toISOString().slice(11, 16);
  const day = local.getUTCDay() === 0 ? 7 : local.getUTCDay();
  return hours.periods.some(
    ({ days, from, to }) => days.includes(day) && from <= time && time < to,
  );
}
