/** The program's end of the database's thread: starts it, sends calls, hands answers and errors back. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { StoreUnavailable } from "./store.js";
import {
  fromPlain,
  type Answer,
  type Call,
  type NextPiece,
  type StoreMethod,
  type WorkerTask,
} from "./thread-messages.js";

/** Beside the bundled program; under a TypeScript runner, where the build puts it. */
const workerFile = fileURLToPath(
  import.meta.url.endsWith(".ts")
    ? new URL("../../dist/server/pglite-worker.js", import.meta.url)
    : new URL("./pglite-worker.js", import.meta.url),
);

export interface Thread {
  isAlive(): boolean;
  /** `pieces` of a last argument are made while the thread is at work with those before. */
  call(method: StoreMethod, args: readonly unknown[], pieces?: Iterable<unknown>): Promise<unknown>;
  stop(): Promise<unknown>;
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Resolves when the thread is ready for calls. */
export function startThread(task: WorkerTask): Promise<Thread> {
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
    const finish = (id: number, pieces: Iterable<unknown>): void => {
      try {
        for (const piece of pieces) {
          worker.postMessage({ id, next: "piece", piece } satisfies NextPiece);
        }
        worker.postMessage({ id, next: "end" } satisfies NextPiece);
      } catch (error) {
        worker.postMessage({ id, next: "missing" } satisfies NextPiece);
        take(id)?.reject(error instanceof Error ? error : new Error(String(error)));
      }
    };
    worker.on("message", (answer: Answer) => {
      switch (answer.type) {
        case "ready":
          resolve({
            stop: () => worker.terminate(),
            isAlive: () => isAlive,
            call: (method, args, pieces) =>
              new Promise((answered, refused) => {
                count += 1;
                const id = count;
                waiting.set(id, { resolve: answered, reject: refused });
                const isUnfinished = pieces !== undefined;
                worker.postMessage({ id, method, args, isUnfinished } satisfies Call);
                if (pieces !== undefined) finish(id, pieces);
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
