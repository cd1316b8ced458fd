/** Publishing at a time, and what a second click does. */
import { readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { MenuTree } from "../../protocol/menu-tree.js";
import { createHub } from "../../src/desk/hub.js";
import { createMenuNews } from "../../src/desk/menu-news.js";
import {
  keepMenuSchedules,
  publishDueMenus,
  type MenuScheduleParts,
} from "../../src/desk/menu-schedules.js";
import { bucket } from "../support/organisation.js";
import { eventually } from "../support/eventually.js";
import { refusal, startHttp, type Answered, type HttpServer } from "./http-server.js";

const shipped = MenuTree.parse(JSON.parse(readFileSync("flows/trees/it-support.json", "utf8")));
const skills = shipped.nodes.flatMap((node) =>
  node.kind === "language" ? node.options.flatMap((option) => option.skill?.skillId ?? []) : [],
);
const allBuckets = shipped.nodes.flatMap((node) =>
  "bucketId" in node ? [bucket(node.bucketId)] : [],
);
const MINUTE = 60_000;
const as = "supervisor" as const;

let server: HttpServer;
let buckets = allBuckets;
/** A tree of its own for each test. */
let at = "";
let count = 0;
let tree = shipped;

beforeAll(async () => {
  server = await startHttp({ roster: () => Promise.resolve({ engineers: [], buckets }) });
  for (const id of skills) await server.store.putSkill({ id, name: id });
});
afterAll(() => server.close());

beforeEach(async () => {
  count += 1;
  tree = MenuTree.parse({ ...shipped, id: `support-${String(count)}`, name: "One" });
  at = `/api/v1/menus/${tree.id}`;
  await server.ask("POST", "/api/v1/menus", { as, json: { tree } });
});
afterEach(async () => {
  buckets = allBuckets;
  for (const { treeId } of await server.store.menuSchedules()) {
    await server.store.dropMenuSchedule(treeId);
  }
});

const post = (json: object): Promise<Answered> =>
  server.ask("POST", `${at}/publish`, { as, json: { note: "new", ...json } });
const save = (name: string, revision: number): Promise<Answered> =>
  server.ask("PUT", `${at}/draft`, { as, json: { tree: { ...tree, name }, revision } });
const shown = async (): Promise<unknown> => (await server.ask("GET", at, { as })).body;
const versions = async (): Promise<unknown> =>
  (await server.ask("GET", `${at}/versions`, { as })).body;

function keeping(): MenuScheduleParts {
  const { store, parts, clock } = server;
  const log = { info: () => undefined, warn: () => undefined };
  return { store, roster: parts.roster, tell: () => undefined, now: () => clock.now, log };
}

test("[H42] the draft of now is published at its time, whatever became of the draft", async () => {
  const dueAt = server.clock.now + MINUTE;
  const planned = await post({ at: dueAt, revision: 1 });
  expect(planned).toMatchObject({
    status: 201,
    body: { scheduled: { dueAt, draftRevision: 1, note: "new", scheduledBy: as, failed: null } },
  });
  expect((await save("Two", 1)).status).toBe(200);
  expect(await shown()).toMatchObject({ publishedVersion: null, scheduled: { dueAt } });
  expect((await server.ask("GET", "/api/v1/menus", { as })).body).toMatchObject({
    items: expect.arrayContaining([
      expect.objectContaining({ id: tree.id, scheduled: expect.objectContaining({ dueAt }) }),
    ]),
  });
  expect(await publishDueMenus(keeping())).toBe(dueAt);
  expect(await versions()).toMatchObject({ items: [] });
  server.clock.now = dueAt;
  expect(await publishDueMenus(keeping())).toBeNull();
  await publishDueMenus(keeping());
  expect(await versions()).toMatchObject({ items: [{ version: 1, note: "new", publishedBy: as }] });
  expect(await shown()).toMatchObject({ name: "Two", publishedVersion: 1, scheduled: null });
  const kept = await server.ask("GET", `${at}/versions/1`, { as });
  expect(kept.body).toMatchObject({ tree: { name: "One" } });
});

test("[H42] one at a time: a new one takes the place of the other, and it can be called off", async () => {
  await post({ at: server.clock.now + MINUTE });
  await post({ at: server.clock.now + 5 * MINUTE, note: "later" });
  expect(await shown()).toMatchObject({ scheduled: { note: "later" } });
  expect((await server.ask("DELETE", `${at}/scheduled`, { as })).status).toBe(204);
  expect(await shown()).toMatchObject({ scheduled: null });
  expect(refusal(await server.ask("DELETE", `${at}/scheduled`, { as }))).toBe("404 NOT_FOUND");
});

test("[H42] what may not be published now, and no time, cannot be scheduled", async () => {
  for (const time of [
    server.clock.now,
    server.clock.now - 1,
    server.clock.now + 400 * 86_400_000,
  ]) {
    const refused = await post({ at: time });
    expect(refusal(refused)).toBe("400 BAD_REQUEST");
    expect(refused.body).toMatchObject({ error: { details: [{ field: "body.at" }] } });
  }
  expect(refusal(await post({ at: server.clock.now + MINUTE, revision: 7 }))).toBe("409 CONFLICT");
  const broken = { ...tree, nodes: tree.nodes.slice(0, -1) };
  await server.ask("PUT", `${at}/draft`, { as, json: { tree: broken, revision: 1 } });
  const refused = await post({ at: server.clock.now + MINUTE });
  expect(refusal(refused)).toBe("422 MENU_INVALID");
  expect(refused.body).toMatchObject({
    error: { details: expect.arrayContaining([expect.objectContaining({ severity: "red" })]) },
  });
  expect(await shown()).toMatchObject({ scheduled: null });
});

test("[H43] what has red findings when it is due is not published, and says why", async () => {
  await post({});
  await save("Two", 1);
  await post({ at: server.clock.now + MINUTE });
  buckets = [];
  server.clock.now += MINUTE;
  await publishDueMenus(keeping());
  const failed = {
    at: server.clock.now,
    findings: expect.arrayContaining([
      expect.objectContaining({ rule: "F16", severity: "red" }),
    ]) as unknown,
  };
  expect(await shown()).toMatchObject({ publishedVersion: 1, scheduled: { failed } });
  // It is not tried again by itself: a person looks at it.
  buckets = allBuckets;
  expect(await publishDueMenus(keeping())).toBeNull();
  expect(await shown()).toMatchObject({ publishedVersion: 1, scheduled: { failed } });
  await post({ at: server.clock.now + MINUTE });
  server.clock.now += MINUTE;
  await publishDueMenus(keeping());
  expect(await shown()).toMatchObject({ publishedVersion: 2, scheduled: null });
});

test("[H43] one that the database refuses does not hold up the others, and is tried again", async () => {
  const other = MenuTree.parse({ ...tree, id: `${tree.id}-b` });
  await server.ask("POST", "/api/v1/menus", { as, json: { tree: other } });
  await post({ at: server.clock.now + MINUTE });
  await server.ask("POST", `/api/v1/menus/${other.id}/publish`, {
    as,
    json: { note: "new", at: server.clock.now + 2 * MINUTE },
  });
  server.clock.now += 2 * MINUTE;
  const { store } = server;
  const failing: MenuScheduleParts = {
    ...keeping(),
    store: {
      ...store,
      menuSchedule: (id) =>
        id === tree.id ? Promise.reject(new Error("down")) : store.menuSchedule(id),
    },
  };
  await publishDueMenus(failing);
  expect(await shown()).toMatchObject({ publishedVersion: null, scheduled: { failed: null } });
  expect(await store.menuVersions(other.id)).toHaveLength(1);
  await publishDueMenus(keeping());
  expect(await shown()).toMatchObject({ publishedVersion: 1, scheduled: null });
});

test("[H43] what became due while nobody was there is published at the start", async () => {
  await post({ at: server.clock.now + MINUTE });
  server.clock.now += 60 * MINUTE;
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const hub = createHub(log);
  const told: unknown[] = [];
  hub.on("menu", (news) => told.push(news));
  const tell = createMenuNews({ store: server.store, hub, log });
  const stop = keepMenuSchedules({ ...keeping(), hub, tell });
  try {
    await eventually(() => {
      expect(told).toMatchObject([{ menu: { id: tree.id, publishedVersion: 1 }, by: null }]);
    });
  } finally {
    await stop();
  }
});

test("[H44] a second click makes no second version, and another draft than was seen none at all", async () => {
  const [first, second] = await Promise.all([post({ revision: 1 }), post({ revision: 1 })]);
  expect(first).toMatchObject({ status: 201, body: { version: 1 } });
  expect(second).toMatchObject({ status: 201, body: { version: 1 } });
  const another = { as: "admin", json: { note: "new", revision: 1 } } as const;
  expect(refusal(await server.ask("POST", `${at}/publish`, another))).toBe("409 CONFLICT");
  await save("Two", 1);
  expect(refusal(await post({ revision: 1 }))).toBe("409 CONFLICT");
  expect(await post({ revision: 2 })).toMatchObject({ body: { version: 2 } });
  // Without it, every publish makes a version.
  expect(await post({})).toMatchObject({ body: { version: 3 } });
});
