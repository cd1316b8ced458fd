/** The embedded database's checkpoints and vacuums, with small limits and no clock. */
import { expect, test } from "@jest/globals";
import { PGlite } from "@electric-sql/pglite";
import { createPgConfig } from "@electric-sql/pglite/node-postgres";
import pg from "pg";
import { createUpkeep } from "../../src/store/pglite-upkeep.js";

test("[S22] the log is cut and old versions of rows are cleared away", async () => {
  const instance = await PGlite.create("memory://");
  const adapter: object = createPgConfig(instance);
  const pool = new pg.Pool({ ...adapter, max: 1 });
  const MB = 1024 * 1024;
  const limits = { checkpointAfter: 8 * MB, vacuumAfter: 4 * MB, vacuumWaits: 64 * MB, quiet: MB };
  const look = createUpkeep(pool, limits);
  const number = async (query: string): Promise<number> => {
    const { rows } = await pool.query<{ value: number }>(`select (${query})::float8 as value`);
    return rows[0]?.value ?? 0;
  };
  const sinceCheckpoint = (): Promise<number> =>
    number("select pg_current_wal_insert_lsn() - redo_lsn from pg_control_checkpoint()");
  const vacuums = (): Promise<number> =>
    number("select relallvisible from pg_class where relname = 'busy'");

  await pool.query("create table busy (id integer primary key, body text)");
  await pool.query("checkpoint");
  await look();
  await pool.query("insert into busy select i, repeat('x', 1000) from generate_series(1, 10000) i");
  expect(await sinceCheckpoint()).toBeGreaterThan(limits.checkpointAfter);
  await look();
  expect(await sinceCheckpoint()).toBeLessThan(MB);
  // Much was written since the look before: not a quiet moment for a vacuum.
  expect(await vacuums()).toBe(0);
  await look();
  expect(await vacuums()).toBeGreaterThan(0);
  await pool.end();
  await instance.close();
}, 60_000);
