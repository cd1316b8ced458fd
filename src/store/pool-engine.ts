/**
 * The engine over a pool of connections, PostgreSQL's or the one of PGlite: both are spoken to in the
 * same words.
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
  type RunStatement,
} from "./engine.js";
import { StoreUnavailable, type Store } from "./store.js";
import type { Value } from "./wire.js";

const TRIES_MAX = 4;
/** The store has about a hundred statements; lists in them make a few more. Others stay unnamed. */
const PREPARED_MAX = 400;
/** Any number, as long as every version of the program has the same one. */
const ALONE_LOCK = 5_712_011;

/** As the first statement of a transaction that may pause and locks nothing that others need. */
export const PATIENT = "set local idle_in_transaction_session_timeout = 0";

/** Sequence numbers and epoch milliseconds stay far below 2^53. */
const INT8 = 20;
/** How the texts of a type are read, by its object id. */
export const parserOf: (typeId: number) => (text: string) => unknown = (typeId) =>
  typeId === INT8 ? Number : (pg.types.getTypeParser(typeId) as (text: string) => unknown);

export interface SqlStatement {
  readonly text: string;
  /** Prepared under this name at its first use. Without one it is planned every time. */
  readonly name: string | undefined;
  readonly values: readonly Value[];
  readonly rowMode: "array" | undefined;
}

export interface SqlConnection {
  query(statement: SqlStatement): Promise<{ readonly rows: unknown[] }>;
  /** Statements without parameters. Several are one transaction, unless they say otherwise. */
  script(statements: string): Promise<void>;
  /** Back to the pool, or thrown away. */
  release(isBroken: boolean): void;
}

export interface SqlPool {
  connect(): Promise<SqlConnection>;
  /** Waits for what is lent. */
  end(): Promise<void>;
}

export interface PoolEngineOptions {
  readonly name: Store["engine"];
  readonly pool: SqlPool;
  /** Called when the way to the database failed, rather than a statement. */
  readonly onBroken: (error: Error) => void;
  /** Whether such a connection can be thrown away for a new one. */
  readonly isReplaceable: boolean;
}

/** What is vital has no connections of its own. */
export function createPoolEngine(options: PoolEngineOptions): Engine {
  const { name, pool, onBroken, isReplaceable } = options;
  const names = new Map<string, string>();
  const databases = new WeakMap<SqlConnection, Db>();

  function nameOf(text: string): string | undefined {
    const known = names.get(text);
    if (known !== undefined || names.size >= PREPARED_MAX) return known;
    const given = `strowger_${String(names.size)}`;
    names.set(text, given);
    return given;
  }

  function databaseOf(connection: SqlConnection): Db {
    const known = databases.get(connection);
    if (known !== undefined) return known;
    // All that drizzle asks of a connection outside its own transactions.
    const preparing = {
      query: ({ text, rowMode }: Pick<SqlStatement, "text" | "rowMode">, values: Value[]) =>
        connection.query({ text, rowMode, name: nameOf(text), values }),
    };
    const db: Db = drizzle(preparing as unknown as pg.PoolClient);
    databases.set(connection, db);
    return db;
  }

  /** `work` with a connection of its own. */
  async function connected<T>(work: (connection: SqlConnection, db: Db) => Promise<T>): Promise<T> {
    const connection = await pool.connect().catch((error: unknown) => {
      throw translateDriver(error);
    });
    let isUsable = true;
    try {
      return await work(connection, databaseOf(connection));
    } catch (error) {
      const known = translate(error);
      if (isConnectionLost(known)) {
        isUsable = false;
        onBroken(known);
      }
      throw known;
    } finally {
      connection.release(!isUsable && isReplaceable);
    }
  }

  const say = async (connection: SqlConnection, statement: string): Promise<void> => {
    await connection.script(statement).catch((error: unknown) => {
      throw translateDriver(error);
    });
  };

  const bracketed = <T>(
    begin: string,
    work: (db: Db, run: RunStatement) => Promise<T>,
  ): Promise<T> =>
    connected(async (connection, db) => {
      await say(connection, begin);
      try {
        const result = await work(db, async (text, values) => {
          const statement = { text, name: nameOf(text), values, rowMode: undefined };
          await connection.query(statement).catch((error: unknown) => {
            throw translateDriver(error);
          });
        });
        await say(connection, "commit");
        return result;
      } catch (error) {
        const known = translate(error);
        // A server that lost the connection rolls back by itself.
        if (!isConnectionLost(known)) await say(connection, "rollback");
        throw known;
      }
    });

  const engine: Omit<Engine, "vital"> = {
    name,
    notices: null,
    run: (work) => connected((_connection, db) => work(db)),
    transaction: async (work) => {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await bracketed("begin", work);
        } catch (error) {
          if (attempt === TRIES_MAX || !isConflict(error)) throw error;
        }
      }
    },
    // It keeps nobody waiting, and what it reads may go to a slow disk meanwhile.
    snapshot: (work) =>
      bracketed(`begin isolation level repeatable read read only; ${PATIENT}`, work),
    alone: (work) =>
      connected(async (connection, db) => {
        await say(connection, `select pg_advisory_lock(${String(ALONE_LOCK)})`);
        try {
          return await work((script) => say(connection, script), db);
        } finally {
          await say(connection, `select pg_advisory_unlock(${String(ALONE_LOCK)})`);
        }
      }),
    close: () => pool.end(),
  };
  return { ...engine, vital: engine };
}

/** The way to the database failed, rather than a statement or the work itself. */
function isConnectionLost(error: unknown): error is StoreUnavailable {
  if (!(error instanceof StoreUnavailable) || error.cause === undefined) return false;
  return sqlStateOf(error.cause) === null;
}
