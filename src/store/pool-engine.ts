/**
 * The engine over a pool of `pg` connections. PGlite is one too: it comes with an adapter that looks
 * like a connection, so that both databases are spoken to by the same driver in the same words.
 *
 * Statements are prepared: on PGlite a short statement takes a third of the time once it is planned.
 */
import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import {
  isConflict,
  sqlStateOf,
  translate,
  translateDriver,
  type Db,
  type Engine,
} from "./engine.js";
import { StoreUnavailable, type Store } from "./store.js";

const TRIES_MAX = 4;
/** The store has about a hundred statements; lists in them make a few more. Others stay unnamed. */
const PREPARED_MAX = 400;
/** Any number, as long as every version of the program has the same one. */
const ALONE_LOCK = 5_712_011;

/** Sequence numbers and epoch milliseconds stay far below 2^53. */
const INT8 = 20;
const parserOf: (oid: number, format?: "text" | "binary") => unknown = pg.types.getTypeParser;
/** For the pool's own options. */
export const types = {
  getTypeParser: (oid: number, format?: "text" | "binary"): unknown =>
    oid === INT8 ? Number : parserOf(oid, format),
};

export interface PoolEngineOptions {
  readonly name: Store["engine"];
  readonly pool: pg.Pool;
  /** Called when the way to the database failed, rather than a statement. */
  readonly onBroken: (error: Error) => void;
  /** Whether such a connection can be thrown away for a new one. */
  readonly isReplaceable: boolean;
  readonly afterClose: () => Promise<void>;
}

export function createPoolEngine(options: PoolEngineOptions): Engine {
  const { name, pool, onBroken, isReplaceable, afterClose } = options;
  const names = new Map<string, string>();
  const databases = new WeakMap<pg.PoolClient, Db>();
  // Without a listener a connection that breaks would end the process.
  pool.on("error", onBroken);
  pool.on("connect", (client) => {
    client.on("error", onBroken);
  });

  function nameOf(text: string): string | undefined {
    const known = names.get(text);
    if (known !== undefined || names.size >= PREPARED_MAX) return known;
    const given = `strowger_${String(names.size)}`;
    names.set(text, given);
    return given;
  }

  function databaseOf(client: pg.PoolClient): Db {
    const known = databases.get(client);
    if (known !== undefined) return known;
    // All that drizzle asks of a connection outside its own transactions.
    const preparing = {
      query: ({ text, rowMode }: pg.QueryArrayConfig, values: unknown[]) =>
        client.query({ text, rowMode, name: nameOf(text), values }),
    };
    const db: Db = drizzle(preparing as unknown as pg.PoolClient);
    databases.set(client, db);
    return db;
  }

  /** `work` with a connection of its own. */
  async function connected<T>(work: (client: pg.PoolClient, db: Db) => Promise<T>): Promise<T> {
    const client = await pool.connect().catch((error: unknown) => {
      throw translateDriver(error);
    });
    let isUsable = true;
    try {
      return await work(client, databaseOf(client));
    } catch (error) {
      const known = translate(error);
      if (isConnectionLost(known)) {
        isUsable = false;
        onBroken(known);
      }
      throw known;
    } finally {
      client.release(!isUsable && isReplaceable);
    }
  }

  const say = async (client: pg.PoolClient, statement: string): Promise<void> => {
    await client.query(statement).catch((error: unknown) => {
      throw translateDriver(error);
    });
  };

  const bracketed = <T>(begin: string, work: (db: Db) => Promise<T>): Promise<T> =>
    connected(async (client, db) => {
      await say(client, begin);
      try {
        const result = await work(db);
        await say(client, "commit");
        return result;
      } catch (error) {
        const known = translate(error);
        // A server that lost the connection rolls back by itself.
        if (!isConnectionLost(known)) await say(client, "rollback");
        throw known;
      }
    });

  return {
    name,
    run: (work) => connected((_client, db) => work(db)),
    transaction: async (work) => {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await bracketed("begin", work);
        } catch (error) {
          if (attempt === TRIES_MAX || !isConflict(error)) throw error;
        }
      }
    },
    snapshot: (work) => bracketed("begin isolation level repeatable read read only", work),
    alone: (work) =>
      connected(async (client, db) => {
        await say(client, `select pg_advisory_lock(${String(ALONE_LOCK)})`);
        try {
          return await work((script) => say(client, script), db);
        } finally {
          await say(client, `select pg_advisory_unlock(${String(ALONE_LOCK)})`);
        }
      }),
    close: async () => {
      await pool.end();
      await afterClose();
    },
  };
}

/** The way to the database failed, rather than a statement or the work itself. */
function isConnectionLost(error: unknown): error is StoreUnavailable {
  if (!(error instanceof StoreUnavailable) || error.cause === undefined) return false;
  return sqlStateOf(error.cause) === null;
}
