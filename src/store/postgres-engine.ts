/** PostgreSQL over a pool of connections, in this thread. */
import pg from "pg";
import type { Engine } from "./engine.js";
import { createPoolEngine, types } from "./pool-engine.js";

/** A turn, the hot paths and the console's reads rarely wait for each other with ten. */
const CONNECTIONS_MAX = 10;
const CONNECT_MS_MAX = 5_000;
/** The server gives a statement up after this, so that nobody holds a lock for ever. */
const STATEMENT_MS_MAX = 20_000;
/** We give it up a little later: then the server itself is gone. */
const ANSWER_MS_MAX = STATEMENT_MS_MAX + 5_000;

export function openPostgres(url: string, warn: (error: Error) => void): Engine {
  return createPoolEngine({
    name: "postgresql",
    pool: new pg.Pool({
      connectionString: url,
      types,
      max: CONNECTIONS_MAX,
      connectionTimeoutMillis: CONNECT_MS_MAX,
      statement_timeout: STATEMENT_MS_MAX,
      query_timeout: ANSWER_MS_MAX,
      keepAlive: true,
      application_name: "strowger",
    }),
    onBroken: warn,
    isReplaceable: true,
    afterClose: () => Promise.resolve(),
  });
}
