/**
 * Browsers as telephones, over the Socket.IO namespace `/phone`. Without a token a browser is a
 * customer's phone and may dial; with an engineer's token it answers that engineer's calls.
 *
 * An engineer's telephone outlives its connection for a few seconds, so that a page that reloads or
 * a network that blinks does not end the conversation; a customer's call ends with its connection.
 */
import type { Namespace, Server, Socket } from "socket.io";
import { z } from "zod";
import {
  PHONE_NAMESPACE,
  phoneCommands,
  type PhoneCommands,
  type PhoneEvents,
  type PhoneText,
} from "../../../protocol/phone.js";
import type { ErrorCode } from "../../../protocol/errors.js";
import type { Ack, Listening, Telling } from "../../../protocol/sockets.js";
import type { Exchange } from "./exchange.js";
import type { Handset, Heard, Line } from "./handset.js";
import type { Text } from "./texts.js";

type PhoneSocket = Socket<Listening<PhoneCommands>, Telling<PhoneEvents>>;
type Phones = Namespace<Listening<PhoneCommands>, Telling<PhoneEvents>>;

/** A hundred browsers with three pages each, and room. */
const PHONES_MAX = 500;
/** A person presses a few keys a second; ICE candidates come in bursts of some dozens. */
const EVENTS_PER_SECOND_MAX = 100;
/** As many as somebody scrolls back through. */
const TEXTS_TOLD_MAX = 100;
/** As long as a page takes to reload. */
const COME_BACK_MS = 8_000;

interface PhoneOptions {
  readonly exchange: Exchange;
  /** The identity a token stands for; null: it is not good. */
  readonly identityOf: (token: string) => string | null;
}

export function attachPhones(io: Server, { exchange, identityOf }: PhoneOptions): () => void {
  const phones: Phones = io.of(PHONE_NAMESPACE);
  const desks = new Map<string, DeskTelephone>();

  phones.use((socket, next) => {
    const { token } = z
      .object({ token: z.string().max(8192).optional() })
      .catch({})
      .parse(socket.handshake.auth);
    if (phones.sockets.size >= PHONES_MAX) next(refusal("RATE_LIMITED", "Too many telephones."));
    else if (token === undefined) next();
    else if (identityOfOrNull(identityOf, token) === null) {
      next(refusal("NOT_SIGNED_IN", "This telephone's token is not good any more."));
    } else next();
  });

  phones.on("connection", (socket) => {
    const { token } = z
      .object({ token: z.string().optional() })
      .catch({})
      .parse(socket.handshake.auth);
    const identity = token === undefined ? null : identityOfOrNull(identityOf, token);
    if (token !== undefined && identity === null) {
      socket.disconnect(true);
      return;
    }
    limit(socket);
    if (identity === null) {
      customerPhone(socket, exchange);
      return;
    }
    const address = `client:${identity}`;
    let desk = desks.get(address);
    if (desk === undefined) {
      desk = new DeskTelephone(address, exchange, () => desks.delete(address));
      desks.set(address, desk);
    }
    desk.connect(socket);
  });

  return () => {
    phones.disconnectSockets(true);
    for (const desk of desks.values()) desk.close();
  };
}

function identityOfOrNull(identityOf: PhoneOptions["identityOf"], token: string): string | null {
  try {
    return identityOf(token);
  } catch {
    return null;
  }
}

function refusal(code: ErrorCode, message: string): Error {
  return Object.assign(new Error(message), { data: { code } });
}

/** The phone on `/try`: dials and rings, one call at a time, and the call goes when the page goes. */
function customerPhone(socket: PhoneSocket, exchange: Exchange): void {
  let line: Line | null = null;
  let ringing: Line | null = null;
  let unplug: (() => void) | null = null;
  const handset: Handset = {
    ring: (incoming) => {
      if (line !== null || ringing !== null) {
        incoming.reject();
        return;
      }
      ringing = incoming;
      announce(socket, incoming);
    },
    hear: (callSid, heard) => {
      if (heard.type === "ended") {
        if (ringing?.callSid === callSid) ringing = null;
        else line = null;
      }
      tell(socket, callSid, heard);
    },
  };
  on(socket, "here", ({ number }) => {
    unplug?.();
    const away = exchange.plug(number, handset);
    const deaf = exchange.texts.listen(number, (text) => {
      socket.emit("text", textTold(text));
    });
    unplug = () => {
      away();
      deaf();
    };
    socket.emit("texts", { texts: exchange.texts.of(number).slice(-TEXTS_TOLD_MAX).map(textTold) });
    return OK;
  });
  on(socket, "text", (text) => {
    if (exchange.texts.isFull) {
      return refuse("RATE_LIMITED", "Too many texts are under way. Try again in a moment.");
    }
    exchange.texts.receive(text);
    return OK;
  });
  on(socket, "dial", (numbers) => {
    if (line !== null) return refuse("CONFLICT", "This phone is in a call already.");
    line = exchange.dialIn(numbers, handset);
    if (line === null) return refuse("RATE_LIMITED", "All lines are busy. Try again in a moment.");
    socket.emit("call", { callSid: line.callSid, state: "ringing", because: null });
    return OK;
  });
  on(socket, "answer", ({ callSid }) => {
    const taken = ringing;
    if (taken?.callSid !== callSid) {
      return refuse("NOT_FOUND", "This call does not ring any more.");
    }
    ringing = null;
    line = taken;
    if (taken.answer()) return OK;
    line = null;
    return refuse("CONFLICT", "This call was taken elsewhere.");
  });
  onLine(socket, () => line ?? ringing);
  socket.on("disconnect", () => {
    unplug?.();
    ringing?.reject();
    line?.hangUp();
  });
}

/** One engineer's telephone: every browser of theirs rings, one of them has the call. */
class DeskTelephone implements Handset {
  readonly #exchange: Exchange;
  readonly #sockets = new Set<PhoneSocket>();
  readonly #ringing = new Map<string, Line>();
  readonly #unplug: () => void;
  readonly #onGone: () => void;
  #line: Line | null = null;
  #holder: PhoneSocket | null = null;
  #goodbye: NodeJS.Timeout | null = null;

  constructor(address: string, exchange: Exchange, onGone: () => void) {
    this.#exchange = exchange;
    this.#onGone = onGone;
    this.#unplug = exchange.plug(address, this);
  }

  connect(socket: PhoneSocket): void {
    this.#sockets.add(socket);
    if (this.#goodbye !== null) clearTimeout(this.#goodbye);
    this.#goodbye = null;
    on(socket, "dial", () => refuse("CHANNEL_CANNOT", "This telephone only takes calls."));
    on(socket, "here", () => refuse("CHANNEL_CANNOT", "This telephone has a name already."));
    on(socket, "text", () => refuse("CHANNEL_CANNOT", "This telephone only takes calls."));
    on(socket, "answer", ({ callSid }) => {
      const line = this.#ringing.get(callSid);
      if (line === undefined) return refuse("NOT_FOUND", "This call does not ring any more.");
      this.#line = line;
      this.#holder = socket;
      if (!line.answer()) {
        this.#line = null;
        this.#holder = null;
        return refuse("CONFLICT", "This call was taken elsewhere.");
      }
      this.#ringing.delete(callSid);
      for (const other of this.#sockets) {
        if (other !== socket) tell(other, callSid, { type: "ended", because: "canceled" });
      }
      return OK;
    });
    onLine(socket, () => (this.#holder === socket ? this.#line : null));
    socket.on("disconnect", () => {
      this.#disconnect(socket);
    });
    for (const line of this.#ringing.values()) announce(socket, line);
    if (this.#line !== null && this.#holder === null) {
      this.#holder = socket;
      this.#exchange.reconnect(this.#line.callSid);
    }
  }

  ring(line: Line): void {
    this.#ringing.set(line.callSid, line);
    for (const socket of this.#sockets) announce(socket, line);
  }

  hear(callSid: string, heard: Heard): void {
    if (callSid === this.#line?.callSid) {
      if (this.#holder !== null) tell(this.#holder, callSid, heard);
      if (heard.type === "ended") {
        this.#line = null;
        this.#holder = null;
        if (this.#sockets.size === 0) this.close();
      }
    } else if (heard.type === "ended") {
      this.#ringing.delete(callSid);
      for (const socket of this.#sockets) tell(socket, callSid, heard);
    }
  }

  close(): void {
    if (this.#goodbye !== null) clearTimeout(this.#goodbye);
    this.#unplug();
    this.#onGone();
  }

  #disconnect(socket: PhoneSocket): void {
    this.#sockets.delete(socket);
    if (this.#holder === socket) this.#holder = null;
    if (this.#line === null) {
      if (this.#sockets.size === 0) this.close();
      return;
    }
    const [other] = this.#sockets;
    if (this.#holder === null && other === undefined) {
      const { callSid } = this.#line;
      this.#goodbye = setTimeout(() => {
        if (this.#line?.callSid === callSid && this.#holder === null) this.#line.hangUp();
        if (this.#sockets.size === 0) this.close();
      }, COME_BACK_MS);
    } else if (this.#holder === null && other !== undefined) {
      // Another page of the same engineer carries on.
      this.#holder = other;
      this.#exchange.reconnect(this.#line.callSid);
    }
  }
}

function announce(socket: PhoneSocket, line: Line): void {
  socket.emit("incoming", { callSid: line.callSid, from: line.from });
}

/** What a telephone in a call can do. */
function onLine(socket: PhoneSocket, line: () => Line | null): void {
  const act = (work: (line: Line) => void): Ack => {
    const present = line();
    if (present === null) return refuse("NOT_FOUND", "This phone is not in a call.");
    work(present);
    return OK;
  };
  on(socket, "key", ({ key }) =>
    act((present) => {
      present.key(key);
    }),
  );
  on(socket, "hangup", () =>
    act((present) => {
      present.hangUp();
    }),
  );
  on(socket, "signal", (signal) =>
    act((present) => {
      present.signal(signal);
    }),
  );
}

const OK: Ack = { ok: true };

function refuse(code: ErrorCode, message: string): Ack {
  return { ok: false, error: { code, message } };
}

/** Parses what came, acts, and acknowledges. */
function on<E extends keyof PhoneCommands>(
  socket: PhoneSocket,
  event: E,
  act: (payload: z.output<PhoneCommands[E]>) => Ack,
): void {
  const listener = (payload: unknown, ack: unknown): void => {
    const parsed = phoneCommands[event].safeParse(payload);
    const answer = parsed.success
      ? act(parsed.data as z.output<PhoneCommands[E]>)
      : refuse("BAD_REQUEST", parsed.error.issues[0]?.message ?? "Wrong shape.");
    if (typeof ack === "function") (ack as (answer: Ack) => void)(answer);
  };
  // Socket.IO's types know each event's own listener, not one made for any of them.
  const untyped = socket as unknown as Socket;
  const name: string = event;
  untyped.on(name, listener);
}

function tell(socket: PhoneSocket, callSid: string, heard: Heard): void {
  switch (heard.type) {
    case "answered":
      socket.emit("call", { callSid, state: "answered", because: null });
      break;
    case "ended":
      socket.emit("call", { callSid, state: "ended", because: heard.because });
      break;
    case "say": {
      const { text, language, seconds } = heard;
      socket.emit("say", { text, language, seconds });
      break;
    }
    case "play":
      socket.emit("play", { url: heard.url });
      break;
    case "stop":
      socket.emit("stop", {});
      break;
    case "peer":
      socket.emit("peer", { present: heard.present, polite: heard.polite });
      break;
    case "signal":
      socket.emit("signal", heard.signal);
      break;
  }
}

function textTold({ sid, from, to, body, at }: Text): PhoneText {
  return { sid, from, to, body, at };
}

/** A page that floods is cut off; its call ends as with any lost connection. */
function limit(socket: PhoneSocket): void {
  let second = 0;
  let count = 0;
  socket.onAny(() => {
    const now = Math.floor(Date.now() / 1000);
    count = now === second ? count + 1 : 1;
    second = now;
    if (count > EVENTS_PER_SECOND_MAX) socket.disconnect(true);
  });
}
