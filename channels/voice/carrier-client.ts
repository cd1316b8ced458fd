/**
 * The few REST calls we make to the carrier. What the carrier refuses for good is an answer; an
 * outage (5xx, 429, no network) throws, so that the outbox tries again.
 */
import twilio from "twilio";

/** Twilio's error for a change to a call that has ended: https://www.twilio.com/docs/errors/21220. */
const CALL_NOT_IN_PROGRESS = 21220;
/** Two tries a second are enough for the outbox; a webhook's answer must not wait longer. */
const REQUEST_MS_MAX = 10_000;
/** How long an engineer's telephone rings, in seconds; the carrier adds about five. */
const RING_SECONDS = 15;

export interface VoiceAccount {
  readonly sid: string;
  readonly authToken: string;
  readonly apiKey?: string | undefined;
  readonly apiSecret?: string | undefined;
  readonly twimlAppSid?: string | undefined;
  /** The number that engineers are called from. */
  readonly number: string;
}

export interface Participant {
  readonly callSid: string;
  readonly label: string | null;
}

export interface CarrierClient {
  /** The carrier's word for it, such as `in-progress`; null: it knows no such call. */
  callStatus(callSid: string): Promise<string | null>;
  /** Gives the call a new document. `gone`: the call is over. */
  redirect(callSid: string, twiml: string): Promise<"done" | "gone">;
  /** A call that is over already is no error. */
  hangUp(callSid: string): Promise<void>;
  /** Who is in the conference of that name or being called into it; empty: no such conference. */
  participants(conference: string): Promise<readonly Participant[]>;
  callIn(leg: {
    readonly conference: string;
    readonly to: string;
    readonly label: string;
    readonly statusCallback: string;
    /** Also told when it is answered, not only when it is over. */
    readonly tellsAnswer: boolean;
  }): Promise<{ type: "ringing" } | { type: "refused"; because: string }>;
}

export function carrierClient(account: VoiceAccount, apiBaseUrl: string | null): CarrierClient {
  const httpClient = new twilio.RequestClient({ timeout: REQUEST_MS_MAX, keepAlive: true });
  if (apiBaseUrl !== null) {
    const send = httpClient.request.bind(httpClient);
    httpClient.request = (request) => {
      const { pathname, search } = new URL(request.uri);
      return send({ ...request, uri: apiBaseUrl.replace(/\/$/, "") + pathname + search });
    };
  }
  const client = twilio(account.apiKey ?? account.sid, account.apiSecret ?? account.authToken, {
    accountSid: account.sid,
    httpClient,
  });
  return {
    callStatus: async (callSid) => {
      const call = await unlessRefused(() => client.calls(callSid).fetch());
      return "refused" in call ? null : call.done.status;
    },
    redirect: async (callSid, twiml) => {
      const call = await unlessRefused(() => client.calls(callSid).update({ twiml }));
      if ("done" in call) return "done";
      if (isGone(call.refused)) return "gone";
      throw call.refused;
    },
    hangUp: async (callSid) => {
      const call = await unlessRefused(() => client.calls(callSid).update({ status: "completed" }));
      if ("refused" in call && !isGone(call.refused)) throw call.refused;
    },
    participants: async (name) => {
      const found = await client.conferences.list({ friendlyName: name, limit: 5 });
      const open = found.find((conference) => conference.status !== "completed");
      if (open === undefined) return [];
      const list = await unlessRefused(() =>
        client.conferences(open.sid).participants.list({ limit: 10 }),
      );
      if ("refused" in list) return [];
      return list.done.map(({ callSid, label }) => ({ callSid, label: label || null }));
    },
    callIn: async ({ conference, to, label, statusCallback, tellsAnswer }) => {
      const leg = await unlessRefused(() =>
        client.conferences(conference).participants.create({
          from: account.number,
          to,
          label,
          statusCallback,
          statusCallbackMethod: "POST",
          statusCallbackEvent: tellsAnswer ? ["answered", "completed"] : ["completed"],
          timeout: RING_SECONDS,
          beep: "false",
          earlyMedia: false,
          startConferenceOnEnter: true,
          endConferenceOnExit: true,
        }),
      );
      return "refused" in leg
        ? { type: "refused", because: leg.refused.message }
        : { type: "ringing" };
    },
  };
}

/** A token with which an engineer's browser registers at Twilio; null: the account has no API key. */
export function browserToken(account: VoiceAccount, identity: string): string | null {
  const { apiKey, apiSecret, twimlAppSid } = account;
  if (apiKey === undefined || apiSecret === undefined) return null;
  const { AccessToken } = twilio.jwt;
  const token = new AccessToken(account.sid, apiKey, apiSecret, { identity, ttl: 3600 });
  token.addGrant(
    new AccessToken.VoiceGrant({
      incomingAllow: true,
      ...(twimlAppSid === undefined ? {} : { outgoingApplicationSid: twimlAppSid }),
    }),
  );
  return token.toJwt();
}

type RestException = InstanceType<typeof twilio.RestException>;

/** 4xx is the carrier's last word, except that it wants us slower (429) or to sign in (401, 403). */
async function unlessRefused<T>(
  work: () => Promise<T>,
): Promise<{ done: T } | { refused: RestException }> {
  try {
    return { done: await work() };
  } catch (error) {
    if (!(error instanceof twilio.RestException)) throw error;
    const { status } = error;
    if (status === 401 || status === 403 || status === 429 || status < 400 || status >= 500) {
      throw error;
    }
    return { refused: error };
  }
}

function isGone({ status, code }: RestException): boolean {
  return status === 404 || code === CALL_NOT_IN_PROGRESS;
}
