/** The local carrier alone: each verb as Twilio runs it, against a script of documents. */
import { createServer, type Server } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import twilio from "twilio";
import {
  startLocalCarrier,
  type LocalCarrier,
} from "../../channels/voice/local-carrier/carrier.js";
import { until } from "../support/fake-desk.js";
import { ACCOUNT, CALLER, listen, TestPhone } from "./support/rig.js";

interface Asked {
  readonly path: string;
  readonly fields: Record<string, string>;
  readonly signed: boolean;
}

let carrier: LocalCarrier;
let server: Server;
let url: string;
let asked: Asked[];
/** What each address answers; `/voice` is where calls come in. */
let script: Record<string, string>;
/** Addresses that fail, and how often. */
let failures: Record<string, number>;

beforeEach(async () => {
  asked = [];
  script = {};
  failures = {};
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const path = request.url ?? "";
      const fields = Object.fromEntries(new URLSearchParams(body));
      const signature = String(request.headers["x-twilio-signature"]);
      const signed = twilio.validateRequest(ACCOUNT.authToken, signature, url + path, fields);
      asked.push({ path, fields, signed });
      const left = failures[path] ?? 0;
      if (left > 0) {
        failures[path] = left - 1;
        request.socket.destroy();
        return;
      }
      const document = script[path];
      if (path === "/beep.wav" || path === "/long.wav") {
        const seconds = path === "/beep.wav" ? 2 : 120;
        response.writeHead(200, { "Content-Type": "audio/wav" }).end(wav(seconds));
      } else if (document === undefined) response.writeHead(404).end();
      else response.writeHead(200, { "Content-Type": "text/xml" }).end(document);
    });
  });
  url = `http://127.0.0.1:${String(await listen(server))}`;
  carrier = await startLocalCarrier({
    ...ACCOUNT,
    voiceUrl: () => `${url}/voice`,
    statusUrl: () => `${url}/status`,
    smsUrl: () => `${url}/sms`,
    speed: 100,
    log: { warn: () => undefined },
  });
});

afterEach(async () => {
  await carrier.close();
  server.closeAllConnections();
  server.close();
});

describe("documents", () => {
  test("[C18] every webhook is signed and tells of the call; the last is its status", async () => {
    const caller = call("<Response><Say>Hello.</Say></Response>");
    expect(await caller.ended()).toBe("completed");
    await until(() => asked.some((one) => one.path === "/status"));
    expect(asked.map(({ path, signed, fields }) => [path, signed, fields["CallStatus"]])).toEqual([
      ["/voice", true, "ringing"],
      ["/status", true, "completed"],
    ]);
    expect(asked[0]?.fields).toMatchObject({
      CallSid: caller.callSid,
      AccountSid: ACCOUNT.sid,
      From: CALLER,
      To: ACCOUNT.number,
      Direction: "inbound",
      ApiVersion: "2010-04-01",
    });
    expect(caller.callSid).toMatch(/^CA[0-9a-f]{32}$/);
  });

  test("[C18] Say, Play and Pause are heard in turn, for as long as they take", async () => {
    const caller = call(
      `<Response><Say language="en-US">One &amp; two.</Say><Pause length="2"/>` +
        `<Play loop="2">/beep.wav</Play><Say language="cmn-CN"><![CDATA[三]]></Say></Response>`,
    );
    await caller.ended();
    expect(caller.heard.map(briefly)).toEqual([
      "answered",
      "say One & two.",
      "play /beep.wav",
      "play /beep.wav",
      "say 三",
      "ended completed",
    ]);
  });

  test("[C18] Redirect goes to another document, relative to this one; what stands after it is not run", async () => {
    script["/next?a=1"] = "<Response><Say>Next.</Say></Response>";
    const caller = call(`<Response><Redirect>next?a=1</Redirect><Say>Never.</Say></Response>`);
    await caller.ended();
    expect(caller.words).toEqual(["Next."]);
  });

  test("[C18] Hangup ends it at once; Reject ends it before it is answered", async () => {
    const caller = call("<Response><Hangup/><Say>Never.</Say></Response>");
    expect(await caller.ended()).toBe("completed");
    expect(caller.words).toEqual([]);
    const busy = call(`<Response><Reject reason="busy"/></Response>`);
    expect(await busy.ended()).toBe("busy");
    expect(busy.heard.map(briefly)).toEqual(["ended busy"]);
    const rejected = call("<Response><Reject/></Response>");
    expect(await rejected.ended()).toBe("failed");
  });

  test("[C18] what is not well formed, or no TwiML, is apologised for and listed", async () => {
    const documents = [
      "<Response><Say>open",
      "<Other/>",
      "<!DOCTYPE Response [<!ENTITY a 'b'>]><Response><Say>&a;</Say></Response>",
      "no document",
    ];
    for (const document of documents) {
      const caller = call(document);
      await caller.ended();
      expect(caller.words).toEqual([expect.stringContaining("application error")]);
    }
    expect(carrier.alerts.map((alert) => alert.code)).toEqual([12100, 12102, 12100, 12100]);
  });

  test("[C18] an address that fails is apologised for; one without connection is asked once more", async () => {
    const caller = call("<Response><Redirect>/gone</Redirect></Response>");
    await caller.ended();
    expect(carrier.alerts.map((alert) => alert.code)).toEqual([11200]);
    failures["/voice"] = 1;
    const second = call("<Response><Say>Hello.</Say></Response>");
    await second.ended();
    expect(second.words).toEqual(["Hello."]);
  });

  test("[C18] an unknown verb is listed and passed over", async () => {
    const caller = call("<Response><Juggle/><Say>Hello.</Say></Response>");
    await caller.ended();
    expect(caller.words).toEqual(["Hello."]);
    expect(carrier.alerts.map((alert) => alert.code)).toEqual([12200]);
  });
});

describe("Gather", () => {
  test("[C18] ends at the number of digits, and a key interrupts what is said", async () => {
    script["/got"] = "<Response/>";
    const caller = call(gather(`numDigits="3"`));
    await caller.hears("Enter");
    caller.press("123");
    await caller.ended();
    expect(answerTo("/got")).toMatchObject({ Digits: "123", FinishedOnKey: "" });
    expect(caller.heard.map(briefly)).toContain("stop");
  });

  test("[C18] ends at the finishing key, which is not part of the digits", async () => {
    script["/got"] = "<Response/>";
    const caller = call(gather(`finishOnKey="*"`));
    await caller.hears("Enter");
    caller.press("1#2*");
    await caller.ended();
    expect(answerTo("/got")).toMatchObject({ Digits: "1#2", FinishedOnKey: "*" });
  });

  test("[C18] without a finishing key the pound key is a digit", async () => {
    script["/got"] = "<Response/>";
    const caller = call(gather(`finishOnKey="" numDigits="1"`));
    await caller.hears("Enter");
    caller.press("#");
    await caller.ended();
    expect(answerTo("/got")).toMatchObject({ Digits: "#" });
  });

  test("[C18] ends when no further key comes in time", async () => {
    script["/got"] = "<Response/>";
    const caller = call(gather(`timeout="3"`));
    await caller.hears("Enter");
    caller.press("12");
    await caller.ended();
    expect(answerTo("/got")).toMatchObject({ Digits: "12" });
  });

  test("[C18] silence goes on with the next verb, or to the address when that is wanted", async () => {
    const caller = call(gather(`timeout="1"`));
    await caller.ended();
    expect(caller.words.at(-1)).toBe("Nothing.");
    script["/got"] = "<Response/>";
    const second = call(gather(`timeout="1" actionOnEmptyResult="true"`));
    await second.ended();
    expect(answerTo("/got")).toMatchObject({ Digits: "" });
  });

  test("[C18] keys that nobody waits for are lost", async () => {
    script["/got"] = "<Response/>";
    const caller = call(
      `<Response><Say>First something long enough.</Say>` +
        `<Gather action="/got" numDigits="1" timeout="1" actionOnEmptyResult="true"/></Response>`,
    );
    await caller.hears("First");
    caller.press("5");
    await caller.ended();
    expect(answerTo("/got")).toMatchObject({ Digits: "" });
  });
});

describe("Enqueue, Record, Dial", () => {
  test("[C18] the wait address is asked again and again, until Leave; then the action", async () => {
    script["/wait"] = "<Response><Say>Wait.</Say></Response>";
    script["/left"] = "<Response><Say>Your turn.</Say></Response>";
    const caller = call(
      `<Response><Enqueue waitUrl="/wait" action="/left">line</Enqueue></Response>`,
    );
    await until(() => caller.words.filter((words) => words === "Wait.").length >= 2);
    script["/wait"] = "<Response><Leave/></Response>";
    await caller.hears("Your turn.");
    await caller.ended();
    expect(answerTo("/wait")).toMatchObject({ QueuePosition: "1", CurrentQueueSize: "1" });
    expect(answerTo("/left")).toMatchObject({ QueueResult: "leave" });
  });

  test("[C18] who hangs up in the queue, or is given another document, is reported to the action", async () => {
    script["/wait"] = `<Response><Pause length="30"/></Response>`;
    script["/left"] = "<Response><Say>Never.</Say></Response>";
    const enqueue = `<Response><Enqueue waitUrl="/wait" action="/left">line</Enqueue></Response>`;
    const caller = call(enqueue);
    await until(() => answerTo("/wait"));
    caller.hangUp();
    await until(() => answerTo("/left"));
    expect(answerTo("/left")).toMatchObject({ QueueResult: "hangup" });

    asked = [];
    const second = call(enqueue);
    await until(() => answerTo("/wait"));
    await rest(`Calls/${second.callSid}.json`, { Twiml: "<Response><Say>Come.</Say></Response>" });
    await second.ended();
    expect(second.words).toEqual(["Come."]);
    await until(() => answerTo("/left"));
    expect(answerTo("/left")).toMatchObject({ QueueResult: "redirected" });
  });

  test("[C18] Record ends with a key and tells where the recording is", async () => {
    script["/recorded"] = "<Response/>";
    const caller = call(
      `<Response><Record action="/recorded" finishOnKey="#"/><Say>Never.</Say></Response>`,
    );
    await until(() => caller.heard.some((heard) => heard.type === "say"));
    caller.press("1#");
    await caller.ended();
    expect(answerTo("/recorded")).toMatchObject({ Digits: "#" });
    expect(answerTo("/recorded")?.["RecordingSid"]).toMatch(/^RE/);
  });

  test("[C18] Dial rings several telephones; the first to answer has the call", async () => {
    script["/after"] = "<Response/>";
    const slow = phoneAt("+15550111", () => undefined);
    const quick = phoneAt("client:bo", (line) => line.answer());
    const caller = call(
      `<Response><Dial action="/after"><Number>+15550111</Number><Client>bo</Client></Dial></Response>`,
    );
    await quick.talking();
    expect(await slow.ended()).toBe("canceled");
    quick.hangUp();
    await caller.ended();
    expect(answerTo("/after")).toMatchObject({ DialCallStatus: "completed" });
  });

  test("[C18] Dial tells what became of it: busy, no answer, nobody there; and of each leg", async () => {
    script["/after"] = "<Response/>";
    script["/leg"] = "";
    phoneAt("+15550111", (line) => {
      line.reject();
    });
    phoneAt("sip:bo@example.com", () => undefined);
    const outcomes: unknown[] = [];
    for (const noun of [
      `<Number statusCallback="/leg" statusCallbackEvent="ringing completed">+15550111</Number>`,
      "<Sip>sip:bo@example.com</Sip>",
      "<Number>+15550112</Number>",
    ]) {
      asked = asked.filter((one) => one.path === "/leg");
      const caller = call(`<Response><Dial timeout="5" action="/after">${noun}</Dial></Response>`);
      await caller.ended();
      outcomes.push(answerTo("/after")?.["DialCallStatus"]);
    }
    expect(outcomes).toEqual(["busy", "no-answer", "failed"]);
    const leg = asked.filter((one) => one.path === "/leg");
    expect(leg.map(({ fields }) => fields["CallStatus"])).toEqual(["ringing", "busy"]);
  });

  test("[C18] a conference plays its music until two are in it, and ends with who may end it", async () => {
    script["/room"] = "";
    const room = (ends: boolean): string =>
      `<Response><Dial><Conference endConferenceOnExit="${String(ends)}" waitUrl="/long.wav" ` +
      `statusCallback="/room" statusCallbackEvent="start end join leave">room</Conference></Dial></Response>`;
    const first = call(room(false));
    await until(() => first.heard.some((heard) => heard.type === "play"));
    const second = call(room(true));
    await first.talking();
    await second.talking();
    expect(first.heard.map(briefly).filter((one) => one === "stop")).toHaveLength(1);
    second.hangUp();
    expect(await first.ended()).toBe("completed");
    await until(() => asked.some((one) => one.fields["StatusCallbackEvent"] === "conference-end"));
    const events = asked
      .filter((one) => one.path === "/room")
      .map((one) => one.fields["StatusCallbackEvent"]);
    expect(events.toSorted()).toEqual([
      "conference-end",
      "conference-start",
      "participant-join",
      "participant-join",
      "participant-leave",
      "participant-leave",
    ]);
  });
});

describe("REST", () => {
  const client = (token: string = ACCOUNT.authToken): ReturnType<typeof twilio> => {
    const httpClient = new twilio.RequestClient();
    const send = httpClient.request.bind(httpClient);
    httpClient.request = (request) =>
      send({ ...request, uri: request.uri.replace("https://api.twilio.com", carrier.apiBaseUrl) });
    return twilio(ACCOUNT.sid, token, { httpClient });
  };

  test("[C18] Twilio's own library reads its calls, conferences and participants", async () => {
    const api = client();
    const engineer = phoneAt("client:ada", (line) => line.answer());
    const caller = call(
      `<Response><Dial><Conference endConferenceOnExit="true">room</Conference></Dial></Response>`,
    );
    const conference = await until(async () => {
      const [found] = await api.conferences.list({ friendlyName: "room" });
      return found;
    });
    expect(conference.status).toBe("init");
    const leg = await api.conferences("room").participants.create({
      from: ACCOUNT.number,
      to: "client:ada",
      label: "engineer",
      endConferenceOnExit: true,
    });
    expect(leg.label).toBe("engineer");
    await engineer.talking();
    expect((await api.conferences(conference.sid).fetch()).status).toBe("in-progress");
    const inside = await api.conferences(conference.sid).participants.list();
    expect(inside.map(({ callSid, status }) => [callSid, status])).toEqual([
      [caller.callSid, "connected"],
      [leg.callSid, "connected"],
    ]);
    await api.conferences(conference.sid).participants("engineer").remove();
    await engineer.ended();
    await caller.ended();
    expect((await api.calls(leg.callSid).fetch()).status).toBe("completed");
    expect((await api.calls.list({ status: "completed" })).length).toBe(2);
  });

  test("[C18] a call can be made, redirected and hung up", async () => {
    script["/talk"] = `<Response><Pause length="60"/></Response>`;
    script["/other"] = `<Response><Say>Other.</Say><Pause length="60"/></Response>`;
    const api = client();
    const phone = phoneAt("+15550111", (line) => line.answer());
    const { sid } = await api.calls.create({
      to: "+15550111",
      from: ACCOUNT.number,
      url: `${url}/talk`,
    });
    await until(() => asked.some((one) => one.path === "/talk"));
    await api.calls(sid).update({ url: `${url}/other` });
    await phone.hears("Other.");
    await api.calls(sid).update({ status: "completed" });
    expect(await phone.ended()).toBe("completed");
  });

  test("[C18] errors have Twilio's numbers", async () => {
    const refused = async (work: Promise<unknown>): Promise<unknown> => {
      const error: unknown = await work.then(
        () => null,
        (thrown: unknown) => thrown,
      );
      return error instanceof twilio.RestException ? [error.status, error.code] : error;
    };
    const api = client();
    const over = call("<Response/>");
    await over.ended();
    const unknown = "CA00000000000000000000000000000000";
    expect([
      await refused(client("wrong").calls(unknown).fetch()),
      await refused(api.calls(unknown).fetch()),
      await refused(api.calls(over.callSid).update({ status: "completed" })),
      await refused(api.calls.create({ to: "+15550111", from: ACCOUNT.number })),
      await refused(api.calls(over.callSid).update({ twiml: "<Response>" })),
      await refused(api.conferences("CFnone").fetch()),
    ]).toEqual([
      [401, 20003],
      [404, 20404],
      [400, 21220],
      [400, 21205],
      [400, 12100],
      [404, 20404],
    ]);
  });

  test("[C18] a label is taken once in a conference", async () => {
    const api = client();
    phoneAt("client:ada", () => undefined);
    const leg = { from: ACCOUNT.number, to: "client:ada", label: "engineer" };
    await api.conferences("room").participants.create(leg);
    await expect(api.conferences("room").participants.create(leg)).rejects.toThrow("label");
  });
});

/** Calls in; the first document is this. */
function call(document: string): TestPhone {
  script["/voice"] = document;
  script["/status"] = "";
  const phone = new TestPhone();
  phone.line = carrier.dial({ from: CALLER, to: ACCOUNT.number }, phone);
  return phone;
}

function phoneAt(address: string, act: ConstructorParameters<typeof TestPhone>[0]): TestPhone {
  const phone = new TestPhone(act);
  carrier.plug(address, phone);
  return phone;
}

function gather(attributes: string): string {
  return (
    `<Response><Gather action="/got" ${attributes}><Say>Enter something, and take your time.</Say>` +
    `</Gather><Say>Nothing.</Say></Response>`
  );
}

/** The fields of the newest request to an address. */
function answerTo(path: string): Record<string, string> | undefined {
  return asked.filter((one) => one.path === path).at(-1)?.fields;
}

async function rest(path: string, fields: Record<string, string>): Promise<void> {
  const { sid, authToken } = ACCOUNT;
  const response = await fetch(`${carrier.apiBaseUrl}/2010-04-01/Accounts/${sid}/${path}`, {
    method: "POST",
    body: new URLSearchParams(fields),
    headers: { Authorization: `Basic ${Buffer.from(`${sid}:${authToken}`).toString("base64")}` },
  });
  if (!response.ok) throw new Error(await response.text());
}

function briefly(heard: TestPhone["heard"][number]): string {
  if (heard.type === "say") return `say ${heard.text}`;
  if (heard.type === "play") return `play ${heard.url}`;
  if (heard.type === "ended") return `ended ${heard.because}`;
  return heard.type;
}

/** So many seconds of silence, 8 kHz, 8 bit. */
function wav(seconds: number): Buffer {
  const file = Buffer.alloc(44 + seconds * 8000);
  file.write("RIFF", 0, "latin1");
  file.writeUInt32LE(8000, 28);
  return file;
}
