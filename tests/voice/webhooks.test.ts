/** The addresses the carrier calls, one request at a time. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import express from "express";
import twilio from "twilio";
import { DeskRefusal } from "../../channels/channel.js";
import { createVoiceChannel } from "../../channels/voice/voice-channel.js";
import { EngineerId, type InteractionId } from "../../protocol/ids.js";
import { FAKE_MENU, until } from "../support/fake-desk.js";
import { ACCOUNT, openRig, type Rig } from "./support/rig.js";

const ADA = EngineerId.parse("ada");
const SID = "CA0123456789abcdef0123456789abcdef";
const CALL = { CallSid: SID, From: "+15550199", To: "+15550100", CallStatus: "ringing" };

let rig: Rig;
beforeEach(async () => {
  rig = await openRig();
});
afterEach(async () => {
  await rig.close();
});

describe("documents", () => {
  test("[C6] a menu is one key, in its language's voice, and silence comes back too", async () => {
    expect(await twiml("/twilio/voice", CALL)).toBe(
      `<Response>` +
        `<Gather input="dtmf" action="${rig.url}/twilio/voice/menu?i=i-1&amp;seq=0&amp;k=key" ` +
        `method="POST" numDigits="1" finishOnKey="" timeout="7" actionOnEmptyResult="true">` +
        `<Say language="en-US" voice="Polly.Joanna">${FAKE_MENU.welcome}</Say>` +
        `</Gather></Response>`,
    );
  });

  test("[C6] an entry of digits has a longer first wait: the later one plus a pause", async () => {
    await twiml("/twilio/voice", CALL);
    expect(await press("key", 0, "2")).toBe(
      `<Response>` +
        `<Gather input="dtmf" action="${rig.url}/twilio/voice/menu?i=i-1&amp;seq=1&amp;k=digits" ` +
        `method="POST" numDigits="8" finishOnKey="#" timeout="4" actionOnEmptyResult="true">` +
        `<Say language="en-US" voice="Polly.Joanna">${FAKE_MENU.account}</Say>` +
        `<Pause length="3"/></Gather></Response>`,
    );
  });

  test("[C8] a waiting caller is put into a queue of the carrier with a wait address", async () => {
    await twiml("/twilio/voice", CALL);
    expect(await press("key", 0, "0")).toBe(
      `<Response><Say language="en-US" voice="Polly.Joanna">${FAKE_MENU.connecting}</Say>` +
        `<Enqueue waitUrl="${rig.url}/twilio/voice/wait?i=i-1" waitUrlMethod="POST" ` +
        `action="${rig.url}/twilio/voice/left-queue?i=i-1" method="POST">strowger-7</Enqueue>` +
        `</Response>`,
    );
  });

  test("[C8] the wait document tells the place, the estimate, and plays half a minute of music", async () => {
    await waiting();
    expect(await twiml("/twilio/voice/wait?i=i-1", CALL)).toBe(
      `<Response><Say language="en-US" voice="Polly.Joanna">` +
        `You are next in line. The estimated wait is about 1 minute.</Say>` +
        `<Gather input="dtmf" action="${rig.url}/twilio/voice/callback?i=i-1" method="POST" numDigits="1" timeout="1">` +
        `<Say language="en-US" voice="Polly.Joanna">To keep your place and be called back, press 1.</Say>` +
        `<Play>${rig.url}/twilio/hold.wav</Play></Gather></Response>`,
    );
  });

  test("[C8] a caller with a Chinese menu hears Chinese in the queue", async () => {
    const contact = await rig.desk.begin({
      key: "call:CAzh",
      channel: "voice",
      externalId: "CAzh",
      address: null,
      name: null,
      to: null,
      language: "zh",
    });
    await rig.desk.press({
      interactionId: contact.interactionId,
      seq: 0,
      input: { type: "key", key: "0" },
    });
    expect(await twiml("/twilio/voice/wait?i=i-1", CALL)).toContain(
      `<Say language="cmn-CN" voice="Polly.Zhiyu">您是下一位。 预计等待时间约 1 分钟。</Say>`,
    );
  });

  test("[C8] a carrier's queue that is full loses nobody: the caller waits without it", async () => {
    await waiting();
    const left = { ...CALL, QueueResult: "queue-full" };
    const plain = `${rig.url}/twilio/voice/wait?i=i-1&amp;plain=1`;
    expect(await twiml("/twilio/voice/left-queue?i=i-1", left)).toBe(
      `<Response><Redirect method="POST">${plain}</Redirect></Response>`,
    );
    expect(await twiml("/twilio/voice/wait?i=i-1&plain=1", CALL)).toContain(
      `<Play>${rig.url}/twilio/hold.wav</Play></Gather><Redirect method="POST">${plain}</Redirect>`,
    );
  });

  test("[C9] a caller still waiting when it was accepted leaves the queue into the conference", async () => {
    await waiting();
    rig.desk.accept(id(), ADA);
    expect(await twiml("/twilio/voice/wait?i=i-1", CALL)).toBe("<Response><Leave/></Response>");
    const left = { ...CALL, QueueResult: "leave" };
    expect(await twiml("/twilio/voice/left-queue?i=i-1", left)).toBe(
      `<Response><Dial action="${rig.url}/twilio/voice/left-conference?i=i-1&amp;e=ada&amp;n=1" ` +
        `method="POST"><Conference startConferenceOnEnter="true" endConferenceOnExit="true" ` +
        `beep="false" waitUrl="${rig.url}/twilio/hold.wav" waitMethod="GET" ` +
        `participantLabel="caller">i-1.1.ada</Conference></Dial></Response>`,
    );
  });

  test("[C8] the music is half a minute of telephone-quality sound that may be kept", async () => {
    const response = await fetch(`${rig.url}/twilio/hold.wav`);
    const file = Buffer.from(await response.arrayBuffer());
    expect(response.headers.get("content-type")).toBe("audio/wav");
    expect(response.headers.get("cache-control")).toContain("max-age=86400");
    expect(file.readUInt32LE(24)).toBe(8000);
    expect((file.length - 44) / file.readUInt32LE(28)).toBe(30);
    const samples = new Int16Array(file.buffer, file.byteOffset + 44, (file.length - 44) / 2);
    const loudest = samples.reduce((max, sample) => Math.max(max, Math.abs(sample)), 0);
    expect(loudest).toBeGreaterThan(3000);
    expect(loudest).toBeLessThan(32_000);
  });
});

describe("late, repeated and out of order", () => {
  test("[C7] an answer to an earlier screen changes nothing and gets the present one", async () => {
    await twiml("/twilio/voice", CALL);
    const first = await press("key", 0, "1");
    expect(first).toContain(FAKE_MENU.support);
    expect(await press("key", 0, "1")).toBe(first);
    expect(await press("key", 0, "3")).toBe(first);
    expect(rig.desk.interactions).toMatchObject([{ state: "menu" }]);
  });

  test("[C7] every webhook of a whole call, sent once more in reverse, changes nothing", async () => {
    const engineer = rig.phoneAt("client:ada");
    const caller = rig.call();
    await caller.hears(FAKE_MENU.welcome);
    caller.press("0");
    await caller.hears("You are next");
    rig.desk.accept(id(), ADA);
    await rig.desk.settle();
    await engineer.talking();
    caller.hangUp();
    await until(() => rig.desk.facts.some((fact) => fact.type === "interaction.ended"));
    const facts = [...rig.desk.facts];
    const { length } = rig.requests;
    for (const request of rig.requests.slice(0, length).reverse()) {
      expect((await rig.repeat(request)).status).toBeLessThan(300);
    }
    expect(rig.desk.facts).toEqual(facts);
    expect(rig.desk.interactions).toHaveLength(1);
    expect(rig.desk.outbox).toEqual([]);
  });

  test("[C7] an engineer's telephone of an earlier acceptance has no say any more", async () => {
    await waiting();
    rig.desk.accept(id(), ADA);
    rig.desk.transfer(id());
    rig.desk.accept(id(), ADA);
    const facts = rig.desk.facts.length;
    const old = "/twilio/voice/engineer?i=i-1&e=ada&n=1";
    for (const CallStatus of ["completed", "no-answer", "busy", "failed", "canceled"]) {
      expect((await rig.post(old, { ...CALL, CallStatus })).status).toBe(204);
    }
    await rig.post("/twilio/voice/left-conference?i=i-1&e=ada&n=1", {
      ...CALL,
      CallStatus: "in-progress",
    });
    expect(rig.desk.facts).toHaveLength(facts);
  });

  test("[C7] calls and interactions that nobody knows are no error", async () => {
    const over = { CallSid: SID, CallStatus: "completed" };
    expect((await rig.post("/twilio/voice/status", over)).status).toBe(204);
    expect((await rig.post("/twilio/voice/engineer?i=i-9&e=ada&n=1", over)).status).toBe(204);
    const hangup = "<Response><Hangup/></Response>";
    expect(await twiml("/twilio/voice/menu?i=i-9&seq=0&k=key", { ...CALL, Digits: "1" })).toBe(
      hangup,
    );
    expect(await twiml("/twilio/voice/wait?i=i-9", CALL)).toBe(hangup);
    expect(await twiml("/twilio/voice/resume?i=i-9&t=0", CALL)).toBe(hangup);
    expect(rig.desk.facts).toEqual([]);
  });

  test("[C7] news of a call that goes on ends nothing", async () => {
    await waiting();
    for (const CallStatus of ["queued", "ringing", "in-progress", "of-tomorrow"]) {
      expect((await rig.post("/twilio/voice/status", { ...CALL, CallStatus })).status).toBe(204);
    }
    expect(rig.desk.interactions).toMatchObject([{ state: "waiting" }]);
  });

  test("[C13] the caller's leaving the conference by hanging up is the customer's leaving", async () => {
    await waiting();
    rig.desk.accept(id(), ADA);
    await rig.post("/twilio/voice/left-conference?i=i-1&e=ada&n=1", {
      ...CALL,
      CallStatus: "completed",
    });
    expect(rig.desk.facts.at(-1)).toMatchObject({ type: "interaction.ended", by: "customer" });
  });
});

describe("what is not taken", () => {
  test("[C14] without the carrier's signature, or with a wrong one: 403, and nothing changes", async () => {
    for (const signature of [null, "", "AAAAAAAAAAAAAAAAAAAAAAAAAAA="]) {
      const answer = await rig.post("/twilio/voice", CALL, { signature });
      expect(answer.status).toBe(403);
      expect(JSON.parse(answer.text)).toMatchObject({ error: { code: "SIGNATURE_INVALID" } });
    }
    expect(rig.desk.calls).toEqual({});
  });

  test("[C14] without an account's token, a caller on this machine need not sign", async () => {
    const channel = createVoiceChannel({
      desk: rig.desk,
      publicUrl: () => "https://desk.example",
      account: ACCOUNT,
      secret: "the organisation's",
      trustsThisMachine: true,
      log: { warn: () => undefined },
    });
    const server = express().use("/twilio", channel.router).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const post = async (headers: Record<string, string>): Promise<number> => {
      const body = new URLSearchParams(CALL);
      const address = `http://127.0.0.1:${String(port)}/twilio/voice`;
      return (await fetch(address, { method: "POST", body, headers })).status;
    };
    expect(await post({})).toBe(200);
    // A wrong signature is a forger's; a proxy in front speaks for others.
    expect(await post({ "X-Twilio-Signature": "AAAA" })).toBe(403);
    expect(await post({ "X-Forwarded-For": "203.0.113.7" })).toBe(403);
    server.close();
    await channel.close();
  });

  test("[C14] a signature covers the address with its query, and every field", async () => {
    await waiting();
    const [request] = rig.requests;
    if (request === undefined) throw new Error("no request");
    const tampered = await rig.repeat({ ...request, path: "/twilio/voice/resume?i=i-1&t=0" });
    expect(tampered.status).toBe(403);
    const otherNumber = request.body.replace("15550199", "15550198");
    expect((await rig.repeat({ ...request, body: otherNumber })).status).toBe(403);
    expect((await rig.repeat(request)).status).toBe(200);
  });

  test("[C14] the address may also be the one the request was sent to", async () => {
    const local = rig.url.replace("127.0.0.1", "localhost");
    const body = new URLSearchParams(CALL);
    for (const [signedFor, status] of [
      [local, 200],
      ["https://elsewhere.example", 403],
    ] as const) {
      const signature = twilio.getExpectedTwilioSignature(
        ACCOUNT.authToken,
        `${signedFor}/twilio/voice`,
        CALL,
      );
      const headers = { "X-Twilio-Signature": signature };
      const response = await fetch(`${local}/twilio/voice`, { method: "POST", body, headers });
      expect(response.status).toBe(status);
    }
  });

  test("[C14] a field that is missing or malformed: 400 with its name, and nothing changes", async () => {
    const bad: [string, Record<string, string>, string][] = [
      ["/twilio/voice", { From: "+15550199" }, "CallSid"],
      ["/twilio/voice", { ...CALL, CallSid: "../../etc" }, "CallSid"],
      ["/twilio/voice/menu?i=i-1&seq=0&k=key", { ...CALL, Digits: "abc" }, "Digits"],
      ["/twilio/voice/menu?i=i-1&seq=minus&k=key", CALL, "seq"],
      ["/twilio/voice/menu?seq=0&k=key", CALL, "i"],
      ["/twilio/voice/menu?i=i-1&seq=0&k=speech", CALL, "k"],
      ["/twilio/voice/engineer?i=i-1&e=&n=1", CALL, "e"],
    ];
    for (const [path, fields, field] of bad) {
      const answer = await rig.post(path, fields);
      expect([path, answer.status]).toEqual([path, 400]);
      expect(JSON.parse(answer.text)).toMatchObject({ error: { code: "BAD_REQUEST" } });
      expect(answer.text).toContain(`"field":"${field}"`);
    }
    expect(rig.desk.calls).toEqual({});
  });

  test("[C14] a field given twice is malformed too", async () => {
    const body = "CallSid=CA1&CallSid=CA2";
    const answer = await rig.post("/twilio/voice", CALL, { body, signature: "x" });
    expect(answer.status).toBe(403);
    expect(rig.desk.calls).toEqual({});
  });

  test("[C14] more than 64 KB: 413", async () => {
    const answer = await rig.post("/twilio/voice", { ...CALL, Noise: "x".repeat(70_000) });
    expect(answer.status).toBe(413);
    expect(JSON.parse(answer.text)).toMatchObject({ error: { code: "BODY_TOO_LARGE" } });
  });
});

describe("outages", () => {
  test("[C15] when nothing can be committed the caller holds on, and the same call is asked again", async () => {
    rig.desk.failNext(new DeskRefusal("STORE_UNAVAILABLE", "the database is away"));
    const caller = rig.call();
    await caller.hears("One moment, please.");
    await caller.hears(FAKE_MENU.welcome);
    rig.desk.failNext(new Error("the disk is full"));
    caller.press("1");
    await until(() => caller.words.filter((words) => words === FAKE_MENU.welcome).length === 2);
    caller.press("1");
    await caller.hears(FAKE_MENU.support);
    expect(rig.desk.interactions).toHaveLength(1);
  });

  test("[C15] after half a minute of it the caller is told to call again", async () => {
    rig.desk.failNext(new Error("the disk is full"));
    expect(await twiml("/twilio/voice?t=10", CALL)).toMatch(/Please call again.*<Hangup\/>/);
  });

  test("[C15] while the program stops, callers hold on for the next start", async () => {
    await waiting();
    await rig.channel.close();
    expect(await twiml("/twilio/voice/wait?i=i-1", CALL)).toContain('<Pause length="3"/><Redirect');
  });

  test("[C15] a status callback that could not be kept answers 503, and means it later", async () => {
    await waiting();
    rig.desk.failNext(new Error("the disk is full"));
    const over = { ...CALL, CallStatus: "completed" };
    expect((await rig.post("/twilio/voice/status", over)).status).toBe(503);
    expect((await rig.post("/twilio/voice/status", over)).status).toBe(204);
    expect(rig.desk.interactions).toMatchObject([{ outcome: "abandoned" }]);
  });
});

function id(): InteractionId {
  const interaction = rig.desk.interactions.at(-1);
  if (interaction === undefined) throw new Error("no interaction");
  return interaction.id;
}

async function waiting(): Promise<void> {
  await twiml("/twilio/voice", CALL);
  await press("key", 0, "0");
}

function press(kind: "key" | "digits", seq: number, digits: string): Promise<string> {
  const path = `/twilio/voice/menu?i=i-1&seq=${String(seq)}&k=${kind}`;
  return twiml(path, { ...CALL, CallStatus: "in-progress", Digits: digits });
}

/** The document, without its XML declaration. */
async function twiml(path: string, fields: Record<string, string>): Promise<string> {
  const { status, text } = await rig.post(path, fields);
  expect(status).toBe(200);
  return text.replace(/^<\?xml[^>]*\?>/, "");
}
