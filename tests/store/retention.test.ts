/** Old data goes in the same way on both engines. Each has a database of its own: purges empty it. */
import { afterAll, beforeAll, describe } from "@jest/globals";
import { openStore } from "../../src/store/open.js";
import type { Store } from "../../src/store/store.js";
import { purgesOldData } from "../contracts/store-retention.js";
import { startPostgres, type TestPostgres } from "../support/postgres.js";

describe("retention on PGlite", () => {
  let store: Store;
  beforeAll(async () => {
    store = await openStore({ dataDir: null, databaseUrl: null });
  }, 60_000);
  afterAll(() => store.close());
  purgesOldData(() => store);
});

describe("retention on PostgreSQL", () => {
  let server: TestPostgres;
  let store: Store;
  beforeAll(async () => {
    server = await startPostgres();
    store = await openStore({ dataDir: null, databaseUrl: server.url });
  }, 60_000);
  afterAll(async () => {
    await store.close();
    await server.stop();
  });
  purgesOldData(() => store);
});
