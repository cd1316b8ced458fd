/**
 * Socket.IO between nodes: who else has a page open, who else edits this menu, and what a console
 * missed of that while its connection was down. Nothing that must arrive goes this way; every node
 * tells its own sockets from the records and the news.
 *
 * The adapter's own calls know no end and no failure: a call that nobody awaits would end the process,
 * and one that is awaited would hold a connecting console up for as long as Redis is away. So each gets
 * an end here, and a failure that nobody looks at is one.
 */
import { createAdapter } from "@socket.io/redis-streams-adapter";
import { createClient } from "redis";

export interface SocketAdapter {
  readonly create: ReturnType<typeof createAdapter>;
  /** Asking the other nodes would be in vain now. */
  isLost(): boolean;
  close(): void;
}

const ANSWER_MS_MAX = 500;
/** The adapter reads with a wait of five seconds. */
const SILENCE_MS_MAX = 10_000;
const RECONNECT_MS_MAX = 1000;

export function openSocketAdapter(options: {
  readonly redisUrl: string;
  readonly prefix: string;
}): SocketAdapter {
  const { prefix } = options;
  const client = createClient({
    url: options.redisUrl,
    socket: {
      connectTimeout: 1000,
      socketTimeout: SILENCE_MS_MAX,
      reconnectStrategy: (tries) => Math.min(50 * 2 ** tries, RECONNECT_MS_MAX),
    },
    pingInterval: 3000,
  });
  // Losses are told by the bus, which looks at the same Redis.
  client.on("error", () => undefined);
  client.connect().catch(() => undefined);
  return {
    create: createAdapter(withEnds(client), {
      streamName: `${prefix}:sockets`,
      channelPrefix: `${prefix}:sockets`,
      sessionKeyPrefix: `${prefix}:session:`,
      maxLen: 10_000,
    }),
    isLost: () => !client.isReady,
    close: () => {
      client.destroy();
    },
  };
}

/** The same client; calls of the adapter end in time, and fail without anybody having to look. */
function withEnds<T extends object>(client: T): T {
  return new Proxy(client, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== "function") return member;
      return (...args: unknown[]): unknown => {
        const answer: unknown = Reflect.apply(member, target, args);
        if (!(answer instanceof Promise)) return answer;
        const ended = Promise.race([answer, late()]);
        ended.catch(() => undefined);
        return ended;
      };
    },
  });
}

function late(): Promise<never> {
  return new Promise((_resolve, reject) => {
    setTimeout(() => {
      reject(new Error(`Redis did not answer in ${String(ANSWER_MS_MAX)} ms`));
    }, ANSWER_MS_MAX).unref();
  });
}
