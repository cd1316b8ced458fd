/** The same promises on a real PostgreSQL server, and what only a server can do: go away. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import pg from "pg";
import { openStore } from "../../src/store/open.js";
import { StoreUnavailable } from "../../src/store/store.js";
import { describeStore } from "../contracts/store.js";
import { startPostgres, type TestPostgres } from "../support/postgres.js";

let server: TestPostgres;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(() => server.stop());

describeStore("PostgreSQL", () => openStore({ dataDir: null, databaseUrl: server.url }));

test("[S18] two processes that start at once migrate once", async () => {
  const admin = new pg.Client(server.url);
  await admin.connect();
  await admin.query("create database twice");
  await admin.end();
  const url = server.url.replace(/\/postgres$/, "/twice");
  const stores = await Promise.all(
    [1, 2, 3].map(() => openStore({ dataDir: null, databaseUrl: url })),
  );
  for (const store of stores) expect(await store.isEmpty()).toBe(true);
  await Promise.all(stores.map((store) => store.close()));
});

test("[S19] broken connections are told as an outage, and replaced", async () => {
  const warnings: object[] = [];
  const log = { warn: (details: object) => warnings.push(details) };
  const store = await openStore({ dataDir: null, databaseUrl: server.url, log });
  await store.ping();
  const admin = new pg.Client(server.url);
  await admin.connect();
  await admin.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'strowger'",
  );
  await admin.end();
  // The first calls may meet the dead connections; none of them hangs or ends the process.
  const answers = await Promise.allSettled(Array.from({ length: 12 }, () => store.ping()));
  const troubles = answers.flatMap((answer): unknown[] =>
    answer.status === "rejected" ? [answer.reason] : [],
  );
  expect(troubles.filter((error) => !(error instanceof StoreUnavailable))).toEqual([]);
  await expect(store.ping()).resolves.toBeUndefined();
  expect(warnings.length).toBeGreaterThan(0);
  await store.close();
});

test("[S19] a server that is not there is an outage", async () => {
  const nowhere = "postgresql://strowger@127.0.0.1:1/postgres";
  await expect(openStore({ dataDir: null, databaseUrl: nowhere })).rejects.toBeInstanceOf(
    StoreUnavailable,
  );
});
