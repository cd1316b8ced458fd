/** What goes wrong between a process and its database, and when. Armed by the script, used up by calls. */
import { StoreUnavailable } from "../store/store.js";
import type { NodesStore, TurnStore } from "./memory-store.js";
import type { World } from "./world.js";

export type StoreCall = keyof TurnStore | keyof NodesStore;

/**
 * - before: the call does nothing;
 * - after: it does everything, and its answer is lost;
 * - later: it is given up, and does everything a while later.
 */
export type Moment = "before" | "after" | "later";

const SAID = { before: "fails", after: "answer lost", later: "arrives late" } as const;

export class Outages {
  readonly #world: World;
  #armed: { readonly call: StoreCall; readonly moment: Moment; left: number }[] = [];
  /** The whole database is away. */
  #away = false;
  #isOver = false;

  constructor(world: World) {
    this.#world = world;
  }

  arm(outage: { readonly call: StoreCall; readonly moment: Moment; readonly times: number }): void {
    const { call, moment, times } = outage;
    this.#armed.push({ call, moment, left: times });
  }

  goAway(ms: number): void {
    this.#away = true;
    this.#world.schedule(() => {
      this.#away = false;
    }, ms);
  }

  /** How long a call or its answer is held up, in milliseconds; mostly not at all. */
  lateMs(): number {
    const { dice } = this.#world;
    return !this.#isOver && dice.chance(0.01) ? dice.below(3000) : 0;
  }

  /** Nothing goes wrong from now on. */
  end(): void {
    this.#isOver = true;
    this.#armed = [];
    this.#away = false;
  }

  /** What becomes of this call. null: it goes well. */
  meets(call: StoreCall): Moment | null {
    if (this.#away) {
      this.#world.fault("store away");
      return "before";
    }
    const met = this.#armed.find((outage) => outage.call === call && outage.left > 0);
    if (met === undefined) return null;
    met.left -= 1;
    this.#world.fault(`${call} ${SAID[met.moment]}`);
    return met.moment;
  }
}

export function outage(call: StoreCall, moment: Moment): StoreUnavailable {
  return new StoreUnavailable(
    moment === "after" ? `the answer of ${call} was lost` : `${call} did not arrive`,
  );
}
