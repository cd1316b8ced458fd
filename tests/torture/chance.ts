/** What customers, engineers and the faults draw: the same seed draws the same. */
import { createDice, type Dice } from "../../src/faults/dice.js";

const FINE = 1_000_000;

export class Chance {
  readonly #dice: Dice;

  constructor(seed: number) {
    this.#dice = createDice(seed);
  }

  happens(probability: number): boolean {
    return this.#dice.chance(probability);
  }

  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number {
    return low + this.#dice.below(high - low + 1);
  }

  one<T>(things: readonly T[]): T {
    return this.#dice.pick(things);
  }

  shuffled<T>(things: readonly T[]): T[] {
    return things
      .map((thing) => ({ thing, place: this.#dice.below(FINE) }))
      .sort((a, b) => a.place - b.place)
      .map(({ thing }) => thing);
  }

  /** How long until something that happens on average every `mean`. */
  wait(mean: number): number {
    return -Math.log(1 - this.#dice.below(FINE) / FINE) * mean;
  }
}
