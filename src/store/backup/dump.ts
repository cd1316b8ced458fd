/** Writes everything a database holds, as it was at one moment, while others go on working with it. */
import { createHash } from "node:crypto";
import { sql } from "drizzle-orm";
import { textArray } from "../columns.js";
import { rowsOf, type Db, type Engine } from "../engine.js";
import type { Head, Progress, Total } from "./format.js";

/** Rows of most tables are a few hundred bytes. */
const ROWS_AT_ONCE = 500;
/** Files and mails are rows of tens of megabytes. */
const FILES_AT_ONCE = 1;

/**
 * Made by the migrations, and what lives no longer than the nodes that wrote it: whoever starts on a
 * restored database is alone there.
 */
const LEFT_OUT = ["schema_migrations", "nodes", "turns", "inbox"];

/** Takes one line; resolves when there is room for the next. */
export type Sink = (line: string) => Promise<void>;

export async function dump(
  engine: Engine,
  sink: Sink,
  { at, told }: { readonly at: number; readonly told: (progress: Progress) => void },
): Promise<Total> {
  const hash = createHash("sha256");
  const say = async (line: string): Promise<void> => {
    hash.update(line);
    await sink(line);
  };
  return engine.snapshot(async (db) => {
    const head: Head = {
      ...{ strowger: "backup", format: 1 },
      schema: await schemaOf(db),
      at: new Date(at).toISOString(),
    };
    await say(JSON.stringify(head));
    let total = 0;
    const tables = await tablesOf(db);
    for (const { name, isOfFiles } of tables) {
      await say(JSON.stringify([name]));
      const rows = await dumpRows(
        db,
        { name, many: isOfFiles ? FILES_AT_ONCE : ROWS_AT_ONCE },
        say,
      );
      told({ table: name, rows });
      total += rows;
    }
    await sink(JSON.stringify(["", total, hash.digest("hex")]));
    return { tables: tables.length, rows: total };
  });
}

async function schemaOf(db: Db): Promise<number> {
  const [row] = await rowsOf<{ newest: number }>(
    db,
    sql`select max(id)::int as newest from schema_migrations`,
  );
  return row?.newest ?? 0;
}

/** In the order in which they were made: whoever is referred to was there before. */
function tablesOf(db: Db): Promise<{ name: string; isOfFiles: boolean }[]> {
  return rowsOf(
    db,
    sql`select c.relname as name,
               exists (select from pg_attribute a
                        where a.attrelid = c.oid and a.atttypid = 'bytea'::regtype) as "isOfFiles"
          from pg_class c
         where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
           and c.relname <> all (${textArray(LEFT_OUT)}::text[])
         order by c.oid`,
  );
}

async function dumpRows(
  db: Db,
  { name, many }: { readonly name: string; readonly many: number },
  say: Sink,
): Promise<number> {
  const from = sql.identifier(name);
  await db.execute(
    sql`declare backup_rows no scroll cursor for select to_json(t)::text as row from ${from} t`,
  );
  let count = 0;
  for (;;) {
    const rows = await rowsOf<{ row: string }>(
      db,
      sql`fetch ${sql.raw(String(many))} from backup_rows`,
    );
    for (const { row } of rows) await say(row);
    count += rows.length;
    if (rows.length < many) break;
  }
  await db.execute(sql`close backup_rows`);
  return count;
}
