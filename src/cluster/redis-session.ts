/**
 * A connection to Redis that is made again for ever, each time as if it were the first. Always in one of
 * three modes:
 * - connecting: with a wait that grows to a second;
 * - at work: `work` runs, until it or the connection fails. A Redis that answers and refuses is a failure
 *   like one that is silent;
 * - stopped.
 */
import { setTimeout as wait } from "node:timers/promises";
import { createClient } from "redis";

/** Somebody waits for this answer; a Redis nearby needs a millisecond. */
export const ANSWER_MS_MAX = 500;
const CONNECT_MS_MAX = 1000;
/** A connection without a byte for so long is given up. */
const SILENCE_MS_MAX = 3000;
const RECONNECT_MS_MIN = 50;
const RECONNECT_MS_MAX = 1000;

export type RedisClient = ReturnType<typeof clientOf>;

function clientOf(url: string) {
  return createClient({
    url,
    disableOfflineQueue: true,
    socket: {
      connectTimeout: CONNECT_MS_MAX,
      socketTimeout: SILENCE_MS_MAX,
      reconnectStrategy: false,
    },
  });
}

export interface SessionOptions {
  readonly url: string;
  /** Calls `onUp` once it knows that it works; ends only by failing. */
  readonly work: (client: RedisClient, onUp: () => void) => Promise<never>;
  /** It failed, or could not be begun. Told each time. */
  readonly onDown: (error: unknown) => void;
}

export interface Session {
  stop(): Promise<void>;
}

/** @throws TypeError when the address is none */
export function keepSession({ url, work, onDown }: SessionOptions): Session {
  // Made in vain: an address that is none is the caller's trouble, and not one that passes.
  clientOf(url);
  const stopping = new AbortController();
  const isStopped = (): boolean => stopping.signal.aborted;
  let end = (_because: Error): void => undefined;
  let tries = 0;

  async function once(): Promise<void> {
    const client = clientOf(url);
    const over = new Promise<never>((_resolve, reject) => {
      end = reject;
      client.on("error", reject);
    });
    over.catch(() => undefined);
    try {
      await Promise.race([inTime(client.connect(), CONNECT_MS_MAX), over]);
      const working = work(client, () => {
        tries = 0;
      });
      await Promise.race([working, over]);
    } catch (error) {
      if (!isStopped()) onDown(error);
    } finally {
      if (client.isOpen) client.destroy();
    }
  }

  async function run(): Promise<void> {
    while (!isStopped()) {
      await once();
      const pause = Math.min(RECONNECT_MS_MIN * 2 ** tries, RECONNECT_MS_MAX);
      tries += 1;
      await wait(pause, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }
  const running = run();
  return {
    stop: () => {
      stopping.abort();
      end(new Error("the connection to Redis was closed"));
      return running;
    },
  };
}

/** @throws Error when there is no answer in time; a later one is dropped */
export async function inTime<T>(answer: Promise<T>, milliseconds = ANSWER_MS_MAX): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`Redis gave no answer in ${String(milliseconds)} ms`));
    }, milliseconds);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
