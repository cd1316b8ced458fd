/**
 * PostgreSQL's `listen` and `notify`, over a connection of their own. Always in one of four modes:
 * - idle: nobody asked for anything yet;
 * - connecting: tried again for ever, with a wait that grows to a second;
 * - connected: everything is heard. Asked for an answer every second, because nothing else would tell
 *   that the server is gone without a word;
 * - closed.
 */
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import type { NoticeListener, Notices } from "./cluster-types.js";
import { sqlStateOf, translateDriver } from "./engine.js";
import { StoreUnavailable } from "./store.js";

const RECONNECT_MS_MIN = 50;
const RECONNECT_MS_MAX = 1000;
const CONNECT_MS_MAX = 2000;
const PING_MS = 1000;
const ANSWER_MS_MAX = 2000;

export interface OpenNotices extends Notices {
  close(): Promise<void>;
}

export function openNotices(url: string, warn: (error: Error) => void): OpenNotices {
  const channels = new Map<string, Set<NoticeListener>>();
  /** Who hears everything now. */
  const hearing = new Set<NoticeListener>();
  const closing = new AbortController();
  let connected: pg.Client | null = null;
  let endSession = (_error: Error): void => undefined;
  let running: Promise<void> | null = null;

  const isClosed = (): boolean => closing.signal.aborted;
  const start = (): void => {
    running ??= run();
  };

  async function run(): Promise<void> {
    let tries = 0;
    while (!isClosed()) {
      const error = await session(() => {
        tries = 0;
      });
      // One that lasts is told once.
      if (tries === 0 && !isClosed()) warn(error);
      const pause = Math.min(RECONNECT_MS_MIN * 2 ** tries, RECONNECT_MS_MAX);
      tries += 1;
      await wait(pause, undefined, { signal: closing.signal }).catch(() => undefined);
    }
  }

  /** From one connection to its end; answers with what ended it. */
  async function session(onConnected: () => void): Promise<Error> {
    const client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: CONNECT_MS_MAX,
      query_timeout: ANSWER_MS_MAX,
      keepAlive: true,
      application_name: "strowger notices",
    });
    const over = new Promise<Error>((resolve) => {
      client.on("error", resolve).on("end", () => {
        resolve(new Error("the connection for notices ended"));
      });
      endSession = resolve;
    });
    client.on("notification", ({ channel, payload }) => {
      for (const listener of [...(channels.get(channel) ?? [])]) listener.hear(payload ?? "");
    });
    let pinging: NodeJS.Timeout | undefined;
    try {
      await Promise.race([client.connect(), over.then((error) => Promise.reject(error))]);
      onConnected();
      connected = client;
      for (const [channel, listeners] of channels) begin(client, channel, [...listeners]);
      pinging = setInterval(() => {
        ask(client, "select 1").catch(() => undefined);
      }, PING_MS);
      return await over;
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    } finally {
      clearInterval(pinging);
      connected = null;
      const deaf = [...hearing];
      hearing.clear();
      // Nobody waits for a server that may be gone.
      client.end().catch(() => undefined);
      for (const listener of deaf) listener.lost();
    }
  }

  /** One statement after the other. When there is no answer, the connection is given up. */
  let last: Promise<unknown> = Promise.resolve();
  function ask(client: pg.Client, text: string, values: readonly string[] = []): Promise<unknown> {
    const answer = last.then(() => client.query(text, [...values]));
    last = answer.catch((error: unknown) => {
      if (sqlStateOf(error) === null) client.emit("error", error);
    });
    return answer;
  }

  function begin(client: pg.Client, channel: string, listeners: readonly NoticeListener[]): void {
    ask(client, `listen ${client.escapeIdentifier(channel)}`).then(
      () => {
        if (connected !== client) return;
        for (const listener of listeners) {
          if (hearing.has(listener) || channels.get(channel)?.has(listener) !== true) continue;
          hearing.add(listener);
          listener.found();
        }
      },
      // The connection is lost, or will be; the next one listens again.
      (error: unknown) => client.emit("error", error),
    );
  }

  return {
    notify: async (channel, payload) => {
      start();
      if (connected === null) throw new StoreUnavailable("There is no connection for notices.");
      await ask(connected, "select pg_notify($1, $2)", [channel, payload]).catch(
        (error: unknown) => {
          throw translateDriver(error);
        },
      );
    },
    listen: (channel, { hear, lost, found }) => {
      // Its own object, so that one who listens twice is told twice.
      const listener = { hear, lost, found };
      const listeners = channels.get(channel) ?? new Set();
      channels.set(channel, listeners.add(listener));
      start();
      if (connected !== null) begin(connected, channel, [listener]);
      return () => {
        listeners.delete(listener);
        hearing.delete(listener);
      };
    },
    close: async () => {
      closing.abort();
      endSession(new Error("the connection for notices was closed"));
      await running;
    },
  };
}
