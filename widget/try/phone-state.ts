/** What the phone's screen shows, as a value; and how each event of the line changes it. Pure. */
import type { PhoneEvent } from "./phone-client.js";

export interface Call {
  readonly line: "connecting" | "ready" | "off";
  readonly state: "idle" | "dialing" | "ringing" | "incoming" | "talking" | "ended";
  /** By this browser's clock; null: nobody has answered. */
  readonly talkingSince: number | null;
  readonly said: string;
  readonly language: string;
  /** What is played, if anything is. */
  readonly plays: "nothing" | "music" | "recording";
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
  plays: "nothing",
  isPerson: false,
  hasMicrophone: false,
  because: "",
  why: "",
};

/** A prompt that a supervisor recorded, by its address; everything else that is played is music. */
const RECORDING = "/recordings/rec-";

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
          plays: "nothing",
          isPerson: false,
        };
      }
      return {
        ...call,
        state: event.state,
        talkingSince: event.state === "talking" ? (call.talkingSince ?? at) : null,
      };
    case "say":
      return { ...call, said: event.text, language: event.language, plays: "nothing" };
    case "play":
      return { ...call, plays: event.url.includes(RECORDING) ? "recording" : "music" };
    case "stop":
      // The words stay to be read; only what was played is over.
      return { ...call, plays: "nothing" };
    case "audio":
      return { ...call, isPerson: event.state !== "none", hasMicrophone: event.microphone };
    default:
      throw new Error(`unhandled ${String(event satisfies never)}`);
  }
}
