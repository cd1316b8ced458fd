import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { Bucket, Engineer, Skill } from "../../protocol/organisation.js";
import { plainSettings } from "../support/organisation.js";
import { refusal, startHttp, type HttpServer } from "./http-server.js";

let server: HttpServer;
let changes = 0;

beforeAll(async () => {
  server = await startHttp({
    organisationChanged: () => {
      changes += 1;
      return Promise.resolve();
    },
  });
});

afterAll(() => server.close());

const as = "supervisor" as const;

test("a skill is made and renamed, and whoever keeps skills hears of it", async () => {
  const made = await server.ask("POST", "/api/v1/skills", { as, json: { name: "Linux" } });
  const skill = Skill.parse(made.body);
  const renamed = await server.ask("PATCH", `/api/v1/skills/${skill.id}`, {
    as,
    json: { name: "Linux and BSD" },
  });
  expect(renamed.body).toEqual({ id: skill.id, name: "Linux and BSD" });
  const list = await server.ask("GET", "/api/v1/skills", { as: "engineer" });
  expect(list.body).toEqual({ items: [renamed.body], nextCursor: null });
  expect(changes).toBe(2);
});

test("[H11] an engineer is written by a command, whole", async () => {
  const json = { name: "Bo", email: "bo@example.com" };
  const made = await server.ask("POST", "/api/v1/engineers", { as, json });
  const bo = Engineer.parse(made.body);
  expect(server.commands.at(-1)).toEqual({ type: "engineer.put", engineer: bo });
  const capacity = { ...bo.capacity, units: 12 };
  const changed = await server.ask("PATCH", `/api/v1/engineers/${bo.id}`, {
    as,
    json: { capacity },
  });
  expect(changed.body).toEqual({ ...bo, capacity });
  expect(server.commands.at(-1)).toEqual({ type: "engineer.put", engineer: changed.body });
});

test("[H11] what the router refuses is refused, with its code", async () => {
  const refusing = await startHttp({
    store: server.store,
    send: () =>
      Promise.resolve({
        ok: false,
        error: { code: "STORE_UNAVAILABLE", message: "The database does not answer." },
      }),
  });
  try {
    const json = { name: "Bo", email: "bo@example.com" };
    const answered = await refusing.ask("POST", "/api/v1/engineers", { as, json });
    expect(refusal(answered)).toBe("503 STORE_UNAVAILABLE");
  } finally {
    await refusing.close();
  }
});

test("[H11] what the database cannot hold is left out before anything is checked", async () => {
  const named = (name: string) => server.ask("POST", "/api/v1/skills", { as, json: { name } });
  expect(refusal(await named("\0\0"))).toBe("400 BAD_REQUEST");
  expect((await named("Li\0nux \ud800")).body).toMatchObject({ name: "Linux \ufffd" });
});

test("an unknown skill is named in the refusal", async () => {
  const json = { name: "Cy", email: "cy@example.com", skills: { juggling: 3 } };
  const answered = await server.ask("POST", "/api/v1/engineers", { as, json });
  expect(refusal(answered)).toBe("400 BAD_REQUEST");
  expect(answered.text).toContain("there is no skill juggling");
  expect(refusal(await server.ask("PATCH", "/api/v1/engineers/nobody", { as, json: {} }))).toBe(
    "404 ENGINEER_UNKNOWN",
  );
});

test("[H11] a bucket is written by a command; an address belongs to one bucket only", async () => {
  const json = { name: "Storage", addresses: ["Storage@Example.com"] };
  const made = await server.ask("POST", "/api/v1/buckets", { as, json });
  const bucket = Bucket.parse(made.body);
  expect(bucket).toMatchObject({ addresses: ["storage@example.com"], priority: 5, broadcast: 1 });
  expect(server.commands.at(-1)).toEqual({ type: "bucket.put", bucket });
  const again = await server.ask("POST", "/api/v1/buckets", { as, json });
  expect(refusal(again)).toBe("400 BAD_REQUEST");
  expect(again.text).toContain("belongs to the bucket Storage");
});

test("settings are replaced whole, and name only what exists", async () => {
  const put = (json: unknown): ReturnType<HttpServer["ask"]> =>
    server.ask("PUT", "/api/v1/settings", { as, json });
  expect(await put({ ...plainSettings, organisation: "Acme", mailBucketId: "main" })).toMatchObject(
    {
      status: 200,
    },
  );
  const read = await server.ask("GET", "/api/v1/settings", { as: "engineer" });
  expect(read.body).toMatchObject({ organisation: "Acme", mailBucketId: "main" });
  const unknown = await put({ ...plainSettings, mailBucketId: "nowhere" });
  expect(unknown.text).toContain("there is no bucket nowhere");
  const noMenu = await put({ ...plainSettings, menuTreeId: "nothing" });
  expect(noMenu.text).toContain("there is no menu nothing");
});

test("the floor is for supervisors", async () => {
  expect((await server.ask("GET", "/api/v1/board", { as })).status).toBe(200);
  expect(refusal(await server.ask("GET", "/api/v1/board", { as: "engineer" }))).toBe(
    "403 WRONG_ROLE",
  );
});
