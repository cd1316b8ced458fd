/** What time alone does in the reference model (R14); see `reference.ts`. */
import type { Offer, RoutedInteraction } from "../../protocol/interactions.js";
import type { EngineerState } from "../../protocol/organisation.js";
import { type Facts, held, isQueued, one, stateOf } from "./reference-facts.js";
import type { ReferenceMoves } from "./reference-moves.js";
import type { ReferenceOverflow } from "./reference-overflow.js";

/** What rings first: the earlier, then by kind, then by id. */
interface Timer {
  readonly at: number;
  readonly kind: number;
  readonly id: string;
  readonly more?: string;
  ring(): void;
}

const DAY = 86_400_000;

export class ReferenceTime {
  readonly #moves: ReferenceMoves;
  readonly #overflow: ReferenceOverflow;

  constructor(moves: ReferenceMoves, overflow: ReferenceOverflow) {
    this.#moves = moves;
    this.#overflow = overflow;
  }

  get #facts(): Facts {
    return this.#moves.facts;
  }

  /** Lets everything happen that is due, one after the other. */
  pass(until: number): void {
    this.#spend(until);
    this.#facts.now = until;
    for (;;) {
      const due = [...this.#timers()].filter(({ at }) => at <= until);
      const [first] = due.sort(inTime);
      if (first === undefined) return;
      first.ring();
    }
  }

  /** Ageing and relaxation were looked at up to now. */
  looked(): void {
    for (const row of this.#facts.interactions) this.#moves.watchFromNow(row);
  }

  *#timers(): Generator<Timer> {
    for (const offer of this.#facts.offers) {
      const ring = (): void => {
        this.#expire(offer);
      };
      yield { at: offer.expiresAt, kind: 0, id: offer.id, ring };
    }
    for (const row of this.#facts.interactions) {
      yield* this.#timersOf(row);
      if (isQueued(row)) yield* this.#timersInQueue(row);
    }
    for (const state of this.#facts.states) {
      if (state.disconnectedAt === null) continue;
      const ring = (): void => {
        this.#giveUp(state);
      };
      yield { at: state.disconnectedAt + 120_000, kind: 4, id: state.engineerId, ring };
    }
  }

  *#timersOf(row: RoutedInteraction): Generator<Timer> {
    if (row.state === "wrapup" && row.wrapUpEndsAt !== null) {
      const ring = (): void => {
        this.#moves.completed(row, null, null);
      };
      yield { at: row.wrapUpEndsAt, kind: 1, id: row.id, ring };
    }
    for (const { engineerId, untilAt } of row.cooldowns) {
      const ring = (): void => {
        this.#moves.warm(row, engineerId);
      };
      yield { at: untilAt, kind: 2, id: row.id, more: engineerId, ring };
    }
  }

  *#timersInQueue(row: RoutedInteraction): Generator<Timer> {
    const { relax, ageing } = one(this.#facts.buckets, row.bucketId).policy;
    const { relaxed, aged } = this.#moves.watch(row);
    const { id } = row;
    for (const { afterSeconds } of relax) {
      const at = Number(row.enteredAt) + afterSeconds * 1000;
      const ring = (): void => {
        this.#relax(row, at);
      };
      if (at > relaxed) yield { at, kind: 5, id, more: "1", ring };
    }
    if (ageing !== null && row.priority > ageing.upTo) {
      const every = ageing.everySeconds * 1000;
      const queuedAt = Number(row.queuedAt);
      const at = queuedAt + (Math.floor((aged - queuedAt) / every) + 1) * every;
      const ring = (): void => {
        this.#age(row, at);
      };
      yield { at, kind: 5, id, more: "2", ring };
    }
    if (row.directUntilAt !== null) {
      const ring = (): void => {
        this.#moves.undirect(row);
      };
      yield { at: row.directUntilAt, kind: 5, id, more: "3", ring };
    }
    const at = this.#overflow.looksAt(row);
    const ring = (): void => {
      this.#overflow.waitedTooLong(row);
    };
    if (at !== null) yield { at, kind: 5, id, more: "4", ring };
  }

  #expire(offer: Offer): void {
    const row = this.#moves.drop(offer);
    const { id: offerId, engineerId } = offer;
    this.#moves.tell({ type: "offer.expired", interactionId: row.id, offerId, engineerId });
    this.#moves.undirect(row);
    this.#moves.cool(row, engineerId);
    this.#moves.silence(engineerId);
  }

  #giveUp(state: EngineerState): void {
    state.disconnectedAt = null;
    const chats = held(this.#facts, state.engineerId)
      .filter((row) => row.channel === "chat" && row.state === "active")
      .sort((a, b) => (a.id < b.id ? -1 : 1));
    for (const row of chats) {
      this.#moves.free(row);
      this.#moves.tellRequeued(row, "engineer disconnected");
    }
  }

  #relax(row: RoutedInteraction, at: number): void {
    const { relax } = one(this.#facts.buckets, row.bucketId).policy;
    const since = Number(row.enteredAt);
    this.#moves.watch(row).relaxed = at;
    if (row.bucketId === null) return;
    this.#moves.tell({
      type: "interaction.relaxed",
      interactionId: row.id,
      bucketId: row.bucketId,
      step: relax.filter(({ afterSeconds }) => since + afterSeconds * 1000 <= at).length,
    });
  }

  #age(row: RoutedInteraction, at: number): void {
    this.#moves.watch(row).aged = at;
    if (row.bucketId === null) return;
    row.priority -= 1;
    this.#moves.tell({
      type: "interaction.changed",
      interactionId: row.id,
      priority: row.priority,
      bucketId: row.bucketId,
      dueAt: Number(row.dueAt),
      because: "ageing",
    });
  }

  /** Who was busy or here since the last turn, while some bucket compares that; by day, UTC. */
  #spend(until: number): void {
    const { now, buckets, engineers, today } = this.#facts;
    if (!buckets.some(({ policy }) => policy.pick.includes("occupancy"))) return;
    const day = Math.floor(until / DAY);
    const ms = until - Math.max(now, day * DAY);
    for (const { id } of engineers) {
      const known = today.get(id);
      const sum = known?.day === day ? known : { day, busyMs: 0, hereMs: 0 };
      const isBusy = held(this.#facts, id).length > 0;
      if (isBusy) sum.busyMs += ms;
      if (isBusy || stateOf(this.#facts, id).status === "available") sum.hereMs += ms;
      today.set(id, sum);
    }
  }
}

function inTime(a: Timer, b: Timer): number {
  return (
    a.at - b.at ||
    a.kind - b.kind ||
    compareText(a.id, b.id) ||
    compareText(a.more ?? "", b.more ?? "")
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
