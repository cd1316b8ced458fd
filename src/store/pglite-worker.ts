/**
 * The database's thread: the whole store over PGlite, so that no statement, however heavy, holds up
 * the thread that talks to telephones and browsers. Calls run in the order they came, one at a time.
 */
import { parentPort, workerData } from "node:worker_threads";
import { openPglite } from "./pglite-engine.js";
import { createInbox, type Inbox, type Pieces } from "./pieces.js";
import { openSqlStore } from "./sql-store.js";
import {
  toPlain,
  type Answer,
  type Call,
  type NextPiece,
  type WorkerTask,
} from "./thread-messages.js";

/** So that the error that broke it is answered before the thread ends. */
const LAST_WORDS_MS = 20;

if (parentPort === null) throw new Error("pglite-worker is started by the store, as a worker");
const port = parentPort;
const { task, directory } = workerData as WorkerTask;

function answer(message: Answer): void {
  port.postMessage(message);
}

/** The engine's start waits without holding anything open, and a thread with nothing open ends. */
const holdOpen = setInterval(() => undefined, 60_000);

async function serve(): Promise<void> {
  const engine = await openPglite({
    directory,
    // What is under way fails with the thread; the program starts a new one.
    onBroken: () => setTimeout(() => process.exit(1), LAST_WORDS_MS),
  });
  const store = await openSqlStore(engine);
  if (task === "create") {
    await store.close();
    answer({ type: "ready" });
    clearInterval(holdOpen);
    return;
  }
  const inboxes = new Map<number, Inbox<unknown>>();
  port.on("message", (message: Call | NextPiece) => {
    if ("next" in message) {
      takePiece(message);
      return;
    }
    const { id, method, isUnfinished } = message;
    const args = isUnfinished ? [...message.args, piecesFor(id)] : message.args;
    const call = store[method].bind(store) as (...given: readonly unknown[]) => Promise<unknown>;
    call(...args).then(
      (value) => {
        answer({ type: "result", id, value });
      },
      (error: unknown) => {
        answer({ type: "error", id, error: toPlain(error) });
      },
    );
  });
  answer({ type: "ready" });

  function piecesFor(id: number): Pieces<unknown> {
    const inbox = createInbox<unknown>();
    inboxes.set(id, inbox);
    return inbox.pieces;
  }

  function takePiece(message: NextPiece): void {
    const inbox = inboxes.get(message.id);
    if (message.next === "piece") {
      inbox?.put(message.piece);
      return;
    }
    inbox?.close(message.next === "missing");
    inboxes.delete(message.id);
  }
}

serve().catch((error: unknown) => {
  answer({ type: "failed", error: toPlain(error) });
});
