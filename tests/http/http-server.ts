/**
 * The HTTP side over a real store, for tests. Engineers and buckets live in a small map, as if a
 * router held them.
 */
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { CommandId, ServerNodeId, UserId } from "../../protocol/ids.js";
import type { ExplainedWait } from "../../protocol/explanation.js";
import type { Bucket, Engineer } from "../../protocol/organisation.js";
import type { Role } from "../../protocol/words.js";
import { createAuth, type Auth } from "../../src/auth/auth.js";
import { hashPassword } from "../../src/auth/password.js";
import { createLocks } from "../../src/desk/locks.js";
import { createApp } from "../../src/http/app.js";
import type { HttpParts } from "../../src/http/parts.js";
import { createMetrics } from "../../src/observe/metrics.js";
import { nodesShown } from "../../src/observe/nodes-shown.js";
import { openStore } from "../../src/store/open.js";
import type { Store } from "../../src/store/store.js";
import { bucket, engineer, plainSettings } from "../support/organisation.js";

export const PASSWORD = "correct horse battery";

export interface Person {
  readonly cookie: string;
  readonly id: UserId;
}

export interface HttpServer {
  readonly url: string;
  readonly store: Store;
  readonly auth: Auth;
  readonly parts: HttpParts;
  /** What was logged, as text. */
  readonly logged: string[];
  readonly commands: unknown[];
  readonly clock: { now: number };
  /** Somebody with this role, signed in by link; made at the first call. */
  person(role: Role): Promise<Person>;
  /** As a browser on our own page would ask. */
  ask(method: string, path: string, options?: AskOptions): Promise<Answered>;
  close(): Promise<void>;
}

export interface AskOptions {
  readonly as?: Role | null;
  readonly json?: unknown;
  readonly body?: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: unknown;
}

/** A store that is given stays open when the server closes; opening one takes a second. */
export async function startHttp(change: Partial<HttpParts> = {}): Promise<HttpServer> {
  const store = change.store ?? (await openStore({ databaseUrl: null, dataDir: null }));
  await store.putSettings(plainSettings);
  const folder = mkdtempSync(path.join(tmpdir(), "strowger-web-"));
  writePages(folder);
  const clock = { now: 1_760_000_000_000 };
  const logged: string[] = [];
  const log = (details: object, message: string): void => {
    logged.push(JSON.stringify({ ...details, message }));
  };
  const commands: unknown[] = [];
  const engineers = new Map<string, Engineer>([["ada", engineer("ada")]]);
  const buckets = new Map<string, Bucket>([["main", bucket("main")]]);

  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const auth = createAuth({ store, now: () => clock.now, publicUrl: url });
  const node = {
    id: ServerNodeId.parse("nod-1"),
    address: url.slice("http://".length),
    version: "0.0.0",
    startedAt: clock.now,
    schema: 1,
    facts: {},
    silentMs: 0,
  };
  const shown = nodesShown({
    seat: () => ({
      node: node.id,
      isShared: false,
      isLeading: () => true,
      view: () => ({
        now: clock.now,
        nodes: [node],
        leases: [{ partition: 0, epoch: 0, holder: node.id, expiresInMs: null }],
      }),
      turnNumber: () => 0,
      lag: () => Promise.resolve(0),
      bus: () => "off",
    }),
    name: "main",
    schema: 1,
    store,
    mailboxes: () => [{ mailbox: "imap:a@b", state: "idle", readAt: null, error: null }],
    redis: () => "off",
    now: () => clock.now,
  });
  const parts: HttpParts = {
    store,
    auth,
    metrics: createMetrics(),
    now: () => clock.now,
    log: { debug: log, info: log, error: log },
    publicUrl: url,
    webFolder: folder,
    demo: true,
    twilio: false,
    send: (asked) => {
      commands.push(asked);
      if (asked.type === "engineer.put") engineers.set(asked.engineer.id, asked.engineer);
      if (asked.type === "bucket.put") buckets.set(asked.bucket.id, asked.bucket);
      return Promise.resolve({ ok: true, interactionId: null });
    },
    roster: () =>
      Promise.resolve({ engineers: [...engineers.values()], buckets: [...buckets.values()] }),
    locks: createLocks(),
    board: () =>
      Promise.resolve({ at: clock.now, buckets: [], engineers: [], waiting: [], trend: [] }),
    why: () => Promise.resolve(waitsAlone),
    phoneToken: (someone) =>
      Promise.resolve({ provider: "local", token: "t", identity: someone.id }),
    cluster: () => shown.cluster(),
    mailboxes: () =>
      Promise.resolve([{ mailbox: "imap:a@b", state: "idle", readAt: null, error: null }]),
    retryDeadLetter: () => Promise.resolve(),
    organisationChanged: () => Promise.resolve(),
    menuChanged: () => undefined,
    rightsChanged: () => undefined,
    ready: () => Promise.resolve([]),
    routers: [],
    ...change,
  };
  server.on("request", createApp(parts));

  const people = new Map<Role, Promise<Person>>();
  async function makePerson(role: Role): Promise<Person> {
    const id = UserId.parse(`usr-${role}`);
    await store.putUser({
      id,
      email: `${role}@example.com`,
      name: role,
      role,
      engineerId: role === "engineer" ? engineer("ada").id : null,
      passwordHash: await hashPassword(PASSWORD),
      archived: false,
    });
    const user = { id, email: `${role}@example.com`, name: role, role, engineerId: null };
    const { cookie } = await auth.startSession(user);
    return { id, cookie: cookie.split(";")[0] ?? "" };
  }
  const person = (role: Role): Promise<Person> => {
    const known = people.get(role) ?? makePerson(role);
    people.set(role, known);
    return known;
  };

  return {
    url,
    store,
    auth,
    parts,
    logged,
    commands,
    clock,
    person,
    ask: async (method, where, { as, json, body, headers } = {}) => {
      const cookie = as === undefined || as === null ? {} : { cookie: (await person(as)).cookie };
      const response = await fetch(`${url}${where}`, {
        method,
        redirect: "manual",
        headers: {
          origin: url,
          ...cookie,
          ...(json === undefined ? {} : { "content-type": "application/json" }),
          ...headers,
        },
        body: json === undefined ? (body ?? null) : JSON.stringify(json),
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, text, body: parsed(text) };
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      if (change.store === undefined) await store.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Next in line, and nobody works here. */
export const waitsAlone: ExplainedWait = {
  position: 1,
  estimate: null,
  step: 0,
  nextStep: null,
  free: 0,
  obstacles: [],
  engineers: [],
  more: 0,
  unservable: true,
};

/** The code of a refusal; the status with it, so that a failure shows both. */
export function refusal(answered: Answered): string {
  const { body } = answered as { body: { error?: { code?: string } } | null };
  return `${String(answered.status)} ${body?.error?.code ?? "without a code"}`;
}

export const commandId = (text: string): CommandId => CommandId.parse(text);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function writePages(folder: string): void {
  mkdirSync(path.join(folder, "console/assets"), { recursive: true });
  mkdirSync(path.join(folder, "try"), { recursive: true });
  writeFileSync(path.join(folder, "console/index.html"), "<title>console</title>");
  writeFileSync(path.join(folder, "console/assets/main-abc.js"), "console");
  writeFileSync(path.join(folder, "try/index.html"), "<title>try</title>");
  writeFileSync(path.join(folder, "widget.js"), "widget");
}
