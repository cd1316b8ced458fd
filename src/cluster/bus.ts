/**
 * How the nodes of one partition speak to each other: commands to whoever leads, and news to all. A bus
 * carries and keeps nothing for long; what must not be lost is in SQL.
 *
 * Neither Redis nor a bus promises that what was handed over arrives: a Redis that is killed forgets what
 * it said it had. So whoever sends and hears nothing within a second looks in SQL whether it was decided,
 * and else sends the same again with the same id, through the SQL bus. For the same reason an envelope or
 * a piece of news may come twice, or late, around a loss.
 */

export interface Bus {
  /**
   * To whoever leads, in the order of this node's sends. Resolves when it was handed over; rejects with
   * `BusLost` when it certainly or possibly was not.
   */
  readonly send: (envelope: string) => Promise<void>;
  /**
   * To every node, this one too, in the order of this node's tells. May be lost: what must not be is in
   * SQL. Never rejects, never waits.
   */
  readonly tell: (news: string) => void;
  /**
   * For the leader: every envelope that was sent and not settled yet, from before as well. Two who take
   * hear the same; that only one of them may write is the lease's business.
   */
  readonly take: (from: { readonly hear: (arrived: readonly Arrived[]) => void }) => Taking;
  /** Answers with how to stop. */
  readonly hear: (listener: (news: string) => void) => () => void;
  /** Something may have been missed: told once it works again. Answers with how to stop. */
  readonly onDoubt: (listener: () => void) => () => void;
  /** `lost`: others may be telling what this node cannot hear. Whoever must know looks in SQL. */
  readonly state: () => "connected" | "lost";
  /** Envelopes that are not settled. null: unknown. */
  readonly lag: () => Promise<number | null>;
  readonly close: () => Promise<void>;
}

export interface Arrived {
  /** For `settled`; another bus may use the same for something else. */
  readonly key: string;
  readonly envelope: string;
  /** Sent before the taking began, or perhaps: it may have been decided by the leader before. */
  readonly wasThere: boolean;
}

export interface Taking {
  /** They are done, and forgotten. What is not settled is heard again by the next one who takes. */
  readonly settled: (keys: readonly string[]) => void;
  readonly stop: () => void;
}

export class BusLost extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "BusLost";
  }
}

/** Whom to tell. */
export interface Ears<T> {
  /** Answers with how to stop. */
  readonly add: (listener: (told: T) => void) => () => void;
  readonly tell: (told: T) => void;
}

export function ears<T>(): Ears<T> {
  // Wrapped, so that one who listens twice is told twice.
  const listeners = new Set<{ readonly tell: (told: T) => void }>();
  return {
    add: (tell) => {
      const listener = { tell };
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    tell: (told) => {
      for (const { tell } of [...listeners]) tell(told);
    },
  };
}

/** What somebody who takes has heard and not settled, so that looking again tells only what is new. */
export interface Unsettled {
  /** Those that were not heard yet; they are now. */
  fresh<T extends { readonly key: string }>(found: readonly T[]): T[];
  settle(keys: readonly string[]): void;
  /** Settled, and still there as far as is known. */
  waiting(): string[];
  forgotten(keys: readonly string[]): void;
}

export function unsettled(): Unsettled {
  const heard = new Set<string>();
  const settled = new Set<string>();
  return {
    fresh: (found) =>
      found.filter(({ key }) => {
        const isNew = !heard.has(key);
        heard.add(key);
        return isNew;
      }),
    settle: (keys) => {
      for (const key of keys) settled.add(key);
    },
    waiting: () => [...settled],
    forgotten: (keys) => {
      for (const key of keys) {
        heard.delete(key);
        settled.delete(key);
      }
    },
  };
}
