/** What the steps of a script ask for: most of it new, some of it again, some of it impossible. */
import { InteractionId } from "../../protocol/ids.js";
import type { Asks } from "./asks.js";
import { bodyOf, commandOf, type Body } from "./bodies.js";
import { NO_CONTENT } from "./effects.js";
import type { MemoryStore } from "./memory-store.js";
import type { AskingKind, Step } from "./script.js";
import type { World } from "./world.js";

export class Requests {
  readonly #world: World;
  readonly #tables: MemoryStore;
  readonly #asks: Asks;
  #asked = 0;
  #named = 0;

  constructor(world: World, tables: MemoryStore, asks: Asks) {
    this.#world = world;
    this.#tables = tables;
    this.#asks = asks;
  }

  bodyOf(kind: AskingKind, step: Step<string>): Body {
    return bodyOf(kind, {
      step,
      rows: this.#tables.live,
      dice: this.#world.dice,
      now: this.#world.now(),
      fresh: () => {
        this.#named += 1;
        return `k${String(this.#named)}`;
      },
    });
  }

  ask(body: Body, { isPatient }: { readonly isPatient: boolean }): void {
    this.#asked += 1;
    const command = commandOf(`c${String(this.#asked)}`, body);
    const contents =
      command.type === "interaction.start"
        ? [
            {
              interactionId: command.interactionId,
              key: `key:${command.interactionId}`,
              content: NO_CONTENT,
            },
          ]
        : [];
    this.#asks.ask({ command, luggage: { contents }, isPatient });
  }

  /** Something that was asked before, and perhaps answered. */
  again(a: number): void {
    const known = this.#asks.all;
    const ask = known[Math.max(0, known.length - 1 - a)];
    if (ask === undefined) return;
    this.#world.fault("command sent again");
    this.#asks.send(ask);
  }

  /** Another command under an id that was used. */
  sameId(a: number): void {
    const ask = this.#asks.all[this.#asks.all.length - 1 - a];
    const id = ask?.command.id ?? "c1";
    this.#world.fault("id used twice");
    this.#asks.ask({
      command: commandOf(id, { type: "router.tick" }),
      luggage: {},
      isPatient: true,
    });
  }

  /** Cannot be committed, ever: T5. */
  withTakenKey(): void {
    const taken = this.#asks.all.find(
      ({ command, heard }) => command.type === "interaction.start" && heard?.ok === true,
    );
    if (taken === undefined) return;
    this.#asked += 1;
    const interactionId = InteractionId.parse(`taken${String(this.#asked)}`);
    const command = commandOf(`c${String(this.#asked)}`, {
      type: "interaction.start",
      interactionId,
      channel: "voice",
      customerId: null,
    });
    this.#world.fault("key taken");
    const key = taken.luggage.contents?.[0]?.key ?? null;
    const contents = [{ interactionId, key, content: NO_CONTENT }];
    this.#asks.ask({ command, luggage: { contents }, isPatient: false });
  }
}
