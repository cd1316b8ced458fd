/** Browsers as telephones: the real namespace over a real Socket.IO server. */
import { createServer, type Server as HttpServer } from "node:http";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { Server } from "socket.io";
import { io, type Socket } from "socket.io-client";
import { EngineerId } from "../../protocol/ids.js";
import { readPhoneToken, signPhoneToken } from "../../channels/voice/local-carrier/phone-token.js";
import { clientIdentity } from "../../channels/voice/addresses.js";
import { FAKE_MENU, fakeEngineer, until } from "../support/fake-desk.js";
import { listen, openRig, type Rig } from "./support/rig.js";

const ADA = EngineerId.parse("ada");
const NUMBERS = { from: "+15550199", to: "+15550100" };

let rig: Rig;
let server: HttpServer;
let sockets: Server;
let url: string;
let browsers: Browser[];

/** A browser's end of the namespace; remembers every event. */
interface Browser {
  readonly socket: Socket;
  readonly events: { readonly event: string; readonly payload: Record<string, unknown> }[];
}

beforeEach(async () => {
  // Slow enough for a browser to connect and to answer while it rings.
  rig = await openRig({ speed: 5 });
  server = createServer();
  sockets = new Server(server);
  rig.carrier.attach(sockets);
  url = `http://127.0.0.1:${String(await listen(server))}`;
  browsers = [];
});

afterEach(async () => {
  for (const { socket } of browsers) socket.disconnect();
  await rig.close();
  await sockets.close();
});

test("[C19] the phone on the try page dials, hears, presses keys and hangs up", async () => {
  const caller = await browser();
  expect(await ask(caller, "dial", NUMBERS)).toEqual({ ok: true });
  await hears(caller, FAKE_MENU.welcome);
  expect(await ask(caller, "key", { key: "1" })).toEqual({ ok: true });
  await hears(caller, FAKE_MENU.support);
  const kinds = caller.events.map(({ event, payload }) =>
    event === "call" ? `call ${String(payload["state"])}` : event,
  );
  expect(kinds).toEqual(["call ringing", "call answered", "say", "stop", "say"]);
  const [said] = caller.events.filter(({ event }) => event === "say");
  expect(said?.payload).toMatchObject({ text: FAKE_MENU.welcome, language: "en-US" });
  expect(await ask(caller, "hangup", {})).toEqual({ ok: true });
  await until(() => rig.desk.facts.some((fact) => fact.type === "interaction.ended"));
  expect(caller.events.at(-1)).toMatchObject({ event: "call", payload: { state: "ended" } });
});

test("[C19] a page that goes away hangs up", async () => {
  const caller = await browser();
  await ask(caller, "dial", NUMBERS);
  await hears(caller, FAKE_MENU.welcome);
  caller.socket.disconnect();
  const end = await until(() => rig.desk.facts.find((fact) => fact.type === "interaction.ended"));
  expect(end).toMatchObject({ by: "customer", outcome: "left_in_menu" });
});

test("[C19] two browsers in one conversation get each other's signals, and nobody else's", async () => {
  const { caller, engineer } = await conversation();
  const stranger = await browser();
  const offer = { description: { type: "offer", sdp: "v=0" } };
  expect(await ask(caller, "signal", offer)).toEqual({ ok: true });
  await until(() => engineer.events.some(({ event }) => event === "signal"));
  expect(engineer.events.at(-1)).toEqual({ event: "signal", payload: offer });
  const polite = [caller, engineer].map(
    ({ events }) => events.find(({ event }) => event === "peer")?.payload["polite"],
  );
  expect(polite.toSorted()).toEqual([false, true]);
  expect(await ask(stranger, "signal", offer)).toMatchObject({ ok: false });
  expect(stranger.events).toEqual([]);
});

test("[C19] all of an engineer's pages ring; the first to answer has the call", async () => {
  const pages = [await browser(token()), await browser(token())];
  await acceptedCall();
  const [first, second] = pages;
  if (first === undefined || second === undefined) throw new Error("no pages");
  const callSid = await incoming(first);
  expect(await incoming(second)).toBe(callSid);
  expect(await ask(first, "answer", { callSid })).toEqual({ ok: true });
  await until(() => second.events.some(({ payload }) => payload["state"] === "ended"));
  expect(await ask(second, "answer", { callSid })).toMatchObject({ ok: false });
  expect(await ask(second, "hangup", {})).toMatchObject({ ok: false });
});

test("[C19] an engineer's page that reloads keeps the call", async () => {
  const { caller, engineer } = await conversation();
  engineer.socket.disconnect();
  const back = await browser(token());
  await until(() => back.events.some(({ event }) => event === "peer"));
  expect(back.events[0]).toMatchObject({ event: "call", payload: { state: "answered" } });
  expect(await ask(back, "hangup", {})).toEqual({ ok: true });
  await until(() => caller.events.some(({ payload }) => payload["state"] === "ended"));
  expect(rig.desk.facts.at(-1)).toMatchObject({ type: "interaction.ended", by: "engineer" });
});

test("[C19] a page that connects while its engineer is called rings at once", async () => {
  await acceptedCall();
  const engineer = await browser(token());
  const callSid = await incoming(engineer);
  expect(await ask(engineer, "answer", { callSid })).toEqual({ ok: true });
});

test("[C19] a token that is changed, foreign or too old registers nobody", async () => {
  const good = token();
  const now = Date.now();
  expect(readPhoneToken("key", signPhoneToken("key", "ada", now), now)).toBe("ada");
  expect(readPhoneToken("key", signPhoneToken("key", "ada", now - 3_600_000), now)).toBeNull();
  for (const bad of ["", "x", "x.y", `${good}x`, signPhoneToken("other", "ada", now)]) {
    const socket = io(`${url}/phone`, { transports: ["websocket"], auth: { token: bad } });
    const error = await new Promise<Error>((resolve) => socket.on("connect_error", resolve));
    expect(error.message).toContain("token");
    socket.disconnect();
  }
});

test("[C19] a page that says its number rings when it is called, and has its one call", async () => {
  const number = "+15550123";
  rig.desk.putEngineer(fakeEngineer("ada", { phone: { kind: "phone", number } }));
  const page = await browser();
  expect(await ask(page, "here", { number })).toEqual({ ok: true });
  await acceptedCall();
  const callSid = await incoming(page);
  expect(await ask(page, "answer", { callSid })).toEqual({ ok: true });
  await until(() => page.events.some(({ event }) => event === "peer"));
  expect(await ask(page, "dial", NUMBERS)).toMatchObject({ error: { code: "CONFLICT" } });
});

test("[C19] what is malformed, or out of turn, is refused with a code and changes nothing", async () => {
  const caller = await browser();
  const engineer = await browser(token());
  const huge = { description: { type: "offer", sdp: "x".repeat(40_000) } };
  const tries: [Browser, string, unknown, string][] = [
    [caller, "dial", { from: "anonymous", to: "+15550100" }, "BAD_REQUEST"],
    [caller, "dial", null, "BAD_REQUEST"],
    [caller, "key", { key: "1" }, "NOT_FOUND"],
    [caller, "key", { key: "12" }, "BAD_REQUEST"],
    [caller, "signal", huge, "BAD_REQUEST"],
    [caller, "answer", { callSid: "CA0123456789abcdef0123456789abcdef" }, "NOT_FOUND"],
    [caller, "here", { number: "anonymous" }, "BAD_REQUEST"],
    [engineer, "here", { number: "+15550199" }, "CHANNEL_CANNOT"],
    [engineer, "dial", NUMBERS, "CHANNEL_CANNOT"],
    [engineer, "answer", { callSid: "CA0123456789abcdef0123456789abcdef" }, "NOT_FOUND"],
  ];
  for (const [who, event, payload, code] of tries) {
    expect(await ask(who, event, payload)).toMatchObject({ ok: false, error: { code } });
  }
  expect(rig.desk.interactions).toEqual([]);
  await ask(caller, "dial", NUMBERS);
  expect(await ask(caller, "dial", NUMBERS)).toMatchObject({ error: { code: "CONFLICT" } });
});

test("[C19] a page that floods is cut off", async () => {
  const caller = await browser();
  for (let count = 0; count < 300; count += 1) caller.socket.emit("key", { key: "1" });
  expect(await until(() => caller.socket.disconnected)).toBe(true);
});

test("[C19] engineers' names become clients' names, and never one name for two", () => {
  const names = ["ada", "a.da", "a_2eda", "a-da", "ada@x.org"].map((id) =>
    clientIdentity(EngineerId.parse(id)),
  );
  expect(names[0]).toBe("ada");
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => !/^\w+$/.test(name))).toEqual([]);
});

function token(): string {
  return rig.carrier.phoneToken(ADA);
}

async function browser(phoneToken?: string): Promise<Browser> {
  const socket = io(`${url}/phone`, {
    transports: ["websocket"],
    forceNew: true,
    reconnection: false,
    auth: phoneToken === undefined ? {} : { token: phoneToken },
  });
  const made: Browser = { socket, events: [] };
  socket.onAny((event: string, payload: Record<string, unknown>) => {
    made.events.push({ event, payload });
  });
  browsers.push(made);
  await until(() => socket.connected, "the connection");
  return made;
}

function ask({ socket }: Browser, event: string, payload: unknown): Promise<unknown> {
  return socket.timeout(5000).emitWithAck(event, payload);
}

function hears({ events }: Browser, text: string): Promise<unknown> {
  return until(() => events.some(({ payload }) => payload["text"] === text), text);
}

async function incoming({ events }: Browser): Promise<string> {
  const call = await until(() => events.find(({ event }) => event === "incoming"), "a call");
  return String(call.payload["callSid"]);
}

/** A browser's call that Ada has just accepted; her telephone is about to ring. */
async function acceptedCall(): Promise<Browser> {
  const caller = await browser();
  await ask(caller, "dial", NUMBERS);
  await hears(caller, FAKE_MENU.welcome);
  await ask(caller, "key", { key: "0" });
  await until(() => rig.desk.interactions.at(-1)?.state === "waiting");
  const id = rig.desk.interactions.at(-1)?.id;
  if (id === undefined) throw new Error("no interaction");
  rig.desk.accept(id, ADA);
  await rig.desk.settle();
  return caller;
}

async function conversation(): Promise<{ caller: Browser; engineer: Browser }> {
  const engineer = await browser(token());
  const caller = await acceptedCall();
  const callSid = await incoming(engineer);
  await ask(engineer, "answer", { callSid });
  await until(() => engineer.events.some(({ event }) => event === "peer"));
  return { caller, engineer };
}
