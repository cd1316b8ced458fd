/**
 * What the store's queries run on: PGlite or PostgreSQL. Also the one place where what a driver
 * throws becomes one of the store's own errors, because a driver's error carries the statement's
 * values, and those are customers' words and password hashes.
 */
import { DrizzleQueryError, type SQL } from "drizzle-orm";
import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";
import type { Notices } from "./cluster-types.js";
import { StoreFault, StoreUnavailable, type Store } from "./store.js";
import type { Value } from "./wire.js";

export type Db = PgDatabase<PgQueryResultHKT>;

/** Runs a statement that was written out, prepared at its first use. */
export type RunStatement = (text: string, values: readonly Value[]) => Promise<void>;

export interface Engine {
  readonly name: Store["engine"];
  /** null: nobody else has this database open. */
  readonly notices: Notices | null;
  /** Reads, or writes with one statement. */
  run<T>(work: (db: Db) => Promise<T>): Promise<T>;
  /** All of it or nothing. May run `work` again after a conflict with another connection. */
  transaction<T>(work: (db: Db, run: RunStatement) => Promise<T>): Promise<T>;
  /** Reads that see one moment. */
  snapshot<T>(work: (db: Db) => Promise<T>): Promise<T>;
  /** For what must not wait behind heavy reads: on a server it has connections of its own. */
  readonly vital: Pick<Engine, "run" | "transaction">;
  /** Keeps every other process's `alone` out. A script of several statements is one transaction. */
  alone<T>(work: (script: (sql: string) => Promise<void>, db: Db) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** The rows of a raw statement. Both drivers answer with `rows`; their common type does not say so. */
export async function rowsOf<T>(db: Db, statement: SQL): Promise<T[]> {
  const result: unknown = await db.execute(statement);
  return (result as { readonly rows: T[] }).rows;
}

/** A row with the same unique value is there already. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof StoreFault && error.code === "23505";
}

/** Two transactions were in each other's way; the same work may well succeed now. */
export function isConflict(error: unknown): boolean {
  return error instanceof StoreUnavailable && /^(40001|40P01)$/.test(sqlStateOf(error.cause) ?? "");
}

/** Connection, conflicts, resources, operator, I/O, internal: not about the statement. */
const outages = /^(08|25006|25P03|40|53|55P03|57|58|XX)/;

/** The store's own error for one that a query threw; ours pass as they are. */
export function translate(error: unknown): unknown {
  return error instanceof DrizzleQueryError ? translateDriver(error.cause) : error;
}

/** The store's own error for one that the driver threw. */
export function translateDriver(error: unknown): StoreFault | StoreUnavailable {
  const message = messageOf(error);
  const state = sqlStateOf(error);
  return state === null || outages.test(state)
    ? new StoreUnavailable(`The database does not answer: ${message}`, { cause: error })
    : new StoreFault(state, message);
}

/** null: it is not the database that speaks, but the way to it. */
export function sqlStateOf(error: unknown): string | null {
  const code = codeOf(error);
  return code !== null && /^[0-9A-Z]{5}$/.test(code) ? code : null;
}

/** The `code` of a driver's or Node's error. Asked for by shape: errors cross threads and contexts. */
export function codeOf(error: unknown): string | null {
  if (typeof error !== "object" || error === null || !("code" in error)) return null;
  return typeof error.code === "string" ? error.code : null;
}

function messageOf(error: unknown): string {
  const hasMessage = typeof error === "object" && error !== null && "message" in error;
  return String(hasMessage ? error.message : error);
}
