/**
 * The column types, and with them the last check on every value that is written: PostgreSQL takes
 * neither NUL characters nor halves of surrogate pairs, and both arrive in mail and from sockets.
 * NULs are left out, lone surrogates become U+FFFD.
 */
import { customType } from "drizzle-orm/pg-core";

const unwritable = /\0|\p{Surrogate}/u;
/** How `JSON.stringify` writes the same two. A match may also be an escaped backslash: look closer. */
const unwritableInJson = /\\u(0000|d[89a-f])/;

const needsEscape = /["\\]/;

/** The text as the database takes it. */
export function writable(value: string): string {
  if (!unwritable.test(value)) return value;
  return value.replaceAll("\0", "").replaceAll(/\p{Surrogate}/gu, "\uFFFD");
}

/** The value as JSON that the database takes. */
export function toJson(value: unknown): string {
  const json = JSON.stringify(value);
  return unwritableInJson.test(json) ? JSON.stringify(writableDeep(value)) : json;
}

/** The same for every text in a value; what goes to the database and to people is then one. */
export function writableDeep(value: unknown): unknown {
  if (typeof value === "string") return writable(value);
  if (Array.isArray(value)) return value.map(writableDeep);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [writable(key), writableDeep(inner)]),
  );
}

/** The values as one array literal of PostgreSQL's. */
export function textArray(values: readonly unknown[]): string {
  const literal = `{${values.map(arrayElement).join(",")}}`;
  return unwritable.test(literal) ? textArray(values.map(writableDeep)) : literal;
}

function arrayElement(value: unknown): string {
  if (value === null || value === undefined) return "NULL";
  if (Array.isArray(value)) return arrayElement(textArray(value));
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (typeof value !== "string") throw new TypeError(`${typeof value} is no element of an array`);
  return needsEscape.test(value)
    ? `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`
    : `"${value}"`;
}

/** The values as JSON, one a line; an empty line where there is none. */
export function jsonLines(values: readonly unknown[]): string {
  const lines = values
    .map((value) => (value === null || value === undefined ? "" : JSON.stringify(value)))
    .join("\n");
  return unwritableInJson.test(lines) ? values.map(lineOf).join("\n") : lines;
}

function lineOf(value: unknown): string {
  return value === null || value === undefined ? "" : toJson(value);
}

export const text = customType<{ data: string; driverData: string }>({
  dataType: () => "text",
  toDriver: writable,
});

/** Both drivers parse `jsonb` themselves. */
const jsonbColumn = customType<{ data: unknown }>({ dataType: () => "jsonb", toDriver: toJson });
// The types are inferred: drizzle's builder has none that could be written down shortly.
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types
export const jsonb = <T>(name: string) => jsonbColumn(name).$type<T>();

/**
 * JSON that the database does not look into unless it is asked to: reading it in would be a fifth of a
 * journal row's time. `body::json` shows it to a person.
 */
const jsonTextColumn = customType<{ data: unknown; driverData: string }>({
  dataType: () => "text",
  toDriver: toJson,
  fromDriver: (value): unknown => JSON.parse(value),
});
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types
export const jsonText = <T>(name: string) => jsonTextColumn(name).$type<T>();

/** The bytes are copied, because a driver's buffer may be a window on a much larger one. */
export const bytea = customType<{ data: Uint8Array; driverData: Uint8Array }>({
  dataType: () => "bytea",
  fromDriver: (bytes) => new Uint8Array(bytes),
});
