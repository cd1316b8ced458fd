/**
 * The time of this node. Nodes that share a database have one time, the database's: a machine whose own
 * clock is minutes off would otherwise misjudge what is due, and mix up who wrote first.
 */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** What this machine's clock is ahead of the database's, in milliseconds. */
  offMs(): number;
  /** What the database said, and between which moments of this machine's clock it said so. */
  set(said: { readonly at: number; readonly askedAt: number; readonly answeredAt: number }): void;
}

/** As good as right: what stands between two nodes is then less than what a network does. */
const TOLERATED_MS = 1000;

export function createClock(
  wall: () => number,
  log: { warn(details: object, message: string): void },
): Clock {
  let offMs = 0;
  let corrected = 0;
  return {
    now: () => Math.round(wall() - corrected),
    offMs: () => offMs,
    set: ({ at, askedAt, answeredAt }) => {
      offMs = Math.round((askedAt + answeredAt) / 2 - at);
      const isOff = Math.abs(offMs) > TOLERATED_MS;
      if (isOff && corrected === 0) {
        log.warn(
          { offMs },
          "this machine's clock is off; the database's is used, and the machine's should be set",
        );
      }
      // Within what a slow answer explains, the correction stays as it is.
      if (!isOff) corrected = 0;
      else if (Math.abs(offMs - corrected) > TOLERATED_MS / 2) corrected = offMs;
    },
  };
}
