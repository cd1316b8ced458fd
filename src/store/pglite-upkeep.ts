/**
 * What a server's background processes do and a single connection does not have: checkpoints, without
 * which the log grows for ever and the start after a kill with it; and vacuum, without which every
 * changed row leaves its old version behind.
 */
import type { Pool } from "pg";

const UPKEEP_MS = 15_000;
/** Replaying this much after a kill takes about a second. */
const LOG_BYTES_MAX = 32 * 1024 * 1024;
/** Half an hour of a busy day; a vacuum of one table holds commits up for a few milliseconds. */
const VACUUM_AFTER_LOG_BYTES = 8 * LOG_BYTES_MAX;

/** Answers with how to stop. */
export function startUpkeep(pool: Pool): () => void {
  let vacuumedAt = 0;
  let isRunning = false;

  async function upkeep(): Promise<void> {
    const { rows } = await pool.query<{ written: number; since_checkpoint: number }>(
      `select (pg_current_wal_insert_lsn() - '0/0')::float8 as written,
              (pg_current_wal_insert_lsn() - redo_lsn)::float8 as since_checkpoint
         from pg_control_checkpoint()`,
    );
    const [log] = rows;
    if (log === undefined) return;
    if (vacuumedAt === 0) vacuumedAt = log.written;
    if (log.since_checkpoint > LOG_BYTES_MAX) await pool.query("checkpoint");
    if (log.written - vacuumedAt > VACUUM_AFTER_LOG_BYTES) {
      vacuumedAt = log.written;
      const tables = await pool.query<{ name: string }>(
        `select quote_ident(relname) as name from pg_class
          where relkind = 'r' and relnamespace = 'public'::regnamespace`,
      );
      // One at a time, so that commits get in between.
      for (const { name } of tables.rows) await pool.query(`vacuum (analyze) ${name}`);
    }
  }

  const timer = setInterval(() => {
    if (isRunning) return;
    isRunning = true;
    upkeep()
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
