/** Whole calls: telephone → local carrier → webhooks → desk → effects → REST → telephones. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { EngineerId, type InteractionId } from "../../protocol/ids.js";
import { FAKE_MENU, fakeEngineer, until } from "../support/fake-desk.js";
import { openRig, type Rig, type TestPhone } from "./support/rig.js";

const ADA = EngineerId.parse("ada");
const BO = EngineerId.parse("bo");

let rig: Rig;
beforeEach(async () => {
  rig = await openRig();
});

/** For what takes minutes on a telephone. */
async function hurry(): Promise<void> {
  await rig.close();
  rig = await openRig({ speed: 200 });
}

/** For what must happen while a telephone rings. */
async function takeTime(): Promise<void> {
  await rig.close();
  rig = await openRig({ speed: 5 });
}

afterEach(async () => {
  await rig.close();
});

test("[C5] a caller walks the menu, waits, talks to the engineer, and hangs up", async () => {
  const console_ = rig.phoneAt("client:ada");
  const caller = rig.call();
  await caller.hears(FAKE_MENU.welcome);
  caller.press("1");
  await caller.hears(FAKE_MENU.support);
  caller.press("2");
  await caller.hears("You are next in line.");
  const id = interactionId();

  rig.desk.accept(id, ADA);
  await rig.desk.settle();
  await caller.talking();
  await console_.talking();

  caller.hangUp();
  expect(await console_.ended()).toBe("completed");
  await until(() => ended().length === 1);
  expect(ended()).toMatchObject([{ by: "customer", outcome: "handled" }]);
  expect(rig.carrier.alerts).toEqual([]);
});

test("[C5] what the carrier says of the call reaches the desk: numbers and the call's id", async () => {
  const caller = rig.call();
  await caller.hears(FAKE_MENU.welcome);
  expect(rig.desk.interactions).toMatchObject([
    { channel: "voice", externalId: caller.callSid, address: "+15550199", to: "+15550100" },
  ]);
});

test("[C5] a withheld number is an unknown customer", async () => {
  const caller = rig.call("anonymous");
  await caller.hears(FAKE_MENU.welcome);
  expect(rig.desk.interactions).toMatchObject([{ address: null }]);
});

test("[C8] the place in line is told again each time the music ends", async () => {
  await hurry();
  const caller = await waitingCaller();
  const told = (): number =>
    caller.words.filter((words) => words.startsWith("You are next in line")).length;
  await until(() => told() >= 3);
  const music = caller.heard.filter((heard) => heard.type === "play");
  expect(music.length).toBeGreaterThanOrEqual(2);
  // Our own music, under an address that the listener's browser can fetch.
  expect(music[0]).toEqual({ type: "play", url: "/twilio/hold.wav" });
});

test("[C9] an engineer at a desk telephone is called there", async () => {
  rig.desk.putEngineer(fakeEngineer("ada", { phone: { kind: "phone", number: "+15550177" } }));
  const telephone = rig.phoneAt("+15550177");
  const caller = await waitingCaller();
  rig.desk.accept(interactionId(), ADA);
  await rig.desk.settle();
  await telephone.talking();
  await caller.talking();
  expect(telephone.line?.from).toBe("+15550100");
});

test("[C9] an engineer at a SIP telephone is called there", async () => {
  const uri = "sip:ada@example.com";
  rig.desk.putEngineer(fakeEngineer("ada", { phone: { kind: "sip", uri } }));
  const telephone = rig.phoneAt(uri);
  await waitingCaller();
  rig.desk.accept(interactionId(), ADA);
  await rig.desk.settle();
  await telephone.talking();
  expect(telephone.line?.to).toBe(uri);
});

test("[C9] the engineer's end button ends both telephones", async () => {
  const { caller, engineer, id } = await conversation();
  rig.desk.endByEngineer(id);
  await rig.desk.settle();
  expect(await caller.ended()).toBe("completed");
  expect(await engineer.ended()).toBe("completed");
});

test("[C10] the engineer's telephone hanging up ends the call", async () => {
  const { caller, engineer } = await conversation();
  engineer.hangUp();
  await until(() => ended().length === 1);
  expect(ended()).toMatchObject([{ by: "engineer", outcome: "handled" }]);
  await rig.desk.settle();
  await caller.ended();
});

test("[C11] a telephone that is busy sends the caller back to the queue, and the next engineer gets them", async () => {
  rig.phoneAt("client:ada", (line) => {
    line.reject();
  });
  const second = rig.phoneAt("client:bo");
  const caller = await waitingCaller();
  const id = interactionId();
  rig.desk.accept(id, ADA);
  await rig.desk.settle();
  await until(() => requeued().length === 1);
  expect(requeued()).toMatchObject([{ because: "telephone: busy" }]);

  const said = caller.words.length;
  await rig.desk.settle();
  await until(() => caller.words.length > said);
  expect(caller.words.at(-1)).toMatch(/^You are next in line/);

  rig.desk.accept(id, BO);
  await rig.desk.settle();
  await second.talking();
  await caller.talking();
});

test("[C11] a telephone that nobody answers does too", async () => {
  const silent = rig.phoneAt("client:ada", () => undefined);
  await waitingCaller();
  rig.desk.accept(interactionId(), ADA);
  await rig.desk.settle();
  await until(() => requeued().length === 1);
  expect(requeued()).toMatchObject([{ because: "telephone: no-answer" }]);
  expect(await silent.ended()).toBe("canceled");
});

test("[C11] so does a browser that is not there", async () => {
  await waitingCaller();
  rig.desk.accept(interactionId(), ADA);
  await rig.desk.settle();
  await until(() => requeued().length === 1);
  expect(requeued()).toMatchObject([{ because: "telephone: no-answer" }]);
});

test("[C12] a transfer puts the caller back in the queue and lets the first engineer go", async () => {
  const { caller, engineer, id } = await conversation();
  const second = rig.phoneAt("client:bo");
  rig.desk.transfer(id);
  await rig.desk.settle();
  await engineer.ended();
  const place = (): number => caller.words.filter((words) => words.startsWith("You are")).length;
  await until(() => place() >= 2);

  rig.desk.accept(id, BO);
  await rig.desk.settle();
  await second.talking();
  await caller.talking();
  expect(caller.because).toBeNull();
  expect(ended()).toEqual([]);
});

test("[C12] the same engineer can have the caller again", async () => {
  const { caller, engineer, id } = await conversation();
  rig.desk.transfer(id);
  await rig.desk.settle();
  await engineer.ended();
  const again = rig.phoneAt("client:ada");
  engineer.unplug();
  rig.desk.accept(id, ADA);
  await rig.desk.settle();
  await again.talking();
  await caller.talking();
  expect(ended()).toEqual([]);
});

test("[C13] hanging up in the menu is leaving in the menu", async () => {
  const caller = rig.call();
  await caller.hears(FAKE_MENU.welcome);
  caller.hangUp();
  await until(() => ended().length === 1);
  expect(ended()).toMatchObject([{ by: "customer", outcome: "left_in_menu" }]);
});

test("[C13] hanging up in the queue is abandoning", async () => {
  const caller = await waitingCaller();
  caller.hangUp();
  await until(() => ended().length === 1);
  expect(ended()).toMatchObject([{ by: "customer", outcome: "abandoned" }]);
});

test("[C13] hanging up while the engineer's telephone rings stops it, and offers the call to nobody", async () => {
  await takeTime();
  const ringing = rig.phoneAt("client:ada", () => undefined);
  const caller = await waitingCaller();
  rig.desk.accept(interactionId(), ADA);
  await rig.desk.settle();
  await until(() => ringing.line);
  caller.hangUp();
  expect(await ringing.ended()).toBe("canceled");
  await until(() => ended().length === 1);
  expect(requeued()).toEqual([]);
});

test("[C6] silence and wrong keys come back to the menu, which decides", async () => {
  const caller = rig.call();
  await until(() => caller.words.filter((words) => words === FAKE_MENU.welcome).length >= 2);
  caller.press("9");
  await until(() => caller.words.filter((words) => words === FAKE_MENU.welcome).length >= 3);
  caller.press("1");
  await caller.hears(FAKE_MENU.support);
  expect(rig.desk.interactions).toMatchObject([{ state: "menu" }]);
});

test("[C6] digits end with the tree's own key, and a goodbye ends the call", async () => {
  const caller = rig.call();
  await caller.hears(FAKE_MENU.welcome);
  caller.press("2");
  await caller.hears(FAKE_MENU.account);
  caller.press("12345#");
  await caller.hears(FAKE_MENU.connecting);

  const other = rig.call();
  await other.hears(FAKE_MENU.welcome);
  other.press("3");
  await other.hears(FAKE_MENU.hours);
  expect(await other.ended()).toBe("completed");
});

function interactionId(): InteractionId {
  const id = rig.desk.interactions.at(-1)?.id;
  if (id === undefined) throw new Error("no interaction");
  return id;
}

function ended(): readonly object[] {
  return rig.desk.facts.filter((fact) => fact.type === "interaction.ended");
}

function requeued(): readonly object[] {
  return rig.desk.facts.filter((fact) => fact.type === "interaction.requeued");
}

async function waitingCaller(): Promise<TestPhone> {
  const caller = rig.call();
  await caller.hears(FAKE_MENU.welcome);
  caller.press("0");
  await caller.hears("You are next in line.");
  return caller;
}

async function conversation(): Promise<{
  caller: TestPhone;
  engineer: TestPhone;
  id: InteractionId;
}> {
  const engineer = rig.phoneAt("client:ada");
  const caller = await waitingCaller();
  const id = interactionId();
  rig.desk.accept(id, ADA);
  await rig.desk.settle();
  await engineer.talking();
  return { caller, engineer, id };
}
