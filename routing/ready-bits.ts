/** A set of small whole numbers, 32 to a word: setting and clearing one is a single write. */
export class ReadyBits {
  readonly #words: number[] = [];
  #count = 0;

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  /** Whether it is the only one now. */
  set(slot: number): boolean {
    const at = slot >>> 5;
    while (this.#words.length <= at) this.#words.push(0);
    const word = this.#words[at] ?? 0;
    const bit = 1 << (slot & 31);
    if ((word & bit) !== 0) return false;
    this.#words[at] = word | bit;
    this.#count += 1;
    return this.#count === 1;
  }

  /** Whether it was the last one. */
  clear(slot: number): boolean {
    const at = slot >>> 5;
    const word = this.#words[at] ?? 0;
    const bit = 1 << (slot & 31);
    if ((word & bit) === 0) return false;
    this.#words[at] = word & ~bit;
    this.#count -= 1;
    return this.#count === 0;
  }

  /** Calls for each number in the set, smallest first, until one call answers false. */
  each(visit: (slot: number) => boolean): void {
    let left = this.#count;
    for (let at = 0; left > 0 && at < this.#words.length; at += 1) {
      let word = this.#words[at] ?? 0;
      while (word !== 0) {
        const lowest = word & -word;
        word ^= lowest;
        left -= 1;
        if (!visit(at * 32 + 31 - Math.clz32(lowest))) return;
      }
    }
  }
}
