/** What the reference model knows, and the plainest questions about it; see `reference.ts`. */
import type { Offer, RoutedInteraction } from "../../protocol/interactions.js";
import type { Bucket, Engineer, EngineerState } from "../../protocol/organisation.js";
import type { Channel, Hours } from "../../protocol/words.js";

/** How long an engineer was busy and here, on one day (UTC). */
export interface Today {
  day: number;
  busyMs: number;
  hereMs: number;
}

/** The lists are replaced or changed in place as the model pleases. */
export interface Facts {
  now: number;
  interactions: RoutedInteraction[];
  /** Pending ones. */
  offers: Offer[];
  engineers: Engineer[];
  states: EngineerState[];
  buckets: Bucket[];
  /** By engineer. */
  today: Map<string, Today>;
}

export const byId = (a: { readonly id: string }, b: { readonly id: string }): number =>
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

export function isQueued(row: RoutedInteraction): boolean {
  return row.state === "waiting" || row.state === "offered";
}

export function held(facts: Facts, engineerId: string): RoutedInteraction[] {
  return facts.interactions.filter(
    (row) => row.engineerId === engineerId && (row.state === "active" || row.state === "wrapup"),
  );
}

export function offersTo(facts: Facts, engineerId: string): Offer[] {
  return facts.offers.filter((offer) => offer.engineerId === engineerId);
}

export function offersOf(facts: Facts, row: RoutedInteraction): Offer[] {
  return facts.offers.filter((offer) => offer.interactionId === row.id);
}

/** Held and offered. */
export function channelsInHand(facts: Facts, engineer: Engineer): Channel[] {
  return [
    ...held(facts, engineer.id).map((row) => row.channel),
    ...offersTo(facts, engineer.id).map(
      (offer) => one(facts.interactions, offer.interactionId).channel,
    ),
  ];
}

export function costOf(engineer: Engineer, channels: readonly Channel[]): number {
  return channels.reduce((sum, channel) => sum + engineer.capacity.costs[channel], 0);
}

/** R2: within how many seconds it should be answered in this bucket. */
export function targetOf(bucket: Bucket, row: RoutedInteraction): number {
  return (bucket.policy.tiers[row.tier].targetSeconds ?? bucket.targetSeconds)[row.channel];
}

const DAY = 86_400_000;

/** R8. UTC, and Shanghai eight hours ahead of it, are enough for the model. */
export function isOpen(hours: Hours, now: number): boolean {
  const local = now + (hours.timeZone === "Asia/Shanghai" ? 8 * 3_600_000 : 0);
  const time = new Date(local).toISOString().slice(11, 16);
  const beginsOn = (instant: number, days: readonly number[]): boolean => {
    const date = new Date(instant);
    const weekday = date.getUTCDay() === 0 ? 7 : date.getUTCDay();
    return days.includes(weekday) && !hours.closedOn.includes(date.toISOString().slice(0, 10));
  };
  return hours.periods.some(({ days, from, to }) =>
    to < from
      ? (beginsOn(local, days) && from <= time) || (beginsOn(local - DAY, days) && time < to)
      : beginsOn(local, days) && from <= time && time < to,
  );
}
