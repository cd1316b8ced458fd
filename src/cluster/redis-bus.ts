/**
 * The bus over Redis: two streams, one for commands and one for news. Nothing is kept here that may not
 * be lost. No consumer groups: there is one leader, it reads what there is and deletes what is settled.
 *
 * A connection of its own for each who reads, because reading waits. A Redis that does not answer within
 * half a second, that refuses, or whose keys hold something else, is lost until it takes a trial.
 */
import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { BusLost, ears, unsettled, type Arrived, type Bus, type Taking } from "./bus.js";
import { inTime, keepSession, type RedisClient, type Session } from "./redis-session.js";

export interface RedisBusOptions {
  readonly url: string;
  /** Of our keys. A database that was put in another's place must have another. */
  readonly prefix: string;
  readonly partition: number;
  readonly log: {
    info(details: object, message: string): void;
    warn(details: object, message: string): void;
  };
}

export interface RedisBus extends Bus {
  /** As `tell`, and rejects with `BusLost` when it certainly or possibly was not told. */
  readonly tryTell: (news: string) => Promise<void>;
  /** It does not work from now on. Answers with how to stop. */
  readonly onLost: (listener: () => void) => () => void;
}

/** Finds out about a loss while nobody asks. */
const PING_MS = 1000;
/** A reader that is told nothing asks again after this. */
const READ_MS = 1000;
const ENTRIES_AT_ONCE = 100;
/** Some minutes of a busy day. Who missed more than that reads SQL anyway. */
const NEWS_KEPT = 10_000;
/** Their senders have sent the oldest again long before there are so many. */
const COMMANDS_KEPT = 100_000;
/** How long opening waits for Redis. */
const OPEN_MS_MAX = 2000;

const LOST = "Redis is lost or cannot be used; the database carries what the nodes say";
const FOUND = "Redis carries what the nodes say";

/**
 * Returns when it works, or when Redis has failed once; it is tried again for ever.
 *
 * @throws TypeError when the address is none
 */
export async function openRedisBus(options: RedisBusOptions): Promise<RedisBus> {
  const { url, prefix, partition, log } = options;
  const keys = {
    commands: `${prefix}:${String(partition)}:commands`,
    news: `${prefix}:${String(partition)}:news`,
  };
  const news = ears<string>();
  const doubts = ears<undefined>();
  const losses = ears<undefined>();
  const [writing, hearing] = [{}, {}];
  /** The connections that do not work. */
  const troubles = new Set<object>([writing, hearing]);
  let isAnnounced = false;
  let onSettled = (): void => undefined;
  const settled = new Promise<void>((resolve) => {
    onSettled = resolve;
    setTimeout(resolve, OPEN_MS_MAX).unref();
  });
  let writer: RedisClient | null = null;

  /** One connection of several; the bus works when all of them do. */
  function connection(
    self: object,
    work: (client: RedisClient, onUp: () => void) => Promise<never>,
  ): Session {
    const session = keepSession({
      url,
      work: (client, onUp) =>
        work(client, () => {
          onUp();
          heal(self);
        }),
      onDown: (error) => {
        fail(self, error);
      },
    });
    return {
      stop: () => {
        heal(self);
        return session.stop();
      },
    };
  }
  function fail(self: object, error: unknown): void {
    const worked = troubles.size === 0;
    troubles.add(self);
    onSettled();
    if (!isAnnounced) log.warn({ err: error }, LOST);
    isAnnounced = true;
    if (worked) losses.tell(undefined);
  }
  function heal(self: object): void {
    if (!troubles.delete(self) || troubles.size > 0) return;
    if (isAnnounced) log.info({}, FOUND);
    isAnnounced = false;
    onSettled();
    doubts.tell(undefined);
  }

  async function write<T>(work: (client: RedisClient) => Promise<T>): Promise<T> {
    const client = writer;
    if (client === null) throw new BusLost("Redis is lost.");
    try {
      return await inTime(work(client));
    } catch (error) {
      // At once, so that nobody who comes now overtakes those who are still waiting.
      if (writer === client) writer = null;
      client.emit("error", error);
      throw new BusLost("Redis did not take it.", { cause: error });
    }
  }
  const add =
    (key: string, fields: Record<string, string>, kept: number) => (client: RedisClient) =>
      client.xAdd(key, "*", fields, {
        TRIM: { strategy: "MAXLEN", strategyModifier: "~", threshold: kept },
      });
  const tryTell = async (told: string): Promise<void> => {
    await write(add(keys.news, { news: told }, NEWS_KEPT));
  };

  const sessions = new Set([
    connection(writing, async (client, onUp) => {
      try {
        // Ours to write to, and streams, both of them; what has no news in it is passed over.
        await inTime(client.xLen(keys.commands));
        await inTime(add(keys.news, { trial: "" }, NEWS_KEPT)(client));
        writer = client;
        onUp();
        for (;;) {
          // The connection keeps the process alive, not the wait, which outlives it.
          await wait(PING_MS, undefined, { ref: false });
          await inTime(client.ping());
        }
      } finally {
        if (writer === client) writer = null;
      }
    }),
    connection(hearing, async (client, onUp) => {
      let from = await lastIdIn(client, keys.news);
      onUp();
      for (;;) {
        for (const { id, message } of await entriesAfter(client, keys.news, from)) {
          from = id;
          if (message["news"] !== undefined) news.tell(message["news"]);
        }
      }
    }),
  ]);
  await settled;

  /** From the beginning after each loss: what was heard before is known by its key. */
  function take(hear: (arrived: readonly Arrived[]) => void): Taking {
    const known = unsettled();
    const forget = async (client: RedisClient): Promise<void> => {
      const done = known.waiting();
      if (done.length === 0) return;
      await client.xDel(keys.commands, done);
      known.forgotten(done);
    };
    const session = connection({}, async (client, onUp) => {
      await inTime(forget(client));
      const newest = await lastIdIn(client, keys.commands);
      onUp();
      for (let from = "0-0"; ;) {
        const entries = await entriesAfter(client, keys.commands, from);
        from = entries.at(-1)?.id ?? from;
        const arrived = entries.flatMap(({ id, message: { envelope } }) =>
          envelope === undefined ? [] : [{ key: id, envelope, wasThere: !isAfter(id, newest) }],
        );
        const fresh = known.fresh(arrived);
        if (fresh.length > 0) hear(fresh);
      }
    });
    sessions.add(session);
    return {
      settled: (done) => {
        known.settle(done);
        // What is still there after a loss is deleted before the next reading.
        write(forget).catch(() => undefined);
      },
      stop: () => {
        sessions.delete(session);
        void session.stop();
      },
    };
  }

  return {
    send: async (envelope) => {
      await write(add(keys.commands, { envelope }, COMMANDS_KEPT));
    },
    tell: (told) => {
      tryTell(told).catch(() => undefined);
    },
    tryTell,
    take: ({ hear }) => take(hear),
    hear: news.add,
    onDoubt: doubts.add,
    onLost: losses.add,
    state: () => (troubles.size === 0 ? "connected" : "lost"),
    lag: () => write((client) => client.xLen(keys.commands)).catch(() => null),
    close: async () => {
      await Promise.all([...sessions].map((session) => session.stop()));
    },
  };
}

async function lastIdIn(client: RedisClient, key: string): Promise<string> {
  const newest = await inTime(client.xRevRange(key, "+", "-", { COUNT: 1 }));
  return newest?.[0]?.id ?? "0-0";
}

const Entry = z.object({ id: z.string(), message: z.record(z.string(), z.string()) });
type Entry = z.infer<typeof Entry>;
/** null: there was nothing for as long as we waited. */
const Streams = z.array(z.object({ messages: z.array(Entry) })).nullable();

/** Waits for a while when there are none. */
async function entriesAfter(client: RedisClient, key: string, id: string): Promise<Entry[]> {
  const reading = client.xRead({ key, id }, { BLOCK: READ_MS, COUNT: ENTRIES_AT_ONCE });
  const streams = Streams.parse(await inTime(reading, 2 * READ_MS));
  return streams?.[0]?.messages ?? [];
}

/** Ids are milliseconds and a number: `1700000000000-3`. */
function isAfter(id: string, other: string): boolean {
  const [at = 0, number = 0] = id.split("-").map(Number);
  const [otherAt = 0, otherNumber = 0] = other.split("-").map(Number);
  return at > otherAt || (at === otherAt && number > otherNumber);
}
