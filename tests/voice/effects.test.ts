/** What is asked of the carrier's REST interface: once, again, too late, and while it is away. */
import { createServer, type Server } from "node:http";
import { afterEach, expect, test } from "@jest/globals";
import type { Effect } from "../../protocol/effects.js";
import { EngineerId, InteractionId } from "../../protocol/ids.js";
import { FAKE_MENU, fakeEngineer, until } from "../support/fake-desk.js";
import { listen, openRig, type Rig, type TestPhone } from "./support/rig.js";

const ADA = EngineerId.parse("ada");

let rig: Rig;
let broken: Server | null = null;
afterEach(async () => {
  await rig.close();
  broken?.close();
  broken = null;
});

test("[C16] bridging again disturbs nobody and calls nobody twice", async () => {
  rig = await openRig();
  let rings = 0;
  const engineer = rig.phoneAt("client:ada", (line) => {
    rings += 1;
    line.answer();
  });
  const { caller, id } = await waitingCaller();
  rig.desk.accept(id, ADA);
  const [bridge] = rig.desk.outbox;
  if (bridge === undefined) throw new Error("no effect was planned");
  await rig.desk.settle();
  await engineer.talking();
  const heard = caller.heard.length;
  for (let again = 0; again < 3; again += 1) {
    expect(await rig.channel.perform(bridge)).toEqual({ type: "done" });
  }
  expect(rings).toBe(1);
  expect(caller.heard).toHaveLength(heard);
  expect(caller.because).toBeNull();
});

test("[C16] bridging again while the telephone still rings does not ring it twice", async () => {
  rig = await openRig({ speed: 5 });
  const rung: string[] = [];
  rig.phoneAt("client:ada", (line) => rung.push(line.callSid));
  const { id } = await waitingCaller();
  rig.desk.accept(id, ADA);
  const [bridge] = rig.desk.outbox;
  if (bridge === undefined) throw new Error("no effect was planned");
  await rig.channel.perform(bridge);
  await rig.channel.perform(bridge);
  await until(() => rung.length > 0);
  expect(rung).toHaveLength(1);
});

test("[C16] effects that are overtaken do nothing: bridge after a transfer, wait after an acceptance", async () => {
  rig = await openRig();
  const engineer = rig.phoneAt("client:ada");
  const { caller, id } = await waitingCaller();
  rig.desk.accept(id, ADA);
  const late = rig.desk.outbox;
  rig.desk.transfer(id);
  for (const effect of late) expect(await rig.channel.perform(effect)).toEqual({ type: "done" });
  expect(engineer.line).toBeNull();

  const wait = rig.desk.outbox.filter((effect) => effect.kind === "wait");
  expect(wait).toHaveLength(1);
  rig.desk.accept(id, ADA);
  await rig.desk.settle();
  await engineer.talking();
  const heard = caller.heard.length;
  for (const effect of wait) expect(await rig.channel.perform(effect)).toEqual({ type: "done" });
  expect(caller.heard).toHaveLength(heard);
});

test("[C16] a call that is gone when it should be bridged is the customer's leaving", async () => {
  rig = await openRig();
  const engineer = rig.phoneAt("client:ada");
  const id = await contactWithoutCall();
  rig.desk.accept(id, ADA);
  await rig.desk.settle();
  expect(rig.desk.facts.at(-1)).toMatchObject({ type: "interaction.ended", by: "customer" });
  expect(engineer.line).toBeNull();
});

test("[C16] hanging up what is gone is done", async () => {
  rig = await openRig();
  const id = await contactWithoutCall();
  rig.desk.accept(id, ADA);
  rig.desk.endByEngineer(id);
  const performed = await rig.desk.settle();
  expect(performed.map((one) => [one.effect.kind, one.performed.type])).toEqual([
    ["bridge", "done"],
    ["hangup", "done"],
  ]);
});

test("[C16] an engineer who cannot be dialled at all is unreachable", async () => {
  rig = await openRig();
  const { id } = await waitingCaller();
  rig.desk.accept(id, EngineerId.parse("nobody"));
  await rig.desk.settle();
  await until(() => rig.desk.facts.some((fact) => fact.type === "interaction.requeued"));

  rig.desk.putEngineer(fakeEngineer("ada", { phone: { kind: "phone", number: "+15550166" } }));
  rig.desk.accept(id, ADA);
  await rig.desk.settle();
  const because = await until(() => {
    const back = rig.desk.facts.filter((fact) => fact.type === "interaction.requeued");
    return back.length === 2 ? back.map((fact) => fact.because) : null;
  });
  expect(because).toEqual(["unknown engineer", "telephone: failed"]);
});

test("[C16] while the carrier is away an effect throws, so that it is tried again", async () => {
  for (const status of [500, 503, 429]) {
    broken = createServer((_request, response) => {
      response.writeHead(status, { "Content-Type": "application/json" });
      response.end(JSON.stringify({ code: 20500, message: "away", status }));
    });
    rig = await openRig({ apiBaseUrl: `http://127.0.0.1:${String(await listen(broken))}` });
    const id = await contactWithoutCall();
    rig.desk.accept(id, ADA);
    for (const effect of rig.desk.outbox)
      await expect(rig.channel.perform(effect)).rejects.toThrow();
    expect(rig.desk.interactions).toMatchObject([{ state: "active" }]);
    await rig.close();
    broken.close();
  }
  rig = await openRig({ apiBaseUrl: "http://127.0.0.1:9" });
  const id = await contactWithoutCall();
  rig.desk.accept(id, ADA);
  for (const effect of rig.desk.outbox) await expect(rig.channel.perform(effect)).rejects.toThrow();
});

test("[C16] only what takes a caller out of the music is planned", async () => {
  rig = await openRig();
  const { id } = await waitingCaller();
  const interaction = await rig.desk.interaction(id);
  if (interaction === null) throw new Error("no interaction");
  const kinds = (fact: Parameters<typeof rig.channel.effectsOf>[0]): string[] =>
    rig.channel
      .effectsOf(fact, { interaction })
      .map((effect: Omit<Effect, "createdAt">) => effect.kind);
  const base = { at: 1, interactionId: id } as const;
  const bucketId = interaction.bucketId;
  if (bucketId === null) throw new Error("no bucket");
  expect([
    kinds({ ...base, type: "interaction.requeued", bucketId, because: "declined" }),
    kinds({
      ...base,
      type: "interaction.transferred",
      fromEngineerId: null,
      toBucketId: bucketId,
      toEngineerId: null,
      note: null,
    }),
    kinds({
      ...base,
      type: "interaction.ended",
      by: "customer",
      outcome: "abandoned",
      engineerId: null,
    }),
    kinds({
      ...base,
      type: "interaction.ended",
      by: "menu",
      outcome: "menu_ended",
      engineerId: null,
    }),
    kinds({
      ...base,
      type: "interaction.ended",
      by: "system",
      outcome: "dismissed",
      engineerId: null,
    }),
  ]).toEqual([[], [], [], [], ["hangup"]]);
});

test("[C17] calls the carrier no longer knows are over", async () => {
  rig = await openRig();
  const { caller } = await waitingCaller();
  const lost = await contactWithoutCall();
  await rig.channel.reconcile();
  expect((await rig.desk.interaction(lost))?.outcome).toBe("dismissed");
  expect(rig.desk.interactions.filter((one) => one.state === "waiting")).toHaveLength(1);
  expect(caller.because).toBeNull();
});

test("[C17] a conversation without the engineer's telephone goes back to the queue the second time", async () => {
  rig = await openRig();
  const { id } = await waitingCaller();
  rig.desk.accept(id, ADA);
  await rig.channel.reconcile();
  expect((await rig.desk.interaction(id))?.state).toBe("active");
  await rig.channel.reconcile();
  expect((await rig.desk.interaction(id))?.state).toBe("waiting");
});

test("[C17] a conversation in order stays as it is, and an outage ends nothing", async () => {
  rig = await openRig();
  const engineer = rig.phoneAt("client:ada");
  const { id } = await waitingCaller();
  rig.desk.accept(id, ADA);
  await rig.desk.settle();
  await engineer.talking();
  for (let round = 0; round < 3; round += 1) await rig.channel.reconcile();
  expect((await rig.desk.interaction(id))?.state).toBe("active");
  await rig.carrier.close();
  await rig.channel.reconcile();
  expect((await rig.desk.interaction(id))?.state).toBe("active");
});

async function waitingCaller(): Promise<{ caller: TestPhone; id: InteractionId }> {
  const caller = rig.call();
  await caller.hears(FAKE_MENU.welcome);
  caller.press("0");
  await caller.hears("You are next in line.");
  const id = rig.desk.interactions.at(-1)?.id;
  if (id === undefined) throw new Error("no interaction");
  return { caller, id };
}

/** As after a restart of the carrier: the desk believes in a call that is no more. */
async function contactWithoutCall(): Promise<InteractionId> {
  const { interactionId } = await rig.desk.begin({
    key: "call:CAffffffffffffffffffffffffffffffff",
    channel: "voice",
    externalId: "CAffffffffffffffffffffffffffffffff",
    address: null,
    name: null,
    to: null,
    language: null,
  });
  await rig.desk.press({ interactionId, seq: 0, input: { type: "key", key: "0" } });
  return interactionId;
}

test("[D8] a recording is deleted at the carrier though its contact is gone, and once is enough", async () => {
  const asked: string[] = [];
  let answer = 503;
  broken = createServer((request, response) => {
    asked.push(`${request.method ?? ""} ${request.url ?? ""}`);
    response.writeHead(answer, { "content-type": "application/json" }).end("{}");
  });
  const port = await listen(broken);
  rig = await openRig({ apiBaseUrl: `http://127.0.0.1:${String(port)}` });
  const erase: Effect = {
    id: "erase:RE17",
    channel: "voice",
    kind: "erase",
    interactionId: InteractionId.parse("int_gone"),
    payload: { recordingSid: "RE17" },
    createdAt: 0,
  };
  await expect(rig.channel.perform(erase)).rejects.toThrow();
  expect(asked.at(-1)).toMatch(/^DELETE \/2010-04-01\/Accounts\/AC\w+\/Recordings\/RE17\.json$/);
  for (answer of [204, 404]) expect(await rig.channel.perform(erase)).toEqual({ type: "done" });
  expect(asked).toHaveLength(3);
});
