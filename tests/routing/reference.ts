/**
 * The router written without any cleverness: lists, and loops over them. Slow, and short enough to be
 * believed; the real router must agree with it on every decision. Shares nothing with `routing/`.
 */
import type { Command, Outcome } from "../../protocol/commands.js";
import type { ErrorCode } from "../../protocol/errors.js";
import type { DomainEvent } from "../../protocol/events.js";
import type { Offer, RoutedInteraction } from "../../protocol/interactions.js";
import type { RoutingState } from "../../protocol/routing.js";
import type { Obstacle } from "../../protocol/why.js";
import { ReferenceCommands } from "./reference-commands.js";
import { type Facts, byId, held, offersTo, one, stateOf } from "./reference-facts.js";
import { before, hasRoom, hasTooMuch, isBlocked, isMeantFor, whyAway } from "./reference-match.js";
import { ReferenceMoves } from "./reference-moves.js";
import { ReferenceOverflow } from "./reference-overflow.js";
import { type ReferenceWhy, nextPair } from "./reference-pick.js";
import { ReferenceTime } from "./reference-time.js";

/** What one command led to; rows are read from `state` afterwards. */
export interface Answer {
  /** An error code, or ok. */
  readonly outcome: ErrorCode | "ok";
  readonly events: readonly DomainEvent[];
  /** Rows of interactions that closed in this turn. */
  readonly closed: readonly RoutedInteraction[];
  /** R12, by offer. */
  readonly whys: ReadonlyMap<string, ReferenceWhy>;
}

/** The code of an outcome, or ok. */
export function codeOf(outcome: Outcome): string {
  return outcome.ok ? "ok" : outcome.error.code;
}

/** How the journal says why an engineer lost an offer. */
const AWAY: Readonly<Partial<Record<Obstacle, string>>> = {
  archived: "engineer is archived",
  not_responding: "engineer is not responding",
  not_available: "engineer is not available",
  channel_off: "engineer does not take this channel",
  outside_hours: "outside the engineer's hours",
  disconnected: "engineer disconnected",
};

export class Reference {
  readonly #moves = new ReferenceMoves();
  readonly #overflow = new ReferenceOverflow(this.#moves);
  readonly #time = new ReferenceTime(this.#moves, this.#overflow);
  readonly #commands = new ReferenceCommands(this.#moves, this.#overflow);

  get facts(): Facts {
    return this.#moves.facts;
  }

  handle(command: Command): Answer {
    const moves = this.#moves;
    const { facts } = moves;
    moves.events = [];
    moves.closed = [];
    moves.whys.clear();
    this.#time.pass(Math.max(facts.now, command.at));
    const refusal = this.#commands.apply(command);
    this.#takeBackOffers();
    for (let pair = nextPair(facts); pair !== null; pair = nextPair(facts)) moves.offer(pair);
    this.#time.looked();
    const { events, closed, whys } = moves;
    return { outcome: refusal ?? "ok", events, closed, whys };
  }

  state(): RoutingState {
    const { interactions, offers, engineers, states, buckets } = this.facts;
    return {
      interactions: [...interactions].sort(byId),
      offers: [...offers].sort(byId),
      engineers: [...engineers].sort(byId),
      engineerStates: [...states].sort((a, b) => (a.engineerId < b.engineerId ? -1 : 1)),
      buckets: [...buckets].sort(byId),
    };
  }

  /** R3, R8, R11: offers that may not stay. */
  #takeBackOffers(): void {
    const { facts } = this;
    const lost = this.#moves.offersInOrder().flatMap((offer) => {
      const why = this.#whyLost(offer);
      return why === null ? [] : [{ offer, why }];
    });
    for (const { offer, why } of lost) this.#moves.revoke(offer, why);
    for (const engineer of [...facts.engineers].sort(byId)) {
      if (!hasTooMuch(facts, engineer)) continue;
      const rowOf = (offer: Offer): RoutedInteraction =>
        one(facts.interactions, offer.interactionId);
      const offers = offersTo(facts, engineer.id).sort((a, b) => before(rowOf(a), rowOf(b)));
      const kept = held(facts, engineer.id).map((row) => row.channel);
      for (const offer of offers) {
        const { channel } = rowOf(offer);
        if (hasRoom(engineer, kept, channel)) kept.push(channel);
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
    if (away !== null && !(away === "disconnected" && inGrace)) return AWAY[away] ?? away;
    if (!isMeantFor(facts, row, engineer)) return "engineer's skills do not fit any more";
    const accepted = held(facts, engineer.id).map(({ channel }) => channel);
    return isBlocked(engineer, accepted, row.channel) ? "blocked by other work" : null;
  }
}
