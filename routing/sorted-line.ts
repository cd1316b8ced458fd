/** Half of it is moved when a chunk is full; 256 pointers are 2 KB, which moves in well under 0.1 µs. */
const CHUNK_MAX = 256;

/**
 * Things in a total order, in chunks: adding, removing and ranking cost a binary search and a short
 * move, whatever the length. Two things that compare as 0 are the same thing.
 *
 * What an order looks at must not change while the thing is in the line.
 */
export class SortedLine<T> {
  readonly #compare: (a: T, b: T) => number;
  readonly #chunks: T[][] = [];
  #size = 0;

  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare;
  }

  get size(): number {
    return this.#size;
  }

  first(): T | undefined {
    return this.#chunks[0]?.[0];
  }

  /** The first that passes, in order. */
  find(passes: (thing: T) => boolean): T | undefined {
    for (const chunk of this.#chunks) {
      for (const thing of chunk) if (passes(thing)) return thing;
    }
    return undefined;
  }

  /** The one that follows it in order; it need not be in the line itself. */
  after(thing: T): T | undefined {
    let index = this.#chunkFor(thing);
    const chunk = this.#chunks[index];
    if (chunk === undefined) return undefined;
    let at = this.#within(chunk, thing);
    const there = chunk[at];
    if (there !== undefined && this.#compare(there, thing) === 0) at += 1;
    if (at < chunk.length) return chunk[at];
    index += 1;
    return this.#chunks[index]?.[0];
  }

  *[Symbol.iterator](): Generator<T, undefined> {
    for (const chunk of this.#chunks) yield* chunk;
  }

  add(thing: T): void {
    this.#size += 1;
    const index = Math.min(this.#chunkFor(thing), this.#chunks.length - 1);
    const chunk = this.#chunks[index];
    if (chunk === undefined) {
      this.#chunks.push([thing]);
      return;
    }
    chunk.splice(this.#within(chunk, thing), 0, thing);
    if (chunk.length > CHUNK_MAX) this.#chunks.splice(index + 1, 0, chunk.splice(CHUNK_MAX / 2));
  }

  /** false: it was not in the line. */
  delete(thing: T): boolean {
    const index = this.#chunkFor(thing);
    const chunk = this.#chunks[index];
    if (chunk === undefined) return false;
    const at = this.#within(chunk, thing);
    const found = chunk[at];
    if (found === undefined || this.#compare(found, thing) !== 0) return false;
    this.#size -= 1;
    chunk.splice(at, 1);
    if (chunk.length === 0) this.#chunks.splice(index, 1);
    return true;
  }

  /** Takes the first out. */
  shift(): T | undefined {
    const chunk = this.#chunks[0];
    if (chunk === undefined) return undefined;
    this.#size -= 1;
    const first = chunk.shift();
    if (chunk.length === 0) this.#chunks.shift();
    return first;
  }

  /** How many stand before it; it need not be in the line itself. */
  rank(thing: T): number {
    const index = this.#chunkFor(thing);
    let before = 0;
    for (let i = 0; i < index; i += 1) before += this.#chunks[i]?.length ?? 0;
    const chunk = this.#chunks[index];
    return chunk === undefined ? before : before + this.#within(chunk, thing);
  }

  /** The first chunk whose last is not before the thing; the number of chunks when there is none. */
  #chunkFor(thing: T): number {
    let low = 0;
    let high = this.#chunks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const last = this.#chunks[middle]?.at(-1);
      if (last !== undefined && this.#compare(last, thing) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The first place in the chunk whose thing is not before this one. */
  #within(chunk: readonly T[], thing: T): number {
    let low = 0;
    let high = chunk.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const there = chunk[middle];
      if (there !== undefined && this.#compare(there, thing) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
