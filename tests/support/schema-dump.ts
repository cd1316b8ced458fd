/** The schema as text, the same from both databases: what `docs/reference/schema.sql` shows. */
import { sql } from "drizzle-orm";
import { rowsOf, type Engine } from "../../src/store/engine.js";

const HEAD = `-- The schema after all migrations. Generated: node scripts/dump-schema.js
-- A test compares this page with both databases.
`;

interface Line {
  readonly table: string;
  readonly line: string;
}

export async function dumpSchema(engine: Engine): Promise<string> {
  const { columns, constraints, indexes, triggers } = await engine.run(async (db) => ({
    columns: await rowsOf<Line>(
      db,
      sql`select c.relname as "table",
                 quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)
                 || case when co.collname = 'C' then ' collate "C"' else '' end
                 || case when a.attidentity = 'a' then ' generated always as identity' else '' end
                 || case when a.attnotnull then ' not null' else '' end
                 || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') as line
            from pg_attribute a
            join pg_class c on c.oid = a.attrelid and c.relkind = 'r'
                 and c.relnamespace = 'public'::regnamespace
            left join pg_collation co on co.oid = a.attcollation
            left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
           where a.attnum > 0 and not a.attisdropped
           order by c.relname collate "C", a.attnum`,
    ),
    // Newer servers also list "not null" as constraints; the columns say that already.
    constraints: await rowsOf<Line>(
      db,
      sql`select c.relname as "table",
                 'constraint ' || quote_ident(k.conname) || ' ' || pg_get_constraintdef(k.oid) as line
            from pg_constraint k
            join pg_class c on c.oid = k.conrelid and c.relnamespace = 'public'::regnamespace
           where k.contype::text in ('p', 'u', 'f', 'c')
           order by c.relname collate "C", k.contype::text collate "C", k.conname collate "C"`,
    ),
    indexes: await rowsOf<Line>(
      db,
      sql`select i.tablename as "table", replace(i.indexdef, ' public.', ' ') || ';' as line
            from pg_indexes i
           where i.schemaname = 'public'
             and not exists (select from pg_constraint k where k.conname = i.indexname)
           order by i.indexname collate "C"`,
    ),
    triggers: await rowsOf<Line>(
      db,
      sql`select c.relname as "table", replace(pg_get_triggerdef(t.oid), ' public.', ' ') || ';' as line
            from pg_trigger t join pg_class c on c.oid = t.tgrelid
           where not t.tgisinternal
           order by t.tgname collate "C"`,
    ),
  }));
  const tables = [...new Set(columns.map(({ table }) => table))];
  const of = (lines: readonly Line[], table: string): string[] =>
    lines.filter((line) => line.table === table).map(({ line }) => line);
  const blocks = tables.map((table) => {
    const body = [...of(columns, table), ...of(constraints, table)];
    return [
      `create table ${table} (\n${body.map((line) => `  ${line}`).join(",\n")}\n);`,
      ...of(indexes, table),
      ...of(triggers, table),
    ].join("\n");
  });
  return `${HEAD}\n${blocks.join("\n\n")}\n`;
}
