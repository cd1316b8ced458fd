/** A telephone as the carrier sees it: a browser, or a test's own. */
import type { PhoneSignal } from "../../../protocol/phone.js";

/** How a call can end; Twilio's words. */
export type FinalStatus = "completed" | "busy" | "no-answer" | "failed" | "canceled";

/** What a telephone hears and sees of its call. */
export type Heard =
  | { readonly type: "answered" }
  | { readonly type: "ended"; readonly because: FinalStatus }
  | {
      readonly type: "say";
      readonly text: string;
      readonly language: string;
      readonly seconds: number;
    }
  | { readonly type: "play"; readonly url: string }
  | { readonly type: "stop" }
  | { readonly type: "peer"; readonly present: boolean; readonly polite: boolean }
  | { readonly type: "signal"; readonly signal: PhoneSignal };

/** What a telephone can do with its call. Acts on a call that is over do nothing. */
export interface Line {
  readonly callSid: string;
  readonly from: string;
  readonly to: string;
  /** Takes a ringing call. false: somebody else did, or it stopped ringing. */
  answer(): boolean;
  /** Refuses a ringing call: busy. */
  reject(): void;
  key(key: string): void;
  hangUp(): void;
  signal(signal: PhoneSignal): void;
}

export interface Handset {
  /** A call rings here. Telephones that place calls only never hear it. */
  ring(line: Line): void;
  hear(callSid: string, heard: Heard): void;
}
