/**
 * Conversations by text message. For the program they are chats, so this port serves those chats
 * that came by text; how they come and go is Twilio's messaging, or the local carrier's.
 */
import type { Router } from "express";
import { isSms } from "../../protocol/sms.js";
import type { ChannelPort, Desk } from "../channel.js";
import type { TwilioAccount } from "../twilio/rest.js";
import type { Signing } from "../twilio/webhook.js";
import { createPerformer, smsEffectsOf } from "./effects.js";
import { createReception } from "./reception.js";
import { textClient } from "./text-client.js";
import { smsWebhooks } from "./webhooks.js";

/** Who does not answer a menu for so long has left; their next text begins anew. */
const MENU_SILENCE_MS_MAX = 60 * 60_000;
const SWEEP_MS = 60_000;

export interface SmsChannel extends ChannelPort {
  /** Mounted at `/twilio/sms`, before any other body parser. */
  readonly router: Router;
  /** Lets go of those who left the menu unanswered. Runs by itself every minute. */
  sweep(): Promise<void>;
}

export interface SmsChannelOptions extends Pick<Signing, "publicUrl"> {
  readonly desk: Desk;
  readonly account: TwilioAccount;
  /** Set when nobody outside knows the account's token, as with the local carrier. */
  readonly trustsThisMachine?: boolean | undefined;
  /** Where REST calls go instead of Twilio, such as the local carrier. */
  readonly apiBaseUrl?: string | undefined;
  /** Runs work on the same key one after the other. */
  readonly locked: <T>(key: string, work: () => Promise<T>) => Promise<T>;
  readonly log: { warn(details: object, message: string): void };
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export function createSmsChannel(options: SmsChannelOptions): SmsChannel {
  const { desk, account, publicUrl, log, now } = options;
  const performer = createPerformer({
    desk,
    client: textClient(account, options.apiBaseUrl ?? null),
    statusUrl: ({ interactionId, messageId }) => {
      const of = new URLSearchParams({ i: interactionId, m: messageId });
      return `${publicUrl()}/twilio/sms/status?${of.toString()}`;
    },
    now,
  });
  let stopping = false;
  let round: Promise<void> | null = null;
  const timer = setInterval(() => void sweep(), SWEEP_MS);
  timer.unref();

  async function letGo(): Promise<void> {
    const at = now();
    for (const { id, lastMessage, startedAt, ...row } of await desk.open("chat")) {
      const lastAt = lastMessage?.at ?? startedAt;
      if (row.state !== "menu" || !isSms(row) || at - lastAt < MENU_SILENCE_MS_MAX) continue;
      await desk.leave(id);
    }
  }

  function sweep(): Promise<void> {
    round ??= letGo()
      .catch((error: unknown) => {
        log.warn({ err: error }, "conversations by text could not be looked after");
      })
      .finally(() => {
        round = null;
      });
    return stopping ? Promise.resolve() : round;
  }

  return {
    channel: "chat",
    capabilities: { menu: true, messages: true, live: false },
    router: smsWebhooks({
      desk,
      reception: createReception(options),
      publicUrl,
      authToken: account.authToken,
      trustsThisMachine: options.trustsThisMachine ?? false,
      stopping: () => stopping,
      log,
    }),
    effectsOf: smsEffectsOf,
    perform: (effect) => performer.perform(effect),
    sweep,
    close: async () => {
      stopping = true;
      clearInterval(timer);
      await round;
    },
  };
}
