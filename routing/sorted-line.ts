import { type Order, SortedChunk } from "./sorted-chunk.js";

export type { Order } from "./sorted-chunk.js";

/**
 * Things in a total order, in chunks: adding, removing and ranking cost a binary search and a short
 * move, whatever the length. Most come in at the end and leave from the front, and neither of these
 * looks at anything between.
 *
 * What an order looks at must not change while the thing is in the line.
 */
export class SortedLine<T> {
  readonly #order: Order<T>;
  readonly #tell: ((firstKey: number) => void) | undefined;
  /** None is empty but the only one: what is empty is often filled again at once. */
  readonly #chunks: SortedChunk<T>[] = [];
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
    return this.#chunks[0]?.firstKey ?? Infinity;
  }

  first(): T | undefined {
    const chunk = this.#chunks[0];
    return chunk?.at(chunk.from);
  }

  /** The first that passes, in order. */
  find(passes: (thing: T) => boolean): T | undefined {
    for (const chunk of this.#chunks) {
      for (let place = chunk.from; place < chunk.end; place += 1) {
        const thing = chunk.at(place);
        if (thing !== undefined && passes(thing)) return thing;
      }
    }
    return undefined;
  }

  /** The one that follows it in order; it need not be in the line itself. */
  after(thing: T): T | undefined {
    const key = this.#order.key(thing);
    const index = this.#chunkFor(thing, key);
    const chunk = this.#chunks[index];
    if (chunk === undefined) return undefined;
    let place = chunk.placeFor(thing, key, this.#order);
    const there = chunk.at(place);
    if (there !== undefined && this.#order.compare(there, thing) === 0) place += 1;
    if (place < chunk.end) return chunk.at(place);
    const next = this.#chunks[index + 1];
    return next?.at(next.from);
  }

  *[Symbol.iterator](): Generator<T, undefined> {
    for (const chunk of this.#chunks) {
      for (let place = chunk.from; place < chunk.end; place += 1) {
        const thing = chunk.at(place);
        if (thing !== undefined) yield thing;
      }
    }
  }

  add(thing: T): void {
    const key = this.#order.key(thing);
    this.#size += 1;
    if (this.#isAfterAll(thing, key)) this.#append(thing, key);
    else this.#insert(thing, key);
  }

  /** false: it was not in the line. */
  delete(thing: T): boolean {
    const first = this.#chunks[0];
    if (first?.at(first.from) === thing) {
      this.#remove(0, first.from);
      return true;
    }
    const key = this.#order.key(thing);
    const index = this.#chunkFor(thing, key);
    const chunk = this.#chunks[index];
    if (chunk === undefined) return false;
    const place = chunk.placeFor(thing, key, this.#order);
    const found = chunk.at(place);
    if (found === undefined || this.#order.compare(found, thing) !== 0) return false;
    this.#remove(index, place);
    return true;
  }

  /** Takes the first out. */
  shift(): T | undefined {
    const first = this.first();
    if (first !== undefined) this.#remove(0, this.#chunks[0]?.from ?? 0);
    return first;
  }

  /** How many stand before it; it need not be in the line itself. */
  rank(thing: T): number {
    const key = this.#order.key(thing);
    if (this.#isAfterAll(thing, key)) return this.#size;
    const index = this.#chunkFor(thing, key);
    let before = 0;
    for (let i = 0; i < index; i += 1) before += this.#chunks[i]?.size ?? 0;
    const chunk = this.#chunks[index];
    if (chunk === undefined) return before;
    return before + chunk.placeFor(thing, key, this.#order) - chunk.from;
  }

  #isAfterAll(thing: T, key: number): boolean {
    const end = this.#lasts.length - 1;
    const last = this.#lasts[end] ?? -Infinity;
    return last < key || (last === key && this.#isLastBefore(end, thing));
  }

  #append(thing: T, key: number): void {
    const end = this.#chunks.length - 1;
    const chunk = this.#chunks[end];
    if (chunk === undefined || chunk.isFull) {
      this.#chunks.push(new SortedChunk([key], [thing]));
      this.#lasts.push(key);
    } else {
      chunk.insert(chunk.end, thing, key);
      this.#lasts[end] = key;
    }
    if (this.#size === 1) this.#tell?.(key);
  }

  /** Before somebody who is in the line. */
  #insert(thing: T, key: number): void {
    let index = this.#chunkFor(thing, key);
    const full = this.#chunks[index];
    if (full?.isFull === true) {
      const rest = full.split();
      this.#lasts.splice(index, 0, full.lastKey);
      this.#chunks.splice(index + 1, 0, rest);
      index = this.#chunkFor(thing, key);
    }
    const chunk = this.#chunks[index];
    if (chunk === undefined) return;
    const place = chunk.placeFor(thing, key, this.#order);
    const isFirst = index === 0 && place === chunk.from;
    chunk.insert(place, thing, key);
    if (isFirst) this.#tell?.(key);
  }

  #remove(index: number, place: number): void {
    const chunk = this.#chunks[index];
    if (chunk === undefined) return;
    this.#size -= 1;
    const isFirst = index === 0 && place === chunk.from;
    const isLast = place === chunk.end - 1;
    chunk.remove(place);
    if (chunk.size === 0 && this.#chunks.length > 1) {
      this.#chunks.splice(index, 1);
      this.#lasts.splice(index, 1);
    } else if (isLast) this.#lasts[index] = chunk.lastKey;
    if (isFirst) this.#tell?.(this.firstKey);
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
    const last = this.#chunks[index]?.last();
    return last !== undefined && this.#order.compare(last, thing) < 0;
  }
}
