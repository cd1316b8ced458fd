/**
 * One visitor's chat over `/chat`. Connects only once the visitor begins, or when there is a chat
 * to go on with. Always in one of three modes:
 * - idle: no connection;
 * - entering: connected, `chat:start` on its way; nothing else is sent;
 * - in: what was written goes out, one message after the other, each until it is acknowledged.
 * A lost connection leads back to entering; forgetting the chat leads back to idle.
 */
import { io, type Socket } from "socket.io-client";
import type { z } from "zod";
import type { ErrorCode } from "../../protocol/errors.js";
import type { Ack, ChatCommands, ChatEvents } from "../../protocol/sockets.js";
import type { Keep } from "./keep.js";
import { createOutbox } from "./outbox.js";
import { applied, FIRST_VIEW, type Happened, type Notice, type View } from "./view.js";

export interface Visitor {
  readonly name: string;
  readonly email: string;
}

export interface Chat {
  view(): View;
  /** Begins, or goes on with what another tab began. */
  start(visitor: Visitor): void;
  /** Goes on with a chat that was begun before, if there is one. */
  resume(): void;
  choose(choice: { readonly key: string; readonly label: string }): void;
  send(text: string): void;
  retry(): void;
  typing(): void;
  notice(notice: Notice | null): void;
  end(): void;
  /** Puts a chat that is over away, so that another can begin. */
  forget(): void;
  close(): void;
}

interface ChatParts {
  /** The origin of the server. */
  readonly server: string;
  readonly locale: string;
  readonly keep: Keep;
  readonly onChange: (view: View, cause: Happened) => void;
}

/** What is kept of a chat: enough to go on with it after a reload, even in mid-start. */
interface Kept extends Visitor {
  readonly startId: string;
  /** null: the start was not acknowledged yet; it is repeated under the same `startId`. */
  readonly resume: string | null;
}

/** What an acknowledgement brings besides `ok`. */
interface Answers extends Record<keyof ChatCommands, object> {
  readonly "chat:start": { readonly interactionId: string; readonly resume: string };
}

const HEARD = [
  "menu:prompt",
  "queue",
  "engineer:joined",
  "message:new",
  "typing",
  "chat:ended",
  "history",
] as const satisfies readonly (keyof ChatEvents)[];

type Heard = Extract<Happened, { type: (typeof HEARD)[number] }>;

/** After this the answer is taken for lost, and the question is asked again. */
const ACK_MS_MAX = 10_000;
/** Before a refused or unanswered question is asked again. */
const AGAIN_MS = 3_000;
/** A sign of typing holds this long. */
const TYPING_SHOWN_MS = 4_000;
/** How often the engineer is told of typing. */
const TYPING_TOLD_MS = 2_000;

/** Trying again is safe and may succeed. */
const RETRYABLE: readonly ErrorCode[] = [
  "INTERNAL",
  "STORE_UNAVAILABLE",
  "SHUTTING_DOWN",
  "RATE_LIMITED",
];

export function createChat({ server, locale, keep, onChange }: ChatParts): Chat {
  const outbox = createOutbox(keep);
  const socket: Socket = io(`${server}/chat`, {
    autoConnect: false,
    transports: ["websocket", "polling"],
    reconnectionDelay: 500,
    reconnectionDelayMax: 5_000,
  });
  let view = FIRST_VIEW;
  let kept: Kept | null = null;
  let interactionId: string | null = null;
  let isIn = false;
  let isSending = false;
  let order = 0;
  let typingToldAt = 0;
  let typingTimer: ReturnType<typeof setTimeout> | undefined;
  let againTimer: ReturnType<typeof setTimeout> | undefined;

  function happen(event: Happened): void {
    view = applied(view, event);
    onChange(view, event);
  }

  // ---- connection

  socket.on("connect", () => {
    happen({ type: "line", line: "on" });
    enter();
  });
  socket.on("disconnect", (reason) => {
    isIn = false;
    if (kept === null && view.phase !== "ended") return;
    happen({ type: "line", line: view.phase === "ended" ? "idle" : "off" });
    // A server that stops says goodbye, after which the library does not try again by itself.
    if (reason === "io server disconnect") later(() => void socket.connect());
  });
  socket.on("connect_error", () => {
    if (socket.active) {
      happen({ type: "line", line: "off" });
    } else {
      // The namespace refused us: this page's origin is not allowed.
      happen({ type: "line", line: "refused" });
    }
  });
  for (const type of HEARD) {
    // The table and the server's promise tell what the payload is; the library cannot.
    socket.on(type, (payload: unknown) => {
      hear({ type, payload } as Heard);
    });
  }

  function hear(event: Heard): void {
    if (event.type === "history") {
      // What is in the history was stored, though its acknowledgement was lost.
      for (const { clientId } of event.payload.messages) {
        if (clientId !== null) outbox.remove(clientId);
      }
    }
    happen(event);
    if (event.type === "typing") {
      clearTimeout(typingTimer);
      typingTimer = setTimeout(() => {
        happen({ type: "typing stopped" });
      }, TYPING_SHOWN_MS);
    }
    if (event.type === "chat:ended") {
      kept = null;
      keep.remove("chat");
      outbox.clear();
    }
  }

  function enter(): void {
    if (kept === null) return;
    const { name, email, startId, resume } = kept;
    const who = { ...(name === "" ? {} : { name }), ...(email === "" ? {} : { email }) };
    const payload = resume === null ? { ...who, locale, startId } : { ...who, locale, resume };
    ask("chat:start", payload).then((answer) => {
      if (answer === null) {
        if (socket.connected) later(enter);
        return;
      }
      if (answer.ok) {
        interactionId = answer.interactionId;
        isIn = true;
        // It may have been over already: then there is nothing to keep.
        if (kept !== null) save({ ...kept, resume: answer.resume });
        flush();
        return;
      }
      startRefused(answer.error.code);
    }, ignore);
  }

  function startRefused(code: ErrorCode): void {
    if (RETRYABLE.includes(code)) {
      happen({ type: "notice", notice: code === "RATE_LIMITED" ? "too_many" : "unavailable" });
      later(enter);
      return;
    }
    drop(code === "CHAT_UNKNOWN" ? "lost" : "email");
  }

  // ---- sending

  /** Everything unsent, in order; stops at the first that has to wait. */
  function flush(): void {
    const [next] = interactionId === null ? [] : outbox.of(interactionId);
    if (!isIn || isSending || next === undefined) return;
    isSending = true;
    const { clientId, text, at } = next;
    happen({ type: "wrote", clientId, text, at });
    ask("message:send", { clientId, text }).then((answer) => {
      isSending = false;
      if (answer?.ok === true) {
        outbox.remove(clientId);
        happen({ type: "sent", clientId });
        flush();
      } else if (answer === null || RETRYABLE.includes(answer.error.code)) {
        if (socket.connected) later(flush);
      } else {
        outbox.remove(clientId);
        happen({ type: "not sent", clientId });
        flush();
      }
    }, ignore);
  }

  /** null: no answer came. */
  async function ask<E extends keyof ChatCommands>(
    event: E,
    payload: z.input<ChatCommands[E]>,
  ): Promise<Ack<Answers[E]> | null> {
    try {
      return (await socket.timeout(ACK_MS_MAX).emitWithAck(event, payload)) as Ack<Answers[E]>;
    } catch {
      return null;
    }
  }

  function later(act: () => void): void {
    clearTimeout(againTimer);
    againTimer = setTimeout(act, AGAIN_MS);
  }

  function save(next: Kept): void {
    kept = next;
    keep.set("chat", next);
  }

  function drop(notice: Notice | null): void {
    clearTimeout(againTimer);
    clearTimeout(typingTimer);
    kept = null;
    interactionId = null;
    isIn = false;
    keep.remove("chat");
    outbox.clear();
    socket.disconnect();
    happen({ type: "forgotten", notice });
  }

  function begin(next: Kept): void {
    kept = next;
    happen({ type: "begun" });
    socket.connect();
  }

  return {
    view: () => view,
    resume: () => {
      const found = keptIn(keep.get("chat"));
      if (found !== null && kept === null && view.phase === "before") begin(found);
    },
    start: (visitor) => {
      const found = keptIn(keep.get("chat"));
      if (found === null) save({ ...visitor, startId: newId(), resume: null });
      const next = found ?? kept;
      if (next !== null) begin(next);
    },
    choose: (choice) => {
      const seq = view.prompt?.seq ?? null;
      if (seq === null || view.isAnswering || !isIn) return;
      happen({ type: "chose", ...choice });
      ask("menu:choose", { option: choice.key, seq }).then((answer) => {
        // Without an answer the screen is shown again after the reconnect; a stale one was replaced.
        if (answer?.ok === true || view.prompt?.seq !== seq) return;
        const code = answer?.error.code;
        happen({
          type: "choice failed",
          notice: code === "BAD_REQUEST" ? "choose" : code === undefined ? null : "unavailable",
        });
      }, ignore);
    },
    send: (text) => {
      if (interactionId === null) return;
      order += 1;
      const clientId = newId();
      const at = Date.now();
      outbox.add({ clientId, interactionId, text, at, order });
      happen({ type: "wrote", clientId, text, at });
      flush();
    },
    retry: () => {
      if (!socket.connected) socket.connect();
    },
    typing: () => {
      const at = Date.now();
      if (!isIn || view.phase !== "talking" || at - typingToldAt < TYPING_TOLD_MS) return;
      typingToldAt = at;
      socket.emit("chat:typing", {}, ignore);
    },
    notice: (notice) => {
      happen({ type: "notice", notice });
    },
    end: () => {
      if (!isIn) return;
      ask("chat:end", {}).then((answer) => {
        if (answer?.ok !== true) happen({ type: "notice", notice: "unavailable" });
      }, ignore);
    },
    forget: () => {
      drop(null);
    },
    close: () => {
      clearTimeout(againTimer);
      clearTimeout(typingTimer);
      socket.disconnect();
    },
  };
}

/** Unguessable. `crypto.randomUUID` is missing on pages without https, which may embed us too. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function keptIn(value: unknown): Kept | null {
  if (typeof value !== "object" || value === null) return null;
  const fields = value as Record<string, unknown>;
  const { name, email, startId, resume } = fields;
  if (typeof name !== "string" || typeof email !== "string") return null;
  if (typeof startId !== "string" || (typeof resume !== "string" && resume !== null)) return null;
  return { name, email, startId, resume };
}

function ignore(): void {
  // What follows from it is told by an event.
}
