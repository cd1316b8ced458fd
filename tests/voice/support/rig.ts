/** The voice channel over a fake desk, the local carrier and real HTTP; telephones are objects. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import {
  startLocalCarrier,
  type LocalCarrier,
} from "../../../channels/voice/local-carrier/carrier.js";
import { signatureOf } from "../../../channels/voice/local-carrier/webhook.js";
import type { Handset, Heard, Line } from "../../../channels/voice/local-carrier/handset.js";
import { createVoiceChannel, type VoiceChannel } from "../../../channels/voice/voice-channel.js";
import { createFakeDesk, until, type FakeDesk } from "../../support/fake-desk.js";

export const ACCOUNT = {
  sid: "AC00000000000000000000000000000001",
  authToken: "the-token-of-the-tests",
  number: "+15550100",
} as const;
export const CALLER = "+15550199";

/** A minute on the telephone takes two seconds here; a busy machine still answers in time. */
const SPEED = 25;

export interface Rig {
  readonly desk: FakeDesk;
  readonly channel: VoiceChannel;
  readonly carrier: LocalCarrier;
  /** The program's own address, as the carrier knows it. */
  readonly url: string;
  /** How many recordings could not be had. */
  readonly missed: number;
  /** Every webhook that arrived, newest last. */
  readonly requests: readonly WebhookRequest[];
  /** Calls in from the test's telephone. */
  call(from?: string): TestPhone;
  /** A telephone that answers by itself, or does what `act` says. */
  phoneAt(address: string, act?: (line: Line) => void): TestPhone;
  /** A webhook as the carrier would send it; `signature` replaces the right one. */
  post(
    path: string,
    fields: Record<string, string>,
    options?: { signature?: string | null; body?: string },
  ): Promise<{ status: number; text: string }>;
  /** Sends a webhook that arrived once more, exactly as it was. */
  repeat(request: WebhookRequest): Promise<{ status: number; text: string }>;
  close(): Promise<void>;
}

export interface WebhookRequest {
  readonly path: string;
  readonly signature: string;
  readonly body: string;
}

export async function openRig(
  options: {
    /** REST calls go here instead of the local carrier. */
    readonly apiBaseUrl?: string;
    /** How much faster than a telephone; slower where a ringing telephone must go on ringing. */
    readonly speed?: number;
  } = {},
): Promise<Rig> {
  const desk = createFakeDesk();
  const requests: WebhookRequest[] = [];
  let missed = 0;
  const app = express();
  const server = createServer(app);
  const port = await listen(server);
  const url = `http://127.0.0.1:${String(port)}`;
  const log = { warn: () => undefined };
  const carrier = await startLocalCarrier({
    ...ACCOUNT,
    voiceUrl: () => `${url}/twilio/voice`,
    statusUrl: () => `${url}/twilio/voice/status`,
    smsUrl: () => `${url}/twilio/sms`,
    speed: options.speed ?? SPEED,
    log,
  });
  const channel = createVoiceChannel({
    desk,
    publicUrl: () => url,
    account: ACCOUNT,
    secret: "the organisation's",
    onMissingRecording: () => {
      missed += 1;
    },
    apiBaseUrl: options.apiBaseUrl ?? carrier.apiBaseUrl,
    log,
  });
  desk.attach(channel);
  app.use((request, _response, next) => {
    const signature = request.get("X-Twilio-Signature") ?? "";
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString("utf8");
      if (request.method === "POST") requests.push({ path: request.originalUrl, signature, body });
    });
    next();
  });
  app.use("/twilio", channel.router);

  const send = async (
    path: string,
    body: string,
    signature: string | null,
  ): Promise<{ status: number; text: string }> => {
    const response = await fetch(url + path, {
      method: "POST",
      body,
      headers: {
        "Content-Type": "application/x-www-form-urlencoded",
        ...(signature === null ? {} : { "X-Twilio-Signature": signature }),
      },
    });
    return { status: response.status, text: await response.text() };
  };

  return {
    desk,
    channel,
    carrier,
    url,
    requests,
    get missed() {
      return missed;
    },
    call: (from = CALLER) => {
      const phone = new TestPhone();
      const line = carrier.dial({ from, to: ACCOUNT.number }, phone);
      if (line === null) throw new Error("all lines are busy");
      phone.line = line;
      return phone;
    },
    phoneAt: (address, act = (line) => line.answer()) => {
      const phone = new TestPhone(act);
      phone.unplug = carrier.plug(address, phone);
      return phone;
    },
    post: (path, fields, options = {}) => {
      const right = signatureOf(ACCOUNT.authToken, url + path, fields);
      const signature = options.signature === undefined ? right : options.signature;
      return send(path, options.body ?? new URLSearchParams(fields).toString(), signature);
    },
    repeat: ({ path, body, signature }) => send(path, body, signature),
    close: async () => {
      await channel.close();
      await carrier.close();
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      });
    },
  };
}

/** A telephone of the test's: remembers what it heard, answers as it is told. */
export class TestPhone implements Handset {
  line: Line | null = null;
  readonly heard: Heard[] = [];
  unplug: () => void = () => undefined;
  readonly #act: (line: Line) => void;

  constructor(act: (line: Line) => void = () => undefined) {
    this.#act = act;
  }

  ring(line: Line): void {
    this.line = line;
    this.#act(line);
  }

  hear(_callSid: string, heard: Heard): void {
    this.heard.push(heard);
  }

  get callSid(): string {
    return this.line?.callSid ?? "";
  }

  /** What was said so far. */
  get words(): readonly string[] {
    return this.heard.flatMap((heard) => (heard.type === "say" ? [heard.text] : []));
  }

  /** How the call ended; null while it goes on. */
  get because(): string | null {
    const end = this.heard.find((heard) => heard.type === "ended");
    return end?.because ?? null;
  }

  /** Waits until that was said. */
  hears(text: string): Promise<unknown> {
    return until(
      () => this.words.some((words) => words.includes(text)),
      `“${text}” among ${JSON.stringify(this.heard)}`,
    );
  }

  ended(): Promise<string> {
    return until(() => this.because, "the end of the call");
  }

  /** Waits until it can talk to somebody. */
  talking(): Promise<unknown> {
    return until(() => {
      const last = this.heard.filter((heard) => heard.type === "peer").at(-1);
      return last?.present === true;
    }, "the conversation");
  }

  press(keys: string): void {
    for (const key of keys) this.line?.key(key);
  }

  hangUp(): void {
    this.line?.hangUp();
  }
}

export async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}
