import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { validateTree } from "../../flows/validate.js";
import { InteractionId } from "../../protocol/ids.js";
import type { MenuInput } from "../../protocol/menu-session.js";
import { NO_FACTS } from "../../flows/condition.js";
import { MenuTree } from "../../protocol/menu-tree.js";
import { createMenus, type Menus } from "../../src/desk/menus.js";
import { routed, turn } from "../contracts/store-samples.js";
import { bucket } from "../support/organisation.js";
import { leaseOf } from "../support/lease.js";
import { refusal, startHttp, type Answered, type HttpServer } from "./http-server.js";

const shipped = MenuTree.parse(JSON.parse(readFileSync("flows/trees/it-support.json", "utf8")));
const buckets = shipped.nodes.flatMap((node) =>
  "bucketId" in node ? [bucket(node.bucketId)] : [],
);
const skills = shipped.nodes.flatMap((node) =>
  node.kind === "language" ? node.options.flatMap((option) => option.skill?.skillId ?? []) : [],
);
const as = "supervisor" as const;
const at = "/api/v1/menus/it-support";
const DAY_MS = 86_400_000;

let server: HttpServer;
/** The walks begin at this moment. */
let begunAt: number;
let epoch: number;
let menus: Menus;
let walks = 0;

beforeAll(async () => {
  server = await startHttp({ roster: () => Promise.resolve({ engineers: [], buckets }) });
  for (const id of skills) await server.store.putSkill({ id, name: id });
  await server.ask("POST", "/api/v1/menus", { as, json: { tree: shipped } });
  await server.ask("POST", `${at}/publish`, { as, json: { note: "first" } });
  epoch = await leaseOf(server.store);
  begunAt = server.clock.now - DAY_MS;
  menus = createMenus(server.store);
  await walk(1, "1");
  await walk(1, "1", { type: "silence" });
});

afterAll(() => server.close());

/** The sample asks about nothing. */
const facts = () => Promise.resolve(NO_FACTS);

/** So many contacts that answer so and then hang up. */
async function walk(many: number, ...answers: (string | MenuInput)[]): Promise<void> {
  const begun = await Promise.all(
    Array.from({ length: many }, () => {
      const interactionId = InteractionId.parse(`int_walk_${String((walks += 1))}`);
      const { id: treeId } = shipped;
      return menus.begin({ interactionId, treeId, at: begunAt, language: null, facts });
    }),
  );
  let sessions = begun.filter((session) => session !== null);
  const closed = { startedAt: begunAt, state: "closed", closedAt: begunAt + DAY_MS } as const;
  const interactions = sessions.map(({ interactionId }) => routed(interactionId, closed));
  await server.store.commitTurn(turn({ epoch, interactions, sessions }));
  for (const answer of answers) {
    const input = typeof answer === "string" ? ({ type: "key", key: answer } as const) : answer;
    const steps = sessions.map((session) =>
      menus.step({ session, input, at: session.at + 5000, facts }),
    );
    sessions = (await Promise.all(steps)).filter((session) => session !== null);
  }
  expect(sessions).toHaveLength(many);
}

interface Figures {
  readonly contacts: number;
  readonly version: number | null;
  readonly from: number;
  readonly to: number;
  readonly versions: unknown;
  readonly nodes: readonly {
    readonly nodeId: string;
    readonly kind: string;
    readonly reached: number;
    readonly options: readonly { readonly pressed: number }[];
  }[];
}

const get = (path: string): Promise<Answered> => server.ask("GET", `${at}${path}`, { as });

test("[H30] what callers did is told for each node of the tree", async () => {
  const answered = await get("/figures");
  expect(answered.status).toBe(200);
  const figures = answered.body as Figures;
  expect(figures).toMatchObject({
    ...{ treeId: "it-support", version: null, contacts: 2 },
    ...{ to: server.clock.now, from: server.clock.now - 7 * DAY_MS },
    versions: [{ version: 1, contacts: 2 }],
  });
  expect(figures.nodes.map(({ nodeId }) => nodeId)).toEqual(shipped.nodes.map(({ id }) => id));
  const language = figures.nodes.find(({ kind }) => kind === "language");
  expect(language).toMatchObject({
    ...{ reached: 2, dropped: 0, wentOn: 2, totalSeconds: 10, meanSeconds: 5 },
  });
  expect(language?.options[0]).toMatchObject({ key: "1", language: "en", pressed: 2 });
  const asked = figures.nodes.find((node) => node.kind === "menu" && node.reached > 0);
  expect(asked).toMatchObject({ reached: 2, dropped: 2, silences: 1, still: 0 });
});

test("[H30] a version and a period can be asked for", async () => {
  const from = new Date(begunAt).toISOString();
  const one = await get(`/figures?version=1&from=${from}&to=${String(begunAt + 1)}`);
  expect(one.body).toMatchObject({ version: 1, from: begunAt, to: begunAt + 1, contacts: 2 });
  const before = await get(`/figures?version=1&from=${String(begunAt - 9)}&to=${String(begunAt)}`);
  expect(before.body).toMatchObject({ contacts: 0, versions: [] });
});

test("[H30] what cannot be counted is refused", async () => {
  for (const path of ["figures", "advice"]) {
    expect(refusal(await get(`/${path}?version=2`))).toBe("404 NOT_FOUND");
    for (const query of [
      "version=one",
      "version=-1",
      "version=4294967296",
      "from=yesterday",
      "from=-5",
      "from=2026-01-01",
      `from=${String(server.clock.now)}&to=${String(server.clock.now)}`,
      `from=${String(server.clock.now + 1)}`,
      "from=0",
      "to=1&from=2",
    ]) {
      expect([query, refusal(await get(`/${path}?${query}`))]).toEqual([query, "400 BAD_REQUEST"]);
    }
    const nowhere = await server.ask("GET", `/api/v1/menus/nowhere/${path}`, { as });
    expect(refusal(nowhere)).toBe("404 NOT_FOUND");
    const engineer = await server.ask("GET", `${at}/${path}`, { as: "engineer" });
    expect(refusal(engineer)).toBe("403 WRONG_ROLE");
  }
  expect(refusal(await get("/figures?format=pdf"))).toBe("400 BAD_REQUEST");
});

test("[H31] the same figures as a table, in which nothing is a formula", async () => {
  const [node] = shipped.nodes.filter(({ kind }) => kind === "menu");
  if (node?.kind !== "menu") throw new Error("the shipped tree has menus");
  const formula = '=HYPERLINK("http://evil","x")';
  const options = node.options.map((option) => ({
    ...option,
    label: { ...option.label, en: formula },
  }));
  const { body } = await server.ask("GET", at, { as });
  const { draftRevision } = body as { draftRevision: number };
  const nodes = shipped.nodes.map((one) => (one.id === node.id ? { ...node, options } : one));
  await server.ask("PUT", `${at}/draft`, {
    as,
    json: { tree: { ...shipped, nodes }, revision: draftRevision },
  });
  const answered = await get(`/figures?format=csv&from=${String(begunAt)}`);
  expect(answered.status).toBe(200);
  expect(answered.headers.get("content-type")).toBe("text/csv; charset=utf-8");
  expect(answered.headers.get("content-disposition")).toBe(
    "attachment; filename=menu-it-support-2025-10-08-2025-10-09.csv",
  );
  const [header, ...lines] = answered.text.trimEnd().split("\r\n");
  const columns = header?.replace("\uFEFF", "").split(",") ?? [];
  expect(columns.slice(0, 10).join(" ")).toBe(
    "menu version from to node kind key label reached pressed",
  );
  const period = "it-support,all,2025-10-08T08:53:20.000Z,2025-10-09T08:53:20.000Z";
  expect(lines.every((line) => line.startsWith(`${period},`))).toBe(true);
  const start = lines.find((line) => line.startsWith(`${period},${shipped.start},`));
  expect(start?.split(",")).toHaveLength(columns.length);
  const safe = `,'=HYPERLINK(""http://evil"",""x"")",`.replace("'", `"'`);
  expect(lines.filter((line) => line.includes(safe))).toHaveLength(options.length);
  expect(answered.text).not.toContain(",=");
});

interface Advice {
  readonly basis: string;
  readonly contacts: number;
  readonly averageSeconds: number;
  readonly boundSeconds: number;
  readonly buckets: readonly { readonly share: number }[];
  readonly proposals: readonly { readonly gainSeconds: number; readonly tree: MenuTree | null }[];
}

test("[H32] advice says what it is founded on, and proposes trees that may be published", async () => {
  const few = (await get("/advice?version=1")).body as Advice;
  expect(few).toMatchObject({ basis: "assumed", contacts: 2 });
  expect(few.averageSeconds).toBeGreaterThan(few.boundSeconds);
  expect(few.proposals.length).toBeGreaterThan(0);
  for (const { tree } of few.proposals) {
    if (tree === null) continue;
    expect(validateTree(tree).findings.filter(({ severity }) => severity === "red")).toEqual([]);
  }
  await walk(100, "2");
  const many = (await get("/advice?version=1")).body as Advice;
  expect(many).toMatchObject({ basis: "counted", contacts: 102 });
  expect(many.averageSeconds).not.toBe(few.averageSeconds);
});
