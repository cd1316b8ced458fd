/** The REST calls that send a text. What the carrier refuses for good is an answer; an outage throws. */
import { twilioClient, unlessRefused, type TwilioAccount } from "../twilio/rest.js";
import { becauseOf } from "./carrier-errors.js";

export interface OutboundText {
  readonly from: string;
  readonly to: string;
  readonly body: string;
}

export interface TextClient {
  send(
    text: OutboundText & { readonly statusCallback: string | null },
  ): Promise<{ readonly type: "sent" } | { readonly type: "refused"; readonly because: string }>;
  /** Whether the carrier has taken this very text since then (epoch ms). */
  hasTaken(text: OutboundText & { readonly since: number }): Promise<boolean>;
}

/** Somebody who was sent more since is found by the newest few all the same. */
const LISTED_MAX = 50;

export function textClient(account: TwilioAccount, apiBaseUrl: string | null): TextClient {
  const client = twilioClient(account, apiBaseUrl);
  return {
    send: async ({ statusCallback, ...text }) => {
      const sent = await unlessRefused(() =>
        client.messages.create({ ...text, ...(statusCallback !== null && { statusCallback }) }),
      );
      if ("done" in sent) return { type: "sent" };
      const { code, message } = sent.refused;
      return { type: "refused", because: becauseOf(code ?? null, message) };
    },
    hasTaken: async ({ from, to, body, since }) => {
      // The carrier's times are whole seconds.
      const earliest = Math.floor(since / 1000) * 1000;
      const list = await client.messages.list({ from, to, limit: LISTED_MAX });
      return list.some((one) => one.body === body && one.dateCreated.getTime() >= earliest);
    },
  };
}
