/**
 * What a server's background processes do and a single connection does not have: checkpoints, without
 * which the log grows for ever (measured: 427 MB of it after 400 MB of inserts, whatever the settings
 * say) and the start after a kill with it; and vacuum, without which every changed row leaves its old
 * version behind and transaction numbers run out after two thousand million.
 *
 * All of it holds commits up, a vacuum of a table that grew by 400 MB for seconds. So a pass over the
 * tables takes one at a time and waits for a quiet moment, as long as it can.
 */
import type { SqlPool } from "./pool-engine.js";

const UPKEEP_MS = 15_000;
const MB = 1024 * 1024;

/** In bytes of log. */
export interface UpkeepLimits {
  /** Since the last checkpoint. Replaying 64 MB after a kill takes about two seconds. */
  readonly checkpointAfter: number;
  /** Since the last pass of vacuum. 256 MB is half an hour of a busy day. */
  readonly vacuumAfter: number;
  /** A pass that found no quiet moment until then goes on all the same. */
  readonly vacuumWaits: number;
  /** So little between two looks is quiet: a few commits a second. */
  readonly quiet: number;
}

const ordinary: UpkeepLimits = {
  checkpointAfter: 64 * MB,
  vacuumAfter: 256 * MB,
  vacuumWaits: 1024 * MB,
  quiet: MB / 2,
};

/** Answers with how to stop. */
export function startUpkeep(pool: SqlPool): () => void {
  const look = createUpkeep(pool, ordinary);
  let isRunning = false;
  const timer = setInterval(() => {
    if (isRunning) return;
    isRunning = true;
    look()
      // A commit that meets the same trouble reports it; upkeep just tries again.
      .catch(() => undefined)
      .finally(() => {
        isRunning = false;
      });
  }, UPKEEP_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}

/** Answers with one look at the log, to be repeated; it does what is due. */
export function createUpkeep(pool: SqlPool, limits: UpkeepLimits): () => Promise<void> {
  let writtenBefore = 0;
  let passFrom: number | null = null;
  let owed: string[] = [];

  return async () => {
    const [log] = await ask<{ written: number; since_checkpoint: number }>(
      pool,
      `select (pg_current_wal_insert_lsn() - '0/0')::float8 as written,
              (pg_current_wal_insert_lsn() - redo_lsn)::float8 as since_checkpoint
         from pg_control_checkpoint()`,
    );
    if (log === undefined) return;
    const isQuiet = log.written - writtenBefore < limits.quiet;
    writtenBefore = log.written;
    passFrom ??= log.written;
    if (log.since_checkpoint > limits.checkpointAfter) await say(pool, "checkpoint");
    if (owed.length === 0 && log.written - passFrom > limits.vacuumAfter) {
      passFrom = log.written;
      owed = await tablesOf(pool);
    }
    if (isQuiet || log.written - passFrom > limits.vacuumWaits) {
      const table = owed.shift();
      if (table !== undefined) await say(pool, `vacuum (analyze) ${table}`);
    }
  };
}

async function tablesOf(pool: SqlPool): Promise<string[]> {
  const rows = await ask<{ name: string }>(
    pool,
    `select quote_ident(relname) as name from pg_class
      where relkind = 'r' and relnamespace = 'public'::regnamespace`,
  );
  return rows.map(({ name }) => name);
}

async function ask<T>(pool: SqlPool, text: string): Promise<T[]> {
  const connection = await pool.connect();
  try {
    const statement = { text, name: undefined, values: [], rowMode: undefined };
    return (await connection.query(statement)).rows as T[];
  } finally {
    connection.release(false);
  }
}

async function say(pool: SqlPool, statement: string): Promise<void> {
  const connection = await pool.connect();
  try {
    await connection.script(statement);
  } finally {
    connection.release(false);
  }
}
