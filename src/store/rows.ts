/**
 * Set-based writes: any number of rows as one JSON parameter of one statement. Measured on PGlite
 * with 100 rows of seven columns, this takes a third of the time of a parameter for each value.
 */
import { getTableColumns, sql, type SQL } from "drizzle-orm";
import type { PgColumn, PgTable } from "drizzle-orm/pg-core";
import { toJson } from "./columns.js";

interface Shape {
  /** Property of a row, and the column it goes to. */
  readonly fields: readonly { readonly property: string; readonly column: string }[];
  readonly names: SQL;
  readonly definitions: SQL;
}

const shapes = new WeakMap<PgTable, Shape>();

/** The columns a row is written with: all but those the database numbers itself. */
function shapeOf(table: PgTable): Shape {
  const known = shapes.get(table);
  if (known !== undefined) return known;
  const columns = Object.entries(getTableColumns(table)).filter(
    ([, column]) => column.generatedIdentity === undefined,
  );
  const quoted = columns.map(([, column]) => `"${column.name}"`);
  const shape: Shape = {
    fields: columns.map(([property, column]) => ({ property, column: column.name })),
    names: sql.raw(quoted.join(", ")),
    definitions: sql.raw(
      columns.map(([, column]) => `"${column.name}" ${column.getSQLType()}`).join(", "),
    ),
  };
  shapes.set(table, shape);
  return shape;
}

/** `jsonb_to_recordset(…) as NAME(…)`: the rows as a table. They keep their order. */
export function recordset<T extends PgTable>(
  table: T,
  rows: readonly T["$inferInsert"][],
  name = "given",
): SQL {
  const { fields, definitions } = shapeOf(table);
  const records = rows.map((row: Record<string, unknown>) =>
    Object.fromEntries(fields.map(({ property, column }) => [column, row[property] ?? null])),
  );
  return sql`jsonb_to_recordset(${toJson(records)}::jsonb) as ${sql.identifier(name)}(${definitions})`;
}

/** Inserts the rows in their order; sequence numbers follow it. */
export function insertRows<T extends PgTable>(
  table: T,
  rows: readonly T["$inferInsert"][],
  then: SQL = sql``,
): SQL {
  const { names } = shapeOf(table);
  return sql`insert into ${table} (${names}) select ${names} from ${recordset(table, rows)} ${then}`;
}

/**
 * Writes whole rows, new or not; of columns to `keep` an earlier value stays when the new one is
 * null. Of several rows with one key the last counts. Sorted by key, so that two transactions lock
 * them in one order.
 */
export function upsertRows<T extends PgTable>(
  table: T,
  rows: readonly T["$inferInsert"][],
  by: {
    readonly key: keyof T["$inferInsert"] & string;
    readonly keep?: readonly (keyof T["$inferInsert"] & string)[];
  },
): SQL {
  const keyOf = (row: Record<string, unknown>): string => String(row[by.key]);
  const last = new Map(rows.map((row) => [keyOf(row), row]));
  const sorted = [...last.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  const { fields } = shapeOf(table);
  const columnOf = new Map(fields.map(({ property, column }) => [property, column]));
  const kept: readonly string[] = by.keep ?? [];
  const changes = fields
    .filter(({ property }) => property !== by.key)
    .map(({ property, column }) =>
      kept.includes(property)
        ? sql`${sql.identifier(column)} = coalesce(excluded.${sql.identifier(column)}, ${table}.${sql.identifier(column)})`
        : sql`${sql.identifier(column)} = excluded.${sql.identifier(column)}`,
    );
  const target = sql.identifier(columnOf.get(by.key) ?? by.key);
  return insertRows(
    table,
    sorted,
    sql`on conflict (${target}) do update set ${sql.join(changes, sql`, `)}`,
  );
}

/** `column in (…)` for any number of values, as one parameter. */
export function isAnyOf(column: PgColumn, values: readonly string[]): SQL {
  return sql`${column} in (select value::${sql.raw(column.getSQLType())}
    from jsonb_array_elements_text(${toJson(values)}::jsonb))`;
}
