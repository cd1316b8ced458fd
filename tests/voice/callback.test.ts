/** Callers who need not stay on the line, and how they are called back. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { EngineerId, type InteractionId } from "../../protocol/ids.js";
import { FAKE_MENU, until } from "../support/fake-desk.js";
import { openRig, type Rig, type TestPhone } from "./support/rig.js";

const ADA = EngineerId.parse("ada");
const CUSTOMER = "+15550199";

let rig: Rig;
beforeEach(async () => {
  rig = await openRig();
});

afterEach(async () => {
  await rig.close();
});

test("[C74] a caller presses 1, hears goodbye, and the hang-up abandons nothing", async () => {
  const caller = await waitingCaller();
  await caller.hears("press 1");
  caller.press("1");
  await until(() => rig.desk.facts.some(({ type }) => type === "callback.requested"));
  await rig.desk.settle();
  await caller.hears("We will call you back");
  await caller.ended();
  expect(rig.desk.interactions).toMatchObject([{ state: "waiting", callback: { attempts: 0 } }]);
  expect(rig.carrier.alerts).toEqual([]);
});

test("[C74] other keys change nothing", async () => {
  const caller = await waitingCaller();
  await caller.hears("press 1");
  caller.press("5");
  await until(() => caller.words.filter((words) => words.includes("press 1")).length > 1);
  expect(rig.desk.interactions).toMatchObject([{ state: "waiting", callback: null }]);
});

test("[C74] a withheld number is offered no callback, and stays in the queue when the bucket overflows", async () => {
  const caller = await waitingCaller("anonymous");
  rig.desk.overflow(interactionId(), { kind: "callback" });
  await rig.desk.settle();
  await until(() => caller.words.filter((words) => words.includes("next in line")).length > 1);
  expect(caller.words.join()).not.toMatch("press 1");
  expect(caller.because).toBeNull();
});

test("[C74] an overflow into a voice message keeps what was said in the conversation", async () => {
  const caller = await waitingCaller();
  rig.desk.overflow(interactionId(), { kind: "voicemail" });
  await rig.desk.settle();
  await caller.hears("leave a message");
  await caller.hears("♪");
  caller.press("#");
  await caller.hears("Thank you");
  await caller.ended();
  expect(await rig.desk.messages(interactionId())).toMatchObject([
    { from: "customer", text: expect.stringContaining("Voice message") },
  ]);
});

test("[C74] a caller who hangs up after the tone has left their message all the same", async () => {
  const caller = await waitingCaller();
  rig.desk.overflow(interactionId(), { kind: "voicemail" });
  await rig.desk.settle();
  await caller.hears("♪");
  caller.hangUp();
  const id = interactionId();
  await until(async () => (await rig.desk.messages(id)).length === 1);
  expect(rig.desk.interactions).toMatchObject([{ state: "waiting" }]);
});

test("[C74] an overflow into words says them in the caller's language and hangs up", async () => {
  const caller = await waitingCaller();
  const text = { zh: "我们今天已下班。", en: "We are closed today." };
  rig.desk.overflow(interactionId(), { kind: "message", text });
  await rig.desk.settle();
  await caller.hears("We are closed today.");
  expect(await caller.ended()).toBe("completed");
});

test("[C87] the customer is called, talks to the engineer, and their hanging up ends it", async () => {
  await calledBackLater();
  const engineer = rig.phoneAt("client:ada");
  const customer = rig.phoneAt(CUSTOMER);
  rig.desk.accept(interactionId(), ADA);
  await rig.desk.settle();
  await customer.talking();
  await engineer.talking();
  await until(() => rig.desk.interactions[0]?.externalId === customer.callSid);

  customer.hangUp();
  await until(() => ended().length === 1);
  expect(ended()).toMatchObject([{ by: "customer" }]);
  expect(await engineer.ended()).toBe("completed");
  expect(rig.carrier.alerts).toEqual([]);
});

test("[C87] the engineer's end button ends both telephones", async () => {
  await calledBackLater();
  const engineer = rig.phoneAt("client:ada");
  const customer = rig.phoneAt(CUSTOMER);
  rig.desk.accept(interactionId(), ADA);
  await rig.desk.settle();
  await customer.talking();
  await until(() => rig.desk.interactions[0]?.externalId === customer.callSid);
  rig.desk.endByEngineer(interactionId());
  await rig.desk.settle();
  expect(await customer.ended()).toBe("completed");
  expect(await engineer.ended()).toBe("completed");
});

test("[C87] a customer who is busy is not reached; the engineer's telephone is let go", async () => {
  await calledBackLater();
  const engineer = rig.phoneAt("client:ada");
  rig.phoneAt(CUSTOMER, (line) => {
    line.reject();
  });
  rig.desk.accept(interactionId(), ADA);
  await rig.desk.settle();
  await until(() => rig.desk.facts.some(({ type }) => type === "callback.failed"));
  await rig.desk.settle();
  await engineer.ended();
  expect(rig.desk.interactions).toMatchObject([{ state: "waiting", callback: { attempts: 1 } }]);
});

test("[C87] a caller who is still on the line is put through as they are", async () => {
  const engineer = rig.phoneAt("client:ada");
  const caller = await waitingCaller("anonymous");
  rig.desk.overflow(interactionId(), { kind: "callback" });
  await rig.desk.settle();
  rig.desk.accept(interactionId(), ADA);
  await rig.desk.settle();
  await caller.talking();
  await engineer.talking();
  expect(rig.desk.interactions).toMatchObject([{ externalId: caller.callSid }]);
});

test("[C87] the first call of somebody who is being called back says nothing about the second", async () => {
  const first = await calledBackLater();
  rig.phoneAt("client:ada");
  const customer = rig.phoneAt(CUSTOMER);
  rig.desk.accept(interactionId(), ADA);
  const late = await rig.post("/twilio/voice/status", {
    CallSid: first.callSid,
    CallStatus: "completed",
  });
  expect(late.status).toBe(204);
  await rig.desk.settle();
  await customer.talking();
  expect(ended()).toEqual([]);
});

async function waitingCaller(from?: string): Promise<TestPhone> {
  const caller = rig.call(from);
  await caller.hears(FAKE_MENU.welcome);
  caller.press("0");
  await caller.hears("You are next in line.");
  return caller;
}

/** Asked to be called, and hung up. */
async function calledBackLater(): Promise<TestPhone> {
  const caller = await waitingCaller();
  rig.desk.overflow(interactionId(), { kind: "callback" });
  await rig.desk.settle();
  await caller.hears("We will call you back");
  await caller.ended();
  return caller;
}

function interactionId(): InteractionId {
  const id = rig.desk.interactions.at(-1)?.id;
  if (id === undefined) throw new Error("no interaction");
  return id;
}

function ended(): readonly object[] {
  return rig.desk.facts.filter((fact) => fact.type === "interaction.ended");
}
