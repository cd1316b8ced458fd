/** What is planned, by time; what was planned for the same time in the order it was planned. */
export class Agenda<T> {
  /** A binary heap: the children of `k` stand at `2k + 1` and `2k + 2`. */
  readonly #heap: Entry<T>[] = [];
  #count = 0;

  /** Infinity: nothing is planned. */
  get nextAt(): number {
    return this.#heap[0]?.at ?? Infinity;
  }

  add(at: number, thing: T): void {
    const entry = { at, number: (this.#count += 1), thing };
    let k = this.#heap.push(entry) - 1;
    while (k > 0) {
      const up = (k - 1) >>> 1;
      const above = this.#heap[up];
      if (above === undefined || !isBefore(entry, above)) break;
      this.#heap[k] = above;
      k = up;
    }
    this.#heap[k] = entry;
  }

  take(): { readonly at: number; readonly thing: T } {
    const [first] = this.#heap;
    const last = this.#heap.pop();
    if (first === undefined || last === undefined) throw new Error("nothing is planned");
    if (this.#heap.length > 0) this.#sink(last);
    return first;
  }

  #sink(entry: Entry<T>): void {
    let k = 0;
    for (;;) {
      const left = this.#heap[2 * k + 1];
      const right = this.#heap[2 * k + 2];
      const isRight = left !== undefined && right !== undefined && isBefore(right, left);
      const next = isRight ? right : left;
      if (next === undefined || !isBefore(next, entry)) break;
      this.#heap[k] = next;
      k = 2 * k + (isRight ? 2 : 1);
    }
    this.#heap[k] = entry;
  }
}

interface Entry<T> {
  readonly at: number;
  readonly number: number;
  readonly thing: T;
}

function isBefore<T>(a: Entry<T>, b: Entry<T>): boolean {
  return a.at < b.at || (a.at === b.at && a.number < b.number);
}
