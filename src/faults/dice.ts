/** Chance as an argument: the same seed throws the same numbers, on every machine. */

export interface Dice {
  /** A whole number from 0 to `n` - 1. */
  below(n: number): number;
  /** true in `p` of all throws, `p` from 0 to 1. */
  chance(p: number): boolean;
  /** Throws when there is nothing to pick from. */
  pick<T>(things: readonly T[]): T;
  /** From here on as if it had been made with this seed. */
  reseed(seed: number): void;
}

/** Mulberry32: 32 bits of state, enough for the few thousand throws of a trial. */
export function createDice(seed: number): Dice {
  let state = 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const reseed = (fresh: number): void => {
    state = fresh >>> 0;
    // The first numbers of neighbouring seeds resemble each other.
    next();
    next();
  };
  reseed(seed);
  const below = (n: number): number => Math.floor(next() * n);
  return {
    below,
    chance: (p) => next() < p,
    pick: (things) => {
      const thing = things[below(things.length)];
      if (thing === undefined) throw new Error("nothing to pick from");
      return thing;
    },
    reseed,
  };
}
