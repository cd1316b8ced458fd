/**
 * What people do when their screen or telephone says something: only what was told makes them act. Most
 * answer, some decline, some look away; and each takes their time.
 */
import type { DomainEvent } from "../../protocol/events.js";
import type { Body } from "./bodies.js";
import type { World } from "./world.js";

/** Longer than some offers ring. */
const SECONDS_MOST = 20;

export class People {
  readonly #world: World;
  readonly #ask: (body: Body) => void;

  constructor(world: World, ask: (body: Body) => void) {
    this.#world = world;
    this.#ask = ask;
  }

  hear(events: readonly DomainEvent[]): void {
    for (const event of events) {
      const body = this.#answerTo(event);
      if (body === null) continue;
      this.#world.schedule(
        () => {
          this.#ask(body);
        },
        this.#world.dice.below(SECONDS_MOST * 1000),
      );
    }
  }

  /** null: they do nothing. */
  #answerTo(event: DomainEvent): Body | null {
    const { dice } = this.#world;
    switch (event.type) {
      case "interaction.offered": {
        const { offerId, engineerId } = event;
        if (dice.chance(0.2)) return null;
        return dice.chance(0.85)
          ? { type: "offer.accept", offerId, engineerId }
          : { type: "offer.decline", offerId, engineerId, reason: null };
      }
      case "interaction.accepted": {
        const { interactionId, engineerId } = event;
        if (dice.chance(0.4)) return null;
        return dice.chance(0.5)
          ? { type: "interaction.end", interactionId, by: "customer", engineerId: null }
          : { type: "interaction.end", interactionId, by: "engineer", engineerId };
      }
      case "wrapup.started": {
        const { interactionId, engineerId } = event;
        const disposition = "solved";
        if (dice.chance(0.4)) return null;
        return { type: "wrapup.complete", interactionId, engineerId, disposition, note: null };
      }
      case "offer.expired":
        return {
          type: "presence.set",
          engineerId: event.engineerId,
          status: "available",
          channels: null,
          reason: null,
          forcedBy: null,
        };
      default:
        return null;
    }
  }
}
