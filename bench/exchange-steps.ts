/** Menu steps as Twilio sends them: signed webhooks, each answered after its commit. */
import { randomUUID } from "node:crypto";
import { Agent, request } from "node:http";
import twilio from "twilio";

const agent = new Agent({ keepAlive: true, maxSockets: 256 });

/** One call at its present screen. */
interface Caller {
  readonly sid: string;
  /** Where the next key goes; null: the menu is over. */
  next: string | null;
}

/** As many steps a second as the program takes, from 64 callers at a time. */
export async function measureSteps(url: string, token: string, seconds: number): Promise<number> {
  const until = performance.now() + seconds * 1000;
  let steps = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: 64 }, async () => {
      while (performance.now() < until) {
        const caller = await ring(url, token);
        while (caller.next !== null && performance.now() < until) {
          await press(caller, url, token);
          steps += 1;
        }
        await hangUp(caller, url, token);
      }
    }),
  );
  return steps / ((performance.now() - started) / 1000);
}

/** Milliseconds from sending each step to its answer, at a steady rate whatever the answers take. */
export async function measureStepLatency(
  url: string,
  token: string,
  load: { readonly perSecond: number; readonly seconds: number },
): Promise<number[]> {
  const samples: number[] = [];
  const idle: Caller[] = [];
  const under: Promise<void>[] = [];
  const total = load.perSecond * load.seconds;
  const started = performance.now();
  for (let count = 0; count < total; count++) {
    const at = started + (count * 1000) / load.perSecond;
    const wait = at - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    under.push(
      (async () => {
        const caller = idle.pop() ?? (await ring(url, token));
        const sent = performance.now();
        await press(caller, url, token);
        samples.push(performance.now() - sent);
        if (caller.next === null) await hangUp(caller, url, token);
        else idle.push(caller);
      })(),
    );
  }
  await Promise.all(under);
  for (const caller of idle) await hangUp(caller, url, token);
  return samples;
}

async function ring(url: string, token: string): Promise<Caller> {
  const sid = `CA${randomUUID().replaceAll("-", "")}`;
  const twiml = await post(url, token, {
    path: "/twilio/voice",
    parameters: { CallSid: sid, CallStatus: "ringing" },
  });
  return { sid, next: gatherOf(twiml) };
}

async function press(caller: Caller, url: string, token: string): Promise<void> {
  if (caller.next === null) return;
  const twiml = await post(url, token, {
    path: caller.next,
    parameters: { CallSid: caller.sid, CallStatus: "in-progress", Digits: "1" },
  });
  caller.next = gatherOf(twiml);
}

async function hangUp(caller: Caller, url: string, token: string): Promise<void> {
  await post(url, token, {
    path: "/twilio/voice/status",
    parameters: { CallSid: caller.sid, CallStatus: "completed" },
  });
}

function gatherOf(twiml: string): string | null {
  return /<Gather[^>]*\saction="([^"]+)"/.exec(twiml)?.[1]?.replaceAll("&amp;", "&") ?? null;
}

function post(
  url: string,
  token: string,
  hook: { readonly path: string; readonly parameters: Readonly<Record<string, string>> },
): Promise<string> {
  const address = new URL(hook.path, url);
  const parameters = {
    AccountSid: "AC00000000000000000000000000000000",
    From: "+862161234567",
    To: "+12025550100",
    ...hook.parameters,
  };
  const body = new URLSearchParams(parameters).toString();
  return new Promise((resolve, reject) => {
    const sent = request(
      address,
      {
        method: "POST",
        agent,
        headers: {
          "content-type": "application/x-www-form-urlencoded",
          "content-length": Buffer.byteLength(body),
          "x-twilio-signature": twilio.getExpectedTwilioSignature(
            token,
            address.toString(),
            parameters,
          ),
        },
      },
      (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => (text += chunk));
        response.on("end", () => {
          if ((response.statusCode ?? 500) < 300) resolve(text);
          else reject(new Error(`${address.pathname}: ${String(response.statusCode)} ${text}`));
        });
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}
