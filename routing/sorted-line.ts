/** Half of it is moved when a chunk is full; moving 64 of each costs less than finding the place. */
const CHUNK_MAX = 64;

/** What stands together. The keys are beside the things, so that looking for a place touches no thing. */
interface Chunk<T> {
  readonly keys: number[];
  readonly things: T[];
}

/** What is in a line is ordered by key, then by `compare`. Two that compare as 0 are the same thing. */
export interface Order<T> {
  /** Must not contradict `compare`: of two things the one with the smaller key goes first. */
  readonly key: (thing: T) => number;
  readonly compare: (a: T, b: T) => number;
}

/**
 * Things in a total order, in chunks: adding, removing and ranking cost a binary search and a short
 * move, whatever the length.
 *
 * What an order looks at must not change while the thing is in the line.
 */
export class SortedLine<T> {
  readonly #order: Order<T>;
  readonly #tell: ((firstKey: number) => void) | undefined;
  readonly #chunks: Chunk<T>[] = [];
  /** The key of the last of each chunk. */
  readonly #lasts: number[] = [];
  #size = 0;

  /** `tell` is called with `firstKey` whenever another thing is the first. */
  constructor(order: Order<T>, tell?: (firstKey: number) => void) {
    this.#order = order;
    this.#tell = tell;
  }

  get size(): number {
    return this.#size;
  }

  /** Infinity: nobody is in the line. */
  get firstKey(): number {
    return this.#chunks[0]?.keys[0] ?? Infinity;
  }

  first(): T | undefined {
    return this.#chunks[0]?.things[0];
  }

  /** The first that passes, in order. */
  find(passes: (thing: T) => boolean): T | undefined {
    for (const { things } of this.#chunks) {
      for (const thing of things) if (passes(thing)) return thing;
    }
    return undefined;
  }

  /** The one that follows it in order; it need not be in the line itself. */
  after(thing: T): T | undefined {
    const key = this.#order.key(thing);
    const index = this.#chunkFor(thing, key);
    const chunk = this.#chunks[index];
    if (chunk === undefined) return undefined;
    let at = this.#within(chunk, thing, key);
    const there = chunk.things[at];
    if (there !== undefined && this.#order.compare(there, thing) === 0) at += 1;
    return at < chunk.things.length ? chunk.things[at] : this.#chunks[index + 1]?.things[0];
  }

  *[Symbol.iterator](): Generator<T, undefined> {
    for (const { things } of this.#chunks) yield* things;
  }

  add(thing: T): void {
    const key = this.#order.key(thing);
    this.#size += 1;
    const index = Math.min(this.#chunkFor(thing, key), this.#chunks.length - 1);
    const chunk = this.#chunks[index];
    if (chunk === undefined) {
      this.#chunks.push({ keys: [key], things: [thing] });
      this.#lasts.push(key);
      this.#tell?.(key);
      return;
    }
    const at = this.#within(chunk, thing, key);
    if (at === chunk.things.length) {
      chunk.keys.push(key);
      chunk.things.push(thing);
      this.#lasts[index] = key;
    } else {
      insert(chunk.keys, at, key);
      insert(chunk.things, at, thing);
    }
    if (at === 0 && index === 0) this.#tell?.(key);
    if (chunk.things.length > CHUNK_MAX) this.#split(chunk, index);
  }

  /** false: it was not in the line. */
  delete(thing: T): boolean {
    const key = this.#order.key(thing);
    const index = this.#chunkFor(thing, key);
    const chunk = this.#chunks[index];
    if (chunk === undefined) return false;
    const at = this.#within(chunk, thing, key);
    const found = chunk.things[at];
    if (found === undefined || this.#order.compare(found, thing) !== 0) return false;
    this.#remove(chunk, { index, at });
    return true;
  }

  /** Takes the first out. */
  shift(): T | undefined {
    const chunk = this.#chunks[0];
    if (chunk === undefined) return undefined;
    const [first] = chunk.things;
    this.#remove(chunk, { index: 0, at: 0 });
    return first;
  }

  /** How many stand before it; it need not be in the line itself. */
  rank(thing: T): number {
    const key = this.#order.key(thing);
    const index = this.#chunkFor(thing, key);
    let before = 0;
    for (let i = 0; i < index; i += 1) before += this.#chunks[i]?.things.length ?? 0;
    const chunk = this.#chunks[index];
    return chunk === undefined ? before : before + this.#within(chunk, thing, key);
  }

  #remove(chunk: Chunk<T>, { index, at }: { readonly index: number; readonly at: number }): void {
    this.#size -= 1;
    const last = chunk.things.length - 1;
    if (last === 0 && this.#chunks.length > 1) {
      this.#chunks.splice(index, 1);
      this.#lasts.splice(index, 1);
    } else if (at === last) {
      // Also the last of all: its chunk is kept, because what is empty is often filled again at once.
      chunk.keys.pop();
      chunk.things.pop();
      this.#lasts[index] = chunk.keys[last - 1] ?? -Infinity;
    } else {
      removeAt(chunk.keys, at);
      removeAt(chunk.things, at);
    }
    if (at === 0 && index === 0) this.#tell?.(this.firstKey);
  }

  #split(chunk: Chunk<T>, index: number): void {
    const half = CHUNK_MAX / 2;
    const rest = { keys: chunk.keys.splice(half), things: chunk.things.splice(half) };
    this.#lasts.splice(index, 0, chunk.keys[half - 1] ?? Infinity);
    this.#chunks.splice(index + 1, 0, rest);
  }

  /** The first chunk whose last is not before the thing; the number of chunks when there is none. */
  #chunkFor(thing: T, key: number): number {
    const lasts = this.#lasts;
    let low = 0;
    let high = lasts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const last = lasts[middle] ?? Infinity;
      if (last < key || (last === key && this.#isLastBefore(middle, thing))) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #isLastBefore(index: number, thing: T): boolean {
    const last = this.#chunks[index]?.things.at(-1);
    return last !== undefined && this.#order.compare(last, thing) < 0;
  }

  /** The first place in the chunk whose thing is not before this one. */
  #within({ keys, things }: Chunk<T>, thing: T, key: number): number {
    let low = 0;
    let high = keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const there = keys[middle] ?? Infinity;
      let isBefore = there < key;
      if (there === key) {
        const other = things[middle];
        isBefore = other !== undefined && this.#order.compare(other, thing) < 0;
      }
      if (isBefore) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

// As `splice`, which makes an array of what it took out at every call.

function insert<T>(list: T[], at: number, thing: T): void {
  list.push(thing);
  for (let k = list.length - 1; k > at; k -= 1) list[k] = list[k - 1] as T;
  list[at] = thing;
}

function removeAt(list: unknown[], at: number): void {
  for (let k = at + 1; k < list.length; k += 1) list[k - 1] = list[k];
  list.pop();
}
