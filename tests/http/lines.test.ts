/** Which number, and which chat, comes to which menu. */
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { MenuTree } from "../../protocol/menu-tree.js";
import { plainSettings } from "../support/organisation.js";
import { refusal, startHttp, type Answered, type HttpServer } from "./http-server.js";

const as = "supervisor" as const;
const OURS = "+12025550100";
const OTHER = "+12025550101";
let changes = 0;
let server: HttpServer;

const tree = (id: string): MenuTree =>
  MenuTree.parse({
    id,
    name: id,
    languages: ["en"],
    start: "bye",
    nodes: [{ id: "bye", kind: "hangup", prompt: { en: "Goodbye" } }],
  });

beforeAll(async () => {
  server = await startHttp({
    organisationChanged: () => {
      changes += 1;
      return Promise.resolve();
    },
  });
  for (const id of ["used", "other", "draft"]) {
    await server.store.saveDraft({ tree: tree(id), revision: null, at: 1 });
  }
  for (const id of ["used", "other"]) {
    const note = { note: "first", publishedBy: "Ada", publishedAt: 1 };
    await server.store.publish({ treeId: tree(id).id, tree: tree(id), ...note });
  }
});
afterAll(() => server.close());
beforeEach(async () => {
  changes = 0;
  await server.store.putSettings(plainSettings);
});

const patch = (json: object): Promise<Answered> =>
  server.ask("PATCH", "/api/v1/settings", { as, json });

test("[H45] what is not given stays, and whoever saw something else is told", async () => {
  const numbers = [{ number: OURS, menuTreeId: "used" }];
  const first = await patch({ numbers, was: { numbers: [] } });
  expect(first).toMatchObject({
    status: 200,
    body: { numbers, organisation: plainSettings.organisation },
  });
  expect(changes).toBe(1);
  const stale = await patch({ numbers: [], menuTreeId: "used", was: { numbers: [] } });
  expect(refusal(stale)).toBe("409 CONFLICT");
  expect(await server.store.settings()).toEqual({ ...plainSettings, numbers });
  const both = await Promise.all([
    patch({ menuTreeId: "used", was: { menuTreeId: null } }),
    patch({ menuTreeId: "other", was: { menuTreeId: null } }),
    patch({ chatMenuTreeId: "other", was: { chatMenuTreeId: null } }),
  ]);
  expect(both.map(({ status }) => status)).toEqual([200, 409, 200]);
  expect(await server.store.settings()).toMatchObject({
    menuTreeId: "used",
    chatMenuTreeId: "other",
  });
});

test("[H45] a number stands once, and leads to a menu that was published", async () => {
  const refused = async (json: object, field: string): Promise<void> => {
    const answered = await patch(json);
    expect(refusal(answered)).toBe("400 BAD_REQUEST");
    expect(answered.body).toMatchObject({ error: { details: [{ field }] } });
  };
  const twice = [OURS, OURS].map((number) => ({ number, menuTreeId: "used" }));
  await refused({ numbers: twice }, "body.numbers.1.number");
  await refused({ numbers: [{ number: OURS, menuTreeId: "draft" }] }, "body.numbers.0.menuTreeId");
  await refused({ menuTreeId: "draft" }, "body.menuTreeId");
  await refused({ chatMenuTreeId: "draft" }, "body.chatMenuTreeId");
  await refused({ chatMenuTreeId: "nothing" }, "body");
  await refused({ numbers: [{ number: "0800", menuTreeId: "used" }] }, "body.numbers.0.number");
  expect(await server.store.settings()).toEqual(plainSettings);
  expect(changes).toBe(0);
});

test("[H45] what led to a menu that was never published may stay while something else is changed", async () => {
  const old = { number: OURS, menuTreeId: tree("draft").id };
  await server.store.putSettings({ ...plainSettings, numbers: [old] });
  const numbers = [{ number: OTHER, menuTreeId: "other" }, old];
  expect(await patch({ numbers })).toMatchObject({ status: 200, body: { numbers } });
});
