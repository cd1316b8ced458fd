/** What a running program may ask of the exchange it runs in. `exchange.ts` is the exchange. */
import type { Call, CallBasics, StatusCallback } from "./call.js";
import type { Conference } from "./conference.js";
import type { FinalStatus, Handset } from "./handset.js";
import type { Pace } from "./pace.js";
import type { Fields, Webhooks } from "./webhook.js";

export interface WaitingLine {
  readonly sid: string;
  readonly name: string;
  /** First come first; the carrier's order, which nobody here relies on. */
  readonly calls: Call[];
}

export interface Switchboard {
  readonly pace: Pace;
  readonly webhooks: Webhooks;
  /** Something Twilio's debugger would show, with its number. */
  alert(call: Call, trouble: { readonly code: number; readonly message: string }): void;
  /** The open conference of that name, made when there is none. */
  conference(name: string): Conference;
  waitingLine(name: string): WaitingLine;
  /** Makes a leg that is not ringing yet. */
  leg(basics: Omit<CallBasics, "accountSid">, statusCallback: StatusCallback | null): Call;
  /** Rings it until it is answered (true) or ends (false). */
  ring(call: Call, seconds: number): Promise<boolean>;
  /** Marks an incoming call as answered. */
  pickUp(call: Call): void;
  finish(call: Call, status: FinalStatus): void;
  /** Sends a form whose answer does not matter, in the order of the call's other ones. */
  notify(call: Call, request: { url: string; method: "GET" | "POST"; fields: Fields }): void;
  /** How long a recording is, in seconds; fetched, as the carrier does, unless it may be kept. */
  recordingSeconds(url: string, signal: AbortSignal): Promise<number>;
  /** As a listener's browser may fetch it: our own addresses without their host. */
  listenersUrl(url: string): string;
}

/** Telephones by the address they answer: `client:ada`, `+15550100`, `sip:ada@example.com`. */
export interface Directory {
  /** Returns how to unplug it. */
  plug(address: string, handset: Handset): () => void;
}
