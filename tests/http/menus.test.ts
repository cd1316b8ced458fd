import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { MenuTree } from "../../protocol/menu-tree.js";
import { bucket } from "../support/organisation.js";
import { refusal, startHttp, type Answered, type HttpServer } from "./http-server.js";

const shipped = MenuTree.parse(JSON.parse(readFileSync("flows/trees/it-support.json", "utf8")));
const buckets = shipped.nodes.flatMap((node) =>
  "bucketId" in node ? [bucket(node.bucketId)] : [],
);
const skills = shipped.nodes.flatMap((node) =>
  node.kind === "language" ? node.options.flatMap((option) => option.skill?.skillId ?? []) : [],
);

let server: HttpServer;
const as = "supervisor" as const;

beforeAll(async () => {
  server = await startHttp({ roster: () => Promise.resolve({ engineers: [], buckets }) });
  for (const id of skills) await server.store.putSkill({ id, name: id });
  await server.ask("POST", "/api/v1/menus", { as, json: { tree: shipped } });
});

afterAll(() => server.close());

const at = "/api/v1/menus/it-support";

async function revision(): Promise<number> {
  const { body } = await server.ask("GET", at, { as });
  return (body as { draftRevision: number }).draftRevision;
}

async function saveDraft(tree: MenuTree): Promise<Answered> {
  return server.ask("PUT", `${at}/draft`, { as, json: { tree, revision: await revision() } });
}

test("a new tree is a draft that nobody can call", async () => {
  const list = await server.ask("GET", "/api/v1/menus", { as });
  expect(list.body).toMatchObject({ items: [{ id: "it-support", publishedVersion: null }] });
});

test("[H10] two who edit the same draft: the second is told", async () => {
  const stale = await revision();
  const first = await saveDraft({ ...shipped, name: "IT support, first" });
  expect(first).toMatchObject({
    status: 200,
    body: { draftRevision: stale + 1, publishable: true },
  });
  const json = { tree: { ...shipped, name: "IT support, second" }, revision: stale };
  expect(refusal(await server.ask("PUT", `${at}/draft`, { as, json }))).toBe("409 CONFLICT");
  const made = await server.ask("POST", "/api/v1/menus", { as, json: { tree: shipped } });
  expect(refusal(made)).toBe("409 CONFLICT");
});

test("[H2] a number that no version or revision can have is a mistake, not a fault", async () => {
  const huge = Number.MAX_SAFE_INTEGER;
  const get = await server.ask("GET", `${at}/versions/${String(huge)}`, { as });
  expect(refusal(get)).toBe("400 BAD_REQUEST");
  const restore = await server.ask("POST", `${at}/versions/${String(2 ** 31)}/restore`, { as });
  expect(refusal(restore)).toBe("400 BAD_REQUEST");
  const json = { tree: shipped, revision: huge };
  expect(refusal(await server.ask("PUT", `${at}/draft`, { as, json }))).toBe("400 BAD_REQUEST");
});

test("[H10] a tree with red findings is kept as a draft, and not published", async () => {
  const broken = { ...shipped, nodes: shipped.nodes.slice(0, -1) };
  const saved = await saveDraft(broken);
  expect(saved).toMatchObject({ status: 200, body: { publishable: false } });
  const published = await server.ask("POST", `${at}/publish`, { as, json: { note: "try" } });
  expect(refusal(published)).toBe("422 MENU_INVALID");
  expect(published.body).toMatchObject({
    error: { details: expect.arrayContaining([expect.objectContaining({ severity: "red" })]) },
  });
  expect(refusal(await server.ask("POST", `${at}/try`, { as, json: { keys: "1" } }))).toBe(
    "422 MENU_INVALID",
  );
});

test("[H10] a version stays what it was when the draft goes on; restoring copies it back", async () => {
  await saveDraft({ ...shipped, name: "Before" });
  const first = await server.ask("POST", `${at}/publish`, { as, json: { note: "the first" } });
  expect(first).toMatchObject({ status: 201, body: { version: 1, publishedBy: "supervisor" } });
  await saveDraft({ ...shipped, name: "After" });
  await server.ask("POST", `${at}/publish`, { as, json: { note: "the second" } });
  const list = await server.ask("GET", `${at}/versions`, { as });
  expect(list.body).toMatchObject({
    items: [
      { version: 2, note: "the second" },
      { version: 1, note: "the first" },
    ],
  });
  const kept = await server.ask("GET", `${at}/versions/1`, { as });
  expect(kept.body).toMatchObject({ version: 1, tree: { name: "Before" } });
  const restored = await server.ask("POST", `${at}/versions/1/restore`, { as });
  expect(restored.body).toMatchObject({ draft: { name: "Before" }, publishedVersion: 2 });
  expect(refusal(await server.ask("POST", `${at}/publish`, { as, json: {} }))).toBe(
    "400 BAD_REQUEST",
  );
});

test("anything may be checked, also what is not a tree", async () => {
  const nonsense = await server.ask("POST", `${at}/validate`, { as, json: { tree: { id: 7 } } });
  expect(nonsense).toMatchObject({ status: 200, body: { publishable: false } });
  await saveDraft(shipped);
  const draft = await server.ask("POST", `${at}/validate`, { as });
  expect(draft).toMatchObject({ status: 200, body: { publishable: true } });
});

interface Tried {
  readonly screens: { readonly nodeId: string; readonly seq: number; readonly path: unknown[] }[];
}

test("trying a tree shows every screen, and keeps nothing", async () => {
  await saveDraft(shipped);
  const tried = async (keys: unknown): Promise<Tried> => {
    const answered = await server.ask("POST", `${at}/try`, { as, json: { keys } });
    expect(answered.status).toBe(200);
    return answered.body as Tried;
  };
  const { screens } = await tried("1111");
  expect(screens.map((screen) => screen.seq)).toEqual(screens.map((_screen, index) => index));
  expect((await tried(["1", "1", "1", "1"])).screens).toEqual(screens);
  const silent = await tried([""]);
  expect(silent.screens).toHaveLength(2);
  expect(silent.screens[1]?.path).toEqual([]);
});

test("what a publish would change can be looked at before", async () => {
  const published = await server.ask("POST", `${at}/publish`, { as, json: { note: "as it is" } });
  const { version } = published.body as { version: number };
  const [first, ...rest] = shipped.nodes;
  if (first?.kind !== "language") throw new Error("the sample begins with a language");
  const prompt = { ...first.prompt, en: "Welcome. For English, press 1." };
  await saveDraft({ ...shipped, nodes: [{ ...first, prompt }, ...rest] });
  const { body } = await server.ask("GET", `${at}/diff?from=${String(version)}`, { as });
  const same = { tree: [], added: [], removed: [], moved: [] };
  expect(body).toEqual({ ...same, changed: [{ nodeId: "language", fields: ["prompt"] }] });
  await saveDraft(shipped);
  const back = await server.ask("GET", `${at}/diff?from=${String(version)}&to=draft`, { as });
  expect(back.body).toEqual({ ...same, changed: [] });
  const none = await server.ask("GET", `${at}/diff?from=999`, { as });
  expect(refusal(none)).toBe("404 NOT_FOUND");
  const rubbish = await server.ask("GET", `${at}/diff?from=first`, { as });
  expect(refusal(rubbish)).toBe("400 BAD_REQUEST");
});

test("[H23] while a tree is checked with all of its tests, others are served", async () => {
  // In and out of the first menu, and then to the operator.
  const answers = [...Array.from({ length: 48 }, (_, n) => (n % 2 === 0 ? "1" : "*")), "0"];
  const operator = shipped.nodes.find((node) => node.kind === "operator");
  const tests = Array.from({ length: 50 }, (_, n) => {
    return { name: `Test ${String(n)}`, answers, bucketId: operator?.bucketId ?? null };
  });
  const tree = { ...shipped, tests };
  const checking = { isOver: false };
  const checked = server.ask("POST", `${at}/validate`, { as, json: { tree } }).finally(() => {
    checking.isOver = true;
  });
  let served = 0;
  while (!checking.isOver) {
    await server.ask("GET", at, { as });
    served += 1;
  }
  expect(await checked).toMatchObject({ status: 200, body: { publishable: true } });
  expect(served).toBeGreaterThan(5);
});
