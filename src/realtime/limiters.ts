/**
 * Counts what one caller asks for in a minute. With a Redis the nodes that use it count together;
 * without one each process counts in its own memory, and forgets at a restart.
 *
 * A Redis is in one of these modes:
 * - connected: every point is counted there;
 * - silent: no connection, or no answer in time. Nobody waits for it: memory counts until it answers
 *   a ping or takes a new connection, which is tried again for ever;
 * - refusing: it answers, but does not count (a replica, no memory left). It is asked each time, and
 *   memory counts instead.
 */
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import { ErrorReply, createClient } from "redis";

export interface Limiters {
  /** `name` is shared between nodes: the same name and key is the same count. */
  perMinute(name: string, points: number): Limiter;
  /** `off`: there is no Redis to ask. `lost`: there should be one, and memory counts meanwhile. */
  state(): "off" | "connected" | "lost";
  close(): void;
}

export interface Limiter {
  /** Takes a point. null: there was one; otherwise the whole seconds until there is one again. */
  take(key: string): Promise<number | null>;
}

interface LimitersLog {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
}

/** Somebody waits for this answer; a Redis nearby needs a millisecond. */
const ANSWER_MS_MAX = 500;
const CONNECT_MS_MAX = 1000;
const RECONNECT_MS_MIN = 50;
const RECONNECT_MS_MAX = 1000;
/** Finds out about a loss while nobody asks, and about the end of a silence. */
const PING_MS = 1000;
/** A connection without a byte for so long is given up; pings keep a good one from that. */
const SILENCE_MS_MAX = 3 * PING_MS;

/**
 * Returns once Redis has answered or failed to, after four seconds at most.
 *
 * @throws TypeError when the address has a path that is not the number of a database
 */
export async function openLimiters(options: {
  readonly redisUrl: string | null;
  /** Of our names in Redis: nodes with the same one count together. */
  readonly prefix: string;
  readonly log: LimitersLog;
}): Promise<Limiters> {
  const { redisUrl } = options;
  return redisUrl === null ? memoryLimiters() : redisLimiters(redisUrl, options);
}

export function memoryLimiters(): Limiters {
  return {
    perMinute: (_name, points) => limiterOf(new RateLimiterMemory({ points, duration: 60 })),
    state: () => "off",
    close: () => undefined,
  };
}

async function redisLimiters(
  url: string,
  { prefix, log }: { readonly prefix: string; readonly log: LimitersLog },
): Promise<Limiters> {
  const troubles = new Set<"silent" | "refusing">(["silent"]);
  let isAnnounced = false;
  let isClosed = false;
  const client = createClient({
    url,
    disableOfflineQueue: true,
    pingInterval: PING_MS,
    socket: {
      connectTimeout: CONNECT_MS_MAX,
      socketTimeout: SILENCE_MS_MAX,
      reconnectStrategy: (tries) => Math.min(RECONNECT_MS_MIN * 2 ** tries, RECONNECT_MS_MAX),
    },
  });

  function lost(trouble: "silent" | "refusing", error: unknown): void {
    troubles.add(trouble);
    if (isAnnounced || isClosed) return;
    isAnnounced = true;
    log.warn({ err: error }, "Redis is lost; this node counts rate limits for itself");
  }
  function found(trouble: "silent" | "refusing"): void {
    troubles.delete(trouble);
    if (!isAnnounced || troubles.size > 0) return;
    isAnnounced = false;
    log.info({}, "Redis is back; rate limits are shared again");
  }

  /** What `RateLimiterRedis` asks of a client, with an end to the patience. */
  const patient = {
    eval: async (script: string, parameters: { keys: string[]; arguments: string[] }) => {
      // Not even asked: whoever comes during a silence must not wait for it.
      if (troubles.has("silent")) throw new Error("Redis is silent");
      try {
        const answer = await inTime(client.eval(script, parameters));
        found("refusing");
        return answer;
      } catch (error) {
        lost(error instanceof ErrorReply ? "refusing" : "silent", error);
        throw error;
      }
    },
  };

  await new Promise<void>((resolve) => {
    client.on("error", (error: unknown) => {
      lost("silent", error);
      resolve();
    });
    client.on("ready", () => {
      found("silent");
      resolve();
    });
    client.on("ping-interval", () => {
      found("silent");
    });
    // Ends with a rejection only when it is closed before it was ever connected.
    client.connect().catch(() => undefined);
  });

  return {
    perMinute: (name, points) =>
      limiterOf(
        new RateLimiterRedis({
          storeClient: patient,
          useRedisPackage: true,
          keyPrefix: `${prefix}:limit:${name}`,
          points,
          duration: 60,
          insuranceLimiter: new RateLimiterMemory({ points, duration: 60 }),
        }),
      ),
    state: () => (troubles.size === 0 ? "connected" : "lost"),
    close: () => {
      isClosed = true;
      client.destroy();
    },
  };
}

function limiterOf(counted: RateLimiterMemory | RateLimiterRedis): Limiter {
  return {
    take: async (key) => {
      try {
        await counted.consume(key);
        return null;
      } catch (error) {
        if (error instanceof RateLimiterRes) return Math.ceil(error.msBeforeNext / 1000);
        throw error;
      }
    },
  };
}

/** @throws Error when there is no answer in time; a later one is dropped */
async function inTime<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer in ${String(ANSWER_MS_MAX)} ms`));
    }, ANSWER_MS_MAX);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
