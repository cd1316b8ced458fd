/**
 * PGlite: PostgreSQL compiled to WebAssembly, with one connection, in the thread that calls this.
 * The program runs it in a worker (`pglite-worker.ts`), because every statement blocks its thread.
 */
import type { PGliteOptions } from "@electric-sql/pglite";
import type { Engine } from "./engine.js";
import { durableFiles } from "./pglite-files.js";
import { createPglitePool } from "./pglite-pool.js";
import { startUpkeep } from "./pglite-upkeep.js";
import { createPoolEngine } from "./pool-engine.js";

/** The default of 128 MB would be taken from idle memory; the kernel caches the files anyway. */
const memory = ["-c", "shared_buffers=16MB"];
/**
 * A large turn writes half a megabyte of log, and half of that would already overflow the default. New
 * files of the log grow instead of being filled with zeros first, which took 16 MB and up to 60 ms out
 * of the blue.
 */
const log = ["-c", "wal_buffers=4MB", "-c", "wal_init_zero=off"];
/** `fdatasync`, the default, does nothing in this build; `fsync` reaches `durableFiles`. */
const durable = ["-c", "fsync=on", "-c", "wal_sync_method=fsync", "-c", "max_wal_size=128MB"];

export interface PgliteOptions {
  /** null: in memory. */
  readonly directory: string | null;
  /**
   * Something other than a statement failed. The instance's memory is in an unknown state then: it
   * must be given up, and opened again from its files.
   */
  readonly onBroken: (error: Error) => void;
}

export async function openPglite({ directory, onBroken }: PgliteOptions): Promise<Engine> {
  const { PGlite } = await import("@electric-sql/pglite");
  // `-F` turns fsync off, and would win over `fsync=on`.
  const base = PGlite.defaultStartParams.filter((param) => directory === null || param !== "-F");
  const options: PGliteOptions =
    directory === null
      ? { startParams: [...base, ...memory] }
      : {
          startParams: [...base, ...memory, ...log, ...durable],
          fs: await durableFiles(directory),
        };
  const instance = await PGlite.create(options);
  const pool = createPglitePool(instance);
  const engine = createPoolEngine({ name: "pglite", pool, onBroken, isReplaceable: false });
  const stopUpkeep = startUpkeep(pool);
  return {
    ...engine,
    close: () => {
      stopUpkeep();
      return engine.close();
    },
  };
}
