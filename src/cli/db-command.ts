/**
 * `npm run db -- …`: a backup is made, checked or put back; an embedded database moves to PostgreSQL;
 * what is over is purged.
 */
import { existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { purgeKinds, type PurgeKind } from "../../protocol/retention.js";
import { ConfigError, readConfig, type Environment } from "../config/config.js";
import { purge } from "../desk/retention.js";
import { dump, type Sink } from "../store/backup/dump.js";
import { piped, readBackup, writeBackup } from "../store/backup/files.js";
import { BackupProblem, type Progress, type Total } from "../store/backup/format.js";
import { check, load } from "../store/backup/load.js";
import { lockDataDir } from "../store/data-dir-lock.js";
import { codeOf, type Engine } from "../store/engine.js";
import { openPglite } from "../store/pglite-engine.js";
import { openPostgres } from "../store/postgres-engine.js";
import { openSqlStore } from "../store/sql-store.js";
import { StoreCannotOpen, StoreFault, StoreUnavailable } from "../store/store.js";

const USAGE = `Usage: npm run db -- backup FILE    everything, as it is now
       npm run db -- check FILE     whether a backup is whole
       npm run db -- restore FILE   into a new database
       npm run db -- copy           from the embedded database to a new one at DATABASE_URL
       npm run db -- purge          deletes what is over by the policy; --dry-run only counts it
DATABASE_URL and DATA_DIR say which database, as for npm start.`;

const DRY_RUN = "--dry-run";

export interface DbAnswer {
  readonly lines: readonly string[];
  /** 0: done. 1: it could not be done, and nothing was changed. 2: not a command. */
  readonly exitCode: number;
}

/** `told`: a line each time a table is done. */
export async function dbCommand(
  args: readonly string[],
  env: Environment,
  told: (line: string) => void,
): Promise<DbAnswer> {
  const [verb = "", file, ...more] = args;
  const isWhole =
    verb === "purge"
      ? file === undefined || file === DRY_RUN
      : (file === undefined) === (verb === "copy");
  if (!isWhole || more.length > 0) return failed(USAGE, 2);
  const progress = ({ table, rows }: Progress): void => {
    if (rows > 0) told(`${table}: ${counted(rows, "row")}`);
  };
  try {
    switch (verb) {
      case "backup":
        return done(`${file ?? ""} holds`, await backup(env, file ?? "", progress));
      case "check": {
        const { head, ...total } = await check(readBackup(file ?? ""));
        return done(`Whole, made ${head.at}, schema ${String(head.schema)}:`, total);
      }
      case "restore":
        return done("Restored", await restore(env, file ?? "", progress));
      case "copy":
        return done("Copied", await copy(env, progress));
      case "purge":
        return { lines: await purgeByHand(env, file === DRY_RUN), exitCode: 0 };
      default:
        return failed(USAGE, 2);
    }
  } catch (error) {
    return failed(reasonOf(error), error instanceof ConfigError ? 2 : 1);
  }
}

function backup(
  env: Environment,
  file: string,
  told: (progress: Progress) => void,
): Promise<Total> {
  return fromDatabase(env, (engine) =>
    writeBackup(file, (sink) => dump(engine, sink, { at: Date.now(), told })),
  );
}

/** Read once before anything is made of it: a damaged one then fails as what it is. */
async function restore(
  env: Environment,
  file: string,
  told: (progress: Progress) => void,
): Promise<Total> {
  const { databaseUrl, dataDir } = readConfig(env);
  await check(readBackup(file));
  const fill = (engine: Engine): Promise<Total> => load(engine, readBackup(file), told);
  return databaseUrl === null ? intoEmbedded(dataDir, fill) : intoPostgres(databaseUrl, fill);
}

async function copy(env: Environment, told: (progress: Progress) => void): Promise<Total> {
  const { databaseUrl } = readConfig(env);
  if (databaseUrl === null) {
    throw new ConfigError(["DATABASE_URL must say where to copy to, and DATA_DIR from where"]);
  }
  return fromDatabase({ ...env, DATABASE_URL: undefined }, (from) =>
    intoPostgres(databaseUrl, (to) =>
      piped(
        (sink: Sink) => dump(from, sink, { at: Date.now(), told: () => undefined }),
        (lines) => load(to, lines, told),
      ),
    ),
  );
}

async function fromDatabase<T>(env: Environment, work: (engine: Engine) => Promise<T>): Promise<T> {
  const { databaseUrl, dataDir } = readConfig(env);
  if (databaseUrl !== null) return withEngine(openPostgres(databaseUrl, ignore), work);
  const directory = join(dataDir, "database");
  if (!existsSync(directory)) throw new ConfigError([`DATA_DIR has no database: ${dataDir}`]);
  const unlock = lockDataDir(dataDir);
  try {
    return await withEngine(await openPglite({ directory, onBroken: ignore }), work);
  } finally {
    unlock();
  }
}

/** The policy is the one among the settings. The schema is brought up to date, as a start would. */
function purgeByHand(env: Environment, isDry: boolean): Promise<string[]> {
  return fromDatabase(env, async (engine) => {
    const store = await openSqlStore(engine);
    const { retention } = await store.settings();
    if (Object.values(retention).every((days) => days === null)) {
      return ["Nothing is ever deleted: no number of days is set in the console, under Data."];
    }
    const at = Date.now();
    const run = isDry ? null : await store.startPurge({ by: "hand", at });
    const counts = await purge({ store, retention, at, run });
    if (run !== null) await store.endPurge(run, Date.now());
    return [
      isDry ? "Would be deleted for ever:" : "Deleted for ever:",
      ...purgeKinds.map((kind) => `  ${purgeWords[kind]}: ${String(counts[kind])}`),
    ];
  });
}

const purgeWords: Readonly<Record<PurgeKind, string>> = {
  messages: "messages",
  notes: "notes in the journal",
  letters: "mails that could not be taken in",
  effects: "messages that a provider refused",
  interactions: "contacts",
  customers: "customers",
  journal: "entries of the journal",
};

/** Made beside its place and moved there whole, as at a first start. */
async function intoEmbedded<T>(dataDir: string, work: (engine: Engine) => Promise<T>): Promise<T> {
  const unlock = lockDataDir(dataDir);
  const directory = join(dataDir, "database");
  const unfinished = `${directory}.unfinished`;
  try {
    if (existsSync(directory)) {
      throw new BackupProblem(
        "DATABASE_NOT_EMPTY",
        `${dataDir} has a database. A backup is only put into a new one: set DATA_DIR to another folder, or move that one away.`,
      );
    }
    rmSync(unfinished, { recursive: true, force: true });
    const engine = await openPglite({ directory: unfinished, onBroken: ignore });
    const result = await withEngine(engine, work);
    renameSync(unfinished, directory);
    return result;
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
    unlock();
  }
}

function intoPostgres<T>(url: string, work: (engine: Engine) => Promise<T>): Promise<T> {
  return withEngine(openPostgres(url, ignore), work);
}

async function withEngine<T>(engine: Engine, work: (engine: Engine) => Promise<T>): Promise<T> {
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
}

/** What breaks fails the statement as well, and that is told. */
function ignore(): void {
  // Nothing is left to be done.
}

function done(what: string, { tables, rows }: Total): DbAnswer {
  return {
    lines: [`${what} ${counted(rows, "row")} in ${counted(tables, "table")}.`],
    exitCode: 0,
  };
}

function counted(count: number, what: string): string {
  return `${String(count)} ${what}${count === 1 ? "" : "s"}`;
}

function failed(message: string, exitCode: number): DbAnswer {
  return { lines: message.split("\n"), exitCode };
}

/** @throws what is a fault of ours */
function reasonOf(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  if (error instanceof BackupProblem || error instanceof StoreCannotOpen) {
    return `${error.code}: ${error.message}`;
  }
  if (error instanceof StoreUnavailable || error instanceof StoreFault) {
    return `The database refused: ${error.message}`;
  }
  // The file system's.
  if (codeOf(error) === null) throw error;
  return String(error);
}
