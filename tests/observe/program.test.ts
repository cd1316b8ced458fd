/** The whole program with a collector beside it, and without one. */
import { writeFileSync } from "node:fs";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createTransport } from "nodemailer";
import { io, type Socket } from "socket.io-client";
import { eventually } from "../support/eventually.js";
import {
  programFolder,
  startProgram,
  type Program,
  type ProgramFolder,
} from "../support/program.js";
import { openCollector, type Collector } from "./collector.js";

let folder: ProgramFolder;
let collector: Collector;
let program: Program;
/** Prints, at the end, which parts of the library were loaded. */
let spy: string;

beforeAll(async () => {
  folder = await programFolder();
  spy = join(folder.dataDir, "spy.cjs");
  writeFileSync(
    spy,
    `process.once("exit", () => {
      const loaded = Object.keys(require.cache).filter((file) => /opentelemetry.(sdk|core|exporter)/.test(file));
      require("node:fs").writeSync(1, "LOADED " + loaded.length + "\\n");
    });`,
  );
  collector = await openCollector();
}, 90_000);

afterAll(async () => {
  await collector.close();
  folder.remove();
});

const SECRET = "zebra";

async function signIn(link: string): Promise<Socket> {
  const response = await fetch(`${program.url}/api/v1/session/link`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: program.url },
    body: JSON.stringify({ token: new URL(link).pathname.split("/").at(-1) }),
  });
  const cookie = response.headers.getSetCookie()[0]?.split(";")[0] ?? "";
  const socket = io(`${program.url}/console`, {
    transports: ["websocket"],
    forceNew: true,
    extraHeaders: { cookie, origin: program.url },
  });
  await new Promise((resolve) => socket.once("hello", resolve));
  return socket;
}

/** Somebody writes, the engineer answers: every kind of span there is. */
async function anHour(): Promise<void> {
  const engineers = await Promise.all((await program.links("Engineer")).map(signIn));
  const answered = new Promise<void>((resolve, reject) => {
    for (const socket of engineers) {
      socket.once("offer:new", (offer: { id: string; interactionId: string }) => {
        void (async () => {
          await socket.emitWithAck("offer:accept", { offerId: offer.id });
          return (await socket.emitWithAck("message:send", {
            interactionId: offer.interactionId,
            clientId: randomUUID(),
            text: `Dear ${SECRET}, it is mended.`,
          })) as { ok: boolean };
        })().then(({ ok }) => {
          if (ok) resolve();
          else reject(new Error("the answer was refused"));
        }, reject);
      });
    }
  });
  for (const socket of engineers) await socket.emitWithAck("presence:set", { status: "available" });
  const transport = createTransport({ host: "127.0.0.1", port: folder.mailPort, ignoreTLS: true });
  await transport.sendMail({
    from: `Zoe <${SECRET}@private.example>`,
    to: "support@strowger.example",
    subject: `The ${SECRET} is full`,
    text: `Please help, ${SECRET}.`,
  });
  transport.close();
  await answered;
  const customer = io(`${program.url}/chat`, { transports: ["websocket"], forceNew: true });
  await customer.emitWithAck("chat:start", { name: SECRET, email: `${SECRET}@private.example` });
  customer.close();
  for (const socket of engineers) socket.close();
}

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const PARENT = "b7ad6b7169203331";

test("[O2] requests, commands, turns, commits, effects and mails are told to the collector", async () => {
  program = await startProgram(folder, {
    DEMO: "1",
    OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url}/`,
    OTEL_SERVICE_NAME: "desk",
    OTEL_EXPORTER_OTLP_HEADERS: "x-desk-key=k1",
    NODE_OPTIONS: `--require ${spy}`,
  });
  await anHour();
  for (const traceparent of [`00-${TRACE}-${PARENT}-01`, "00-nonsense"]) {
    await fetch(`${program.url}/api/v1/me?who=${SECRET}`, { headers: { traceparent } });
  }
  await fetch(`${program.url}/${SECRET}`);
  await fetch(`${program.url}/link/${SECRET}`);
  // The answer's effect leaves after it was acknowledged.
  await eventually(() => {
    expect(collector.named("effect email send")).toHaveLength(1);
  });
  expect(await program.stop()).toBe(0);
  expect(program.output()).toMatch(/LOADED [1-9]/);
  expect([...new Set(collector.spans.map(({ name }) => name))]).toEqual(
    expect.arrayContaining([
      "GET /readyz",
      "GET /me",
      "GET page",
      "POST /session/link",
      "console presence:set",
      "console offer:accept",
      "console message:send",
      "chat chat:start",
      "mail taken",
      "turn",
      "store commit",
      "effect email send",
    ]),
  );
  expect(collector.resource).toMatchObject({
    "service.name": "desk",
    "service.version": expect.stringMatching(/^\d/),
    "service.instance.id": expect.stringMatching(/^nod_/),
  });
  expect(collector.headers[0]).toMatchObject({ "x-desk-key": "k1" });
  expect(collector.named("mail taken")[0]?.attributes).toEqual({ "strowger.taken": "new" });
  // From what an engineer did to the turn that did it.
  const accepted = collector.named("console offer:accept")[0];
  expect(
    collector.named("turn").flatMap(({ links }) => links.map(({ spanId }) => spanId)),
  ).toContain(accepted?.spanId);
}, 120_000);

test("[O4] a request goes on in the trace it came with, and a malformed one begins its own", () => {
  const asked = collector.named("GET /me");
  expect(asked.map(({ traceId, parentSpanId }) => [traceId === TRACE, parentSpanId])).toEqual([
    [true, PARENT],
    [false, undefined],
  ]);
  expect(asked[0]).toMatchObject({
    attributes: {
      "http.request.method": "GET",
      "http.route": "/me",
      "http.response.status_code": 401,
    },
    status: { code: 0 },
  });
});

test("[O5] nothing that anybody wrote, is called or asked for stands in a span", () => {
  expect(collector.spans.length).toBeGreaterThan(20);
  const told = collector.raw.join().toLowerCase();
  for (const words of [SECRET, "private.example", "@", "mended", "zoe", "127.0.0.1"]) {
    expect(told).not.toContain(words);
  }
});

test("[O1] without an endpoint nothing is loaded, and nobody is told", async () => {
  const other = await programFolder();
  const quiet = await startProgram(other, { DEMO: "0", NODE_OPTIONS: `--require ${spy}` });
  expect(await quiet.stop()).toBe(0);
  expect(quiet.output()).toMatch(/LOADED 0/);
  expect(quiet.output()).not.toMatch(/LOADED [1-9]/);
  other.remove();
}, 90_000);
