/**
 * Seeded randomness. Each purpose has a stream of its own, named by words: what is drawn for one
 * never moves what is drawn for another, so two policies meet the same customers.
 */

/** A stream of uniform numbers. */
export interface Stream {
  /** Above 0 and below 1, with 53 bits. */
  next(): number;
}

/** The same seed and name always give the same stream. */
export function openStream(seed: number, name: string): Stream {
  let [a, b, c, d] = hash(`${String(seed)}/${name}`);
  /** xoshiro128**, D. Blackman and S. Vigna 2018: period 2^128 − 1, 32 bits a step. */
  const step = (): number => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 11);
    return result;
  };
  return {
    next() {
      const high = step() >>> 5;
      const low = step() >>> 6;
      return (high * 67_108_864 + low + 0.5) / 9_007_199_254_740_992;
    },
  };
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

type State = [number, number, number, number];

/** 128 bits of a text: four 32-bit hashes that stir each other, then murmur's finish. */
function hash(text: string): State {
  const state: State = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 0x6a09e667];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    state[0] = Math.imul(state[0] ^ code ^ state[3], 0x85ebca6b);
    state[1] = Math.imul(rotate(state[1] ^ state[0], 13), 0xc2b2ae35);
    state[2] = Math.imul(rotate(state[2] ^ state[1], 17), 0x27d4eb2f);
    state[3] = Math.imul(rotate(state[3] ^ state[2], 19), 0x165667b1);
  }
  const stirred = state[0] ^ state[1] ^ state[2] ^ state[3];
  const [a, b, c, d] = state.map((part, at) => finish(part ^ Math.imul(stirred, at + 1)));
  // All zeros would stay zeros for ever.
  return [a ?? 0, b ?? 0, c ?? 0, (d ?? 0) | 1];
}

function finish(value: number): number {
  let x = value ^ (value >>> 16);
  x = Math.imul(x, 0x85ebca6b);
  x ^= x >>> 13;
  x = Math.imul(x, 0xc2b2ae35);
  return x ^ (x >>> 16);
}
