/** The embedded database as the program runs it: in a folder, in a thread of its own. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "../../src/store/open.js";
import { openPgliteStore } from "../../src/store/pglite-store.js";
import { startThread, type Thread } from "../../src/store/pglite-thread.js";
import {
  StoreCannotOpen,
  StoreFenced,
  StoreUnavailable,
  type Store,
  type TurnCommit,
} from "../../src/store/store.js";
import { describeStore } from "../contracts/store.js";
import {
  content,
  decided,
  message,
  newInteractionId,
  queued,
  routed,
  turn,
  write,
} from "../contracts/store-samples.js";
import { buildInto, buildWorker, workerSource } from "../support/build-worker.js";
import { eventually } from "../support/eventually.js";
import { leaseOf } from "../support/lease.js";

/** A folder with an empty database, made once: making one takes seconds. */
let made: string;
const folders: string[] = [];

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "strowger-store-"));
  folders.push(folder);
  return folder;
}

/** A copy of the empty database. */
function fresh(): string {
  const folder = newFolder();
  cpSync(made, folder, { recursive: true });
  return folder;
}

const open = (dataDir: string): Promise<Store> => openStore({ dataDir, databaseUrl: null });

beforeAll(async () => {
  await buildWorker();
  made = newFolder();
  await (await open(made)).close();
}, 120_000);
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describeStore("PGlite on disk, in its thread", () => open(fresh()));

test("[S16] what was written is there after closing and opening", async () => {
  const folder = fresh();
  const id = newInteractionId();
  const given = decided(id);
  const told = message(id);
  const first = await open(folder);
  const epoch = await leaseOf(first);
  await first.commitTurn(
    turn({
      epoch,
      commands: [given],
      events: [{ commandId: given.command.id, event: queued(id) }],
      interactions: [routed(id)],
      contents: [content(id)],
      messages: [write(told)],
    }),
  );
  await first.close();
  await first.close();
  await expect(first.ping()).rejects.toBeInstanceOf(StoreUnavailable);
  const second = await open(folder);
  expect(await leaseOf(second)).toBe(epoch + 1);
  expect(await second.messages(id)).toEqual([told]);
  expect(await second.replay(0, 10)).toMatchObject([{ command: given.command }]);
  await second.close();
});

test("[S16] nothing acknowledged is lost when the process is killed", async () => {
  const folder = fresh();
  await buildInto("dist/tests", workerSource);
  const script = await buildInto("dist/tests", "tests/store/writer.ts");
  const acknowledged: string[] = [];
  for (const wanted of [3, 17, 40]) {
    const writer = spawn(process.execPath, [script, folder], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = new Promise((resolve) => writer.once("exit", resolve));
    let told = "";
    writer.stdout.setEncoding("utf8").on("data", (text: string) => {
      told += text;
    });
    await eventually(() => {
      expect(told.split("\n").length).toBeGreaterThan(wanted);
    }, 60_000);
    writer.kill("SIGKILL");
    await ended;
    // The last line may be half a line; it was not acknowledged then.
    acknowledged.push(...told.split("\n").slice(0, -1));
  }
  const store = await open(folder);
  const stored = (await store.replay(0, 100_000)).map(({ command }) => String(command.id));
  expect(stored).toEqual(expect.arrayContaining(acknowledged));
  expect(new Set(stored).size).toBe(stored.length);
  await store.close();
}, 120_000);

test("[S17] a folder in use is refused, and names its process", async () => {
  const folder = fresh();
  const store = await open(folder);
  const second = open(folder);
  await expect(second).rejects.toBeInstanceOf(StoreCannotOpen);
  await expect(second).rejects.toMatchObject({
    code: "STORE_IN_USE",
    message: `${folder} is in use by process ${String(process.pid)}. Stop it first, or set DATA_DIR to another folder.`,
  });
  await store.close();
  await (await open(folder)).close();
});

test("[S17] another living process is respected, a dead or renumbered one is not", async () => {
  const folder = fresh();
  const lock = join(folder, "strowger.lock");
  const other = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  const ended = new Promise((resolve) => other.once("exit", resolve));
  writeFileSync(lock, JSON.stringify({ pid: other.pid, born: null }));
  await expect(open(folder)).rejects.toMatchObject({ code: "STORE_IN_USE" });
  writeFileSync(lock, JSON.stringify({ pid: other.pid, born: "another boot 1" }));
  await (await open(folder)).close();
  other.kill();
  await ended;
  writeFileSync(lock, JSON.stringify({ pid: other.pid, born: null }));
  await (await open(folder)).close();
  writeFileSync(lock, "half a lo");
  const store = await open(folder);
  expect(JSON.parse(readFileSync(lock, "utf8"))).toMatchObject({ pid: process.pid });
  await store.close();
});

test("[S1] a turn in parts is written whole or, when one cannot be made, not at all", async () => {
  const store = await open(fresh());
  const epoch = await leaseOf(store);
  const ids = Array.from({ length: 4 }, () => newInteractionId());
  const shared = newInteractionId();
  if (store.commitParts === undefined) throw new Error("the embedded database takes parts");
  const given = ids.map((id) => ({ id, ...decided(id) }));
  function* parts(failAt: number): Generator<TurnCommit, void> {
    for (const [at, { id, ...one }] of given.entries()) {
      if (at === failAt) throw new Error("this one cannot be decided");
      const interactions = [routed(id), routed(shared, { priority: at + 1 })];
      const events = [{ commandId: one.command.id, event: queued(id) }];
      yield turn({ epoch, commands: [one], events, interactions });
    }
  }
  await expect(store.commitParts(parts(2))).rejects.toThrow("this one cannot be decided");
  expect(await store.knownCommands(given.map(({ command }) => command.id))).toEqual([]);
  expect(await store.interactionsById(ids)).toEqual([]);
  await store.commitParts(parts(given.length));
  const kept = await store.replay(0, 10);
  expect(kept.map(({ command }) => command.id)).toEqual(given.map(({ command }) => command.id));
  expect(await store.interactionsById(ids)).toHaveLength(4);
  expect(await store.interaction(shared)).toMatchObject({ priority: 4 });
  await expect(store.commitParts(parts(given.length))).rejects.toBeInstanceOf(StoreUnavailable);
  await leaseOf(store);
  await expect(store.commitParts(parts(given.length))).rejects.toBeInstanceOf(StoreFenced);
  await store.close();
}, 60_000);

test("[S19] when the thread dies, what was under way fails and the next call is served", async () => {
  const threads: Thread[] = [];
  const warnings: Error[] = [];
  const store = await openPgliteStore(
    fresh(),
    (error) => warnings.push(error),
    async (task) => {
      const thread = await startThread(task);
      threads.push(thread);
      return thread;
    },
  );
  const epoch = await leaseOf(store);
  const id = newInteractionId();
  await store.commitTurn(turn({ epoch, interactions: [routed(id)] }));
  const underWay = store.load(0).catch((error: unknown) => error);
  await threads[0]?.stop();
  expect(await underWay).toBeInstanceOf(StoreUnavailable);
  const [one, two] = await Promise.all([store.interaction(id), store.interaction(id)]);
  expect([one?.id, two?.id]).toEqual([id, id]);
  expect(threads).toHaveLength(2);
  expect(warnings).toHaveLength(1);
  await store.close();
}, 60_000);

test("[S20] the event loop runs on while the database is busy", async () => {
  const store = await open(fresh());
  const epoch = await leaseOf(store);
  const ids = Array.from({ length: 3_000 }, () => newInteractionId());
  const given = ids.map((id) => decided(id));
  const heavy = turn({
    epoch,
    commands: given,
    events: given.map(({ command }, at) => ({
      commandId: command.id,
      event: queued(ids[at] ?? newInteractionId()),
    })),
    interactions: ids.map((id) => routed(id)),
  });
  let ticks = 0;
  const timer = setInterval(() => {
    ticks += 1;
  }, 1);
  const from = performance.now();
  await store.commitTurn(heavy);
  const took = performance.now() - from;
  clearInterval(timer);
  // A blocked loop would have ticked once or twice; a free one misses only what the machine denies it.
  expect(ticks).toBeGreaterThan(took / 100);
  await store.close();
}, 60_000);
