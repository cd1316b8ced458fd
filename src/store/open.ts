/** Opens the store that the configuration asks for. */
import { openPglite } from "./pglite-engine.js";
import { openPgliteStore } from "./pglite-store.js";
import { openPostgres } from "./postgres-engine.js";
import { openSqlStore } from "./sql-store.js";
import type { Store } from "./store.js";

export interface StoreOptions {
  /** Where the embedded database keeps its files. null: in memory and in this thread, for tests. */
  readonly dataDir: string | null;
  /** A PostgreSQL connection string; wins over `dataDir`. null: the embedded database. */
  readonly databaseUrl: string | null;
  readonly log?: { warn(details: object, message: string): void };
}

/**
 * Opens the store and brings its schema up to date. Throws `StoreCannotOpen` when another process
 * has the data folder or the schema is newer than this program, `StoreUnavailable` when PostgreSQL
 * does not answer. Close it: it holds a folder, a thread, or connections.
 */
export async function openStore({ dataDir, databaseUrl, log }: StoreOptions): Promise<Store> {
  const warn = (error: Error): void => {
    log?.warn({ err: error }, "trouble with the database");
  };
  if (databaseUrl !== null) return openSqlStore(openPostgres(databaseUrl, warn));
  if (dataDir !== null) return openPgliteStore(dataDir, warn);
  return openSqlStore(await openPglite({ directory: null, onBroken: warn }));
}
