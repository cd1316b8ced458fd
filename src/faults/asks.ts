/**
 * Everybody who asks something: customers' channels, consoles, supervisors. Each command has an id of
 * its own and is sent again with it until the answer is known, by those who are patient. Commands
 * overtake each other on the way.
 */
import type { Outcome } from "../../protocol/commands.js";
import { isOutage, type Ask } from "./ask.js";
import type { World } from "./world.js";

/** How often those give up who are not patient. */
const TRIES_MAX = 2;

/** A process that takes commands. */
export interface Door {
  readonly name: string;
  take(ask: Ask, hear: (outcome: Outcome) => void): void;
}

export class Asks {
  readonly #world: World;
  readonly #door: () => Door | null;
  readonly #all: Ask[] = [];

  /** `door`: the process that a request reaches now; null: none is open. */
  constructor(world: World, door: () => Door | null) {
    this.#world = world;
    this.#door = door;
  }

  get all(): readonly Ask[] {
    return this.#all;
  }

  /** Those whose senders still wait for an answer. */
  get open(): readonly Ask[] {
    return this.#all.filter(({ isPatient, heard }) => isPatient && heard === null);
  }

  ask(given: Pick<Ask, "command" | "luggage" | "isPatient">): void {
    const ask = { ...given, heard: null, tries: 0 };
    this.#all.push(ask);
    this.#world.did("command");
    this.send(ask);
  }

  /** Also what was asked and answered before. */
  send(ask: Ask): void {
    const { command } = ask;
    this.#world.add(() => {
      const node = this.#door();
      if (node === null) {
        this.#again(ask);
        return;
      }
      this.#world.say(() => `${node.name} gets ${command.id} ${command.type}`);
      node.take(ask, (outcome) => {
        this.#world.say(
          () => `${command.id} hears ${outcome.ok ? "ok" : outcome.error.code} from ${node.name}`,
        );
        if (isOutage(outcome)) this.#again(ask);
        else ask.heard ??= outcome;
      });
    });
  }

  /** The process that had these is gone; whoever was not answered asks again. */
  askAgain(): void {
    for (const ask of this.#all) if (ask.heard === null) this.#again(ask);
  }

  #again(ask: Ask): void {
    ask.tries += 1;
    if (!ask.isPatient && ask.tries >= TRIES_MAX) return;
    this.#world.schedule(
      () => {
        if (ask.heard === null) this.send(ask);
      },
      200 + this.#world.dice.below(2000),
    );
  }
}
