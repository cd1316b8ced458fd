/** What a day's chance decides. One uniform number a draw, so that the draws of two runs stay in step. */
import type { Stream } from "./chance.js";
import { gammaQuantile, normalQuantile } from "./quantiles.js";
import type { Distribution } from "./scenario.js";

/** The value that a share of all draws does not exceed. */
export function quantileOf(distribution: Distribution, share: number): number {
  switch (distribution.dist) {
    case "exponential":
      return -distribution.mean * Math.log1p(-share);
    case "uniform":
      return distribution.min + share * (distribution.max - distribution.min);
    case "lognormal": {
      const variance = Math.log1p(distribution.cv ** 2);
      const z = normalQuantile(share);
      return distribution.mean * Math.exp(z * Math.sqrt(variance) - variance / 2);
    }
    case "gamma":
      return distribution.mean * gammaQuantile(distribution.shape, share);
    case "deterministic":
      return distribution.value;
    default:
      throw new Error(`unhandled distribution ${String(distribution satisfies never)}`);
  }
}

interface Rate {
  readonly from: number;
  readonly to: number;
  /** Per minute. */
  readonly rate: number;
}

/**
 * The minutes at which contacts of one bucket arrive: a Poisson process whose rate changes with the
 * rows. The clock of a process with rate 1 is turned into minutes, so that a higher rate brings the
 * same contacts sooner.
 */
export class Arrivals {
  readonly #rates: readonly Rate[];
  readonly #stream: Stream;
  readonly #end: number;
  #row = 0;
  #minute = 0;

  constructor(rates: readonly Rate[], end: number, stream: Stream) {
    this.#rates = rates;
    this.#end = end;
    this.#stream = stream;
  }

  /** null: nobody comes any more. */
  next(): number | null {
    let wanted = -Math.log(this.#stream.next());
    for (; ; this.#row += 1) {
      const row = this.#rates[this.#row];
      if (row === undefined) return null;
      const from = Math.max(this.#minute, row.from);
      const room = (Math.min(row.to, this.#end) - from) * row.rate;
      if (room > wanted) {
        this.#minute = from + wanted / row.rate;
        return this.#minute;
      }
      wanted -= Math.max(0, room);
    }
  }
}
