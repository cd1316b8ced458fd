/**
 * The telephone on `/try`, without its looks: dials in over the local carrier, hears what a caller
 * hears, presses keys, and talks to an engineer's browser. The page draws what `onEvent` tells.
 *
 * Always in one of three modes: no call; ringing or in a call (between `call` events `dialing` and
 * `ended`); closed. A lost connection ends the call, as it would on a telephone; the next `dial`
 * works once `line` says `ready` again.
 */
import { io, type Socket } from "socket.io-client";
import type { Ack, Telling } from "../../protocol/sockets.js";
import {
  PHONE_NAMESPACE,
  type PhoneCommands,
  type PhoneEvents,
  type PhoneText,
} from "../../protocol/phone.js";
import { PeerAudio, type AudioState } from "./peer-audio.js";
import { Speaker } from "./speaker.js";

export type PhoneEvent =
  /** The connection to the exchange; `off` names why. */
  | { readonly type: "line"; readonly state: "connecting" | "ready" | "off"; readonly why: string }
  | {
      readonly type: "call";
      readonly state: "dialing" | "ringing" | "incoming" | "talking" | "ended";
      /** Only with `ended`: `completed`, `busy`, `no-answer`, `failed`, `lost connection`, … */
      readonly because: string | null;
    }
  /** The exchange says this now, for about that many seconds. */
  | {
      readonly type: "say";
      readonly text: string;
      readonly language: string;
      readonly seconds: number;
    }
  | { readonly type: "play"; readonly url: string }
  /** Every text of this phone's number so far. */
  | { readonly type: "texts"; readonly texts: readonly PhoneText[] }
  | { readonly type: "text"; readonly text: PhoneText }
  /** Whatever was said or played stopped. */
  | { readonly type: "stop" }
  /** Whether a person's voice can be heard, and this phone's microphone works. */
  | { readonly type: "audio"; readonly state: AudioState; readonly microphone: boolean };

export interface Phone {
  /** Rejects with the server's message when the call cannot be placed. Numbers are E.164. */
  dial(numbers: { readonly from: string; readonly to: string }): Promise<void>;
  /** Sends a text. Rejects with the server's message when it cannot. Numbers are E.164. */
  text(message: {
    readonly from: string;
    readonly to: string;
    readonly body: string;
  }): Promise<void>;
  /** Rings when this number is called, and gets its texts. E.164. */
  listen(number: string): void;
  /** Takes the call that rings here. */
  answer(): void;
  /** One of 0–9, `*`, `#`. Ignored without a call. */
  key(key: string): void;
  hangup(): void;
  /** Silences this phone's own microphone. */
  mute(on: boolean): void;
  /** Speaks prompts and plays music aloud; the text arrives either way. On at first. */
  sound(on: boolean): void;
  close(): void;
}

interface PhoneOptions {
  /** The server's address; an empty string is the page's own. */
  readonly url: string;
  readonly onEvent: (event: PhoneEvent) => void;
}

type Sending = {
  [E in keyof PhoneCommands]: (
    payload: PhoneCommands[E]["_zod"]["input"],
    ack: (answer: Ack) => void,
  ) => void;
};

/** How long the server may take to answer a command, in milliseconds. */
const ACK_MS_MAX = 8_000;

/** Connects at once and stays connected until `close`. */
export function connectPhone({ url, onEvent }: PhoneOptions): Phone {
  const socket: Socket<Telling<PhoneEvents>, Sending> = io(url + PHONE_NAMESPACE, {
    transports: ["websocket"],
  });
  const speaker = new Speaker();
  const audio = new PeerAudio({
    send: (signal) => {
      socket.emit("signal", signal, ignore);
    },
    onState: (state, microphone) => {
      onEvent({ type: "audio", state, microphone });
    },
  });
  let inCall = false;
  let ringing: string | null = null;
  let number: string | null = null;

  const ended = (because: string): void => {
    if (!inCall && ringing === null) return;
    inCall = false;
    ringing = null;
    speaker.stop();
    audio.end();
    onEvent({ type: "call", state: "ended", because });
  };

  onEvent({ type: "line", state: "connecting", why: "" });
  socket.on("connect", () => {
    onEvent({ type: "line", state: "ready", why: "" });
    if (number !== null) socket.emit("here", { number }, ignore);
  });
  socket.on("incoming", ({ callSid }) => {
    ringing = callSid;
    onEvent({ type: "call", state: "incoming", because: null });
  });
  socket.on("connect_error", (error) => {
    onEvent({ type: "line", state: "off", why: error.message });
  });
  socket.on("disconnect", (reason) => {
    ended("lost connection");
    onEvent({ type: "line", state: "off", why: reason });
  });
  socket.on("call", ({ state, because }) => {
    if (state === "ended") ended(because ?? "completed");
    else if (inCall) {
      onEvent({ type: "call", state: state === "answered" ? "talking" : "ringing", because: null });
    }
  });
  socket.on("say", (said) => {
    speaker.say(said);
    onEvent({ type: "say", ...said });
  });
  socket.on("play", ({ url: recording }) => {
    speaker.play(recording);
    onEvent({ type: "play", url: recording });
  });
  socket.on("texts", ({ texts }) => {
    onEvent({ type: "texts", texts });
  });
  socket.on("text", (text) => {
    onEvent({ type: "text", text });
  });
  socket.on("stop", () => {
    speaker.stop();
    onEvent({ type: "stop" });
  });
  socket.on("peer", ({ present, polite }) => {
    if (present) audio.begin(polite);
    else audio.end();
  });
  socket.on("signal", (signal) => {
    audio.receive(signal);
  });

  return {
    dial(numbers) {
      if (inCall) return Promise.reject(new Error("This phone is in a call already."));
      inCall = true;
      onEvent({ type: "call", state: "dialing", because: null });
      return new Promise((resolve, reject) => {
        socket.timeout(ACK_MS_MAX).emit("dial", numbers, (late: Error | null, answer?: Ack) => {
          if (late === null && answer?.ok === true) {
            resolve();
            return;
          }
          ended("failed");
          reject(new Error(whyNot(answer)));
        });
      });
    },
    text(message) {
      return new Promise((resolve, reject) => {
        socket.timeout(ACK_MS_MAX).emit("text", message, (late: Error | null, answer?: Ack) => {
          if (late === null && answer?.ok === true) resolve();
          else reject(new Error(whyNot(answer)));
        });
      });
    },
    listen(called) {
      number = called;
      if (socket.connected) socket.emit("here", { number: called }, ignore);
    },
    answer() {
      if (ringing === null) return;
      const callSid = ringing;
      ringing = null;
      inCall = true;
      socket.timeout(ACK_MS_MAX).emit("answer", { callSid }, (late: Error | null, answer?: Ack) => {
        if (late !== null || answer?.ok !== true) ended("failed");
      });
    },
    key(key) {
      if (inCall) socket.emit("key", { key }, ignore);
    },
    hangup() {
      if (!inCall && ringing === null) return;
      socket.emit("hangup", {}, ignore);
      ended("completed");
    },
    mute(on) {
      audio.mute(on);
    },
    sound(on) {
      speaker.turn(on);
    },
    close() {
      ended("completed");
      socket.disconnect();
    },
  };
}

function whyNot(answer: Ack | undefined): string {
  return answer?.ok === false ? answer.error.message : "The exchange does not answer.";
}

function ignore(): void {
  // What follows from it arrives as an event; a refusal here has nothing to tell a caller.
}
