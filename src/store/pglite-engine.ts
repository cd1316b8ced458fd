/**
 * PGlite: PostgreSQL compiled to WebAssembly, with one connection, in the thread that calls this.
 * The program runs it in a worker (`pglite-worker.ts`), because every statement blocks its thread.
 */
import type { PGliteOptions } from "@electric-sql/pglite";
import { drizzle } from "drizzle-orm/pglite";
import { translate, type Db, type Engine } from "./engine.js";
import { durableFiles } from "./pglite-files.js";
import { startUpkeep } from "./pglite-upkeep.js";

/** The default of 128 MB would be taken from idle memory; the kernel caches the files anyway. */
const memory = ["-c", "shared_buffers=16MB"];
/** `fdatasync`, the default, does nothing in this build; `fsync` reaches `durableFiles`. */
const durable = ["-c", "fsync=on", "-c", "wal_sync_method=fsync", "-c", "max_wal_size=128MB"];

export interface PgliteEngine extends Engine {
  /** Whether the instance is beyond repair: a trap leaves its memory in an unknown state. */
  isBroken(): boolean;
}

/** `directory` null: in memory. */
export async function openPglite(directory: string | null): Promise<PgliteEngine> {
  const { PGlite } = await import("@electric-sql/pglite");
  // `-F` turns fsync off, and would win over `fsync=on`.
  const base = PGlite.defaultStartParams.filter((param) => directory === null || param !== "-F");
  const options: PGliteOptions =
    directory === null
      ? { startParams: [...base, ...memory] }
      : {
          startParams: [...base, ...memory, ...durable],
          fs: await durableFiles(directory),
        };
  const client = await PGlite.create(options);
  const db: Db = drizzle(client);
  const stopUpkeep = startUpkeep(client);
  let broken = false;

  async function translated<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      broken ||= isTrap(error);
      throw translate(error);
    }
  }

  return {
    name: "pglite",
    isBroken: () => broken,
    run: (work) => translated(() => work(db)),
    transaction: (work) => translated(() => db.transaction(work)),
    // There is one connection, so a transaction sees one moment.
    snapshot: (work) => translated(() => db.transaction(work)),
    alone: (work) =>
      translated(() =>
        work(async (script) => {
          await client.exec(script);
        }, db),
      ),
    close: () =>
      translated(async () => {
        stopUpkeep();
        await client.close();
      }),
  };
}

/** By name: the class has no type without the browser's library. */
function isTrap(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === "RuntimeError" || isTrap(error.cause);
}
