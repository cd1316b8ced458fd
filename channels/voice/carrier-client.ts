/**
 * The few REST calls we make to the carrier. What the carrier refuses for good is an answer; an
 * outage (5xx, 429, no network) throws, so that the outbox tries again.
 */
import twilio from "twilio";
import {
  twilioClient,
  unlessRefused,
  type RestException,
  type TwilioAccount,
} from "../twilio/rest.js";

/** Twilio's error for a change to a call that has ended: https://www.twilio.com/docs/errors/21220. */
const CALL_NOT_IN_PROGRESS = 21220;
/** How long an engineer's telephone rings, in seconds; the carrier adds about five. */
const RING_SECONDS = 15;

export interface VoiceAccount extends TwilioAccount {
  readonly twimlAppSid?: string | undefined;
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
  /** A recording that is gone already is no error. */
  eraseRecording(recordingSid: string): Promise<void>;
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
  const client = twilioClient(account, apiBaseUrl);
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
    eraseRecording: async (recordingSid) => {
      const erased = await unlessRefused(() => client.recordings(recordingSid).remove());
      if ("refused" in erased && !isGone(erased.refused)) throw erased.refused;
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

function isGone({ status, code }: RestException): boolean {
  return status === 404 || code === CALL_NOT_IN_PROGRESS;
}
