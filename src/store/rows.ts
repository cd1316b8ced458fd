/**
 * Set-based writes: any number of rows as one parameter for each column. Measured on PGlite with
 * interactions of 28 columns, a row takes two thirds of what it takes as one JSON parameter for all,
 * and a fifth of what it takes with a parameter for each value.
 */
import { getTableColumns, getTableName, sql, type SQL } from "drizzle-orm";
import type { PgColumn, PgTable } from "drizzle-orm/pg-core";
import { jsonLines, textArray } from "./columns.js";

interface Field {
  /** Of a row. */
  readonly property: string;
  readonly column: string;
  /** As SQL names it, such as `text` or `jsonb`. */
  readonly type: string;
}

const fieldsByTable = new WeakMap<PgTable, readonly Field[]>();

/** The columns a row is written with: all but those the database numbers itself. */
function fieldsOf(table: PgTable): readonly Field[] {
  const known = fieldsByTable.get(table);
  if (known !== undefined) return known;
  const fields = Object.entries(getTableColumns(table))
    .filter(([, column]) => column.generatedIdentity === undefined)
    .map(([property, column]) => ({ property, column: column.name, type: column.getSQLType() }));
  fieldsByTable.set(table, fields);
  return fields;
}

/** The parameters of `insertText` and its kind: a text for each column. */
export function columnsOf<T extends PgTable>(
  table: T,
  rows: readonly T["$inferInsert"][],
): readonly string[] {
  return fieldsOf(table).map(({ property, type }) => {
    const values = rows.map((row: Record<string, unknown>) => row[property]);
    return isJson(type) ? jsonLines(values) : textArray(values);
  });
}

/** Inserts the rows in their order; sequence numbers follow it. Parameters: see `columnsOf`. */
export function insertText(table: PgTable, then = ""): string {
  const into = `insert into ${getTableName(table)} (${namesOf(table)})`;
  return `${into} select ${valuesOf(table)} from ${givenText(table)} ${then}`;
}

/** How a row is written that may be there already. */
export interface UpsertBy<T extends PgTable> {
  readonly key: keyof T["$inferInsert"] & string;
  /** Columns of which an earlier value stays when the new one is null. */
  readonly keep?: readonly (keyof T["$inferInsert"] & string)[];
}

/** Writes whole rows, new or not. No key may come twice: see `lastOfEach`. */
export function upsertText<T extends PgTable>(table: T, by: UpsertBy<T>): string {
  const kept: readonly string[] = by.keep ?? [];
  const own = getTableName(table);
  const changes = fieldsOf(table)
    .filter(({ property }) => property !== by.key)
    .map(({ property, column }) =>
      kept.includes(property)
        ? `"${column}" = coalesce(excluded."${column}", ${own}."${column}")`
        : `"${column}" = excluded."${column}"`,
    );
  const target = fieldsOf(table).find(({ property }) => property === by.key)?.column ?? by.key;
  return insertText(table, `on conflict ("${target}") do update set ${changes.join(", ")}`);
}

/**
 * Of several rows with one key the last. Sorted by key, so that two transactions lock them in one
 * order.
 */
export function lastOfEach<R>(rows: readonly R[], keyOf: (row: R) => string): readonly R[] {
  const last = new Map(rows.map((row) => [keyOf(row), row]));
  return [...last.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

/** As `insertText`, as a query of drizzle's. */
export function insertRows<T extends PgTable>(
  table: T,
  rows: readonly T["$inferInsert"][],
  then: SQL = sql``,
): SQL {
  const into = sql`insert into ${table} (${sql.raw(namesOf(table))})`;
  return sql`${into} select ${sql.raw(valuesOf(table))} from ${givenRows(table, rows)} ${then}`;
}

/** The rows as a table of that name, for `from`. They keep their order. */
export function givenRows<T extends PgTable>(
  table: T,
  rows: readonly T["$inferInsert"][],
  name = "given",
): SQL {
  const values = columnsOf(table, rows);
  const arrays = fieldsOf(table).map(({ type }, index) => {
    const [before, after] = arrayAround(type);
    return sql`${sql.raw(before)}${values[index]}${sql.raw(after)}`;
  });
  return sql`unnest(${sql.join(arrays, sql`, `)}) as ${sql.raw(`${name} (${namesOf(table)})`)}`;
}

/** `column in (…)` for any number of values, as one parameter. */
export function isAnyOf(column: PgColumn, values: readonly string[]): SQL {
  return sql`${column} = any(${textArray(values)}::${sql.raw(column.getSQLType())}[])`;
}

function givenText(table: PgTable): string {
  const arrays = fieldsOf(table).map(({ type }, index) =>
    arrayAround(type).join(`$${String(index + 1)}`),
  );
  return `unnest(${arrays.join(", ")}) as given (${namesOf(table)})`;
}

/**
 * What makes an array of a column's parameter. JSON never holds a raw line feed. Arrays of arrays would
 * have to be of one length, so a list is a text until it is selected.
 */
function arrayAround(type: string): readonly [string, string] {
  if (isJson(type)) return ["string_to_array(", `, E'\\n', '')::${type}[]`];
  return ["", isList(type) ? "::text[]" : `::${type}[]`];
}

function valuesOf(table: PgTable): string {
  return fieldsOf(table)
    .map(({ column, type }) => (isList(type) ? `"${column}"::${type}` : `"${column}"`))
    .join(", ");
}

function isList(type: string): boolean {
  return type.endsWith("[]");
}

function isJson(type: string): boolean {
  return type === "jsonb" || type === "json";
}

function namesOf(table: PgTable): string {
  return fieldsOf(table)
    .map(({ column }) => `"${column}"`)
    .join(", ");
}
