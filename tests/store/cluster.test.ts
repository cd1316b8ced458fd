/** What nodes share, on both databases, and what only a server can do: freeze and break connections. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { sql } from "drizzle-orm";
import pg from "pg";
import type { Notices } from "../../src/store/cluster-types.js";
import { openStore } from "../../src/store/open.js";
import { openPglite } from "../../src/store/pglite-engine.js";
import { openPostgres } from "../../src/store/postgres-engine.js";
import { StoreFenced, StoreUnavailable, type Store } from "../../src/store/store.js";
import { turn } from "../contracts/store-samples.js";
import { describeClusterStore } from "../contracts/store-cluster.js";
import { eventually } from "../support/eventually.js";
import { startPostgres, type TestPostgres } from "../support/postgres.js";

const ignored = (): void => undefined;

let server: TestPostgres;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(() => server.stop());

describeClusterStore("PGlite", () => openPglite({ directory: null, onBroken: ignored }));
describeClusterStore("PostgreSQL", () => Promise.resolve(openPostgres(server.url, ignored)));

const opened = (): Promise<Store> => openStore({ dataDir: null, databaseUrl: server.url });

function noticesOf({ notices }: Store): Notices {
  if (notices === null) throw new Error("PostgreSQL has notices");
  return notices;
}

test("[N3] a commit that freezes halfway is thrown out, and another node takes over", async () => {
  const frozen = openPostgres(server.url, ignored);
  const store = await opened();
  const partition = 1001;
  const epoch = await store.takeLease({ partition, holder: "frozen", ttlMs: 100 });
  let thaw = ignored;
  let commit: Promise<void> = Promise.resolve();
  await new Promise<void>((holds) => {
    commit = frozen.transaction(async (db) => {
      await db.execute(sql`select from leases where partition = ${partition} for share`);
      holds();
      await new Promise<void>((resolve) => (thaw = resolve));
      await db.execute(
        sql`insert into turns (partition, number, body) values (${partition}, 1, '{}')`,
      );
    });
  });
  // It waits half a second for the row, and then says that it did not get it.
  expect(await store.takeLease({ partition, holder: "next", ttlMs: 60_000 })).toBeNull();
  // The server would have waited for twenty seconds, and the frozen node for ever.
  await eventually(async () => {
    expect(await store.takeLease({ partition, holder: "next", ttlMs: 60_000 })).not.toBeNull();
  }, 4_000);
  thaw();
  await expect(commit).rejects.toBeInstanceOf(StoreUnavailable);
  await frozen.close();
  expect(await store.turnsAfter(partition, 0, 10)).toEqual([]);
  const late = turn({ partition, epoch: epoch ?? 0 });
  await expect(store.commitTurn(late)).rejects.toBeInstanceOf(StoreFenced);
  await store.close();
});

test("[N7] notices arrive in order, and a broken connection is replaced", async () => {
  const [one, two] = [await opened(), await opened()];
  const told: string[] = [];
  const count = (what: string): number => told.filter((text) => text === what).length;
  const stop = noticesOf(two).listen("a channel", {
    hear: (payload) => told.push(payload),
    lost: () => told.push("lost"),
    found: () => told.push("found"),
  });
  await eventually(() => {
    expect(told).toEqual(["found"]);
  });
  const say = (text: string) => noticesOf(one).notify("a channel", text);
  // The first one opens the connection.
  await eventually(() => say("1"));
  const numbers = Array.from({ length: 20 }, (_, n) => String(n + 2));
  await Promise.all([...numbers.map(say), noticesOf(one).notify("another channel", "x")]);
  await eventually(() => {
    expect(told).toEqual(["found", "1", ...numbers]);
  });
  const admin = new pg.Client(server.url);
  await admin.connect();
  await admin.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'strowger notices'",
  );
  await admin.end();
  await eventually(() => {
    expect([count("lost"), count("found")]).toEqual([1, 2]);
  });
  await eventually(() => say("back"));
  await eventually(() => {
    expect(told.slice(-2)).toEqual(["found", "back"]);
  });
  stop();
  await say("unheard");
  await one.close();
  await expect(say("late")).rejects.toBeInstanceOf(StoreUnavailable);
  await two.close();
  expect(told.at(-1)).toBe("back");
});

test("[N7] without a server nothing is said, and who listens is told nothing", async () => {
  const engine = openPostgres("postgresql://strowger@127.0.0.1:1/postgres", ignored);
  const told: string[] = [];
  engine.notices?.listen("a", {
    hear: () => told.push("heard"),
    lost: () => told.push("lost"),
    found: () => told.push("found"),
  });
  await expect(engine.notices?.notify("a", "1")).rejects.toBeInstanceOf(StoreUnavailable);
  await engine.close();
  expect(told).toEqual([]);
});
