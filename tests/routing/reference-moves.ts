/** What can happen to the reference model's rows; see `reference.ts`. */
import type { DomainEvent } from "../../protocol/events.js";
import { OfferId } from "../../protocol/ids.js";
import type { Offer, RoutedInteraction } from "../../protocol/interactions.js";
import type { Engineer, EngineerState } from "../../protocol/organisation.js";
import { type Facts, held, one, stateOf } from "./reference-match.js";

type Told = DomainEvent extends infer E ? (E extends DomainEvent ? Omit<E, "at"> : never) : never;

export class ReferenceMoves {
  readonly facts: Facts = {
    now: 0,
    interactions: [],
    offers: [],
    engineers: [],
    states: [],
    buckets: [],
  };
  events: DomainEvent[] = [];
  closed: RoutedInteraction[] = [];

  tell(event: Told): void {
    this.events.push({ at: this.facts.now, ...event });
  }

  find(id: string): RoutedInteraction | undefined {
    return this.facts.interactions.find((row) => row.id === id);
  }

  completed(row: RoutedInteraction, disposition: string | null, note: string | null): void {
    if (row.engineerId === null) return;
    row.disposition = disposition;
    const { id: interactionId, engineerId } = row;
    this.tell({ type: "wrapup.completed", interactionId, engineerId, disposition, note });
    this.close(row);
  }

  offer(pair: { row: RoutedInteraction; engineer: Engineer; because: string }): void {
    const { facts } = this;
    const { row, engineer, because } = pair;
    row.offers += 1;
    row.state = "offered";
    const seconds = one(facts.buckets, row.bucketId).offerSeconds[row.channel];
    const offer: Offer = {
      id: OfferId.parse(`${row.id}.o${String(row.offers)}`),
      interactionId: row.id,
      engineerId: engineer.id,
      offeredAt: facts.now,
      expiresAt: facts.now + seconds * 1000,
      state: "pending",
      because,
    };
    facts.offers.push(offer);
    const { id: offerId, interactionId, engineerId, expiresAt } = offer;
    this.tell({
      type: "interaction.offered",
      interactionId,
      offerId,
      engineerId,
      expiresAt,
      because,
    });
  }

  drop(offer: Offer): RoutedInteraction {
    const { facts } = this;
    facts.offers = facts.offers.filter((pending) => pending !== offer);
    const row = one(facts.interactions, offer.interactionId);
    if (!facts.offers.some(({ interactionId }) => interactionId === row.id)) row.state = "waiting";
    return row;
  }

  revoke(offer: Offer, because: string): void {
    this.drop(offer);
    const { id: offerId, interactionId, engineerId } = offer;
    this.tell({ type: "offer.revoked", interactionId, offerId, engineerId, because });
  }

  revokeAll(row: RoutedInteraction, because: string): void {
    for (const offer of this.facts.offers.filter(({ interactionId }) => interactionId === row.id)) {
      this.revoke(offer, because);
    }
  }

  offersInOrder(): Offer[] {
    return [...this.facts.offers].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  give(row: RoutedInteraction, engineerId: Engineer["id"], offerId: OfferId | null): void {
    const { now, buckets } = this.facts;
    const target = one(buckets, row.bucketId).targetSeconds[row.channel] * 1000;
    const since =
      row.answeredAt === null
        ? Number(row.queuedAt)
        : Math.max(Number(row.queuedAt), Number(row.dueAt) - target);
    row.state = "active";
    row.engineerId = engineerId;
    row.directTo = null;
    row.answeredAt ??= now;
    const waitedSeconds = Math.max(0, now - since) / 1000;
    const { id: interactionId } = row;
    this.tell({ type: "interaction.accepted", interactionId, offerId, engineerId, waitedSeconds });
  }

  /** Out of the engineer's hands. */
  free(row: RoutedInteraction): void {
    const holder = this.holder(row);
    row.state = "waiting";
    this.rest(holder);
  }

  close(row: RoutedInteraction): void {
    const holder = this.holder(row);
    row.state = "closed";
    row.endedAt ??= this.facts.now;
    row.closedAt = this.facts.now;
    row.cooldowns = [];
    this.facts.interactions = this.facts.interactions.filter((open) => open !== row);
    this.closed.push(row);
    this.rest(holder);
  }

  rest(engineerId: string | null): void {
    if (engineerId === null || held(this.facts, engineerId).length > 0) return;
    stateOf(this.facts, engineerId).idleAt = this.facts.now;
  }

  holder(row: RoutedInteraction): Engineer["id"] | null {
    return row.state === "active" || row.state === "wrapup" ? row.engineerId : null;
  }

  cool(row: RoutedInteraction, engineerId: Engineer["id"]): void {
    this.warm(row, engineerId);
    row.cooldowns.push({ engineerId, untilAt: this.facts.now + 60_000 });
  }

  warm(row: RoutedInteraction, engineerId: string): void {
    row.cooldowns = row.cooldowns.filter((cooldown) => cooldown.engineerId !== engineerId);
  }

  silence(engineerId: string): void {
    const state = stateOf(this.facts, engineerId);
    if (state.status !== "available") return;
    this.setStatus(state, { status: "not_responding", reason: null, forcedBy: null });
  }

  setStatus(
    state: EngineerState,
    to: Pick<EngineerState, "status" | "reason"> & { readonly forcedBy: string | null },
  ): void {
    const { now } = this.facts;
    if (state.status !== to.status) {
      state.statusAt = now;
      const idle = held(this.facts, state.engineerId).length === 0;
      if (to.status === "available" && idle) state.idleAt = now;
    }
    state.status = to.status;
    state.reason = to.reason;
    const { engineerId, status, reason, channels } = state;
    this.tell({
      type: "presence.changed",
      engineerId,
      status,
      reason,
      channels,
      forcedBy: to.forcedBy,
    });
  }

  tellRequeued(row: RoutedInteraction, because: string): void {
    if (row.bucketId === null) return;
    const { id: interactionId, bucketId } = row;
    this.tell({ type: "interaction.requeued", interactionId, bucketId, because });
  }

  openBucket(id: string): Facts["buckets"][number] | undefined {
    return this.facts.buckets.find((bucket) => bucket.id === id && !bucket.archived);
  }

  workingEngineer(id: string): Engineer | undefined {
    return this.facts.engineers.find((engineer) => engineer.id === id && !engineer.archived);
  }
}
