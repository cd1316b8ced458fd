/** Fills an empty database from a backup: all of it, or nothing when the backup is damaged. */
import { createHash } from "node:crypto";
import { sql } from "drizzle-orm";
import type { z } from "zod";
import { rowsOf, type Db, type Engine } from "../engine.js";
import { applyMigrations } from "../migrate.js";
import { migrations } from "../migrations/migrations.js";
import { PATIENT } from "../pool-engine.js";
import { BackupProblem, EndMark, Head, TableMark, type Progress, type Total } from "./format.js";

const ROWS_AT_ONCE = 500;
/** Characters of rows that are handed over at once; a single row may be larger. */
const CHARACTERS_AT_ONCE = 4_000_000;

/**
 * Of any older schema: the tables are made as they were then, filled, and brought up to date.
 *
 * @throws BackupProblem and nothing is changed
 */
export async function load(
  engine: Engine,
  lines: AsyncIterable<string>,
  told: (progress: Progress) => void,
): Promise<Total> {
  return engine.alone(async (script, db) => {
    await refuseFull(db);
    await script(`begin; ${PATIENT}`);
    try {
      const total = await loadAll({ db, script, lines, told });
      await script("commit");
      return total;
    } catch (error) {
      await script("rollback");
      throw error;
    }
  });
}

/** Reads all of a backup and compares it with its checksum. */
export async function check(
  lines: AsyncIterable<string>,
): Promise<Total & { readonly head: Head }> {
  const { head, parts } = await opened(lines);
  let [tables, rows] = [0, 0];
  for await (const part of parts) {
    if (part.is === "table") tables += 1;
    else rows += 1;
  }
  return { head, tables, rows };
}

interface Loading {
  readonly db: Db;
  readonly script: (sql: string) => Promise<void>;
  readonly lines: AsyncIterable<string>;
  readonly told: (progress: Progress) => void;
}

async function loadAll({ db, script, lines, told }: Loading): Promise<Total> {
  const { head, parts } = await opened(lines);
  const { schema } = head;
  if (schema > migrations.length) {
    throw new BackupProblem(
      "BACKUP_TOO_NEW",
      `The backup has schema ${String(schema)}, this program knows up to ${String(migrations.length)}. Use the program that made it, or a newer one.`,
    );
  }
  await applyMigrations(script, migrations.slice(0, schema));
  let [tables, rows] = [0, 0];
  let table: Filling | null = null;
  for await (const part of parts) {
    if (part.is === "row") {
      await table?.add(part.text);
      continue;
    }
    if (table !== null) rows += await done(table, told);
    table = await fillingOf(db, part.name);
    tables += 1;
  }
  if (table !== null) rows += await done(table, told);
  await applyMigrations(script, migrations.slice(schema));
  // Their holders wrote the database that the backup is of. The epochs go on.
  await script("update leases set expires_at = null");
  return { tables, rows };
}

async function refuseFull(db: Db): Promise<void> {
  const [row] = await rowsOf<{ name: string | null }>(
    db,
    sql`select to_regclass('public.schema_migrations')::text as name`,
  );
  if (row === undefined || row.name === null) return;
  throw new BackupProblem(
    "DATABASE_NOT_EMPTY",
    "The database is not empty. A backup is only put into a new one, so that nothing is overwritten.",
  );
}

interface Filling {
  readonly name: string;
  add(row: string): Promise<void>;
  /** Answers with how many rows there were. */
  end(): Promise<number>;
}

/** The name was compared with the tables there are, and so may stand in a statement. */
async function fillingOf(db: Db, name: string): Promise<Filling> {
  const [known] = await rowsOf<{ name: string | null }>(
    db,
    sql`select to_regclass(${`public.${name}`})::text as name`,
  );
  if (known === undefined || known.name === null) throw damaged(`there is no table ${name}`);
  const into = sql.identifier(name);
  let waiting: string[] = [];
  let characters = 0;
  let count = 0;
  const flush = async (): Promise<void> => {
    if (waiting.length === 0) return;
    const rows = `[${waiting.join(",")}]`;
    count += waiting.length;
    [waiting, characters] = [[], 0];
    await db.execute(
      sql`insert into ${into} overriding system value
          select * from json_populate_recordset(null::${into}, ${rows}::json)`,
    );
  };
  return {
    name,
    add: async (row) => {
      waiting.push(row);
      characters += row.length;
      if (waiting.length >= ROWS_AT_ONCE || characters >= CHARACTERS_AT_ONCE) await flush();
    },
    end: async () => {
      await flush();
      await countOn(db, name);
      return count;
    },
  };
}

async function done(table: Filling, told: (progress: Progress) => void): Promise<number> {
  const rows = await table.end();
  told({ table: table.name, rows });
  return rows;
}

/** The next row that the database numbers itself gets a number after those that came. */
async function countOn(db: Db, name: string): Promise<void> {
  const columns = await rowsOf<{ column: string }>(
    db,
    sql`select column_name as "column" from information_schema.columns
         where table_schema = 'public' and table_name = ${name} and is_identity = 'YES'`,
  );
  for (const { column } of columns) {
    const numbered = sql.identifier(column);
    await db.execute(
      sql`select setval(pg_get_serial_sequence(${name}, ${column}),
                        coalesce(max(${numbered}), 1), max(${numbered}) is not null)
            from ${sql.identifier(name)}`,
    );
  }
}

type Part =
  { readonly is: "table"; readonly name: string } | { readonly is: "row"; readonly text: string };

interface Opened {
  readonly head: Head;
  /** Tables and rows, one after the other; throws when the end is missing or the checksum is wrong. */
  readonly parts: AsyncGenerator<Part>;
}

async function opened(lines: AsyncIterable<string>): Promise<Opened> {
  const rest = lines[Symbol.asyncIterator]();
  const first = await rest.next();
  if (first.done === true) throw damaged("it is empty");
  return { head: parsed(Head, first.value), parts: partsOf(first.value, rest) };
}

async function* partsOf(first: string, rest: AsyncIterator<string>): AsyncGenerator<Part> {
  const hash = createHash("sha256").update(first);
  let rows = 0;
  for await (const line of { [Symbol.asyncIterator]: () => rest }) {
    if (line.startsWith('[""')) {
      const [, count, checksum] = parsed(EndMark, line);
      if (count !== rows || checksum !== hash.digest("hex")) throw damaged("its checksum is wrong");
      return;
    }
    hash.update(line);
    if (line.startsWith("[")) {
      yield { is: "table", name: parsed(TableMark, line)[0] };
    } else {
      rows += 1;
      yield { is: "row", text: line };
    }
  }
  throw damaged("its end is missing");
}

function parsed<T>(schema: z.ZodType<T>, line: string): T {
  try {
    return schema.parse(JSON.parse(line));
  } catch {
    throw damaged(`“${line.slice(0, 60)}” is no line of one`);
  }
}

function damaged(because: string): BackupProblem {
  return new BackupProblem("BACKUP_DAMAGED", `This is not a whole backup: ${because}.`);
}
