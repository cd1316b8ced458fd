/** The embedded database's checkpoints and vacuums, with small limits and no clock. */
import { expect, test } from "@jest/globals";
import { PGlite } from "@electric-sql/pglite";
import { createPglitePool } from "../../src/store/pglite-pool.js";
import { createUpkeep } from "../../src/store/pglite-upkeep.js";

test("[S22] the log is cut and old versions of rows are cleared away", async () => {
  const instance = await PGlite.create("memory://");
  const pool = createPglitePool(instance);
  const MB = 1024 * 1024;
  const limits = { checkpointAfter: 8 * MB, vacuumAfter: 4 * MB, vacuumWaits: 64 * MB, quiet: MB };
  const look = createUpkeep(pool, limits);
  const number = async (query: string): Promise<number> => {
    const { rows } = await instance.query<{ value: number }>(`select (${query})::float8 as value`);
    return rows[0]?.value ?? 0;
  };
  const sinceCheckpoint = (): Promise<number> =>
    number("select pg_current_wal_insert_lsn() - redo_lsn from pg_control_checkpoint()");
  const vacuums = (): Promise<number> =>
    number("select relallvisible from pg_class where relname = 'busy'");

  await instance.query("create table busy (id integer primary key, body text)");
  await instance.query("checkpoint");
  await look();
  await instance.query(
    "insert into busy select i, repeat('x', 1000) from generate_series(1, 10000) i",
  );
  expect(await sinceCheckpoint()).toBeGreaterThan(limits.checkpointAfter);
  await look();
  expect(await sinceCheckpoint()).toBeLessThan(MB);
  // Much was written since the look before: not a quiet moment for a vacuum.
  expect(await vacuums()).toBe(0);
  await look();
  expect(await vacuums()).toBeGreaterThan(0);
  await pool.end();
}, 60_000);
