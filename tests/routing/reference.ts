/**
 * The router written without any cleverness: lists, and loops over them. Slow, and short enough to be
 * believed; the real router must agree with it on every decision. Shares nothing with `routing/`.
 */
import type { Command, Outcome } from "../../protocol/commands.js";
import type { ErrorCode } from "../../protocol/errors.js";
import type { DomainEvent } from "../../protocol/events.js";
import type { Offer, RoutedInteraction } from "../../protocol/interactions.js";
import type { EngineerState } from "../../protocol/organisation.js";
import type { RoutingState } from "../../protocol/routing.js";
import { ReferenceCommands } from "./reference-commands.js";
import {
  type Facts,
  before,
  held,
  isMeantFor,
  isWithin,
  nextPair,
  one,
  stateOf,
  whyAway,
} from "./reference-match.js";
import { ReferenceMoves } from "./reference-moves.js";

/** What one command led to; rows are read from `state` afterwards. */
export interface Answer {
  /** An error code, or ok. */
  readonly outcome: ErrorCode | "ok";
  readonly events: readonly DomainEvent[];
  /** Rows of interactions that closed in this turn. */
  readonly closed: readonly RoutedInteraction[];
}

/** The code of an outcome, or ok. */
export function codeOf(outcome: Outcome): string {
  return outcome.ok ? "ok" : outcome.error.code;
}

export class Reference {
  readonly #moves = new ReferenceMoves();
  readonly #commands = new ReferenceCommands(this.#moves);

  get facts(): Facts {
    return this.#moves.facts;
  }

  handle(command: Command): Answer {
    const moves = this.#moves;
    const { facts } = moves;
    facts.now = Math.max(facts.now, command.at);
    moves.events = [];
    moves.closed = [];
    this.#passTime();
    const refusal = this.#commands.apply(command);
    this.#takeBackOffers();
    for (let pair = nextPair(facts); pair !== null; pair = nextPair(facts)) moves.offer(pair);
    return { outcome: refusal ?? "ok", events: moves.events, closed: moves.closed };
  }

  state(): RoutingState {
    const { interactions, offers, engineers, states, buckets } = this.facts;
    const sorted = <T extends object>(rows: readonly T[], id: (row: T) => string): T[] =>
      [...rows].sort((a, b) => (id(a) < id(b) ? -1 : 1));
    return {
      interactions: sorted(interactions, (row) => row.id),
      offers: sorted(offers, (row) => row.id),
      engineers: sorted(engineers, (row) => row.id),
      engineerStates: sorted(states, (row) => row.engineerId),
      buckets: sorted(buckets, (row) => row.id),
    };
  }

  // ---- time

  #passTime(): void {
    const { facts } = this;
    for (;;) {
      const due = [
        ...facts.offers.map((offer) => ({
          key: [offer.expiresAt, 0, offer.id, ""] as const,
          ring: () => {
            this.#expire(offer);
          },
        })),
        ...facts.interactions.flatMap((row) =>
          row.state === "wrapup" && row.wrapUpEndsAt !== null
            ? [
                {
                  key: [row.wrapUpEndsAt, 1, row.id, ""] as const,
                  ring: () => {
                    this.#moves.completed(row, null, null);
                  },
                },
              ]
            : [],
        ),
        ...facts.interactions.flatMap((row) =>
          row.cooldowns.map(({ engineerId, untilAt }) => ({
            key: [untilAt, 2, row.id, engineerId] as const,
            ring: () => {
              this.#moves.warm(row, engineerId);
            },
          })),
        ),
        ...facts.states.flatMap((state) =>
          state.disconnectedAt === null
            ? []
            : [
                {
                  key: [state.disconnectedAt + 120_000, 4, state.engineerId, ""] as const,
                  ring: () => {
                    this.#giveUp(state);
                  },
                },
              ],
        ),
      ].filter(({ key }) => key[0] <= facts.now);
      const [first] = due.sort(
        (a, b) =>
          a.key[0] - b.key[0] ||
          a.key[1] - b.key[1] ||
          (a.key[2] < b.key[2] ? -1 : a.key[2] > b.key[2] ? 1 : a.key[3] < b.key[3] ? -1 : 1),
      );
      if (first === undefined) return;
      first.ring();
    }
  }

  #expire(offer: Offer): void {
    const row = this.#moves.drop(offer);
    this.#moves.tell({
      type: "offer.expired",
      interactionId: row.id,
      offerId: offer.id,
      engineerId: offer.engineerId,
    });
    row.directTo = null;
    this.#moves.cool(row, offer.engineerId);
    this.#moves.silence(offer.engineerId);
  }

  #giveUp(state: EngineerState): void {
    state.disconnectedAt = null;
    const chats = held(this.facts, state.engineerId)
      .filter((row) => row.channel === "chat" && row.state === "active")
      .sort((a, b) => (a.id < b.id ? -1 : 1));
    for (const row of chats) {
      this.#moves.free(row);
      this.#moves.tellRequeued(row, "engineer disconnected");
    }
  }

  // ---- afterwards

  #takeBackOffers(): void {
    const { facts } = this;
    const lost = this.#moves.offersInOrder().flatMap((offer) => {
      const why = this.#whyLost(offer);
      return why === null ? [] : [{ offer, why }];
    });
    for (const { offer, why } of lost) this.#moves.revoke(offer, why);
    for (const engineer of [...facts.engineers].sort((a, b) => (a.id < b.id ? -1 : 1))) {
      if (isWithin(facts, engineer, [])) continue;
      const isTheirs = (offer: Offer): boolean => offer.engineerId === engineer.id;
      const rowOf = (offer: Offer): RoutedInteraction =>
        one(facts.interactions, offer.interactionId);
      const offers = facts.offers.filter(isTheirs).sort((a, b) => before(rowOf(a), rowOf(b)));
      const kept = { ...facts, offers: facts.offers.filter((offer) => !isTheirs(offer)) };
      for (const offer of offers) {
        if (isWithin(kept, engineer, [rowOf(offer).channel])) kept.offers.push(offer);
        else this.#moves.revoke(offer, "engineer has no room");
      }
    }
  }

  #whyLost(offer: Offer): string | null {
    const { facts } = this;
    const row = one(facts.interactions, offer.interactionId);
    const engineer = one(facts.engineers, offer.engineerId);
    const { disconnectedAt } = stateOf(facts, engineer.id);
    const away = whyAway(facts, engineer, row.channel);
    const inGrace = disconnectedAt !== null && facts.now < disconnectedAt + 5_000;
    if (away !== null && !(away === "engineer disconnected" && inGrace)) return away;
    return isMeantFor(facts, row, engineer) ? null : "engineer's skills do not fit any more";
  }
}
