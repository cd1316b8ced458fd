/**
 * One moment of the floor as questions about rows, each answered by looking at everything. Shares
 * nothing with the router.
 */
import type { Offer, RoutedInteraction } from "../../protocol/interactions.js";
import type { Bucket, Engineer, EngineerState } from "../../protocol/organisation.js";
import { type Channel, type Hours, channels } from "../../protocol/words.js";
import type { LiveState } from "../store/store.js";
import { isAble } from "./able.js";

/** A page reload takes a few seconds; an offer survives it. */
const OFFER_GRACE_MS = 5000;

export class Floor {
  readonly state: LiveState;
  readonly now: number;

  constructor(state: LiveState, now: number) {
    this.state = state;
    this.now = now;
  }

  interaction(id: string): RoutedInteraction | undefined {
    return this.state.interactions.find((row) => row.id === id);
  }

  engineer(id: string | null): Engineer | undefined {
    return this.state.engineers.find((one) => one.id === id);
  }

  bucketOf(row: RoutedInteraction): Bucket | undefined {
    return this.state.buckets.find(({ id }) => id === row.bucketId);
  }

  offersOf(row: RoutedInteraction): Offer[] {
    return this.state.offers.filter(({ interactionId }) => interactionId === row.id);
  }

  held(engineer: Engineer): Channel[] {
    return this.state.interactions
      .filter(({ engineerId, state }) => {
        return engineerId === engineer.id && (state === "active" || state === "wrapup");
      })
      .map(({ channel }) => channel);
  }

  /** What is in an engineer's hands, offers included. */
  inHand(engineer: Engineer): Channel[] {
    const offered = this.state.offers
      .filter(({ engineerId }) => engineerId === engineer.id)
      .flatMap(({ interactionId }) => this.interaction(interactionId)?.channel ?? []);
    return [...this.held(engineer), ...offered];
  }

  wantsMore(row: RoutedInteraction): boolean {
    if (row.state !== "waiting" && row.state !== "offered") return false;
    if (row.notBeforeAt !== null && row.notBeforeAt > this.now) return false;
    const most = row.directTo === null ? (this.bucketOf(row)?.broadcast ?? 0) : 1;
    return this.offersOf(row).length < most;
  }

  /** R1: nothing stands between them. */
  mayAsk(row: RoutedInteraction, engineer: Engineer): boolean {
    return (
      this.#couldAsk(row, engineer) &&
      this.hasRoom(engineer, row.channel) &&
      (row.lastEngineerId === engineer.id || !this.#waitsForLast(row))
    );
  }

  whyAway(engineer: Engineer, channel: Channel): string | null {
    const state = this.#stateOf(engineer);
    if (engineer.archived) return "archived";
    if (state?.status !== "available") return "not available";
    if (!state.channels.includes(channel)) return "not taking this channel";
    if (engineer.hours !== null && !isOpen(engineer.hours, this.now)) return "off duty";
    return state.connected ? null : "disconnected";
  }

  mayComeBack(engineer: Engineer): boolean {
    const since = this.#stateOf(engineer)?.disconnectedAt ?? null;
    return since !== null && this.now < since + OFFER_GRACE_MS;
  }

  /** R3, R11: one more of this channel, beside what is in hand. */
  hasRoom(engineer: Engineer, channel: Channel): boolean {
    const inHand = this.inHand(engineer);
    return fits(engineer, inHand, channel) && !blocks(engineer, inHand, channel);
  }

  /** R3: when there is more in hand than may be, the offers that do not fit beside what was accepted. */
  tooMuch(engineer: Engineer): Offer[] {
    if (!this.#hasTooMuch(engineer)) return [];
    const kept = this.held(engineer);
    return this.state.offers
      .filter(({ engineerId }) => engineerId === engineer.id)
      .flatMap((offer) => {
        const row = this.interaction(offer.interactionId);
        return row === undefined ? [] : [{ offer, row }];
      })
      .sort((a, b) => before(a.row, b.row))
      .flatMap(({ offer, row }) => {
        if (!fits(engineer, kept, row.channel)) return [offer];
        kept.push(row.channel);
        return [];
      });
  }

  /** R3, R11: more in hand than may be. */
  #hasTooMuch(engineer: Engineer): boolean {
    const { units, max, interruptible } = engineer.capacity;
    const inHand = this.inHand(engineer);
    const aside = inHand.filter((channel) => interruptible.includes(channel));
    const firm = inHand.filter((channel) => !interruptible.includes(channel));
    return (
      unitsOf(engineer, aside) > units ||
      unitsOf(engineer, firm) > units ||
      channels.some((one) => inHand.filter((other) => other === one).length > max[one])
    );
  }

  #stateOf(engineer: Engineer): EngineerState | undefined {
    return this.state.engineerStates.find(({ engineerId }) => engineerId === engineer.id);
  }

  /** All but room. */
  #couldAsk(row: RoutedInteraction, engineer: Engineer): boolean {
    const bucket = this.bucketOf(row);
    if (bucket === undefined || this.whyAway(engineer, row.channel) !== null) return false;
    if (row.cooldowns.some(({ engineerId }) => engineerId === engineer.id)) return false;
    if (this.offersOf(row).some(({ engineerId }) => engineerId === engineer.id)) return false;
    if (row.directTo !== null) return row.directTo === engineer.id;
    return isAble(engineer, { row, bucket, now: this.now });
  }

  /** R7: the last engineer is here and has no room, and it is worth waiting for them. */
  #waitsForLast(row: RoutedInteraction): boolean {
    const last = this.engineer(row.lastEngineerId);
    const seconds = this.bucketOf(row)?.policy.lastEngineerSeconds ?? 0;
    return (
      last !== undefined &&
      row.directTo === null &&
      this.now < Number(row.enteredAt) + seconds * 1000 &&
      this.#couldAsk(row, last) &&
      !this.hasRoom(last, row.channel)
    );
  }
}

/** R11: something among these does not let that channel be offered. */
export function blocks(engineer: Engineer, by: readonly Channel[], channel: Channel): boolean {
  return by.some((one) => engineer.capacity.blocks[one].includes(channel));
}

/** R3: whether one more of this channel has room beside these. */
function fits(engineer: Engineer, inHand: readonly Channel[], channel: Channel): boolean {
  const { units, max, interruptible } = engineer.capacity;
  const inTheWay = interruptible.includes(channel)
    ? inHand
    : inHand.filter((one) => !interruptible.includes(one));
  const alike = inHand.filter((one) => one === channel).length;
  return unitsOf(engineer, [...inTheWay, channel]) <= units && alike < max[channel];
}

/** R2. */
function before(a: RoutedInteraction, b: RoutedInteraction): number {
  const place = (row: RoutedInteraction): number => Number(row.dueAt) - row.headStartSeconds * 1000;
  return (
    a.priority - b.priority ||
    place(a) - place(b) ||
    Number(a.queuedAt) - Number(b.queuedAt) ||
    (a.id < b.id ? -1 : 1)
  );
}

function unitsOf({ capacity }: Engineer, inHand: readonly Channel[]): number {
  return inHand.reduce((sum, channel) => sum + capacity.costs[channel], 0);
}

/** In UTC and within a day; the trial's people all live so. */
function isOpen(hours: Hours, now: number): boolean {
  const local = new Date(now);
  const time = local.toISOString().slice(11, 16);
  const day = local.getUTCDay() === 0 ? 7 : local.getUTCDay();
  return hours.periods.some(
    ({ days, from, to }) => days.includes(day) && from <= time && time < to,
  );
}
