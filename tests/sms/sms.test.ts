/** A conversation by text, from the first word to the last, through the carrier's own requests. */
import { createServer } from "node:http";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { DeskRefusal } from "../../channels/channel.js";
import { EngineerId } from "../../protocol/ids.js";
import { FAKE_MENU } from "../support/fake-desk.js";
import { ACCOUNT, CALLER, listen } from "../voice/support/rig.js";
import { openSmsRig, type SmsRig } from "./rig.js";

const ADA = EngineerId.parse("ada");
const MAIN = `${FAKE_MENU.welcome}\n1 Support\n2 Accounts\n3 Opening hours`;
const SUPPORT = `${FAKE_MENU.support}\n1 Mail\n2 Network`;
const CONNECTING = `${FAKE_MENU.connecting}\nYou are next in line. The estimated wait is about 1 minute.`;

let rig: SmsRig;
beforeEach(async () => {
  rig = await openSmsRig();
});
afterEach(() => rig.close());

async function talking(): Promise<Awaited<ReturnType<SmsRig["conversation"]>>> {
  for (const body of ["Hello", "1", "1"]) await rig.write(body);
  const id = await rig.conversation();
  await rig.accept(id, ADA);
  return id;
}

const written = async (id: Awaited<ReturnType<SmsRig["conversation"]>>) =>
  (await rig.desk.messages(id)).map(({ from, text }) => `${from}: ${text}`);

test("[C100] a whole conversation: the menu by numbers, the wait, the engineer, and the end", async () => {
  const id = await talking();
  rig.answer(id, "How can I help?");
  await rig.desk.settle();
  await rig.write("It burns.");
  rig.desk.endByEngineer(id);
  await rig.desk.settle();
  expect(rig.read()).toEqual([
    MAIN,
    SUPPORT,
    CONNECTING,
    "Ada is here now and reads what you write.",
    "How can I help?",
  ]);
  expect(await written(id)).toEqual([
    "customer: Hello",
    "customer: 1",
    "customer: 1",
    "customer: How can I help?".replace("customer", "engineer"),
    "customer: It burns.",
  ]);
  expect(await rig.desk.interaction(id)).toMatchObject({
    channel: "chat",
    address: CALLER,
    to: ACCOUNT.number,
    subject: "Hello",
  });
});

test("[C101] a text that is delivered again is kept once, chooses once, and is answered with the present screen", async () => {
  await rig.write("Hello");
  const sid = await rig.write("1");
  const again = { MessageSid: sid, From: CALLER, To: ACCOUNT.number, Body: "1" };
  const { status, text } = await rig.post("/twilio/sms", again);
  expect([status, text]).toEqual([200, expect.stringContaining("2 Network")]);
  expect(rig.desk.calls["press"]).toBe(1);
  expect(await written(await rig.conversation())).toEqual(["customer: Hello", "customer: 1"]);
});

test("[C101] two texts at once are one conversation, and each is taken in turn", async () => {
  await Promise.all([rig.write("Hello"), rig.write("1"), rig.write("2")]);
  expect(rig.desk.interactions).toHaveLength(1);
  expect(rig.desk.interactions[0]?.state).toBe("waiting");
});

test("[C102] words choose an option; what is none is asked again, with a word about numbers", async () => {
  await rig.write("Hello");
  await rig.write("support");
  await rig.write("My printer burns");
  await rig.write(" 1. ");
  expect(rig.read()).toEqual([
    MAIN,
    SUPPORT,
    `Please answer with a number.\n${SUPPORT}`,
    CONNECTING,
  ]);
});

test("[C102] digits are collected however they are written", async () => {
  for (const body of ["Hello", "2"]) await rig.write(body);
  expect(rig.read().at(-1)).toBe(`${FAKE_MENU.account}\nPlease answer with 4 to 8 digits.`);
  await rig.write("１２ 34-56");
  expect((await rig.desk.interaction(await rig.conversation()))?.state).toBe("waiting");
});

test("[C103] what is written while they wait is kept and not answered", async () => {
  for (const body of ["Hello", "1", "1", "It is the one upstairs."]) await rig.write(body);
  expect(rig.read().at(-1)).toBe(CONNECTING);
  expect(await written(await rig.conversation())).toContain("customer: It is the one upstairs.");
});

test("[C103] the last words of the menu are sent; a text after that begins anew", async () => {
  for (const body of ["Hello", "3", "Hello again"]) await rig.write(body);
  expect(rig.read()).toEqual([MAIN, FAKE_MENU.hours, MAIN]);
  expect(rig.desk.interactions).toHaveLength(2);
});

test("[C103] what an overflow says before it ends the conversation is sent", async () => {
  for (const body of ["Hello", "1", "1"]) await rig.write(body);
  rig.desk.overflow(await rig.conversation(), { kind: "message", text: { en: "We are closed." } });
  await rig.desk.settle();
  expect(rig.read().at(-1)).toBe("We are closed.");
});

test("[C104] an outage of the carrier is tried again, and nothing is sent twice", async () => {
  const id = await talking();
  const effect = rig.answer(id, "Turn it off.");
  const asked: string[] = [];
  const outage = createServer((request, response) => {
    asked.push(request.method ?? "");
    response.writeHead(500).end();
  });
  const broken = await openSmsRig({
    apiBaseUrl: `http://127.0.0.1:${String(await listen(outage))}`,
  });
  for (const body of ["Hello", "1", "1"]) await broken.write(body);
  const other = broken.answer(await broken.conversation(), "Turn it off.");
  await expect(broken.channel.perform(other)).rejects.toThrow();
  await expect(broken.channel.perform(other)).rejects.toThrow();
  expect(asked).toEqual(["POST", "GET"]);
  outage.close();
  await broken.close();
  // Sent, and asked for again by a process that does not know.
  await rig.desk.settle();
  const later = { ...effect, createdAt: effect.createdAt - 60_000 };
  expect(await rig.channel.perform(later)).toEqual({ type: "done" });
  expect(rig.read().filter((body) => body === "Turn it off.")).toHaveLength(1);
});

test("[C105] what the carrier refuses for good is not tried again, and says why", async () => {
  const id = await talking();
  await rig.write("STOP");
  rig.answer(id, "Are you there?");
  const [refused] = await rig.desk.settle();
  expect(refused?.performed).toEqual({
    type: "refused",
    because: "the customer has opted out (STOP) (21610)",
  });
  expect((await rig.desk.interaction(id))?.state).toBe("active");
});

test("[C105] what the carrier could not deliver is shown in the conversation", async () => {
  const id = await talking();
  const { payload } = rig.answer(id, "Are you there?");
  const { id: m } = payload["message"] as { id: string };
  const path = `/twilio/sms/status?${new URLSearchParams({ i: id, m }).toString()}`;
  await rig.post(path, { MessageSid: "SM1", MessageStatus: "sent" });
  expect((await rig.desk.messages(id)).at(-1)?.delivery).toBeNull();
  const told = { MessageSid: "SM1", MessageStatus: "undelivered", ErrorCode: "30003" };
  expect((await rig.post(path, told)).status).toBe(204);
  expect((await rig.desk.messages(id)).at(-1)?.delivery).toEqual({
    state: "failed",
    error: "the telephone is off or out of reach (30003)",
  });
});

test("[C106] STOP is the carrier's to answer: who waits has left, and it begins nothing", async () => {
  for (const body of ["Hello", "STOP"]) await rig.write(body);
  expect(rig.desk.interactions.map(({ outcome }) => outcome)).toEqual(["left_in_menu"]);
  for (const body of ["STOP", "HELP", "START"]) await rig.write(body);
  expect(rig.desk.interactions).toHaveLength(1);
  await rig.write("Hello");
  expect(rig.desk.interactions).toHaveLength(2);
  expect(rig.read().at(-1)).toBe(MAIN);
});

test("[C107] a picture is a link in the conversation, and the customer is told", async () => {
  await rig.write("", { media: ["https://api.twilio.com/Media/ME1"] });
  expect(rig.read()).toEqual([
    `Pictures cannot be taken here. Please write what they show.\n${MAIN}`,
  ]);
  expect(await written(await rig.conversation())).toEqual([
    "customer: https://api.twilio.com/Media/ME1",
  ]);
});

test("[C107] 1,600 characters and emoji arrive whole", async () => {
  const id = await talking();
  const long = "🖨️".repeat(320).padEnd(1600, "!");
  await rig.write(long);
  rig.answer(id, long);
  await rig.desk.settle();
  expect(await written(id)).toContain(`customer: ${long}`);
  expect(rig.read().at(-1)).toBe(long);
});

test("[C107] a text from a name or a withheld number begins nothing", async () => {
  for (const from of ["BANK", "", "12345"]) await rig.write("Your code is 1234", { from });
  expect(rig.desk.interactions).toEqual([]);
  expect(rig.carrier.alerts).toEqual([]);
});

test("[C107] a telephone that answers every text by itself does not walk menus for ever", async () => {
  for (let round = 0; round < 12; round += 1)
    for (const body of ["Away", "3"]) await rig.write(body);
  expect(rig.desk.interactions).toHaveLength(10);
  rig.clock.at += 61 * 60_000;
  await rig.write("Hello");
  expect(rig.desk.interactions).toHaveLength(11);
});

test("[C108] a wrong signature is refused, and so is a broken form", async () => {
  const fields = { MessageSid: "SM1", From: CALLER, To: ACCOUNT.number, Body: "Hello" };
  expect((await rig.post("/twilio/sms", fields, "wrong")).status).toBe(403);
  const { MessageSid: _left, ...rest } = fields;
  expect((await rig.post("/twilio/sms", rest)).status).toBe(400);
  expect((await rig.post("/twilio/sms", { ...fields, Body: "x".repeat(70_000) })).status).toBe(413);
  expect((await rig.post("/twilio/sms/status", { MessageStatus: "failed" })).status).toBe(400);
  expect(rig.desk.interactions).toEqual([]);
});

test("[C108] what cannot be committed is not acknowledged", async () => {
  const fields = { MessageSid: "SM1", From: CALLER, To: ACCOUNT.number, Body: "Hello" };
  rig.desk.failNext(new DeskRefusal("STORE_UNAVAILABLE", "the disk is full"));
  expect((await rig.post("/twilio/sms", fields)).status).toBe(503);
  expect((await rig.post("/twilio/sms", fields)).status).toBe(200);
  await rig.channel.close();
  expect((await rig.post("/twilio/sms", fields)).status).toBe(503);
});

test("[C109] who leaves the menu unanswered for an hour has left; who waits has not", async () => {
  await rig.write("Hello");
  for (const body of ["Hello", "1", "1"]) await rig.write(body, { from: "+15550177" });
  // The fake desk's clock stands in 2023.
  rig.clock.at = 1_700_000_000_000 + 59 * 60_000;
  await rig.channel.sweep();
  expect(rig.desk.interactions.map(({ state }) => state)).toEqual(["menu", "waiting"]);
  rig.clock.at += 2 * 60_000;
  await rig.channel.sweep();
  expect(rig.desk.interactions.map(({ state }) => state)).toEqual(["closed", "waiting"]);
});
