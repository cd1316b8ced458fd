/** Backups between real databases: PGlite on disk and PostgreSQL; whole, damaged, old. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { sql } from "drizzle-orm";
import { dbCommand, type DbAnswer } from "../../src/cli/db-command.js";
import { AttachmentId, type InteractionId } from "../../protocol/ids.js";
import { lockDataDir } from "../../src/store/data-dir-lock.js";
import { rowsOf, type Engine } from "../../src/store/engine.js";
import { migrate } from "../../src/store/migrate.js";
import { migrations } from "../../src/store/migrations/migrations.js";
import { openStore } from "../../src/store/open.js";
import { openPglite } from "../../src/store/pglite-engine.js";
import { openPostgres } from "../../src/store/postgres-engine.js";
import { openSqlStore } from "../../src/store/sql-store.js";
import type { TurnCommit } from "../../src/store/store.js";
import {
  AT,
  content,
  decided,
  message,
  newInteractionId,
  queued,
  routed,
  session,
  step,
  tree,
  treeId,
  turn,
  user,
  write,
} from "../contracts/store-samples.js";
import { startPostgres, type TestPostgres } from "../support/postgres.js";
import { leaseOf } from "../support/lease.js";

let folder: string;
let server: TestPostgres;
/** Where everything comes from, and the backup of it. */
let origin: string;
let file: string;
let held: Snapshot;
let made: DbAnswer;

type Snapshot = Readonly<Record<string, readonly string[]>>;

const ignored = (): void => undefined;

function run(args: readonly string[], env: Record<string, string>): Promise<DbAnswer> {
  return dbCommand(args, env, ignored);
}

/** The first word of a refusal, which is its code; what was done has none. */
function refusal({ lines, exitCode }: DbAnswer): string {
  return `${String(exitCode)} ${lines[0]?.split(":")[0] ?? ""}`;
}

async function newDatabase(name: string): Promise<string> {
  const admin = openPostgres(server.url, ignored);
  await admin.run((db) => db.execute(sql`create database ${sql.identifier(name)}`));
  await admin.close();
  return server.url.replace(/postgres$/, name);
}

async function withEngine<T>(engine: Engine, work: (engine: Engine) => Promise<T>): Promise<T> {
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
}

const embedded = (dataDir: string): Promise<Engine> => {
  mkdirSync(dataDir, { recursive: true });
  return openPglite({ directory: join(dataDir, "database"), onBroken: ignored });
};

/** Every row of every table as the database writes it. */
function everything(engine: Engine): Promise<Snapshot> {
  return engine.snapshot(async (db) => {
    const tables = await rowsOf<{ name: string }>(
      db,
      sql`select table_name as name from information_schema.tables
           where table_schema = 'public' and table_name <> 'schema_migrations'`,
    );
    const rows = new Map<string, readonly string[]>();
    for (const { name } of tables) {
      const found = await rowsOf<{ row: string }>(
        db,
        sql`select to_json(t)::text as row from ${sql.identifier(name)} t order by 1`,
      );
      rows.set(
        name,
        found.map(({ row }) => row),
      );
    }
    return Object.fromEntries(rows);
  });
}

function decisions(ids: readonly InteractionId[]): Pick<TurnCommit, "commands" | "events"> {
  const commands = ids.map(decided);
  const events = commands.map(({ command: { id: commandId } }, k) => ({
    commandId,
    event: queued(ids[k] ?? newInteractionId()),
  }));
  return { commands, events };
}

/** One row and more of what a day leaves behind, with what is hard to carry. */
async function fill(engine: Engine): Promise<void> {
  const store = await openSqlStore(engine);
  const epoch = await leaseOf(store);
  const ids = Array.from({ length: 1200 }, newInteractionId);
  await store.commitTurn(
    turn({
      epoch,
      ...decisions(ids),
      interactions: ids.map((id) => routed(id)),
      contents: ids.map((id) => content(id)),
      sessions: [],
    }),
  );
  const [one = newInteractionId()] = ids;
  const bytes = Uint8Array.from({ length: 256 * 400 }, (_, n) => n % 256);
  const attachment = { id: AttachmentId.parse("att_1"), name: "a “b”.png", type: "image/png" };
  const said = message(one, { text: 'Lines\u2028and\nmore\r\t"\\ \u{1F525} 中文' });
  await store.saveMessages([
    write(
      { ...said, attachments: [{ ...attachment, size: bytes.length, cid: null }] },
      { attachments: [{ ...attachment, cid: null, bytes }] },
    ),
    write(message(one, { text: "long ".repeat(60_000) })),
  ]);
  const drawn = tree(treeId(), "Drawn");
  await store.saveDraft({ tree: drawn, revision: null, at: AT });
  await store.publish({
    ...{ treeId: drawn.id, tree: drawn, note: "n", publishedBy: "Ada", publishedAt: AT },
  });
  await store.putUser(user());
  await store.secret();
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "strowger-backup-"));
  server = await startPostgres();
  origin = join(folder, "origin");
  file = join(folder, "all.backup");
  await withEngine(await embedded(origin), async (engine) => {
    await fill(engine);
    held = await everything(engine);
  });
  made = await run(["backup", file], { DATA_DIR: origin });
}, 120_000);

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

test("[S30] whatever one engine holds, the other holds after its backup", async () => {
  expect(made.exitCode).toBe(0);
  expect(made.lines).toEqual([expect.stringMatching(/ holds \d+ rows in \d+ tables\./)]);
  expect((await run(["check", file], {})).exitCode).toBe(0);
  expect(statSync(file).mode & 0o077).toBe(0);
  const url = await newDatabase("whole");
  expect((await run(["restore", file], { DATABASE_URL: url })).exitCode).toBe(0);
  const again = join(folder, "again.backup");
  expect((await run(["backup", again], { DATABASE_URL: url })).exitCode).toBe(0);
  const back = join(folder, "back");
  expect((await run(["restore", again], { DATA_DIR: back })).exitCode).toBe(0);
  await withEngine(openPostgres(url, ignored), async (engine) => {
    expect(await everything(engine)).toEqual(held);
  });
  await withEngine(await embedded(back), async (engine) => {
    expect(await everything(engine)).toEqual(held);
    // What the database numbers itself goes on after what came.
    const store = await openSqlStore(engine);
    const id = newInteractionId();
    const epoch = await leaseOf(store);
    await store.commitTurn(
      turn({ epoch, commands: [decided(id)], interactions: [routed(id)], contents: [content(id)] }),
    );
    await store.saveMenuSteps([step(id, 1)]);
    expect(session(id, 1).seq).toBe(1);
    const now = await everything(engine);
    expect(now["journal"]).toHaveLength((held["journal"]?.length ?? 0) + 1);
  });
}, 120_000);

test("[N8] nobody lives in a restored database, and its leases are free", async () => {
  const url = await newDatabase("alive");
  const store = await openStore({ dataDir: null, databaseUrl: url });
  const lease = { partition: 0, holder: "node", ttlMs: 600_000 };
  const epoch = (await store.takeLease(lease)) ?? 0;
  await store.commitTurn(turn({ epoch, record: { number: 7, body: "{}" } }));
  const node = { id: "node", startedAt: 1, version: "1", address: "a", schema: 1, facts: {} };
  await store.beat(node);
  await store.putInbox(0, [{ id: "asked", body: "{}" }]);
  await store.close();
  const alive = join(folder, "alive.backup");
  expect((await run(["backup", alive], { DATABASE_URL: url })).exitCode).toBe(0);
  const back = join(folder, "alone");
  expect((await run(["restore", alive], { DATA_DIR: back })).exitCode).toBe(0);
  await withEngine(await embedded(back), async (engine) => {
    const restored = await openSqlStore(engine);
    expect(await restored.inbox(0, 10)).toEqual([]);
    expect(await restored.turnsAfter(0, 0, 10)).toEqual([]);
    const { nodes, leases } = await restored.beat({ ...node, id: "another" });
    expect(nodes.map(({ id }) => id)).toEqual(["another"]);
    expect(leases).toMatchObject([{ epoch, expiresInMs: null }]);
    expect(await restored.takeLease({ ...lease, holder: "another" })).toBe(epoch + 1);
  });
}, 60_000);

test("[S30] an embedded database moves to PostgreSQL at once", async () => {
  const url = await newDatabase("moved");
  const env = { DATA_DIR: origin, DATABASE_URL: url };
  expect((await run(["copy"], env)).exitCode).toBe(0);
  await withEngine(openPostgres(url, ignored), async (engine) => {
    expect(await everything(engine)).toEqual(held);
  });
  expect(refusal(await run(["copy"], env))).toBe("1 DATABASE_NOT_EMPTY");
}, 60_000);

test("[S31] a damaged backup is refused, and nothing is made of it", async () => {
  const lines = gunzipSync(readFileSync(file)).toString("utf8").split("\n");
  const packed = (text: readonly string[]): Buffer => gzipSync(text.join("\n"));
  const row = lines.findIndex((line) => line.includes('"name":"Drawn"'));
  const damaged: Record<string, Buffer> = {
    "cut short": readFileSync(file).subarray(0, 20_000),
    "no archive": Buffer.from("not a backup"),
    empty: packed([]),
    "without its end": packed(lines.slice(0, -2)),
    "a row is missing": packed(lines.toSpliced(row, 1)),
    "a row is another": packed(lines.with(row, (lines[row] ?? "").replace("Drawn", "Brawn"))),
    "another table": packed(lines.with(1, '["pg_authid"]')),
    "something else": packed(["{}", ...lines.slice(1)]),
  };
  const url = await newDatabase("untouched");
  const dataDir = join(folder, "untouched");
  for (const [name, bytes] of Object.entries(damaged)) {
    const bad = join(folder, `${name}.backup`);
    writeFileSync(bad, bytes);
    for (const env of [{ DATABASE_URL: url }, { DATA_DIR: dataDir }]) {
      expect([name, refusal(await run(["restore", bad], env))]).toEqual([name, "1 BACKUP_DAMAGED"]);
    }
    expect([name, refusal(await run(["check", bad], {}))]).toEqual([name, "1 BACKUP_DAMAGED"]);
  }
  expect(existsSync(join(dataDir, "database"))).toBe(false);
  await withEngine(openPostgres(url, ignored), async (engine) => {
    expect(await everything(engine)).toEqual({});
  });
}, 180_000);

test("[S31] nothing is overwritten, and nothing is read while a program works on it", async () => {
  expect(refusal(await run(["backup", file], { DATA_DIR: origin }))).toBe("1 BACKUP_EXISTS");
  expect(refusal(await run(["restore", file], { DATA_DIR: origin }))).toBe("1 DATABASE_NOT_EMPTY");
  const unlock = lockDataDir(origin);
  const other = join(folder, "other.backup");
  expect(refusal(await run(["backup", other], { DATA_DIR: origin }))).toBe("1 STORE_IN_USE");
  unlock();
  expect(existsSync(other)).toBe(false);
  expect((await run(["backup", other], { DATA_DIR: join(folder, "nowhere") })).exitCode).toBe(2);
  expect((await run(["restore", join(folder, "none")], { DATA_DIR: origin })).exitCode).toBe(1);
  expect((await run(["frobnicate", "x"], {})).exitCode).toBe(2);
  expect((await run(["copy"], { DATA_DIR: origin })).exitCode).toBe(2);
});

test("[S32] a backup of an older schema is brought up to date, and one of a newer one refused", async () => {
  const old = join(folder, "old");
  await withEngine(await embedded(old), async (engine) => {
    await migrate(engine, migrations.slice(0, 5));
    await engine.run((db) =>
      db.execute(sql`insert into skills (id, name) values ('linux', 'Linux')`),
    );
  });
  const then = join(folder, "old.backup");
  expect((await run(["backup", then], { DATA_DIR: old })).exitCode).toBe(0);
  const url = await newDatabase("risen");
  expect((await run(["restore", then], { DATABASE_URL: url })).exitCode).toBe(0);
  await withEngine(openPostgres(url, ignored), async (engine) => {
    const store = await openSqlStore(engine);
    expect(await store.skills()).toEqual([{ id: "linux", name: "Linux" }]);
  });
  const lines = gunzipSync(readFileSync(then)).toString("utf8").split("\n");
  const held = lines.slice(0, -2).with(0, (lines[0] ?? "").replace(":5,", ":5000,"));
  const checksum = createHash("sha256").update(held.join("")).digest("hex");
  const rows = held.filter((line, n) => n > 0 && line.startsWith("{")).length;
  const future = join(folder, "future.backup");
  const end = JSON.stringify(["", rows, checksum]);
  writeFileSync(future, gzipSync(`${[...held, end].join("\n")}\n`));
  const answer = await run(["restore", future], { DATA_DIR: join(folder, "future") });
  expect(refusal(answer)).toBe("1 BACKUP_TOO_NEW");
}, 60_000);
