/**
 * The store whose database runs in a thread of its own: every method is one message there and one
 * back. Always in one of three modes:
 * - serving: the thread answers;
 * - fallen: the thread died (a trap, a full disk). What was under way failed with
 *   `StoreUnavailable`; the next call starts a new thread, which recovers from the files;
 * - closed.
 */
import { existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { lockDataDir } from "./data-dir-lock.js";
import { StoreUnavailable, type Store, type TurnCommit } from "./store.js";
import { startThread, type Thread } from "./pglite-thread.js";
import { storeMethods, type StoreMethod, type ThreadStore } from "./thread-messages.js";
import { turnPieces } from "./turn-writes.js";

export async function openPgliteStore(
  dataDir: string,
  warn: (error: Error) => void,
  start: typeof startThread = startThread,
): Promise<Store> {
  const unlock = lockDataDir(dataDir);
  try {
    const directory = await ensureFiles(dataDir);
    let thread: Thread | null = await start({ task: "serve", directory });
    let starting: Promise<Thread> | null = null;
    let isClosed = false;

    const current = async (): Promise<Thread> => {
      if (isClosed) throw new StoreUnavailable("The store is closed.");
      if (thread?.isAlive() === true) return thread;
      if (starting === null) {
        warn(new StoreUnavailable("The database's thread ended; starting it again."));
        starting = start({ task: "serve", directory }).finally(() => {
          starting = null;
        });
      }
      thread = await starting;
      return thread;
    };
    const call = async (method: StoreMethod, args: readonly unknown[]): Promise<unknown> =>
      (await current()).call(method, args);
    const close = async (): Promise<void> => {
      if (isClosed) return;
      const last = thread;
      isClosed = true;
      try {
        if (last?.isAlive() === true) await last.call("close", []);
        await last?.stop();
      } finally {
        unlock();
      }
    };
    const methods = storeMethods.map((method) => [
      method,
      method === "close" ? close : (...args: unknown[]) => call(method, args),
    ]);
    const served = Object.fromEntries(methods) as Omit<ThreadStore, "engine" | "notices">;
    const commitParts = async (parts: Iterable<TurnCommit>): Promise<number> => {
      const writing = await current();
      return (await writing.call("writeTurn", [], turnPieces(parts))) as number;
    };
    return {
      engine: "pglite",
      notices: null,
      ...served,
      commitTurn: (turn) => commitParts([turn]),
      commitParts,
    };
  } catch (error) {
    unlock();
    throw error;
  }
}

/**
 * Makes the database in a folder beside its place and moves it there whole: a start that is killed
 * halfway leaves nothing that looks like a database. Made in a thread of its own, whose memory (half
 * a gigabyte) goes back with it.
 */
async function ensureFiles(dataDir: string): Promise<string> {
  const directory = join(dataDir, "database");
  if (existsSync(directory)) return directory;
  const unfinished = `${directory}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  const thread = await startThread({ task: "create", directory: unfinished });
  await thread.stop();
  renameSync(unfinished, directory);
  return directory;
}
