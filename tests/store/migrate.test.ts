/** The schema's way from nothing to now, on PGlite; PostgreSQL takes the same steps in its own suite. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { readFileSync } from "node:fs";
import { sql } from "drizzle-orm";
import { CommandId, InteractionId, MenuTreeId } from "../../protocol/ids.js";
import { getTableConfig, type PgTable } from "drizzle-orm/pg-core";
import { rowsOf, type Engine } from "../../src/store/engine.js";
import { migrate } from "../../src/store/migrate.js";
import { migrations } from "../../src/store/migrations/migrations.js";
import { openPglite } from "../../src/store/pglite-engine.js";
import { openPostgres } from "../../src/store/postgres-engine.js";
import * as schema from "../../src/store/schema.js";
import { openSqlStore } from "../../src/store/sql-store.js";
import { StoreCannotOpen } from "../../src/store/store.js";
import { startPostgres, type TestPostgres } from "../support/postgres.js";
import { dumpSchema } from "../support/schema-dump.js";

let server: TestPostgres;
let engines: Engine[];
beforeAll(async () => {
  server = await startPostgres();
  engines = [
    await openPglite({ directory: null, onBroken: () => undefined }),
    openPostgres(server.url, () => undefined),
  ];
  for (const engine of engines) await migrate(engine);
}, 60_000);
afterAll(async () => {
  for (const engine of engines) await engine.close();
  await server.stop();
});

const tablesOf = async (engine: Engine): Promise<string[]> =>
  engine.run(async (db) =>
    (
      await rowsOf<{ name: string }>(
        db,
        sql`select table_name as name from information_schema.tables
            where table_schema = 'public' order by table_name collate "C"`,
      )
    ).map(({ name }) => name),
  );

test("[S21] both databases have the schema that the reference shows", async () => {
  const reference = readFileSync(
    new URL("../../docs/reference/schema.sql", import.meta.url),
    "utf8",
  );
  for (const engine of engines) {
    // Another text? `node scripts/dump-schema.js` writes the page.
    expect(await dumpSchema(engine)).toBe(reference);
  }
});

test("[S21] the queries know the columns that there are", async () => {
  const known = Object.values(schema).map((table: PgTable) => getTableConfig(table));
  for (const engine of engines) {
    const columns = await engine.run((db) =>
      rowsOf<{ table: string; column: string; nullable: string }>(
        db,
        sql`select table_name as "table", column_name as "column", is_nullable as nullable
            from information_schema.columns where table_schema = 'public'`,
      ),
    );
    for (const { name, columns: expected } of known) {
      const there = columns
        .filter(({ table }) => table === name)
        .map(({ column, nullable }) => `${column} ${nullable}`);
      const wanted = expected.map((column) => `${column.name} ${column.notNull ? "NO" : "YES"}`);
      expect({ name, columns: there.sort() }).toEqual({ name, columns: wanted.sort() });
    }
    const tables = known.map(({ name }) => name);
    expect(await tablesOf(engine)).toEqual([...tables, "schema_migrations"].sort());
  }
});

test("[S18] migrating again changes nothing, and the numbers have no gaps", async () => {
  expect(migrations.map(({ id }) => id)).toEqual(migrations.map((_, index) => index + 1));
  for (const engine of engines) await migrate(engine);
});

test("[S18] a migration that fails leaves nothing behind", async () => {
  for (const engine of engines) {
    const before = await tablesOf(engine);
    const broken = {
      id: migrations.length + 1,
      name: "broken",
      sql: "create table halfway (id integer); insert into nowhere values (1)",
    };
    await expect(migrate(engine, [...migrations, broken])).rejects.toThrow("nowhere");
    expect(await tablesOf(engine)).toEqual(before);
    await migrate(engine);
  }
});

test("[S4] the journal of an older schema is kept, in its order", async () => {
  await engines[1]?.run((db) => db.execute(sql`create database older`));
  const older = server.url.replace(/\/postgres$/, "/older");
  const fresh = [
    await openPglite({ directory: null, onBroken: () => undefined }),
    openPostgres(older, () => undefined),
  ];
  for (const engine of fresh) {
    await migrate(engine, migrations.slice(0, 4));
    await engine.run((db) =>
      db.execute(sql`
        with interaction as (
          insert into interactions (id, channel, state, bucket_id, priority, skills, started_at,
                                    queued_at, offers, cooldowns)
          values ('int_1', 'chat', 'waiting', 'b', 5, '[]', 10, 10, 0, '[]'),
                 ('int_2', 'chat', 'offered', 'b', 5, '[]', 10, 10, 1, '[]')),
        settled as (
          insert into offers
          values ('o1', 'int_1', 'ada', 1, 2, 'declined', ''), ('o2', 'int_2', 'ada', 1, 2, 'pending', '')),
        decided as (
          insert into commands (id, at, type, body, outcome)
          values ('c1', 10, 'interaction.queue', '{"id":"c1","at":10,"type":"interaction.queue","bucketId":"b"}', '{"ok":true}'),
                 ('c2', 20, 'router.tick', '{"id":"c2","at":20,"type":"router.tick"}', '{"ok":false}'))
        insert into journal (command_seq, at, type, interaction_id, bucket_id, body)
        values (1, 10, 'interaction.queued', 'int_1', 'b', '{"type":"interaction.queued","at":10,"interactionId":"int_1","bucketId":"b"}'),
               (1, 12, 'interaction.offered', 'int_2', 'b', '{"type":"interaction.offered","at":12,"interactionId":"int_2"}'),
               (1, 12, 'interaction.offered', 'int_1', 'b', '{"type":"interaction.offered","at":12,"interactionId":"int_1"}')`),
    );
    const store = await openSqlStore(engine);
    const [first, second] = await store.replay(0, 10);
    expect(first).toMatchObject({
      command: { id: "c1", at: 10, type: "interaction.queue", bucketId: "b" },
      events: [
        { type: "interaction.queued", interactionId: "int_1" },
        { type: "interaction.offered", interactionId: "int_2" },
        { type: "interaction.offered", interactionId: "int_1" },
      ],
    });
    expect(second).toMatchObject({
      command: { id: "c2", at: 20, type: "router.tick" },
      events: [],
    });
    const ids = ["c1", "c2"].map((id) => CommandId.parse(id));
    expect(await store.knownCommands(ids)).toMatchObject([
      { id: "c1", type: "interaction.queue", outcome: { ok: true } },
      { id: "c2", type: "router.tick", outcome: { ok: false } },
    ]);
    const { events } = await store.timeline(InteractionId.parse("int_2"));
    expect(events.map(({ event }) => event.at)).toEqual([12]);
    expect(await store.counts(10)).toMatchObject([{ bucketId: "b", kind: "queued", at: 10 }]);
    const live = await store.load(0);
    expect(live).toMatchObject({ offers: [{ id: "o2" }], lastAt: 20 });
    await store.close();
  }
});

test("[S24] steps from before they were counted are counted", async () => {
  await engines[1]?.run((db) => db.execute(sql`create database uncounted`));
  const uncounted = server.url.replace(/\/postgres$/, "/uncounted");
  const fresh = [
    await openPglite({ directory: null, onBroken: () => undefined }),
    openPostgres(uncounted, () => undefined),
  ];
  for (const engine of fresh) {
    await migrate(engine, migrations.slice(0, 6));
    await engine.run((db) =>
      db.execute(sql`
        with interaction as (
          insert into interactions (id, channel, state, bucket_id, priority, skills, started_at,
                                    queued_at, offers, cooldowns)
          values ('int_1', 'chat', 'menu', 'b', 5, '[]', 1000, 10, 0, '[]'),
                 ('int_2', 'chat', 'menu', 'b', 5, '[]', 2000, 10, 0, '[]')),
        walked as (
          insert into menu_sessions (interaction_id, tree_id, version, seq, snapshot, screen, at)
          values ('int_1', 'support', 2, 2, '{}', '{"nodeId":"c"}', 1900),
                 ('int_2', 'support', 2, 0, '{}', '{"nodeId":"a"}', 2000))
        insert into menu_steps (interaction_id, seq, at, from_node_id, to_node_id, input, result)
        values ('int_1', 1, 1500, 'a', 'b', '1', 'moved'), ('int_1', 2, 1900, 'b', 'c', '2', 'moved')`),
    );
    const store = await openSqlStore(engine);
    const treeId = MenuTreeId.parse("support");
    const { steps } = await store.menuCounts({ treeId, version: 2, fromAt: 1000, toAt: 2001 });
    const told = steps.map((step) => [step.fromNodeId, step.input, step.count, step.milliseconds]);
    expect(told.sort()).toEqual([
      ["a", "1", 1, 500],
      ["a", "start", 2, 0],
      ["b", "2", 1, 400],
    ]);
    await store.close();
  }
});

test("[S4] the journal and published versions refuse change, whoever asks", async () => {
  for (const engine of engines) {
    for (const statement of [
      sql`delete from journal`,
      sql`update journal set at = 0`,
      sql`truncate journal`,
      sql`update menu_versions set note = ''`,
      sql`delete from menu_versions`,
    ]) {
      await expect(engine.run((db) => db.execute(statement))).rejects.toThrow("append-only");
    }
  }
});

test("[S18] a newer schema is refused, untouched", async () => {
  for (const engine of engines) {
    const newer = {
      id: migrations.length + 1,
      name: "newer",
      sql: "create table later (id integer)",
    };
    await migrate(engine, [...migrations, newer]);
    const refused = migrate(engine);
    await expect(refused).rejects.toBeInstanceOf(StoreCannotOpen);
    await expect(refused).rejects.toMatchObject({ code: "STORE_TOO_NEW" });
    expect(await tablesOf(engine)).toContain("later");
  }
});
