/**
 * A day on the floor, in virtual time: whoever is asked answers after a few seconds, talks, wraps up;
 * some decline, some do not notice, some customers leave, engineers take breaks and lose their
 * connection. For each interaction that leaves the queue the next of its kind comes, so that as many
 * wait at the end as at the beginning.
 */
import { CommandId, type EngineerId, type InteractionId } from "../protocol/ids.js";
import type { Command } from "../protocol/commands.js";
import type { Offer } from "../protocol/interactions.js";
import type { Decision, RoutingState } from "../protocol/routing.js";
import type { Router } from "../routing/router.js";
import { Agenda } from "./routing-agenda.js";
import type { Chance } from "./routing-chance.js";
import { type Kind, type Organisation, START, interactionId } from "./routing-world.js";

/** Means, in milliseconds. */
const HANDLING = { voice: 240_000, chat: 420_000, email: 300_000 };
const WRAP_UP_MS = 20_000;
const ANSWER_MS = 3_000;
const AWAY_MS = 60_000;
const BREAK_EVERY_MS = 2_400_000;
const LOST_EVERY_MS = 3_600_000;
const COME_MS = 2_000;
/** Of the offers. */
const DECLINED = 0.03;
const UNNOTICED = 0.02;
/** Of those that are served; so many leave before. */
const LEAVES = 0.08;

const ID = CommandId.parse("bench");

export type Act = (command: Command) => Decision;

/** In the turn of this command everybody who is ready is asked. */
export function firstTick(): Command {
  return { type: "router.tick", id: ID, at: START };
}

export class Day {
  readonly #agenda = new Agenda<() => void>();
  readonly #organisation: Organisation;
  readonly #chance: Chance;
  readonly #act: Act;
  readonly #nextTimerAt: Router["nextTimerAt"];
  /** What waits or is offered, to draw who leaves from, and the place of each in it. */
  readonly #waiting: InteractionId[] = [];
  readonly #places = new Map<InteractionId, number>();
  readonly #kinds = new Map<InteractionId, Kind>();
  #numbers: number;
  #at = START;

  constructor(
    router: { readonly act: Act; readonly nextTimerAt: Router["nextTimerAt"] },
    of: {
      readonly organisation: Organisation;
      readonly state: RoutingState;
      readonly chance: Chance;
    },
  ) {
    this.#act = router.act;
    this.#nextTimerAt = router.nextTimerAt;
    this.#organisation = of.organisation;
    this.#chance = of.chance;
    this.#numbers = of.state.interactions.length;
    for (const { id, channel, bucketId, skills } of of.state.interactions) {
      if (bucketId !== null) this.#enter(id, { bucketId, channel, skills });
    }
  }

  /** Everybody who is ready is asked, and the floor begins to move. */
  open(): Decision {
    const decision = this.#do(firstTick());
    this.#again(BREAK_EVERY_MS, () => {
      this.#takeBreak();
    });
    this.#again(LOST_EVERY_MS, () => {
      this.#loseConnection();
    });
    return decision;
  }

  /** Independent arrivals of the organisation's kinds, `everyMs` apart on average. */
  arrive(everyMs: number): void {
    this.#later(this.#chance.wait(everyMs), () => {
      this.#queue(this.#organisation.kind(this.#chance));
      this.arrive(everyMs);
    });
  }

  /** The next that happens: one command, or none when it has become pointless. */
  step(): void {
    const wakeAt = this.#nextTimerAt() ?? Infinity;
    if (wakeAt <= this.#agenda.nextAt) {
      this.#at = Math.max(this.#at, wakeAt);
      this.#do({ type: "router.tick", id: ID, at: this.#at });
      return;
    }
    const { at, thing } = this.#agenda.take();
    this.#at = at;
    thing();
  }

  /** For each engineer apart, on average every `everyMs`. */
  #again(everyMs: number, what: () => void): void {
    this.#later(this.#chance.wait(everyMs / this.#organisation.engineers.length), () => {
      what();
      this.#again(everyMs, what);
    });
  }

  #later(ms: number, what: () => void): void {
    this.#agenda.add(this.#at + Math.ceil(ms), what);
  }

  #do(command: Command): Decision {
    const decision = this.#act(command);
    for (const offer of decision.offers) if (offer.state === "pending") this.#ring(offer);
    return decision;
  }

  #ring(offer: Offer): void {
    const { engineerId } = offer;
    if (this.#chance.happens(UNNOTICED)) {
      this.#later(offer.expiresAt - offer.offeredAt + this.#chance.wait(AWAY_MS), () => {
        this.#come(engineerId);
      });
      return;
    }
    const declines = this.#chance.happens(DECLINED);
    this.#later(1000 + this.#chance.wait(ANSWER_MS), () => {
      const answer = { id: ID, at: this.#at, offerId: offer.id, engineerId };
      if (declines) this.#do({ ...answer, type: "offer.decline", reason: null });
      else this.#accept({ ...answer, type: "offer.accept" }, offer.interactionId);
    });
  }

  #accept(command: Command, id: InteractionId): void {
    if (!this.#do(command).outcome.ok) return;
    const kind = this.#leave(id);
    if (kind === undefined) return;
    this.#later(this.#chance.wait(HANDLING[kind.channel]), () => {
      this.#end(id, kind);
    });
    if (this.#chance.happens(LEAVES) && this.#waiting.length > 0) {
      this.#later(this.#chance.wait(COME_MS), () => {
        this.#abandon();
      });
    }
  }

  #end(id: InteractionId, { channel }: Kind): void {
    const complete = (): void => {
      this.#do({
        type: "wrapup.complete",
        id: ID,
        at: this.#at,
        interactionId: id,
        engineerId: null,
        disposition: "solved",
        note: null,
      });
    };
    if (channel === "email") {
      complete();
      return;
    }
    const by = "customer";
    this.#do({
      type: "interaction.end",
      id: ID,
      at: this.#at,
      interactionId: id,
      by,
      engineerId: null,
    });
    this.#later(this.#chance.wait(WRAP_UP_MS), complete);
  }

  #abandon(): void {
    if (this.#waiting.length === 0) return;
    const id = this.#chance.one(this.#waiting);
    const by = "customer";
    this.#do({
      type: "interaction.end",
      id: ID,
      at: this.#at,
      interactionId: id,
      by,
      engineerId: null,
    });
    this.#leave(id);
  }

  #takeBreak(): void {
    const { id } = this.#chance.one(this.#organisation.engineers);
    this.#present(id, "break");
    this.#later(this.#chance.wait(AWAY_MS * 5), () => {
      this.#come(id);
    });
  }

  #come(engineerId: EngineerId): void {
    this.#present(engineerId, "available");
  }

  #present(engineerId: EngineerId, status: "available" | "break"): void {
    const rest = { channels: null, reason: null, forcedBy: null };
    this.#do({ type: "presence.set", id: ID, at: this.#at, engineerId, status, ...rest });
  }

  #loseConnection(): void {
    const { id: engineerId } = this.#chance.one(this.#organisation.engineers);
    this.#do({ type: "engineer.disconnect", id: ID, at: this.#at, engineerId });
    this.#later(this.#chance.wait(COME_MS), () => {
      this.#do({ type: "engineer.connect", id: ID, at: this.#at, engineerId });
    });
  }

  #queue(kind: Kind): void {
    const id = interactionId((this.#numbers += 1));
    const isKnown = this.#chance.happens(0.1);
    this.#enter(id, kind);
    this.#do({
      type: "interaction.queue",
      id: ID,
      at: this.#at,
      interactionId: id,
      channel: kind.channel,
      customerId: null,
      bucketId: kind.bucketId,
      priority: null,
      skills: [...kind.skills],
      lastEngineerId: isKnown ? this.#chance.one(this.#organisation.engineers).id : null,
    });
  }

  #enter(id: InteractionId, kind: Kind): void {
    this.#places.set(id, this.#waiting.push(id) - 1);
    this.#kinds.set(id, kind);
  }

  /** Out of the queue; the next of its kind is on its way. undefined: it had left already. */
  #leave(id: InteractionId): Kind | undefined {
    const kind = this.#kinds.get(id);
    const place = this.#places.get(id);
    const last = this.#waiting.at(-1);
    if (kind === undefined || place === undefined || last === undefined) return undefined;
    this.#waiting[place] = last;
    this.#places.set(last, place);
    this.#waiting.pop();
    this.#places.delete(id);
    this.#kinds.delete(id);
    if (this.keepsFull) {
      this.#later(this.#chance.wait(COME_MS), () => {
        this.#queue(kind);
      });
    }
    return kind;
  }

  /** Whether the next of its kind comes for each that leaves. */
  keepsFull = true;
}
