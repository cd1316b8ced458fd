/** What the phone's screen shows, as a value; and how each event of the line changes it. Pure. */
import type { PhoneEvent } from "./phone-client.js";

export interface Call {
  readonly line: "connecting" | "ready" | "off";
  readonly state: "idle" | "dialing" | "ringing" | "incoming" | "talking" | "ended";
  /** By this browser's clock; null: nobody has answered. */
  readonly talkingSince: number | null;
  readonly said: string;
  readonly language: string;
  readonly isMusic: boolean;
  /** An engineer is on the line. */
  readonly isPerson: boolean;
  readonly hasMicrophone: boolean;
  /** Why it ended, in the line's words. */
  readonly because: string;
  /** Why it could not be placed, in the server's words. */
  readonly why: string;
}

export const IDLE_CALL: Call = {
  line: "connecting",
  state: "idle",
  talkingSince: null,
  said: "",
  language: "",
  isMusic: false,
  isPerson: false,
  hasMicrophone: false,
  because: "",
  why: "",
};

/** `at`: epoch milliseconds. */
export function afterPhoneEvent(
  call: Call,
  event: Exclude<PhoneEvent, { type: "texts" | "text" }>,
  at: number,
): Call {
  switch (event.type) {
    case "line":
      return { ...call, line: event.state };
    case "call":
      if (event.state === "dialing" || event.state === "incoming") {
        return { ...IDLE_CALL, line: call.line, state: event.state };
      }
      if (event.state === "ended") {
        return {
          ...call,
          state: "ended",
          because: event.because ?? "completed",
          talkingSince: null,
          isMusic: false,
          isPerson: false,
        };
      }
      return {
        ...call,
        state: event.state,
        talkingSince: event.state === "talking" ? (call.talkingSince ?? at) : null,
      };
    case "say":
      return { ...call, said: event.text, language: event.language, isMusic: false };
    case "play":
      return { ...call, isMusic: true };
    case "stop":
      // The words stay to be read; only the music is over.
      return { ...call, isMusic: false };
    case "audio":
      return { ...call, isPerson: event.state !== "none", hasMicrophone: event.microphone };
    default:
      throw new Error(`unhandled ${String(event satisfies never)}`);
  }
}
