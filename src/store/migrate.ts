/** Brings a database to the schema this program knows, and refuses one that is ahead of it. */
import { sql } from "drizzle-orm";
import { rowsOf, type Engine } from "./engine.js";
import { migrations as all, type Migration } from "./migrations/migrations.js";
import { StoreCannotOpen } from "./store.js";

/** The schema this program knows. */
export const newestSchema = all.length;

/** Each migration is one transaction together with its record. Several processes may start at once. */
export async function migrate(
  engine: Engine,
  migrations: readonly Migration[] = all,
): Promise<void> {
  await engine.alone(async (script, db) => {
    await applyMigrations(script, []);
    const [row] = await rowsOf<{ newest: number }>(
      db,
      sql`select coalesce(max(id), 0)::int as newest from schema_migrations`,
    );
    const newest = row?.newest ?? 0;
    if (newest > migrations.length) {
      throw new StoreCannotOpen(
        "STORE_TOO_NEW",
        `The database has schema ${String(newest)}, this program knows up to ` +
          `${String(migrations.length)}. Start the newer program, or restore a backup from before the update.`,
      );
    }
    await applyMigrations(script, migrations.slice(newest));
  });
}

/** Each with its record; the table of records is made when there is none. */
export async function applyMigrations(
  script: (sql: string) => Promise<void>,
  migrations: readonly Migration[],
): Promise<void> {
  await script(`
    create table if not exists schema_migrations (
      id integer primary key,
      name text not null,
      applied_at timestamptz not null default now()
    )`);
  for (const { id, name, sql: statements } of migrations) {
    await script(
      `${statements}; insert into schema_migrations (id, name) values (${String(id)}, '${name}');`,
    );
  }
}
