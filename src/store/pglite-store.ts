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
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { lockDataDir } from "./data-dir-lock.js";
import { StoreUnavailable, type Store } from "./store.js";
import {
  fromPlain,
  storeMethods,
  type Answer,
  type Call,
  type StoreMethod,
  type WorkerTask,
} from "./thread-messages.js";

/** Beside the bundled program; under a TypeScript runner, where the build puts it. */
const workerFile = fileURLToPath(
  import.meta.url.endsWith(".ts")
    ? new URL("../../dist/server/pglite-worker.js", import.meta.url)
    : new URL("./pglite-worker.js", import.meta.url),
);

export async function openPgliteStore(
  dataDir: string,
  warn: (error: Error) => void,
): Promise<Store> {
  const unlock = lockDataDir(dataDir);
  try {
    const directory = await ensureFiles(dataDir);
    let thread: Thread | null = await startThread({ task: "serve", directory });
    let starting: Promise<Thread> | null = null;
    let isClosed = false;

    const current = async (): Promise<Thread> => {
      if (isClosed) throw new StoreUnavailable("The store is closed.");
      if (thread?.isAlive() === true) return thread;
      if (starting === null) {
        warn(new StoreUnavailable("The database's thread ended; starting it again."));
        starting = startThread({ task: "serve", directory }).finally(() => {
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
    return { engine: "pglite", ...(Object.fromEntries(methods) as Omit<Store, "engine">) };
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

interface Thread {
  isAlive(): boolean;
  call(method: StoreMethod, args: readonly unknown[]): Promise<unknown>;
  stop(): Promise<unknown>;
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Resolves when the thread is ready for calls. */
function startThread(task: WorkerTask): Promise<Thread> {
  if (!existsSync(workerFile)) {
    return Promise.reject(new Error(`${workerFile} is missing: build the server first.`));
  }
  return new Promise((resolve, reject) => {
    const worker = new Worker(workerFile, { workerData: task, execArgv: [] });
    const waiting = new Map<number, Waiting>();
    let isAlive = true;
    let count = 0;

    const fall = (error: Error): void => {
      isAlive = false;
      reject(error);
      for (const { reject: refuse } of waiting.values()) refuse(error);
      waiting.clear();
    };
    const take = (id: number): Waiting | undefined => {
      const entry = waiting.get(id);
      waiting.delete(id);
      return entry;
    };
    worker.on("message", (answer: Answer) => {
      switch (answer.type) {
        case "ready":
          resolve({
            stop: () => worker.terminate(),
            isAlive: () => isAlive,
            call: (method, args) =>
              new Promise((answered, refused) => {
                count += 1;
                waiting.set(count, { resolve: answered, reject: refused });
                worker.postMessage({ id: count, method, args } satisfies Call);
              }),
          });
          break;
        case "failed":
          reject(fromPlain(answer.error));
          void worker.terminate();
          break;
        case "result":
          take(answer.id)?.resolve(answer.value);
          break;
        case "error":
          take(answer.id)?.reject(fromPlain(answer.error));
          break;
      }
    });
    worker.on("error", (error) => {
      fall(new StoreUnavailable(`The database's thread failed: ${error.message}`));
    });
    worker.on("exit", (code) => {
      fall(new StoreUnavailable(`The database's thread ended (${String(code)}).`));
    });
  });
}
