/** Two real nodes on one PostgreSQL and one Redis: what happens at one is so at the other. */
import { request } from "node:http";
import { json } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import pg from "pg";
import { io, type Socket } from "socket.io-client";
import { eventually } from "../support/eventually.js";
import { startPostgres, type TestPostgres } from "../support/postgres.js";
import {
  programFolder,
  startProgram,
  type Program,
  type ProgramFolder,
} from "../support/program.js";
import { startRedis, type TestRedis } from "../support/redis.js";

let postgres: TestPostgres;
let redis: TestRedis;
const running: Program[] = [];
const folders: ProgramFolder[] = [];
const sockets: Socket[] = [];

beforeAll(async () => {
  [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
}, 60_000);
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.disconnect();
  await Promise.all(running.splice(0).map((program) => program.kill()));
  for (const folder of folders.splice(0)) folder.remove();
});
afterAll(async () => {
  await Promise.all([postgres.stop(), redis.stop()]);
});

const ADMIN = { email: "ada@example.com", password: "long enough to be one" };

async function node(
  database: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Program> {
  const folder = await programFolder();
  folders.push(folder);
  const program = await startProgram(folder, {
    DATABASE_URL: database,
    REDIS_URL: redis.url,
    RATE_LIMITS: "0",
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
    LOG_LEVEL: "info",
    ...env,
  });
  running.push(program);
  return program;
}

/** A database of the test's own in the one server. */
async function freshDatabase(name: string): Promise<string> {
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  const url = new URL(postgres.url);
  url.pathname = `/${name}`;
  return url.href;
}

interface Answer<T> {
  readonly status: number;
  readonly body: T;
  readonly cookie: string;
}

/** `host`: under which it is called. */
function ask<T>(
  program: Pick<Program, "url">,
  wanted: {
    readonly method: string;
    readonly path: string;
    readonly body?: object;
    readonly cookie?: string;
    readonly token?: string;
    readonly host?: string;
  },
): Promise<Answer<T>> {
  const { method, path, body, cookie = "", token, host } = wanted;
  return new Promise((resolve, reject) => {
    const csrf = /strowger_csrf=([^;]+)/.exec(cookie)?.[1];
    const sent = request(
      `${program.url}${path}`,
      {
        method,
        headers: {
          "content-type": "application/json",
          ...(cookie !== "" && { cookie }),
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...(csrf !== undefined && { "x-csrf-token": csrf }),
          ...(host !== undefined && { host }),
        },
      },
      (response) => {
        json(response).then((read) => {
          resolve({
            status: response.statusCode ?? 0,
            body: read as T,
            cookie: (response.headers["set-cookie"] ?? [])
              .map((line) => line.split(";")[0])
              .join("; "),
          });
        }, reject);
      },
    );
    sent.once("error", reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** A token: good at every node. */
async function tokenOf(program: Program, host?: string): Promise<string> {
  const at = host === undefined ? {} : { host };
  const session = await ask(program, {
    method: "POST",
    path: "/api/v1/session",
    body: ADMIN,
    ...at,
  });
  expect(session.status).toBe(200);
  const made = await ask<{ token: string }>(program, {
    method: "POST",
    path: "/api/v1/tokens",
    body: { name: "test" },
    cookie: session.cookie,
    ...at,
  });
  return made.body.token;
}

async function api<T>(
  program: Program,
  token: string,
  wanted: { readonly method: string; readonly path: string; readonly body?: object },
): Promise<T> {
  const response = await fetch(`${program.url}/api/v1${wanted.path}`, {
    method: wanted.method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(wanted.body && { body: JSON.stringify(wanted.body) }),
  });
  const read: unknown = await response.json();
  if (!response.ok) throw new Error(JSON.stringify(read));
  return read as T;
}

function socket(program: Program, namespace: string, auth: object = {}): Socket {
  const opened = io(`${program.url}${namespace}`, { auth, transports: ["websocket"] });
  sockets.push(opened);
  return opened;
}

interface Ack {
  readonly ok: boolean;
  readonly interactionId?: string;
}

function tell(to: Socket, event: string, payload: object): Promise<Ack> {
  return to.timeout(10_000).emitWithAck(event, payload) as Promise<Ack>;
}

/** The demo's engineer signs in by a link of one node. */
async function engineerToken(program: Program): Promise<string> {
  const [link = ""] = await program.links("Engineer");
  const secret = link.split("/").at(-1) ?? "";
  const session = await ask(program, {
    method: "POST",
    path: "/api/v1/session/link",
    body: { token: secret },
  });
  expect(session.status).toBe(200);
  const made = await ask<{ token: string }>(program, {
    method: "POST",
    path: "/api/v1/tokens",
    body: { name: "engineer" },
    cookie: session.cookie,
  });
  return made.body.token;
}

const leads = (program: Program): boolean => program.output().includes("this node leads");

test("[N24] a chat at one node is answered at another, and goes on when the leader dies", async () => {
  const database = await freshDatabase("chats");
  const first = await node(database, { DEMO: "1" });
  const second = await node(database, { DEMO: "1" });
  expect([leads(first), leads(second)]).toEqual([true, false]);
  const token = await engineerToken(second);
  const desk = socket(second, "/console", { token });
  const offers: { readonly id: string; readonly interactionId: string }[] = [];
  desk.on("offer:new", (offer: (typeof offers)[number]) => offers.push(offer));
  const said: string[] = [];
  desk.on("message:new", ({ text }: { readonly text: string }) => said.push(text));
  await new Promise((resolve) => desk.once("hello", resolve));
  expect(await tell(desk, "presence:set", { status: "available" })).toMatchObject({ ok: true });

  const page = socket(first, "/chat");
  const heard: string[] = [];
  page.on("message:new", ({ text }: { readonly text: string }) => heard.push(text));
  let prompt: { readonly options: readonly { readonly key: string }[] } | null = null;
  page.on("menu:prompt", (shown: NonNullable<typeof prompt>) => (prompt = shown));
  const begun = await tell(page, "chat:start", { name: "Carla", locale: "en" });
  expect(begun.ok).toBe(true);
  // To the first bucket the menu leads to; each answer is taken at the node of the page.
  for (let step = 0; offers.length === 0 && step < 8; step++) {
    const key = (prompt as { options: readonly { key: string }[] } | null)?.options[0]?.key;
    prompt = null;
    if (key !== undefined) await tell(page, "menu:choose", { option: key });
    await eventually(() => {
      if (offers.length === 0 && prompt === null) throw new Error("neither a prompt nor an offer");
    }, 5000).catch(() => undefined);
  }
  const [offer] = offers;
  expect(offer?.interactionId).toBe(begun.interactionId);
  expect(await tell(desk, "offer:accept", { offerId: offer?.id })).toMatchObject({ ok: true });
  const toDesk = { clientId: "c1", text: "Hello from the page" };
  expect(await tell(page, "message:send", toDesk)).toMatchObject({ ok: true });
  await eventually(() => {
    expect(said).toEqual(["Hello from the page"]);
  });

  await first.kill();
  const interactionId = begun.interactionId ?? "";
  const answer = { interactionId, clientId: "e1", text: "Hello from the desk" };
  await eventually(async () => {
    expect(await tell(desk, "message:send", answer)).toMatchObject({ ok: true });
  }, 15_000);
  await eventually(async () => {
    expect(await tell(desk, "interaction:end", { interactionId })).toMatchObject({ ok: true });
  }, 15_000);
  expect(leads(second)).toBe(true);
  const { items } = await api<{ items: { interaction: { state: string } }[] }>(
    second,
    await tokenOf(second),
    { method: "GET", path: "/interactions?channel=chat" },
  );
  expect(items).toHaveLength(1);
}, 120_000);

test("[N25] what is set at one node holds at the other within a second, without Redis too", async () => {
  const database = await freshDatabase("settings");
  const [first, second] = await Promise.all([node(database), node(database)]);
  const token = await tokenOf(first);
  const name = async (program: Program): Promise<string> => {
    const console = socket(program, "/console", { token });
    const hello = await new Promise<{ organisation: { settings: { organisation: string } } }>(
      (resolve) => console.once("hello", resolve),
    );
    console.disconnect();
    return hello.organisation.settings.organisation;
  };
  const set = async (organisation: string): Promise<void> => {
    const was = await name(first);
    await api(first, token, {
      method: "PATCH",
      path: "/settings",
      body: { organisation, was: { organisation: was } },
    });
  };
  await set("Acme");
  await eventually(async () => {
    expect(await name(second)).toBe("Acme");
  }, 1000);
  await redis.halt();
  try {
    await eventually(async () => {
      const ready = await fetch(`${second.url}/readyz`);
      expect(await ready.json()).toEqual({ ready: true, degraded: ["redis"] });
    });
    await set("Globex");
    await eventually(async () => {
      expect(await name(second)).toBe("Globex");
    }, 2000);
  } finally {
    await redis.resume();
  }
}, 120_000);

test("[N26] a newer schema stops no node that runs, and lets no older one start", async () => {
  const database = await freshDatabase("newer");
  const first = await node(database);
  const client = new pg.Client({ connectionString: database });
  await client.connect();
  await client.query(
    "insert into schema_migrations (id, name) values (9999, 'of a later release')",
  );
  await client.end();
  const token = await tokenOf(first);
  expect(await api(first, token, { method: "GET", path: "/me" })).toMatchObject({ role: "admin" });
  await expect(node(database)).rejects.toThrow(/schema 9999, this program knows up to/);
}, 120_000);

test("[N27] several organisations share nodes and database, and nothing else", async () => {
  const database = await freshDatabase("organisations");
  // Under its address alone a node says whether it is ready with all of them.
  const env = { PARTITIONS: "acme=desk.acme.example,globex=desk.globex.example" };
  const first = await node(database, env);
  const second = await node(database, env);
  const [acme, globex] = [
    await tokenOf(first, "desk.acme.example"),
    await tokenOf(first, "desk.globex.example"),
  ];
  const made = await ask(first, {
    method: "POST",
    path: "/api/v1/skills",
    body: { id: "soldering", name: "Soldering" },
    token: acme,
    host: "desk.acme.example",
  });
  expect(made.status).toBe(201);
  /** How many, or the status with a minus. */
  const skillsOf = async (token: string, host: string): Promise<number> => {
    const path = "/api/v1/skills";
    const { status, body } = await ask<{ items: unknown[] }>(second, {
      method: "GET",
      path,
      token,
      host,
    });
    return status === 200 ? body.items.length : -status;
  };
  expect(await skillsOf(acme, "desk.acme.example")).toBe(1);
  expect(await skillsOf(globex, "desk.globex.example")).toBe(0);
  // One organisation's token opens nothing at another's.
  expect(await skillsOf(acme, "desk.globex.example")).toBe(-401);
  expect(await skillsOf(acme, "nobody.example")).toBe(-421);
  // Both were led by the node that came first; they spread out by themselves.
  await eventually(() => {
    expect(leads(second)).toBe(true);
  }, 20_000);
}, 120_000);
