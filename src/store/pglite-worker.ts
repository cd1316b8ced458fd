/**
 * The database's thread: the whole store over PGlite, so that no statement, however heavy, holds up
 * the thread that talks to telephones and browsers. Calls run in the order they came, one at a time.
 */
import { parentPort, workerData } from "node:worker_threads";
import { openPglite } from "./pglite-engine.js";
import { openSqlStore } from "./sql-store.js";
import { toPlain, type Answer, type Call, type WorkerTask } from "./thread-messages.js";

if (parentPort === null) throw new Error("pglite-worker is started by the store, as a worker");
const port = parentPort;
const { task, directory } = workerData as WorkerTask;

function answer(message: Answer): void {
  port.postMessage(message);
}

async function serve(): Promise<void> {
  const engine = await openPglite(directory);
  const store = await openSqlStore(engine);
  if (task === "create") {
    await store.close();
    answer({ type: "ready" });
    return;
  }
  port.on("message", ({ id, method, args }: Call) => {
    const call = store[method].bind(store) as (...given: readonly unknown[]) => Promise<unknown>;
    call(...args).then(
      (value) => {
        answer({ type: "result", id, value });
      },
      (error: unknown) => {
        answer({ type: "error", id, error: toPlain(error) });
        // The program starts a new thread, which recovers from the files.
        if (engine.isBroken()) process.exit(1);
      },
    );
  });
  answer({ type: "ready" });
}

serve().catch((error: unknown) => {
  answer({ type: "failed", error: toPlain(error) });
});
