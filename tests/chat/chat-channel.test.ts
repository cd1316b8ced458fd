/** The chat channel as a customer's page meets it. */
import { afterEach, expect, test } from "@jest/globals";
import type { ContactChange } from "../../channels/channel.js";
import { CustomerId, EngineerId, InteractionId, MessageId } from "../../protocol/ids.js";
import { smsId } from "../../protocol/sms.js";
import { createFakeDesk, FAKE_MENU, type FakeDesk, until } from "../support/fake-desk.js";
import {
  type Answer,
  type ChatServer,
  type ChatServerOptions,
  openChatServer,
  type Page,
} from "./chat-server.js";

const ADA = EngineerId.parse("ada");
const BO = EngineerId.parse("bo");
const MINUTE = 60_000;

const open: ChatServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

async function serve(options: ChatServerOptions = {}): Promise<ChatServer> {
  const server = await openChatServer(options);
  open.push(server);
  return server;
}

interface Begun {
  readonly page: Page;
  readonly id: InteractionId;
  readonly resume: string;
}

async function begin(server: ChatServer, payload: object = {}): Promise<Begun> {
  const page = await server.page();
  const answer = await page.ask("chat:start", payload);
  return { page, id: InteractionId.parse(answer.interactionId), resume: answer.resume ?? "" };
}

/** Through both levels of the fake's menu, into the queue. */
async function queued(server: ChatServer): Promise<Begun> {
  const begun = await begin(server, { name: "Wang Lei" });
  await begun.page.ask("menu:choose", { option: "1" });
  await begun.page.ask("menu:choose", { option: "1" });
  return begun;
}

async function talking(server: ChatServer): Promise<Begun> {
  const begun = await queued(server);
  server.desk.accept(begun.id, ADA);
  await until(() => begun.page.of("engineer:joined").length === 1, "the engineer");
  return begun;
}

function code(answer: Answer): string {
  return answer.ok ? "ok" : (answer.error?.code ?? "no code");
}

function texts(page: Page): unknown[] {
  return page.of("message:new").map((message) => message["text"]);
}

test("[C20] a start that is repeated is the same chat; another start is another", async () => {
  const server = await serve();
  const startId = "3f1c6f4e-6c43-4a5f-9d0a-0b9f6b6f3f11";
  const first = await begin(server, { startId });
  const again = await begin(server, { startId });
  const other = await begin(server, { startId: "another-start-of-this-browser" });
  expect(again.id).toBe(first.id);
  expect(other.id).not.toBe(first.id);
  expect(server.desk.interactions.map((row) => row.address?.includes(startId))).toEqual([
    false,
    false,
  ]);
});

test("[C20] the mail address a customer gives is their identity; without one the chat is", async () => {
  const server = await serve();
  await begin(server, { email: "Wang@Example.com", locale: "zh" });
  await begin(server, {});
  expect(server.desk.interactions.map(({ address, language }) => [address, language])).toEqual([
    ["wang@example.com", "zh"],
    [expect.stringMatching(/^chat:/), null],
  ]);
});

test("[C21] a pass opens its own chat; a forged one opens nothing", async () => {
  const server = await serve();
  const mine = await begin(server);
  const other = await begin(server);
  const page = await server.page();
  const seal = mine.resume.slice(mine.resume.lastIndexOf(".") + 1);
  const forged = [
    `${other.id}.${seal}`,
    `${mine.id}.${seal.slice(0, -2)}`,
    `${mine.id}.`,
    mine.id,
    `.${seal}`,
    "",
    "..",
    `i-unknown.${seal}`,
  ];
  for (const resume of forged)
    expect(code(await page.ask("chat:start", { resume }))).toBe("CHAT_UNKNOWN");
  expect(page.heard).toEqual([]);
  expect(await page.ask("chat:start", { resume: mine.resume })).toEqual({
    ok: true,
    interactionId: mine.id,
    resume: mine.resume,
  });
});

test("[C22] a resumed page is shown what was said and where the chat stands", async () => {
  const server = await serve();
  const { page, id, resume } = await talking(server);
  await page.ask("message:send", { clientId: "c-1", text: "Hello" });
  server.desk.write(id, "Good morning.");
  page.socket.disconnect();
  const later = await server.page();
  await later.ask("chat:start", { resume });
  expect(later.heard.map((told) => told.event)).toEqual(["history", "engineer:joined"]);
  expect(later.of("history")[0]?.["messages"]).toEqual([
    expect.objectContaining({ from: "customer", text: "Hello", clientId: "c-1" }),
    expect.objectContaining({ from: "engineer", text: "Good morning." }),
  ]);
});

test("[C22] a chat that is over is shown as over", async () => {
  const server = await serve();
  const { id, resume } = await talking(server);
  server.desk.endByEngineer(id);
  const later = await server.page();
  expect(code(await later.ask("chat:start", { resume }))).toBe("ok");
  expect(later.of("chat:ended")).toEqual([{ by: "engineer" }]);
  expect(code(await later.ask("message:send", { clientId: "x", text: "?" }))).toBe(
    "INTERACTION_UNKNOWN",
  );
});

test("[C23] the menu is walked by its options", async () => {
  const server = await serve();
  const { page } = await begin(server);
  expect(page.of("menu:prompt")).toEqual([
    {
      text: FAKE_MENU.welcome,
      options: [
        { key: "1", label: "Support" },
        { key: "2", label: "Accounts" },
        { key: "3", label: "Opening hours" },
      ],
      digits: null,
      language: "en",
      seq: 0,
    },
  ]);
  expect(await page.ask("menu:choose", { option: "2", seq: 0 })).toEqual({ ok: true });
  expect(page.of("menu:prompt")[1]).toMatchObject({
    text: FAKE_MENU.account,
    options: [],
    digits: { min: 4, max: 8, secret: false },
  });
  expect(code(await page.ask("menu:choose", { option: "123456789" }))).toBe("BAD_REQUEST");
  expect(await page.ask("menu:choose", { option: "12345#" })).toEqual({ ok: true });
  expect(page.of("queue")).toHaveLength(1);
});

test("[C23] a key or a label that is typed is an answer, once; other words are refused", async () => {
  const server = await serve();
  const { page, id } = await begin(server);
  const typed = async (clientId: string, text: string): Promise<Answer> =>
    page.ask("message:send", { clientId, text });
  expect(code(await typed("t-0", "my printer burns"))).toBe("INTERACTION_STATE");
  expect(await typed("t-1", " suPPort ")).toEqual({ ok: true, id: null });
  expect(await typed("t-1", " suPPort ")).toEqual({ ok: true, id: null });
  expect(page.of("menu:prompt").map((prompt) => prompt["seq"])).toEqual([0, 1]);
  expect(await typed("t-2", "2")).toEqual({ ok: true, id: null });
  expect((await server.desk.interaction(id))?.state).toBe("waiting");
  expect(await server.desk.messages(id)).toEqual([]);
});

test("[C23] an answer to an earlier screen changes nothing", async () => {
  const server = await serve();
  const { page, id, resume } = await begin(server);
  const other = await server.page();
  await other.ask("chat:start", { resume });
  await page.ask("menu:choose", { option: "1", seq: 0 });
  expect(code(await other.ask("menu:choose", { option: "1", seq: 0 }))).toBe("MENU_STEP_STALE");
  expect((await server.desk.interaction(id))?.state).toBe("menu");
  await page.ask("menu:choose", { option: "1", seq: 1 });
  expect(code(await page.ask("menu:choose", { option: "1", seq: 1 }))).toBe("MENU_STEP_STALE");
  expect(code(await page.ask("menu:choose", { option: "1" }))).toBe("MENU_STEP_STALE");
});

test("[C24] what the menu says on its way out is shown", async () => {
  const server = await serve();
  const { page } = await queued(server);
  expect(page.of("menu:prompt").at(-1)).toEqual({
    text: FAKE_MENU.connecting,
    options: [],
    digits: null,
    language: "en",
    seq: null,
  });
  const other = await begin(server);
  await other.page.ask("menu:choose", { option: "3" });
  expect(other.page.of("menu:prompt").at(-1)).toMatchObject({ text: FAKE_MENU.hours, seq: null });
  expect(other.page.of("chat:ended")).toEqual([{ by: "menu" }]);
});

test("[C25] a waiting customer is told their place, at changes and with every sweep", async () => {
  const server = await serve();
  const first = await queued(server);
  const second = await queued(server);
  expect(second.page.of("queue").at(-1)).toEqual({ position: 2, estimatedSeconds: 120 });
  server.desk.accept(first.id, ADA);
  await server.channel.sweep();
  await until(() => second.page.of("queue").at(-1)?.["position"] === 1, "the first place");
  server.desk.accept(second.id, BO);
  await until(() => second.page.of("engineer:joined").length > 0, "the engineer");
  expect(second.page.of("engineer:joined")).toEqual([{ name: "Bo" }]);
  const told = second.page.of("queue").length;
  await server.channel.sweep();
  await second.page.ask("chat:typing");
  expect(second.page.of("queue")).toHaveLength(told);
});

test("[C26] a message is acknowledged with the id it is stored under, once", async () => {
  const server = await serve();
  const { page, id } = await talking(server);
  const first = await page.ask("message:send", { clientId: "c-1", text: "Hello" });
  const again = await page.ask("message:send", { clientId: "c-1", text: "Hello" });
  const [stored, ...more] = await server.desk.messages(id);
  expect([first, again]).toEqual([
    { ok: true, id: stored?.id },
    { ok: true, id: stored?.id },
  ]);
  expect(more).toEqual([]);
  expect(stored).toMatchObject({ from: "customer", authorName: "Wang Lei", text: "Hello" });
  expect(texts(page)).toEqual(["Hello"]);
});

test("[C26] a message whose answer was lost in mid-send is stored once and shown after the resume", async () => {
  const server = await serve();
  const { page, id, resume } = await talking(server);
  page.socket.emit("message:send", { clientId: "c-1", text: "Hello?" });
  await until(async () => (await server.desk.messages(id)).length === 1, "the message");
  page.socket.disconnect();
  const later = await server.page();
  await later.ask("chat:start", { resume });
  expect(code(await later.ask("message:send", { clientId: "c-1", text: "Hello?" }))).toBe("ok");
  expect(await server.desk.messages(id)).toHaveLength(1);
  expect(later.of("history")[0]?.["messages"]).toHaveLength(1);
  expect(texts(later)).toEqual([]);
});

test("[C26] an outage keeps nothing and says that trying again is safe", async () => {
  const errors: string[] = [];
  const server = await serve({ errors });
  const { page, id } = await talking(server);
  const outage = Object.assign(new Error("gone"), { name: "StoreUnavailable" });
  server.desk.failNext(outage);
  const send = { clientId: "c-1", text: "Hello" };
  expect(code(await page.ask("message:send", send))).toBe("STORE_UNAVAILABLE");
  server.desk.failNext(new Error("a bug"));
  expect(code(await page.ask("message:send", send))).toBe("INTERNAL");
  expect(errors).toEqual(["a chat event failed"]);
  expect(await server.desk.messages(id)).toEqual([]);
  expect(code(await page.ask("message:send", send))).toBe("ok");
  expect(await server.desk.messages(id)).toHaveLength(1);
});

test("[C27] two pages of one chat show the same and are one contact", async () => {
  const server = await serve();
  const { page, id, resume } = await talking(server);
  const other = await server.page();
  await other.ask("chat:start", { resume });
  await page.ask("message:send", { clientId: "c-1", text: "from the first" });
  await other.ask("message:send", { clientId: "c-2", text: "from the second" });
  server.desk.write(id, "to both");
  const said = ["from the first", "from the second", "to both"];
  await until(() => texts(page).length === 3 && texts(other).length === 3, "three messages");
  expect([texts(page), texts(other)]).toEqual([said, said]);
  page.socket.disconnect();
  await until(() => server.pagesLeft(1), "one page");
  server.pass(60 * MINUTE);
  await server.channel.sweep();
  expect((await server.desk.interaction(id))?.state).toBe("active");
  server.desk.transfer(id);
  server.desk.endByEngineer(id);
  await until(() => other.of("chat:ended").length === 1, "the end");
  expect(server.desk.interactions).toHaveLength(1);
});

test("[C28] who is away for ten minutes while in the menu or waiting has left", async () => {
  const server = await serve();
  const inMenu = await begin(server);
  const waiting = await queued(server);
  const talked = await talking(server);
  const back = await queued(server);
  for (const { page } of [inMenu, waiting, talked, back]) page.socket.disconnect();
  await until(() => server.pagesLeft(0), "no page");
  server.pass(9 * MINUTE);
  await server.channel.sweep();
  const page = await server.page();
  await page.ask("chat:start", { resume: back.resume });
  server.pass(2 * MINUTE);
  await server.channel.sweep();
  expect(server.desk.interactions.map((row) => row.outcome ?? row.state)).toEqual([
    "left_in_menu",
    "abandoned",
    "active",
    "waiting",
  ]);
});

test("[C28] who was handed back to the queue while away has ten minutes from then", async () => {
  const server = await serve();
  const { page, id } = await talking(server);
  page.socket.disconnect();
  await until(() => server.pagesLeft(0), "no page");
  server.pass(11 * MINUTE);
  await server.channel.sweep();
  server.desk.transfer(id);
  server.pass(9 * MINUTE);
  await server.channel.sweep();
  expect((await server.desk.interaction(id))?.state).toBe("waiting");
  server.pass(2 * MINUTE);
  await server.channel.sweep();
  expect((await server.desk.interaction(id))?.outcome).toBe("abandoned");
});

test("[C28] a restart forgets nobody, and an outage is tried again", async () => {
  const errors: string[] = [];
  const desk = createFakeDesk();
  const before = await serve({ desk });
  const { id } = await queued(before);
  await before.close();
  const after = await serve({ desk, errors });
  await after.channel.open();
  after.pass(9 * MINUTE);
  await after.channel.sweep();
  expect((await desk.interaction(id))?.state).toBe("waiting");
  after.pass(2 * MINUTE);
  desk.failNext(new Error("outage"));
  await after.channel.sweep();
  expect(errors).toEqual(["a chat could not be looked after"]);
  await after.channel.sweep();
  expect((await desk.interaction(id))?.outcome).toBe("abandoned");
});

test("[C109] a conversation by text has no page, and is not sent away for that", async () => {
  const desk = createFakeDesk();
  const { interactionId } = await desk.begin({
    key: "sms:1",
    channel: "chat",
    externalId: smsId({ customer: "+15550199", ours: "+15550100" }),
    address: { kind: "phone", value: "+15550199" },
    name: null,
    to: "+15550100",
    language: null,
  });
  const server = await serve({ desk });
  await server.channel.open();
  server.pass(11 * MINUTE);
  await server.channel.sweep();
  expect((await desk.interaction(interactionId))?.state).toBe("menu");
});

test("[N28] after changes were missed, every page is shown where its chat stands", async () => {
  let tell: (change: ContactChange) => void = () => undefined;
  let isDeaf = false;
  const server = await serve({
    through: (desk) => ({
      ...desk,
      watch: (channel, listener) => {
        tell = listener;
        return desk.watch(channel, (change) => {
          if (!isDeaf) listener(change);
        });
      },
    }),
  });
  const waits = await queued(server);
  const talks = await talking(server);
  isDeaf = true;
  server.desk.accept(waits.id, BO);
  server.desk.endByEngineer(talks.id);
  tell({ type: "anew" });
  await until(() => waits.page.of("engineer:joined").length === 1, "the engineer");
  await until(() => talks.page.of("chat:ended").length === 1, "the end");
  expect(talks.page.of("engineer:joined")).toHaveLength(1);
});

test("[C29] notes, engineers' ids and mail never reach a customer", async () => {
  let tell: (change: ContactChange) => void = () => undefined;
  const server = await serve({
    through: (desk) => ({
      ...desk,
      watch: (channel, listener) => {
        tell = listener;
        return desk.watch(channel, listener);
      },
      messages: async (id) => {
        const all = await desk.messages(id);
        return all.flatMap((message) => [
          message,
          { ...message, id: MessageId.parse("m-note"), kind: "note" as const, text: "a rude note" },
          { ...message, id: MessageId.parse("m-mail"), kind: "mail" as const, text: "a mail" },
        ]);
      },
    }),
  });
  const { page, id, resume } = await talking(server);
  const message = server.desk.write(id, "a kind word");
  for (const kind of ["note", "mail"] as const) {
    const change = { ...message, id: MessageId.parse(`m-${kind}-2`), kind, text: "a rude note" };
    tell({ type: "message", interactionId: id, message: change });
  }
  await page.ask("chat:typing");
  const later = await server.page();
  await later.ask("chat:start", { resume });
  const all = JSON.stringify([page.heard, later.heard]);
  expect(all).toContain("a kind word");
  expect(all).not.toMatch(/rude|a mail|m-note|engineerId|ada"/);
});

test("[C29] nobody learns a customer's name by giving their mail address", async () => {
  const server = await serve({
    through: (desk) => ({
      ...desk,
      interaction: async (id) => {
        const row = await desk.interaction(id);
        const customer = await desk.customer(CustomerId.parse("cus-1"));
        return row && { ...row, customer: customer && { ...customer, name: "Wang Lei" } };
      },
    }),
  });
  const { page, id, resume } = await begin(server, { email: "wang@example.com" });
  await page.ask("menu:choose", { option: "0" });
  server.desk.accept(id, ADA);
  await page.ask("message:send", { clientId: "c-1", text: "who am I?" });
  const later = await server.page();
  await later.ask("chat:start", { resume });
  await later.ask("message:send", { clientId: "c-2", text: "and now?" });
  expect((await server.desk.messages(id)).map((message) => message.authorName)).toEqual([
    "wang@example.com",
    "wang@example.com",
  ]);
  expect(JSON.stringify([page.heard, later.heard])).not.toContain("Wang Lei");
});

test("[C30] bad input is answered with a code, changes nothing and stops nothing", async () => {
  const server = await serve();
  const stranger = await server.page();
  const cases: [string, unknown, string][] = [
    ["message:send", { clientId: "c", text: "x" }, "CHAT_UNKNOWN"],
    ["menu:choose", { option: "1" }, "CHAT_UNKNOWN"],
    ["chat:typing", {}, "CHAT_UNKNOWN"],
    ["chat:end", {}, "CHAT_UNKNOWN"],
    ["chat:start", null, "ok"],
    ["chat:start", "text", "BAD_REQUEST"],
    ["chat:start", [], "BAD_REQUEST"],
    ["chat:start", { email: "nobody" }, "BAD_REQUEST"],
    ["chat:start", { name: "x".repeat(201) }, "BAD_REQUEST"],
    ["chat:start", { locale: "English!" }, "BAD_REQUEST"],
    ["chat:start", { startId: "short" }, "BAD_REQUEST"],
    ["chat:start", { resume: 7 }, "BAD_REQUEST"],
    ["chat:start", { resume: "x".repeat(401) }, "BAD_REQUEST"],
    ["menu:choose", {}, "BAD_REQUEST"],
    ["menu:choose", { option: "one" }, "BAD_REQUEST"],
    ["menu:choose", { option: "12" }, "BAD_REQUEST"],
    ["menu:choose", { option: "1", seq: -1 }, "BAD_REQUEST"],
    ["menu:choose", { option: "1", seq: 7 }, "MENU_STEP_STALE"],
    ["message:send", { text: "x" }, "BAD_REQUEST"],
    ["message:send", { clientId: "c", text: "" }, "MESSAGE_EMPTY"],
    ["message:send", { clientId: "c", text: " \n " }, "MESSAGE_EMPTY"],
    ["message:send", { clientId: "c", text: "x".repeat(8001) }, "MESSAGE_TOO_LONG"],
    ["message:send", { clientId: "c", text: { toString: "x" } }, "BAD_REQUEST"],
    ["offer:accept", { offerId: "o" }, "BAD_REQUEST"],
    ["__proto__", {}, "BAD_REQUEST"],
    ["constructor", {}, "BAD_REQUEST"],
  ];
  const got: [string, unknown, string][] = [];
  for (const [event, payload] of cases) {
    got.push([event, payload, code(await stranger.ask(event, payload))]);
  }
  expect(got).toEqual(cases);
  expect(server.desk.interactions.map((row) => row.state)).toEqual(["menu"]);
  expect(server.desk.calls["say"] ?? 0).toBe(0);
});

test("[C30] an event without a payload or an acknowledgement is taken all the same", async () => {
  const server = await serve();
  const { page, id } = await talking(server);
  page.socket.emit("message:send", { clientId: "c-1", text: "no answer, please" });
  page.socket.emit("message:send");
  page.socket.emit("chat:typing", () => undefined);
  page.socket.emit("no such event");
  expect(code((await page.socket.timeout(5000).emitWithAck("chat:end")) as Answer)).toBe("ok");
  expect((await server.desk.messages(id)).map((message) => message.text)).toEqual([
    "no answer, please",
  ]);
  expect(page.of("chat:ended")).toEqual([{ by: "customer" }]);
});

test("[C31] too many starts of one address are refused, resuming is not", async () => {
  const server = await serve({ startsMax: 2 });
  const { resume } = await begin(server);
  await begin(server);
  const page = await server.page();
  expect(code(await page.ask("chat:start", {}))).toBe("RATE_LIMITED");
  expect(code(await page.ask("chat:start", { resume: "forged.pass" }))).toBe("RATE_LIMITED");
  expect(code(await page.ask("chat:start", { resume }))).toBe("ok");
  expect(server.desk.interactions).toHaveLength(2);
});

test("[C31] a flood is cut off, and may go on after a moment", async () => {
  const server = await serve();
  const { page, id } = await talking(server);
  const flood = await Promise.all(
    Array.from({ length: 200 }, (_, n) =>
      page.ask("message:send", { clientId: `f-${String(n)}`, text: "!" }),
    ),
  );
  const taken = flood.filter((answer) => answer.ok).length;
  expect(new Set(flood.map(code))).toEqual(new Set(["ok", "RATE_LIMITED"]));
  expect(taken).toBeLessThan(60);
  expect(await server.desk.messages(id)).toHaveLength(taken);
  server.pass(1000);
  expect(code(await page.ask("message:send", { clientId: "later", text: "sorry" }))).toBe("ok");
});

test("[C31] the engineer is told of typing once a second", async () => {
  const server = await serve();
  const { page } = await talking(server);
  for (let n = 0; n < 5; n += 1) await page.ask("chat:typing");
  server.pass(1000);
  await page.ask("chat:typing");
  expect(server.desk.calls["typing"]).toBe(2);
});

test("[C31] a page of another origin is refused", async () => {
  const server = await serve();
  await expect(server.page({ origin: "https://evil.example" })).rejects.toMatchObject({
    data: { code: "WRONG_ORIGIN" },
  });
  await expect(server.page({ origin: "https://shop.example" })).resolves.toBeDefined();
});

test("[C32] an engineer who was faster than the menu's last answer is not taken back", async () => {
  let afterPress: (() => void) | null = null;
  const server = await serve({
    through: (desk: FakeDesk) => ({
      ...desk,
      press: async (answer) => {
        const stage = await desk.press(answer);
        afterPress?.();
        return stage;
      },
    }),
  });
  const { page, id } = await begin(server);
  await page.ask("menu:choose", { option: "1" });
  afterPress = () => void server.desk.accept(id, ADA);
  await page.ask("menu:choose", { option: "1" });
  expect(page.heard.slice(-3).map((told) => told.event)).toEqual([
    "queue",
    "engineer:joined",
    "menu:prompt",
  ]);
  expect(page.of("menu:prompt").at(-1)).toMatchObject({ text: FAKE_MENU.connecting, seq: null });
});

test("[C33] a closing channel refuses what comes, with a code, and ends no chat", async () => {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const server = await serve({
    through: (desk) => ({
      ...desk,
      say: async (message) => {
        await held;
        return desk.say(message);
      },
    }),
  });
  const { page, id } = await talking(server);
  const begun = page.ask("message:send", { clientId: "c-1", text: "just in time" });
  await page.ask("no such event");
  const closing = server.channel.close();
  expect(code(await page.ask("message:send", { clientId: "c-2", text: "late" }))).toBe(
    "SHUTTING_DOWN",
  );
  release();
  expect(code(await begun)).toBe("ok");
  await closing;
  await until(() => page.socket.disconnected, "the disconnect");
  expect((await server.desk.interaction(id))?.state).toBe("active");
  expect(await server.desk.messages(id)).toHaveLength(1);
});
