/** Texts over a fake desk, the local carrier and real HTTP. */
import { createServer } from "node:http";
import express from "express";
import { createSmsChannel, type SmsChannel } from "../../channels/sms/sms-channel.js";
import {
  startLocalCarrier,
  type LocalCarrier,
} from "../../channels/voice/local-carrier/carrier.js";
import { signatureOf } from "../../channels/voice/local-carrier/webhook.js";
import type { EngineerId, InteractionId } from "../../protocol/ids.js";
import type { Effect } from "../../protocol/effects.js";
import { createLocks } from "../../src/desk/locks.js";
import { createFakeDesk, until, type FakeDesk } from "../support/fake-desk.js";
import { ACCOUNT, CALLER, listen } from "../voice/support/rig.js";

export interface SmsRig {
  readonly desk: FakeDesk;
  readonly channel: SmsChannel;
  readonly carrier: LocalCarrier;
  readonly clock: { at: number };
  /** What the customer was sent so far, oldest first. */
  read(customer?: string): readonly string[];
  /** The customer writes; resolves with the carrier's id once the program has answered. */
  write(body: string, options?: { from?: string; media?: readonly string[] }): Promise<string>;
  /** A webhook as the carrier would send it; `signature` replaces the right one. */
  post(
    path: string,
    fields: Record<string, string>,
    signature?: string,
  ): Promise<{ status: number; text: string }>;
  /** The customer's newest conversation. */
  conversation(customer?: string): Promise<InteractionId>;
  /** The engineer's message, as the engineer's desk keeps it. Returns the effect that sends it. */
  answer(id: InteractionId, text: string): Effect;
  accept(id: InteractionId, engineerId: EngineerId): Promise<void>;
  close(): Promise<void>;
}

export async function openSmsRig(options: { readonly apiBaseUrl?: string } = {}): Promise<SmsRig> {
  const desk = createFakeDesk();
  const clock = { at: Date.now() };
  const app = express();
  const server = createServer(app);
  const url = `http://127.0.0.1:${String(await listen(server))}`;
  const log = { warn: () => undefined };
  const carrier = await startLocalCarrier({
    ...ACCOUNT,
    voiceUrl: () => `${url}/twilio/voice`,
    statusUrl: () => `${url}/twilio/voice/status`,
    smsUrl: () => `${url}/twilio/sms`,
    log,
  });
  const channel = createSmsChannel({
    desk,
    publicUrl: () => url,
    account: ACCOUNT,
    apiBaseUrl: options.apiBaseUrl ?? carrier.apiBaseUrl,
    locked: createLocks(),
    log,
    now: () => clock.at,
  });
  desk.attach(channel);
  app.use("/twilio/sms", channel.router);

  return {
    desk,
    channel,
    carrier,
    clock,
    read: (customer = CALLER) =>
      carrier.texts.of(customer).flatMap(({ to, body }) => (to === customer ? [body] : [])),
    write: async (body, { from = CALLER, media = [] } = {}) => {
      const { sid } = carrier.texts.receive({ from, to: ACCOUNT.number, body, media });
      await carrier.texts.settled();
      return sid;
    },
    post: async (path, fields, signature) => {
      const right = signatureOf(ACCOUNT.authToken, url + path, fields);
      const response = await fetch(url + path, {
        method: "POST",
        body: new URLSearchParams(fields),
        headers: { "X-Twilio-Signature": signature ?? right },
      });
      return { status: response.status, text: await response.text() };
    },
    conversation: (customer = CALLER) =>
      until(() => desk.interactions.findLast(({ address }) => address === customer)?.id),
    answer: (id, text) => {
      const message = desk.write(id, text);
      const effect: Effect = {
        id: `send:${message.id}`,
        channel: "chat",
        kind: "send",
        interactionId: id,
        payload: { message },
        createdAt: clock.at,
      };
      desk.ask(effect);
      return effect;
    },
    accept: async (id, engineerId) => {
      desk.accept(id, engineerId);
      await desk.settle();
    },
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
