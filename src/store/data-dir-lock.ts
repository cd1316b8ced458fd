/**
 * One process a data folder: a second one on the same files would destroy them. The lock is a file
 * that names its process; a process that is gone, or whose number another one has now, holds nothing.
 *
 * Processes that cannot see each other (containers sharing a volume) are not kept apart.
 */
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";
import { codeOf } from "./engine.js";
import { StoreCannotOpen } from "./store.js";

const Holder = z.object({
  pid: z.int().positive(),
  /** When the process began, in the kernel's own count; null where the kernel does not say. */
  born: z.string().nullable(),
});
type Holder = z.infer<typeof Holder>;

/** Folders that this very process holds; its number alone would look like a restart's. */
const held = new Set<string>();

/** Takes the folder, making it when there is none; answers with how to let go. */
export function lockDataDir(dataDir: string): () => void {
  const folder = resolve(dataDir);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "strowger.lock");
  if (held.has(folder)) throw inUse(folder, process.pid);
  const mine: Holder = { pid: process.pid, born: birthOf(process.pid) };
  const draft = `${file}.${String(process.pid)}`;
  writeFileSync(draft, JSON.stringify(mine));
  try {
    take(file, draft, folder);
  } finally {
    rmSync(draft, { force: true });
  }
  held.add(folder);
  return () => {
    held.delete(folder);
    rmSync(file, { force: true });
  };
}

/** A link is made whole or not at all, and only where nothing is. */
function take(file: string, draft: string, folder: string): void {
  if (tryLink(draft, file)) return;
  const found = readFileSync(file, "utf8");
  const holder = holderOf(found);
  if (holder !== null && isAlive(holder)) throw inUse(folder, holder.pid);
  // Of two that find it stale, one may by now have put its own lock there: look at what was moved.
  const stale = `${draft}.stale`;
  renameSync(file, stale);
  const isSame = readFileSync(stale, "utf8") === found;
  if (!isSame) tryLink(stale, file);
  rmSync(stale, { force: true });
  if (!isSame || !tryLink(draft, file)) throw inUse(folder, holder?.pid ?? 0);
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

/** null: not readable as a lock; whoever wrote it did not finish. */
function holderOf(content: string): Holder | null {
  try {
    return Holder.parse(JSON.parse(content));
  } catch {
    return null;
  }
}

function isAlive({ pid, born }: Holder): boolean {
  // A container's first process has the same number after every restart.
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives, and is somebody else's.
    if (codeOf(error) !== "EPERM") return false;
  }
  const bornNow = birthOf(pid);
  return born === null || bornNow === null || born === bornNow;
}

/** Boot and start time tell two processes with one number apart (Linux; elsewhere null). */
function birthOf(pid: number): string | null {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    const stat = readFileSync(`/proc/${String(pid)}/stat`, "utf8");
    // The second field is the program's name in brackets and may contain anything; the 22nd is wanted.
    const started = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
    return started === undefined ? null : `${boot} ${started}`;
  } catch {
    return null;
  }
}

function inUse(folder: string, pid: number): StoreCannotOpen {
  return new StoreCannotOpen(
    "STORE_IN_USE",
    `${folder} is in use by process ${String(pid)}. Stop it first, or set DATA_DIR to another folder.`,
  );
}
