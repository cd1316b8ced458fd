/** PostgreSQL over a pool of connections, in this thread. */
import pg from "pg";
import type { Engine } from "./engine.js";
import { openNotices } from "./notices.js";
import { createPoolEngine, parserOf, type SqlConnection } from "./pool-engine.js";

/** A turn, the hot paths and the console's reads rarely wait for each other with ten. */
const CONNECTIONS_MAX = 10;
/** For the lease and the beat, which are late after a second. */
const VITAL_CONNECTIONS_MAX = 2;
const CONNECT_MS_MAX = 5_000;
/** The server gives a statement up after this, so that nobody holds a lock for ever. */
const STATEMENT_MS_MAX = 20_000;
/** We give it up a little later: then the server itself is gone. */
const ANSWER_MS_MAX = STATEMENT_MS_MAX + 5_000;

/**
 * A transaction whose process went silent is thrown out after this: a turn's holds the lease, which
 * another node must be able to take. None of ours pauses for as long.
 */
const PAUSE_MS_MAX = 1_500;

export function openPostgres(url: string, warn: (error: Error) => void): Engine {
  const ordinary = openPool(url, CONNECTIONS_MAX, warn);
  const vital = openPool(url, VITAL_CONNECTIONS_MAX, warn);
  const notices = openNotices(url, warn);
  return {
    ...ordinary,
    vital,
    notices,
    close: async () => {
      await Promise.all([notices.close(), vital.close(), ordinary.close()]);
    },
  };
}

function openPool(url: string, max: number, warn: (error: Error) => void): Engine {
  const pool = new pg.Pool({
    connectionString: url,
    types: { getTypeParser: parserOf },
    max,
    connectionTimeoutMillis: CONNECT_MS_MAX,
    statement_timeout: STATEMENT_MS_MAX,
    query_timeout: ANSWER_MS_MAX,
    idle_in_transaction_session_timeout: PAUSE_MS_MAX,
    keepAlive: true,
    application_name: "strowger",
  });
  // Without a listener a connection that breaks would end the process.
  pool.on("error", warn);
  const connections = new WeakMap<pg.PoolClient, SqlConnection>();
  pool.on("connect", (client) => {
    client.on("error", warn);
  });
  return createPoolEngine({
    name: "postgresql",
    pool: {
      connect: async () => {
        const client = await pool.connect();
        const connection = connections.get(client) ?? connectionOf(client);
        connections.set(client, connection);
        return connection;
      },
      end: () => pool.end(),
    },
    onBroken: warn,
    isReplaceable: true,
  });
}

function connectionOf(client: pg.PoolClient): SqlConnection {
  return {
    query: ({ text, name, values, rowMode }) =>
      client.query({ text, name, values: [...values], rowMode } as pg.QueryConfig),
    script: async (statements) => {
      await client.query(statements);
    },
    release: (isBroken) => {
      client.release(isBroken);
    },
  };
}
