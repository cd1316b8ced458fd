/**
 * The engineer's telephone in the browser. It answers by itself: the engineer has accepted the
 * offer before the exchange calls here. Free of any framework; the console draws what `onState`
 * tells. Always in one of five modes: `off` (with the reason), `connecting`, `registered`,
 * `ringing`, `in-call`; a lost connection leads from any of them to `connecting` and back.
 */
import type { PhoneAccess } from "../../../protocol/phone.js";
import { localPhone } from "./local-phone.js";
import type { PhoneParts, Softphone, SoftphoneState } from "./telephone-port.js";
import { twilioPhone } from "./twilio-phone.js";

export interface SoftphoneOptions extends PhoneAccess {
  /** The server's address; an empty string is the page's own. */
  readonly url: string;
  /** Told at once, and at every change. */
  readonly onState: (state: SoftphoneState) => void;
  /** A new token when the old one ran out; without it the telephone goes off then. */
  readonly refresh?: () => Promise<string>;
}

/** Registers at once. */
export function createSoftphone(options: SoftphoneOptions): Softphone {
  const { provider, url, onState, refresh } = options;
  let state: SoftphoneState = {
    mode: "connecting",
    muted: false,
    audio: "none",
    microphone: false,
    problem: null,
  };
  let first = true;
  const parts: PhoneParts = {
    url,
    token: () => {
      if (!first && refresh !== undefined) return refresh();
      first = false;
      return Promise.resolve(options.token);
    },
    tell: (change) => {
      state = { ...state, ...change };
      onState(state);
    },
  };
  onState(state);
  const phone = provider === "local" ? localPhone(parts) : twilioPhone(parts);
  return {
    mute: (on) => {
      phone.mute(on);
      parts.tell({ muted: on });
    },
    hangup: () => {
      phone.hangup();
    },
    close: () => {
      phone.close();
      parts.tell({ mode: "off", audio: "none", problem: null });
    },
  };
}
