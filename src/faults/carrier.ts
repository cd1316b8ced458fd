/**
 * The world outside, which performs effects: once for each idempotency key, whatever is asked how
 * often. It may not be reached, and its answer may be lost. Keeps what it did, in order.
 */
import type { Performed } from "../../channels/channel.js";
import type { Effect } from "../../protocol/effects.js";
import type { MemoryStore } from "./memory-store.js";
import type { World } from "./world.js";

export class Carrier {
  readonly #world: World;
  readonly #tables: MemoryStore;
  /** Answers by key, in the order in which they were first given. */
  readonly #done = new Map<string, Performed>();
  #failsBefore = 0;
  #failsAfter = 0;

  constructor(world: World, tables: MemoryStore) {
    this.#world = world;
    this.#tables = tables;
  }

  answerTo(effectId: string): Performed | undefined {
    return this.#done.get(effectId);
  }

  get performed(): ReadonlyMap<string, Performed> {
    return this.#done;
  }

  /** The next so many requests do not arrive, or their answers do not. */
  arm(fails: { readonly before: number; readonly after: number }): void {
    this.#failsBefore += fails.before;
    this.#failsAfter += fails.after;
  }

  end(): void {
    this.#failsBefore = 0;
    this.#failsAfter = 0;
  }

  /** A request arrives. Throws what its sender sees of a failure. */
  arrive(effect: Effect): Performed {
    if (this.#failsBefore > 0) {
      this.#failsBefore -= 1;
      this.#world.fault("carrier fails");
      throw new Error("the carrier was not reached");
    }
    const performed = this.#done.get(effect.id) ?? this.#perform(effect);
    if (this.#failsAfter > 0) {
      this.#failsAfter -= 1;
      this.#world.fault("carrier answer lost");
      throw new Error("the carrier's answer was lost");
    }
    return performed;
  }

  #perform(effect: Effect): Performed {
    this.#expectItsTurn(effect);
    const refused = effect.kind === "bridge" && this.#world.dice.chance(0.2);
    const performed: Performed = refused
      ? { type: "refused", because: "nobody picks up" }
      : { type: "done" };
    this.#done.set(effect.id, performed);
    this.#world.did("effect performed");
    return performed;
  }

  /** T8: only what was committed, and of one interaction one after the other. */
  #expectItsTurn(effect: Effect): void {
    if (!this.#tables.effects.has(effect.id)) {
      this.#world.breaks(`T8: ${effect.id} is performed and was never committed`);
    }
    for (const [id, row] of this.#tables.effects) {
      if (id === effect.id) return;
      const isBefore = row.effect.interactionId === effect.interactionId;
      if (isBefore && row.state === "waiting" && !this.#done.has(id)) {
        this.#world.breaks(`T8: ${effect.id} overtakes ${id}`);
      }
    }
  }
}
