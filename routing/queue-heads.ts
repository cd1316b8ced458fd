/**
 * The keys of all queues' first interactions, side by side: whoever is freed looks at some dozens of
 * queues, and most of the time of a match would go into fetching those from memory one by one.
 */
import type { LiveInteraction } from "./live.js";
import { INTERACTION_ORDER } from "./order.js";
import { SortedLine } from "./sorted-line.js";

export class QueueHeads {
  #keys = new Float64Array(1024).fill(Infinity);
  readonly #lines: SortedLine<LiveInteraction>[] = [];

  get count(): number {
    return this.#lines.length;
  }

  /** The key of the first of each line, by the line's number. Infinity: nobody is in it. */
  get keys(): Float64Array {
    return this.#keys;
  }

  line(number: number): SortedLine<LiveInteraction> | undefined {
    return this.#lines[number];
  }

  /** Its number is the `count` before. */
  newLine(): SortedLine<LiveInteraction> {
    const number = this.#lines.length;
    if (number === this.#keys.length) {
      const keys = new Float64Array(2 * number).fill(Infinity);
      keys.set(this.#keys);
      this.#keys = keys;
    }
    const line = new SortedLine<LiveInteraction>(INTERACTION_ORDER, (key) => {
      this.#keys[number] = key;
    });
    this.#lines.push(line);
    return line;
  }
}
