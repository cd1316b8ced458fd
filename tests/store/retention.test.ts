/** Old data goes in the same way on both engines. Each has a database of its own: purges empty it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { dbCommand } from "../../src/cli/db-command.js";
import { openStore } from "../../src/store/open.js";
import type { Store } from "../../src/store/store.js";
import { purgesOldData } from "../contracts/store-retention.js";
import {
  AT,
  content,
  message,
  newCustomerId,
  newInteractionId,
  routed,
  turn,
  write,
} from "../contracts/store-samples.js";
import { leaseOf } from "../support/lease.js";
import { plainSettings } from "../support/organisation.js";
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

describe("by hand", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "strowger-purge-"));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const run = (args: readonly string[], place: string) =>
    dbCommand(args, { DATA_DIR: join(folder, place) }, () => undefined);

  async function fill(place: string, days: number | null): Promise<void> {
    const store = await openStore({ dataDir: join(folder, place), databaseUrl: null });
    const retention = { messagesDays: days, interactionsDays: days, journalDays: days };
    await store.putSettings({ ...plainSettings, retention });
    const customerId = newCustomerId();
    const names = { name: "Grace Hopper", company: null, tier: "basic" as const, language: null };
    await store.putCustomer({ id: customerId, ...names, addresses: [] }, AT);
    const id = newInteractionId();
    const epoch = await leaseOf(store);
    await store.commitTurn(
      turn({
        epoch,
        interactions: [routed(id, { state: "closed", closedAt: AT, customerId })],
        contents: [content(id)],
        messages: [write(message(id))],
      }),
    );
    await store.close();
  }

  test("[D1] without a policy the command line deletes nothing and says so", async () => {
    await fill("none", null);
    const { lines, exitCode } = await run(["purge"], "none");
    expect(exitCode).toBe(0);
    expect(lines).toEqual([expect.stringMatching(/^Nothing is ever deleted/)]);
  }, 60_000);

  test("[D9] the command line counts with --dry-run, and deletes that without", async () => {
    await fill("old", 30);
    const counted = await run(["purge", "--dry-run"], "old");
    expect(counted.lines[0]).toBe("Would be deleted for ever:");
    expect(counted.lines).toEqual(
      expect.arrayContaining(["  messages: 1", "  contacts: 1", "  customers: 1"]),
    );
    const deleted = await run(["purge"], "old");
    expect(deleted.lines).toEqual(["Deleted for ever:", ...counted.lines.slice(1)]);
    expect((await run(["purge"], "old")).lines).toContain("  messages: 0");
    expect((await run(["purge", "all.backup"], "old")).exitCode).toBe(2);
    expect((await run(["backup", "--dry-run", "more"], "old")).exitCode).toBe(2);
  }, 60_000);

  test("[D15] a backup has nothing of what is gone, and is restored whole", async () => {
    await fill("saved", 30);
    await run(["purge"], "saved");
    const file = join(folder, "all.backup");
    expect((await run(["backup", file], "saved")).exitCode).toBe(0);
    expect((await run(["restore", file], "back")).exitCode).toBe(0);
    const store = await openStore({ dataDir: join(folder, "back"), databaseUrl: null });
    const [told] = await store.retentionRuns(1);
    expect(told).toMatchObject({ by: "hand", counts: { messages: 1, interactions: 1 } });
    expect((await store.settings()).retention.messagesDays).toBe(30);
    const anything = { states: null, bucketId: null, channel: null, customerId: null };
    const all = { ...anything, engineerId: null, cursor: null, limit: 10 };
    expect(await store.listInteractions(all)).toEqual([]);
    await store.close();
  }, 60_000);
});
