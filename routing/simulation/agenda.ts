/** What is to happen, soonest first; of one minute, in the order in which it was put down. */

interface Entry<T> {
  readonly minute: number;
  readonly number: number;
  readonly what: T;
}

/** A binary heap. */
export class Agenda<T> {
  readonly #heap: Entry<T>[] = [];
  #number = 0;

  /** null: nothing is left. */
  get nextMinute(): number | null {
    return this.#heap[0]?.minute ?? null;
  }

  add(minute: number, what: T): void {
    const entry = { minute, number: this.#number, what };
    this.#number += 1;
    const heap = this.#heap;
    let at = heap.length;
    heap.push(entry);
    while (at > 0) {
      const up = (at - 1) >> 1;
      const above = heap[up];
      if (above === undefined || isBefore(above, entry)) break;
      heap[at] = above;
      at = up;
    }
    heap[at] = entry;
  }

  shift(): T | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first?.what;
    let at = 0;
    for (;;) {
      const left = heap[2 * at + 1];
      const right = heap[2 * at + 2];
      if (left === undefined) break;
      const isLeft = right === undefined || isBefore(left, right);
      const sooner = isLeft ? left : right;
      if (isBefore(last, sooner)) break;
      heap[at] = sooner;
      at = 2 * at + (isLeft ? 1 : 2);
    }
    heap[at] = last;
    return first.what;
  }
}

function isBefore<T>(a: Entry<T>, b: Entry<T>): boolean {
  return a.minute < b.minute || (a.minute === b.minute && a.number < b.number);
}
