/** An engineer's browser on the local carrier: Socket.IO for the call, WebRTC for the sound. */
import { io, type Socket } from "socket.io-client";
import { PHONE_NAMESPACE, type PhoneCommands, type PhoneEvents } from "../../../protocol/phone.js";
import type { Ack, Listening, Telling } from "../../../protocol/sockets.js";
import { PeerAudio } from "./peer-audio.js";
import type { PhoneParts, Softphone } from "./telephone-port.js";

export function localPhone({ url, token, tell }: PhoneParts): Softphone {
  const socket: Socket<Telling<PhoneEvents>, Listening<PhoneCommands>> = io(url + PHONE_NAMESPACE, {
    transports: ["websocket"],
    // The page's connections are shared, and the one that opened them decides whether others open.
    autoConnect: false,
    auth: (give) => {
      token().then(
        (fresh) => {
          give({ token: fresh });
        },
        (error: unknown) => {
          tell({ mode: "off", problem: error instanceof Error ? error.message : String(error) });
          socket.disconnect();
        },
      );
    },
  });
  const audio = new PeerAudio({
    send: (signal) => {
      socket.emit("signal", signal, ignore);
    },
    onState: (state, microphone) => {
      tell({ audio: state, microphone });
    },
  });
  let inCall: string | null = null;
  /** Turned away by the server; one more try with a new token, then off. */
  let refused = 0;

  socket.on("connect", () => {
    refused = 0;
    // In a call that outlived the connection, `call` says so in a moment.
    tell({ mode: "registered", problem: null });
  });
  socket.on("connect_error", (error) => {
    tell({ mode: "connecting", problem: error.message });
    // Socket.IO tries again by itself after a network failure, not after a refusal.
    if (socket.active) return;
    refused += 1;
    if (refused <= 3) socket.connect();
    else tell({ mode: "off", problem: error.message });
  });
  socket.on("disconnect", (reason) => {
    audio.end();
    inCall = null;
    if (reason === "io client disconnect") return;
    tell({ mode: "connecting", problem: reason });
    if (reason === "io server disconnect") socket.connect();
  });
  socket.on("incoming", ({ callSid }) => {
    if (inCall !== null) return;
    tell({ mode: "ringing" });
    socket.emit("answer", { callSid }, (answer: Ack) => {
      // Taken by another page of the same engineer, or the caller is gone.
      if (!answer.ok && inCall === null) tell({ mode: "registered" });
    });
  });
  socket.on("call", ({ callSid, state }) => {
    if (state === "answered") {
      inCall = callSid;
      tell({ mode: "in-call", problem: null });
    } else if (state === "ended" && (inCall === null || inCall === callSid)) {
      inCall = null;
      audio.end();
      tell({ mode: "registered" });
    }
  });
  socket.on("peer", ({ present, polite }) => {
    if (present) audio.begin(polite);
    else audio.end();
  });
  socket.on("signal", (signal) => {
    audio.receive(signal);
  });

  socket.connect();

  return {
    mute: (on) => {
      audio.mute(on);
    },
    hangup: () => {
      socket.emit("hangup", {}, ignore);
    },
    close: () => {
      audio.end();
      socket.disconnect();
    },
  };
}

function ignore(): void {
  // What follows from it arrives as an event.
}
