/**
 * The time of this node. Nodes that share a database have one time, the database's: a machine whose own
 * clock is minutes off would otherwise misjudge what is due, and mix up who wrote first.
 */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** What this machine's clock is ahead of the database's, in milliseconds. */
  offMs(): number;
  /** Asks the database, whose answer has its time as `now`, and goes by it from then on. */
  ask<T extends { readonly now: number }>(question: () => Promise<T>): Promise<T>;
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
    ask: async (question) => {
      const askedAt = wall();
      const answer = await question();
      const answeredAt = wall();
      // It was said at any moment between; when those are far apart, it says nothing.
      if (Math.abs(answeredAt - askedAt) > TOLERATED_MS) return answer;
      offMs = Math.round((askedAt + answeredAt) / 2 - answer.now);
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
      return answer;
    },
  };
}
