/** Several organisations in one PostgreSQL database: each has a schema of its own. */
import pg from "pg";
import { translateDriver } from "./engine.js";

/** The address under which everything happens in this schema. */
export function schemaUrl(databaseUrl: string, schema: string): string {
  const url = new URL(databaseUrl);
  const given = url.searchParams.get("options");
  const path = `-c search_path=${schema}`;
  url.searchParams.set("options", given === null ? path : `${given} ${path}`);
  return url.href;
}

/**
 * @param schema lower case letters, digits and underscores
 * @throws StoreUnavailable when PostgreSQL does not answer, StoreFault when it may not be made
 */
export async function makeSchema(databaseUrl: string, schema: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5000 });
  try {
    await client.connect();
    // Several nodes start at once, and "if not exists" alone is no protection against that.
    await client.query("select pg_advisory_lock(5712012)");
    await client.query(`create schema if not exists ${pg.escapeIdentifier(schema)}`);
  } catch (error) {
    throw translateDriver(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}
