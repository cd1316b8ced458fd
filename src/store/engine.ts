/**
 * What the store's queries run on: PGlite or PostgreSQL. Also the one place where what a driver
 * throws becomes one of the store's own errors, because a driver's error carries the statement's
 * values, and those are customers' words and password hashes.
 */
import { DrizzleQueryError, type SQL } from "drizzle-orm";
import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";
import {
  StoreCannotOpen,
  StoreFault,
  StoreFenced,
  StoreKeyTaken,
  StoreUnavailable,
  type Store,
} from "./store.js";

export type Db = PgDatabase<PgQueryResultHKT>;

export interface Engine {
  readonly name: Store["engine"];
  /** Reads, or writes with one statement. */
  run<T>(work: (db: Db) => Promise<T>): Promise<T>;
  /** All of it or nothing. May run `work` again after a conflict with another connection. */
  transaction<T>(work: (db: Db) => Promise<T>): Promise<T>;
  /** Reads that see one moment. */
  snapshot<T>(work: (db: Db) => Promise<T>): Promise<T>;
  /** Keeps every other process's `alone` out. A script of several statements is one transaction. */
  alone<T>(work: (script: (sql: string) => Promise<void>, db: Db) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** The rows of a raw statement. Both drivers answer with `rows`; their common type does not say so. */
export async function rowsOf<T>(db: Db, statement: SQL): Promise<T[]> {
  const result: unknown = await db.execute(statement);
  return (result as { readonly rows: T[] }).rows;
}

interface SqlError {
  readonly code: string;
  readonly message: string;
}

/** The engine's error under whatever wraps it; null when the engine said nothing. */
function sqlError(error: unknown): SqlError | null {
  if (error instanceof DrizzleQueryError) return sqlError(error.cause);
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string")
    return null;
  return { code: error.code, message: error.message };
}

/** A row with the same unique value is there already. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof StoreFault && error.code === "23505";
}

/** Two transactions were in each other's way; the same work may well succeed now. */
export function isConflict(error: unknown): boolean {
  const code = sqlError(error)?.code;
  return code === "40001" || code === "40P01";
}

/** Connection, resources, operator, I/O, internal: SQLSTATE classes that are not about the statement. */
const outages = /^(08|25006|40|53|55P03|57|58|XX)/;
const sqlState = /^[0-9A-Z]{5}$/;

/** The store's own error for whatever went wrong below it. */
export function translate(error: unknown): Error {
  if (
    error instanceof StoreUnavailable ||
    error instanceof StoreFenced ||
    error instanceof StoreKeyTaken ||
    error instanceof StoreFault ||
    error instanceof StoreCannotOpen
  ) {
    return error;
  }
  const known = sqlError(error);
  if (known !== null && sqlState.test(known.code) && !outages.test(known.code)) {
    return new StoreFault(known.code, known.message);
  }
  const inner = error instanceof DrizzleQueryError ? error.cause : error;
  const message = inner instanceof Error ? inner.message : String(inner);
  return new StoreUnavailable(`The database does not answer: ${message}`);
}
