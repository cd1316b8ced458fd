/**
 * The figures of a busy day: 100,000 contacts that went through a menu, in the embedded database as the
 * program runs it. Measured is the whole answer, from asking the store to figures of each node, and the
 * longest that it kept the event loop from anything else meanwhile. The first answer after a start
 * warms the database's code and cache up, two to three times as long, and is told beside.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { sql } from "drizzle-orm";
import { menuFigures } from "../flows/figures.js";
import { InteractionId, NodeId } from "../protocol/ids.js";
import type { MenuNode, MenuTree } from "../protocol/menu-tree.js";
import type { Engine } from "../src/store/engine.js";
import { openStore } from "../src/store/open.js";
import { openPglite } from "../src/store/pglite-engine.js";
import { columnsOf, insertText } from "../src/store/rows.js";
import { menuSteps } from "../src/store/schema.js";
import type { Chance } from "./routing-chance.js";

type Row = typeof menuSteps.$inferInsert;

const CONTACTS = 100_000;
const DAY_MS = 86_400_000;
const BEGUN_AT = Date.UTC(2026, 0, 5);
const WRITTEN_AT_ONCE = 20_000;
/** Of all contacts, those that somebody transfers afterwards. */
const TRANSFERRED = 0.05;
/** After the first answer it is asked so often, and the slowest answer counts. */
const ASKED = 3;

export interface Analytics {
  readonly firstSeconds: number;
  readonly seconds: number;
  readonly lagMaxMs: number;
  readonly steps: number;
}

export async function measureAnalytics(tree: MenuTree, chance: Chance): Promise<Analytics> {
  const dataDir = mkdtempSync(join(tmpdir(), "strowger-bench-"));
  try {
    await (await openStore({ dataDir, databaseUrl: null })).close();
    const directory = join(dataDir, "database");
    const engine = await openPglite({ directory, onBroken: () => undefined });
    const steps = await fill(engine, tree, chance);
    await engine.close();
    return { steps, ...(await ask(dataDir, tree)) };
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function ask(dataDir: string, tree: MenuTree): Promise<Omit<Analytics, "steps">> {
  const store = await openStore({ dataDir, databaseUrl: null });
  const period = { treeId: tree.id, version: 1, fromAt: BEGUN_AT, toAt: BEGUN_AT + DAY_MS };
  const answer = async (): Promise<number> => {
    const before = performance.now();
    const { contacts, nodes } = menuFigures(tree, await store.menuCounts(period));
    const took = (performance.now() - before) / 1000;
    const moved = nodes.reduce((sum, { transferred }) => sum + transferred, 0);
    if (contacts !== CONTACTS || moved === 0) throw new Error("not everybody was counted");
    return took;
  };
  const lag = monitorEventLoopDelay({ resolution: 1 });
  lag.enable();
  const firstSeconds = await answer();
  let seconds = 0;
  for (let asked = 0; asked < ASKED; asked += 1) seconds = Math.max(seconds, await answer());
  lag.disable();
  await store.close();
  return { firstSeconds, seconds, lagMaxMs: lag.max / 1e6 };
}

/** The whole day, written in bulk. Answers with how many steps there were. */
async function fill(engine: Engine, tree: MenuTree, chance: Chance): Promise<number> {
  const nodes = new Map(tree.nodes.map((node) => [node.id, node]));
  const write = insertText(menuSteps);
  const step = sql.raw(String(Math.floor(DAY_MS / CONTACTS)));
  await engine.run((db) =>
    db.execute(sql`
      insert into interactions (id, channel, state, bucket_id, priority, skills, started_at,
                                closed_at, offers, cooldowns)
      select 'int_' || lpad(n::text, 8, '0'), 'voice', 'closed', 'elsewhere', 5, '[]',
             ${BEGUN_AT}::bigint + n * ${step}, ${BEGUN_AT}::bigint + n * ${step} + 600000, 1, '[]'
        from generate_series(0, ${CONTACTS - 1}) n`),
  );
  let many = 0;
  let rows: Row[] = [];
  for (let number = 0; number < CONTACTS; number += 1) {
    rows.push(...walk(number, { tree, nodes, chance }));
    if (rows.length < WRITTEN_AT_ONCE && number < CONTACTS - 1) continue;
    const values = columnsOf(menuSteps, rows);
    await engine.transaction((_db, run) => run(write, values));
    many += rows.length;
    rows = [];
  }
  await engine.run((db) =>
    db.execute(sql`
      insert into journal (id, at, type, interaction_id, body)
      select 'cmd_' || id, started_at + 300000, 'interaction.transfer', id,
             json_build_object(
               'command', json_build_object('interactionId', id, 'engineerId', 'ada', 'note', null,
                                            'to', json_build_object('bucketId', 'elsewhere')),
               'outcome', json_build_object('ok', true), 'events', '[]'::json)::text
        from interactions where right(id, 2)::int < ${TRANSFERRED * 100} order by id`),
  );
  await engine.run((db) => db.execute(sql`vacuum (analyze)`));
  return many;
}

/** One contact from the first screen to a bucket, with mistakes and second thoughts, or hanging up. */
function walk(
  number: number,
  within: {
    readonly tree: MenuTree;
    readonly nodes: ReadonlyMap<string, MenuNode>;
    readonly chance: Chance;
  },
): Row[] {
  const { tree, nodes, chance } = within;
  const begunAt = BEGUN_AT + Math.floor((number * DAY_MS) / CONTACTS);
  const interactionId = InteractionId.parse(`int_${String(number).padStart(8, "0")}`);
  const same = { interactionId, treeId: tree.id, version: 1, begunAt };
  const rows: Row[] = [];
  let at = begunAt;
  const add = (row: Pick<Row, "fromNodeId" | "toNodeId" | "input" | "result">): void => {
    const spentMs = row.input === "start" ? 0 : chance.whole(2000, 15_000);
    at += spentMs;
    rows.push({ ...same, seq: rows.length, at, spentMs, ...row });
  };
  const moved = { result: "moved" };
  add({ ...moved, fromNodeId: tree.start, toNodeId: tree.start, input: "start" });
  let node = nodes.get(tree.start);
  while (node?.kind === "menu" && !chance.happens(0.02)) {
    const here = { fromNodeId: node.id, toNodeId: node.id };
    if (chance.happens(0.1)) add({ ...here, input: "silence", result: "no_input" });
    if (chance.happens(0.1)) add({ ...here, input: "9", result: "invalid" });
    if (chance.happens(0.1)) add({ ...here, input: "#", result: "repeated" });
    if (chance.happens(0.01)) {
      add({ ...here, toNodeId: NodeId.parse("desk"), input: "0", result: "operator" });
      break;
    }
    const option = chance.one(node.options);
    add({ ...moved, fromNodeId: node.id, toNodeId: option.to, input: option.key });
    node = nodes.get(option.to);
  }
  return rows;
}
