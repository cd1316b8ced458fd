/**
 * Set-based writes: any number of rows as one parameter for each column. What a row costs on PGlite is
 * mostly the number of its values: 0.4 µs each, and as one JSON parameter for all nearly twice that. So
 * a column that is null throughout is sent as no values, and one that is the same throughout as one.
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
  readonly isNullable: boolean;
  /** Written as JSON, whatever its type. */
  readonly isJson: boolean;
}

const fieldsByTable = new WeakMap<PgTable, readonly Field[]>();

/** The columns a row is written with: all but those the database numbers itself. */
function fieldsOf(table: PgTable): readonly Field[] {
  const known = fieldsByTable.get(table);
  if (known !== undefined) return known;
  const fields = Object.entries(getTableColumns(table))
    .filter(([, column]) => column.generatedIdentity === undefined)
    .map(([property, column]) => ({
      property,
      column: column.name,
      type: column.getSQLType(),
      isNullable: !column.notNull,
      isJson: column.mapToDriverValue([]) === "[]",
    }));
  fieldsByTable.set(table, fields);
  return fields;
}

/** The parameters of `insertText` and its kind: a text for each column. */
export function columnsOf<T extends PgTable>(
  table: T,
  rows: readonly T["$inferInsert"][],
): readonly string[] {
  return fieldsOf(table).map((field, index) => {
    const values = valuesIn(rows, field);
    // The first column says how many rows there are.
    return arrayOf(field, index === 0 ? values : shortened(values, field));
  });
}

function valuesIn(rows: readonly Record<string, unknown>[], { property }: Field): unknown[] {
  return rows.map((row) => row[property]);
}

function arrayOf({ isJson }: Field, values: readonly unknown[]): string {
  return isJson ? jsonLines(values) : textArray(values);
}

function shortened(values: readonly unknown[], { isNullable }: Field): readonly unknown[] {
  if (isNullable)
    return values.some((value) => value !== null && value !== undefined) ? values : [];
  const isSame = isEmptyList(values[0])
    ? isEmptyList
    : (value: unknown): boolean => value === values[0];
  return values.every(isSame) ? values.slice(0, 1) : values;
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

/** Inserts the rows in their order; sequence numbers follow it. Parameters: see `columnsOf`. */
export function insertText(table: PgTable, then = ""): string {
  const fields = fieldsOf(table);
  const arrays = fields.map((field, index) => arrayAround(field).join(`$${String(index + 1)}`));
  const values = fields.map((field, index) => {
    const value = valueText(field);
    // What a shortened column lacks is its one value. Asked for once, not in each row.
    if (field.isNullable || index === 0) return value;
    return `coalesce(${value}, (select (${arrays[index] ?? ""})[1]))`;
  });
  const names = namesOf(table);
  return `insert into ${getTableName(table)} (${names}) select ${values.join(", ")}
    from unnest(${arrays.join(", ")}) as given (${names}) ${then}`;
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
  const values = sql.raw(fieldsOf(table).map(valueText).join(", "));
  return sql`${into} select ${values} from ${givenRows(table, rows)} ${then}`;
}

/** The rows as a table of that name, for `from`. They keep their order. */
export function givenRows<T extends PgTable>(
  table: T,
  rows: readonly T["$inferInsert"][],
  name = "given",
): SQL {
  const arrays = fieldsOf(table).map((field) => {
    const [before, after] = arrayAround(field);
    return sql`${sql.raw(before)}${arrayOf(field, valuesIn(rows, field))}${sql.raw(after)}`;
  });
  return sql`unnest(${sql.join(arrays, sql`, `)}) as ${sql.raw(`${name} (${namesOf(table)})`)}`;
}

/** `column in (…)` for any number of values, as one parameter. */
export function isAnyOf(column: PgColumn, values: readonly string[]): SQL {
  return sql`${column} = any(${textArray(values)}::${sql.raw(column.getSQLType())}[])`;
}

/**
 * What makes an array of a column's parameter. JSON never holds a raw line feed. Arrays of arrays would
 * have to be of one length, so a list is a text until it is selected.
 */
function arrayAround({ type, isJson }: Field): readonly [string, string] {
  if (isJson) return ["string_to_array(", `, E'\\n', '')::${type}[]`];
  return ["", isList(type) ? "::text[]" : `::${type}[]`];
}

function valueText({ column, type }: Field): string {
  return isList(type) ? `"${column}"::${type}` : `"${column}"`;
}

function isList(type: string): boolean {
  return type.endsWith("[]");
}

function namesOf(table: PgTable): string {
  return fieldsOf(table)
    .map(({ column }) => `"${column}"`)
    .join(", ");
}
