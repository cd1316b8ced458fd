/** What can happen to the reference model's rows; see `reference.ts`. */
import type { DomainEvent } from "../../protocol/events.js";
import { OfferId } from "../../protocol/ids.js";
import type { Offer, RoutedInteraction } from "../../protocol/interactions.js";
import type { Bucket, Engineer, EngineerState } from "../../protocol/organisation.js";
import { type Facts, held, offersOf, one, stateOf, targetOf } from "./reference-facts.js";
import type { Pair, ReferenceWhy } from "./reference-pick.js";

type Told = DomainEvent extends infer E ? (E extends DomainEvent ? Omit<E, "at"> : never) : never;

/** Who ended it, and how. */
export type Ending = Pick<
  Extract<DomainEvent, { type: "interaction.ended" }>,
  "by" | "outcome" | "engineerId"
>;

/** Until when steps and classes were looked at, of one interaction in the queue. */
interface Watch {
  relaxed: number;
  aged: number;
}

export class ReferenceMoves {
  readonly facts: Facts = {
    now: 0,
    interactions: [],
    offers: [],
    engineers: [],
    states: [],
    buckets: [],
    today: new Map(),
  };
  events: DomainEvent[] = [];
  closed: RoutedInteraction[] = [];
  /** Of the offers of this turn, by id. */
  readonly whys = new Map<string, ReferenceWhy>();
  readonly #watches = new Map<string, Watch>();

  tell(event: Told): void {
    this.events.push({ at: this.facts.now, ...event });
  }

  find(id: string): RoutedInteraction | undefined {
    return this.facts.interactions.find((row) => row.id === id);
  }

  openBucket(id: string): Bucket | undefined {
    return this.facts.buckets.find((bucket) => bucket.id === id && !bucket.archived);
  }

  workingEngineer(id: string): Engineer | undefined {
    return this.facts.engineers.find((engineer) => engineer.id === id && !engineer.archived);
  }

  // ---- where it stands

  /** Into a bucket, due so long after `from`. */
  enter(row: RoutedInteraction, bucket: Bucket, from: number): void {
    row.bucketId = bucket.id;
    row.enteredAt = this.facts.now;
    row.dueAt = from + targetOf(bucket, row) * 1000;
    row.headStartSeconds = bucket.policy.tiers[row.tier].headStartSeconds;
    this.watchFromNow(row);
  }

  watch(row: RoutedInteraction): Watch {
    const { now } = this.facts;
    return this.#watches.get(row.id) ?? { relaxed: now, aged: now };
  }

  watchFromNow(row: RoutedInteraction): void {
    const { now } = this.facts;
    this.#watches.set(row.id, { relaxed: now, aged: now });
  }

  directTo(row: RoutedInteraction, engineerId: Engineer["id"]): void {
    const { directSeconds } = one(this.facts.buckets, row.bucketId).policy;
    row.directTo = engineerId;
    row.directUntilAt = directSeconds === null ? null : this.facts.now + directSeconds * 1000;
  }

  /** Its bucket's again. */
  undirect(row: RoutedInteraction): void {
    row.directTo = null;
    row.directUntilAt = null;
  }

  // ---- offers

  offer({ row, engineer, because, why }: Pair): void {
    const { facts } = this;
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
    if (facts.buckets.some(({ policy }) => policy.pick.includes("roundRobin"))) {
      stateOf(facts, engineer.id).askedAt = facts.now;
    }
    const { id: offerId, interactionId, engineerId, expiresAt } = offer;
    this.tell({
      type: "interaction.offered",
      interactionId,
      offerId,
      engineerId,
      expiresAt,
      because,
    });
    this.whys.set(offerId, why);
  }

  drop(offer: Offer): RoutedInteraction {
    const { facts } = this;
    facts.offers = facts.offers.filter((pending) => pending !== offer);
    const row = one(facts.interactions, offer.interactionId);
    if (offersOf(facts, row).length === 0) row.state = "waiting";
    return row;
  }

  revoke(offer: Offer, because: string): void {
    this.drop(offer);
    const { id: offerId, interactionId, engineerId } = offer;
    this.tell({ type: "offer.revoked", interactionId, offerId, engineerId, because });
  }

  revokeAll(row: RoutedInteraction, because: string): void {
    for (const offer of offersOf(this.facts, row)) this.revoke(offer, because);
  }

  offersInOrder(): Offer[] {
    return [...this.facts.offers].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  // ---- hands

  give(row: RoutedInteraction, engineerId: Engineer["id"], offerId: OfferId | null): void {
    const waitedSeconds = this.waited(row);
    row.state = "active";
    row.engineerId = engineerId;
    this.undirect(row);
    row.answeredAt ??= this.facts.now;
    const { id: interactionId } = row;
    this.tell({ type: "interaction.accepted", interactionId, offerId, engineerId, waitedSeconds });
  }

  /** Seconds: before the first answer since it was queued, later since it entered its bucket. */
  waited(row: RoutedInteraction): number {
    const since = row.answeredAt === null ? row.queuedAt : row.enteredAt;
    return Math.max(0, this.facts.now - Number(since)) / 1000;
  }

  /** Out of the engineer's hands, back to its place. */
  free(row: RoutedInteraction): void {
    const holder = this.holder(row);
    row.state = "waiting";
    this.watchFromNow(row);
    this.rest(holder);
  }

  end(row: RoutedInteraction, ending: Ending): void {
    const gaveUp = row.state === "waiting";
    row.outcome = ending.outcome;
    row.endedAt = this.facts.now;
    this.tell({
      type: "interaction.ended",
      interactionId: row.id,
      ...ending,
      ...(gaveUp && { waitedSeconds: this.waited(row) }),
    });
  }

  completed(row: RoutedInteraction, disposition: string | null, note: string | null): void {
    if (row.engineerId === null) return;
    row.disposition = disposition;
    const { id: interactionId, engineerId } = row;
    this.tell({ type: "wrapup.completed", interactionId, engineerId, disposition, note });
    this.close(row);
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

  tellRequeued(row: RoutedInteraction, because: string): void {
    if (row.bucketId === null) return;
    const { id: interactionId, bucketId } = row;
    this.tell({ type: "interaction.requeued", interactionId, bucketId, because });
  }

  // ---- people

  cool(row: RoutedInteraction, engineerId: Engineer["id"]): void {
    const { cooldownSeconds } = one(this.facts.buckets, row.bucketId).policy;
    this.warm(row, engineerId);
    row.cooldowns.push({ engineerId, untilAt: this.facts.now + cooldownSeconds * 1000 });
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
    const { forcedBy } = to;
    this.tell({ type: "presence.changed", engineerId, status, reason, channels, forcedBy });
  }
}
