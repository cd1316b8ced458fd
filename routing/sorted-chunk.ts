/** Half of it is moved when it is full; moving 64 costs less than finding the place. */
const FULL = 64;

/** What is in a line is ordered by key, then by `compare`. Two that compare as 0 are the same thing. */
export interface Order<T> {
  /** Must not contradict `compare`: of two things the one with the smaller key goes first. */
  readonly key: (thing: T) => number;
  readonly compare: (a: T, b: T) => number;
}

/**
 * Neighbours in a sorted line. The keys are beside the things, so that looking for a place touches no
 * thing; whoever leaves from the front leaves a hole, so that nobody has to move. Places are counted
 * from `from`, the place of the first, to `end`, the one after the last.
 */
export class SortedChunk<T> {
  readonly #keys: number[];
  readonly #things: (T | undefined)[];
  from = 0;

  constructor(keys: number[], things: (T | undefined)[]) {
    this.#keys = keys;
    this.#things = things;
  }

  get end(): number {
    return this.#keys.length;
  }

  get size(): number {
    return this.#keys.length - this.from;
  }

  get isFull(): boolean {
    return this.size >= FULL;
  }

  /** Infinity: nobody is in it. */
  get firstKey(): number {
    return this.#keys[this.from] ?? Infinity;
  }

  /** -Infinity: nobody is in it. */
  get lastKey(): number {
    return this.size === 0 ? -Infinity : (this.#keys[this.#keys.length - 1] ?? -Infinity);
  }

  at(place: number): T | undefined {
    return this.#things[place];
  }

  last(): T | undefined {
    return this.#things[this.#things.length - 1];
  }

  /** The first place whose thing is not before this one. */
  placeFor(thing: T, key: number, { compare }: Order<T>): number {
    const keys = this.#keys;
    let low = this.from;
    let high = keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const there = keys[middle] ?? Infinity;
      let isBefore = there < key;
      if (there === key) {
        const other = this.#things[middle];
        isBefore = other !== undefined && compare(other, thing) < 0;
      }
      if (isBefore) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  // The loops are `splice`, which makes an array of what it took out at every call.

  insert(place: number, thing: T, key: number): void {
    const keys = this.#keys;
    const things = this.#things;
    keys.push(key);
    things.push(thing);
    for (let k = keys.length - 1; k > place; k -= 1) {
      keys[k] = keys[k - 1] ?? 0;
      things[k] = things[k - 1];
    }
    keys[place] = key;
    things[place] = thing;
  }

  remove(place: number): void {
    const keys = this.#keys;
    const things = this.#things;
    if (place === this.from) {
      things[place] = undefined;
      this.from += 1;
      if (this.from >= FULL || this.from === keys.length) this.#closeHole();
      return;
    }
    for (let k = place + 1; k < keys.length; k += 1) {
      keys[k - 1] = keys[k] ?? 0;
      things[k - 1] = things[k];
    }
    keys.pop();
    things.pop();
  }

  /** Keeps the first half, and gives back the others. */
  split(): SortedChunk<T> {
    const half = this.from + (this.size >>> 1);
    return new SortedChunk(this.#keys.splice(half), this.#things.splice(half));
  }

  #closeHole(): void {
    this.#keys.splice(0, this.from);
    this.#things.splice(0, this.from);
    this.from = 0;
  }
}
