/** PostgreSQL over a pool of connections, in this process. */
import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import { isConflict, translate, type Db, type Engine } from "./engine.js";
import { StoreUnavailable } from "./store.js";

/** A turn, the hot paths and the console's reads rarely wait for each other with ten. */
const CONNECTIONS_MAX = 10;
const CONNECT_MS_MAX = 5_000;
/** The server gives a statement up after this, so that nobody holds a lock for ever. */
const STATEMENT_MS_MAX = 20_000;
/** We give it up a little later: then the server itself is gone. */
const ANSWER_MS_MAX = STATEMENT_MS_MAX + 5_000;
const TRIES_MAX = 4;
/** Any number, as long as every version of the program has the same one. */
const ALONE_LOCK = 5_712_011;
/** Sequence numbers and epoch milliseconds stay far below 2^53. */
const INT8 = 20;
const parserOf: (oid: number, format?: "text" | "binary") => unknown = pg.types.getTypeParser;

export function openPostgres(url: string, warn: (error: Error) => void): Engine {
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS_MAX,
    connectionTimeoutMillis: CONNECT_MS_MAX,
    statement_timeout: STATEMENT_MS_MAX,
    query_timeout: ANSWER_MS_MAX,
    keepAlive: true,
    application_name: "strowger",
    types: {
      getTypeParser: (oid: number, format?: "text" | "binary"): unknown =>
        oid === INT8 ? Number : parserOf(oid, format),
    },
  });
  // Without a listener a connection that breaks would end the process.
  pool.on("error", warn);
  pool.on("connect", (client) => {
    client.on("error", warn);
  });

  /** A connection of its own for `work`; thrown away when it may be broken. */
  async function connected<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    let client: pg.PoolClient;
    try {
      client = await pool.connect();
    } catch (error) {
      throw translate(error);
    }
    let broken = false;
    try {
      return await work(client);
    } catch (error) {
      broken = translate(error) instanceof StoreUnavailable && !isConflict(error);
      throw error;
    } finally {
      client.release(broken);
    }
  }

  async function bracketed<T>(begin: string, work: (db: Db) => Promise<T>): Promise<T> {
    return connected(async (client) => {
      await client.query(begin);
      try {
        const result = await work(drizzle(client));
        await client.query("commit");
        return result;
      } catch (error) {
        // A connection that cannot even roll back is thrown away, and the server rolls back.
        await client.query("rollback").catch(warn);
        throw error;
      }
    });
  }

  async function transaction<T>(work: (db: Db) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await bracketed("begin", work);
      } catch (error) {
        if (attempt === TRIES_MAX || !isConflict(error)) throw translate(error);
      }
    }
  }

  return {
    name: "postgresql",
    transaction,
    run: async (work) => {
      try {
        return await work(drizzle(pool));
      } catch (error) {
        throw translate(error);
      }
    },
    snapshot: async (work) => {
      try {
        return await bracketed("begin isolation level repeatable read read only", work);
      } catch (error) {
        throw translate(error);
      }
    },
    alone: (work) =>
      connected(async (client) => {
        await client.query("select pg_advisory_lock($1)", [ALONE_LOCK]);
        try {
          return await work(async (script) => {
            await client.query(script);
          }, drizzle(client));
        } finally {
          await client.query("select pg_advisory_unlock($1)", [ALONE_LOCK]);
        }
      }).catch((error: unknown) => {
        throw translate(error);
      }),
    close: () => pool.end(),
  };
}
