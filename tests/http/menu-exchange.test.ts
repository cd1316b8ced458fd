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
const as = "supervisor" as const;
const at = "/api/v1/menus/it-support";
let server: HttpServer;

beforeAll(async () => {
  server = await startHttp({ roster: () => Promise.resolve({ engineers: [], buckets }) });
  for (const id of skills) await server.store.putSkill({ id, name: id });
  await server.ask("POST", "/api/v1/menus", { as, json: { tree: shipped } });
  await server.ask("POST", `${at}/publish`, { as, json: { note: "first" } });
  const { body } = await server.ask("GET", at, { as });
  const { draftRevision: revision } = body as { draftRevision: number };
  const tree = { ...shipped, name: "Being drawn" };
  await server.ask("PUT", `${at}/draft`, { as, json: { tree, revision } });
});

afterAll(() => server.close());

function importOf(text: string, name = "file.json"): Promise<Answered> {
  return server.ask("POST", "/api/v1/menus/import", { as, json: { name, text } });
}

async function menuIds(): Promise<string[]> {
  const { body } = await server.ask("GET", "/api/v1/menus", { as });
  return (body as { items: { id: string }[] }).items.map(({ id }) => id).sort();
}

test.each([
  ["", "it-support-draft.json", "Being drawn"],
  ["?version=draft", "it-support-draft.json", "Being drawn"],
  ["?version=published", "it-support-published.json", shipped.name],
  ["?version=1", "it-support-version-1.json", shipped.name],
])("[H37] exports %s as %s", async (query, name, treeName) => {
  const answered = await server.ask("GET", `${at}/export${query}`, { as });
  expect(answered.status).toBe(200);
  expect(answered.headers.get("content-disposition")).toBe(`attachment; filename=${name}`);
  expect(answered.headers.get("cache-control")).toBe("no-store");
  expect(answered.body).toMatchObject({
    format: "strowger.menu",
    formatVersion: 1,
    tree: { ...shipped, name: treeName },
    names: { buckets: expect.arrayContaining([{ id: buckets[0]?.id, name: expect.anything() }]) },
  });
});

test("[H37] what was never published cannot be exported", async () => {
  for (const [query, code] of [
    ["?version=9", "404 NOT_FOUND"],
    ["?version=0", "400 BAD_REQUEST"],
    ["?version=x", "400 BAD_REQUEST"],
  ]) {
    expect(refusal(await server.ask("GET", `${at}/export${query ?? ""}`, { as }))).toBe(code);
  }
  expect(refusal(await server.ask("GET", "/api/v1/menus/none/export", { as }))).toBe(
    "404 NOT_FOUND",
  );
});

test("[F100] publish, export, import: the draft that is made is the tree that was published", async () => {
  const { text } = await server.ask("GET", `${at}/export?version=published`, { as });
  const imported = await importOf(text);
  expect(imported).toMatchObject({
    status: 201,
    body: {
      id: "it-support-2",
      format: "strowger",
      nodes: shipped.nodes.length,
      publishable: true,
      lost: [{ kind: "renamed", what: "it-support" }],
    },
  });
  const { body } = await server.ask("GET", "/api/v1/menus/it-support-2", { as });
  expect(body).toMatchObject({
    draft: { ...shipped, id: "it-support-2" },
    publishedVersion: null,
  });
});

test("[H38] importing twice makes two menus and leaves what exists as it is", async () => {
  const before = await server.ask("GET", at, { as });
  const xml =
    '<menus><menu name="Shop" greet-long="say:Press 1."><entry action="menu-exec-app" digits="1" param="transfer 1000"/></menu></menus>';
  for (const id of ["shop", "shop-2"]) {
    expect(await importOf(xml, "shop.xml")).toMatchObject({
      status: 201,
      body: {
        id,
        name: "Shop",
        format: "freeswitch",
        nodes: 3,
        publishable: false,
        findings: expect.arrayContaining([expect.objectContaining({ rule: "F16" })]),
        lost: expect.arrayContaining([
          expect.objectContaining({ where: "Shop › 1", what: "transfer 1000", kind: "bucket" }),
        ]),
      },
    });
  }
  expect((await server.ask("GET", at, { as })).body).toEqual(before.body);
});

test("[H39] what is refused is not stored, and the refusal says where", async () => {
  const before = await menuIds();
  const hostile = JSON.stringify(shipped).replace('"en":"', '"en":"<break/>');
  const answers = [
    await importOf("{"),
    await importOf("<!DOCTYPE x><menus/>", "x.xml"),
    await importOf('{"hello":1}'),
    await importOf(hostile),
    await importOf(`{"nodes":[${"7,".repeat(1_000_000)}7]}`),
    await importOf('{"format":"strowger.menu","formatVersion":9}'),
    await server.ask("POST", "/api/v1/menus/import", { as, json: { text: "{}" } }),
    await server.ask("POST", "/api/v1/menus/import", {
      as,
      json: { name: "x", text: "x".repeat(17_000_000) },
    }),
  ];
  expect(answers.map(refusal)).toEqual([
    "422 MENU_FILE_BROKEN",
    "422 MENU_FILE_BROKEN",
    "422 MENU_FILE_UNKNOWN",
    "422 MENU_FILE_INVALID",
    "413 MENU_FILE_TOO_LARGE",
    "422 MENU_FILE_NEWER",
    "400 BAD_REQUEST",
    "413 BODY_TOO_LARGE",
  ]);
  for (const { body } of answers.slice(0, 7)) {
    expect(body).toMatchObject({
      error: { details: [{ field: expect.any(String), problem: expect.any(String) }] },
    });
  }
  expect(await menuIds()).toEqual(before);
});

test("[F107] the server tells which buckets have somebody, and says so of a tree", async () => {
  const ask = (): Promise<Answered> => server.ask("GET", "/api/v1/staffed-buckets", { as });
  expect((await ask()).body).toEqual({ items: [], nextCursor: null });
  const { body } = await server.ask("POST", `${at}/validate`, { as });
  const { findings } = body as { findings: { rule: string; variant?: string }[] };
  expect(new Set(findings.map(({ rule }) => rule))).toEqual(new Set(["F107"]));
  expect(findings[0]).toMatchObject({ variant: "noStaff", severity: "yellow" });
});
