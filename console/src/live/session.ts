/**
 * One person's session with the server: the socket, the store it keeps true, and everything the
 * console can ask for.
 *
 * Modes are those of `Connection`. Asking leads to signed-out or online; online to lost when the
 * socket closes; lost to online with the next `hello`, or to signed-out when the server no longer
 * knows us.
 */
import { type Socket, io } from "socket.io-client";
import type { z } from "zod";
import type { ConsoleCommands, ConsoleEvents, Telling } from "../../../protocol/sockets.js";
import { type ConsoleEvent, consoleReducer } from "../state/console-reducer.js";
import { type ConsoleState, emptyState } from "../state/console-state.js";
import { ApiProblem, type ProblemCode, api, isErrorCode } from "./api.js";
import { freshId } from "./fresh-id.js";
import { keepOutgoing, keptOutgoing } from "./kept-outgoing.js";
import { type Store, createStore } from "./store.js";

export type Answer =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: ProblemCode; readonly message: string };

/** Checked by `answerOf`, because an acknowledgement crosses the network. */
type Asking = Record<string, (payload: object, ack: (answer: unknown) => void) => void>;
type Wire = Socket<Telling<ConsoleEvents>, Asking>;

type Asked<E extends keyof ConsoleCommands> = z.input<ConsoleCommands[E]>;

/** A command that is not acknowledged in this time is shown as not done; asking again is safe. */
const ACK_MS_MAX = 10_000;

export interface Session {
  readonly store: Store<ConsoleState, ConsoleEvent>;
  /** Finds out whether we are signed in, and connects when we are. */
  readonly start: () => Promise<void>;
  readonly signIn: (email: string, password: string) => Promise<void>;
  readonly signInByLink: (token: string) => Promise<void>;
  readonly signOut: () => Promise<void>;
  /** Never throws: what went wrong is in the answer. */
  readonly ask: <E extends keyof ConsoleCommands>(event: E, payload: Asked<E>) => Promise<Answer>;
  /** Called when an offer was taken back, with the reason. Returns how to stop. */
  readonly onOfferGone: (listener: (because: string) => void) => () => void;
  /** Fetches the record of an interaction into the store. */
  readonly openThread: (interactionId: string) => Promise<void>;
  /** Sends a text or a note; until it is acknowledged it stands in `outgoing`, reload included. */
  readonly say: (message: {
    readonly interactionId: string;
    readonly kind: "text" | "note";
    readonly text: string;
  }) => Promise<void>;
  /** Sends again what was refused or got lost. */
  readonly sayAgain: (clientId: string) => Promise<void>;
}

export function createSession(): Session {
  const store = createStore<ConsoleState, ConsoleEvent>(
    { ...emptyState, outgoing: keptOutgoing() },
    consoleReducer,
  );
  store.subscribe(() => {
    keepOutgoing(store.get().outgoing);
  });
  const socket: Wire = io("/console", {
    autoConnect: false,
    transports: ["websocket", "polling"],
    reconnectionDelay: 500,
    reconnectionDelayMax: 5000,
  });
  listen(socket, store);

  const whoAmI = async (): Promise<void> => {
    try {
      await api.me();
      socket.connect();
    } catch (problem) {
      // Signed out is an answer; anything else mends itself with the socket's next try.
      if (problem instanceof ApiProblem && problem.code === "OFFLINE") socket.connect();
      else store.send({ type: "session.ended" });
    }
  };
  socket.on("connect_error", () => {
    void api.me().catch((problem: unknown) => {
      if (!(problem instanceof ApiProblem) || problem.code !== "NOT_SIGNED_IN") return;
      socket.disconnect();
      store.send({ type: "session.ended" });
    });
  });
  socket.on("disconnect", (reason) => {
    store.send({ type: "connection.lost" });
    // The server ended it on purpose: it stops, or we were signed out elsewhere.
    if (reason === "io server disconnect") void whoAmI();
  });

  const ask: Session["ask"] = async (event, payload) => {
    try {
      return answerOf(await socket.timeout(ACK_MS_MAX).emitWithAck(event, payload));
    } catch {
      return { ok: false, code: "OFFLINE", message: "" };
    }
  };
  const utter = async (clientId: string): Promise<void> => {
    const outgoing = store.get().outgoing[clientId];
    if (outgoing === undefined) return;
    const { interactionId, text } = outgoing;
    const payload = { interactionId, clientId, text };
    const answer = await ask(outgoing.kind === "note" ? "note:add" : "message:send", payload);
    if (answer.ok) store.send({ type: "message.acknowledged", clientId });
    else store.send({ type: "message.refused", clientId, error: answer.code });
  };
  socket.on("hello", () => {
    for (const clientId of Object.keys(store.get().outgoing)) void utter(clientId);
  });

  return {
    store,
    start: whoAmI,
    signIn: async (email, password) => {
      await api.signIn(email, password);
      socket.connect();
    },
    signInByLink: async (token) => {
      await api.signInByLink(token);
      socket.disconnect().connect();
    },
    signOut: async () => {
      await api.signOut();
      socket.disconnect();
      store.send({ type: "session.ended" });
    },
    ask,
    onOfferGone: (listener) => {
      const gone = ({ because }: { readonly because: string }): void => {
        listener(because);
      };
      socket.on("offer:revoked", gone);
      return () => socket.off("offer:revoked", gone);
    },
    openThread: async (interactionId) => {
      store.send({ type: "thread.asked", interactionId });
      try {
        const answer = await api.thread(interactionId);
        store.send({ type: "thread.loaded", interactionId, answer });
      } catch {
        store.send({ type: "thread.failed", interactionId });
      }
    },
    say: async ({ interactionId, kind, text }) => {
      const clientId = freshId();
      const at = Date.now();
      store.send({
        type: "message.leaving",
        outgoing: { clientId, interactionId, kind, text, at, error: null },
      });
      await utter(clientId);
    },
    sayAgain: async (clientId) => {
      const outgoing = store.get().outgoing[clientId];
      if (outgoing === undefined) return;
      store.send({ type: "message.leaving", outgoing: { ...outgoing, error: null } });
      await utter(clientId);
    },
  };
}

/** Everything the server tells goes into the reducer as it came. */
function listen(socket: Wire, store: Store<ConsoleState, ConsoleEvent>): void {
  socket.on("hello", (payload) => {
    store.send({ type: "hello", payload, at: Date.now() });
  });
  socket.on("offer:new", (payload) => {
    store.send({ type: "offer:new", payload });
  });
  socket.on("offer:revoked", (payload) => {
    store.send({ type: "offer:revoked", payload });
  });
  socket.on("interaction:updated", (payload) => {
    store.send({ type: "interaction:updated", payload });
  });
  socket.on("message:new", (payload) => {
    store.send({ type: "message:new", payload });
  });
  socket.on("presence:changed", (payload) => {
    store.send({ type: "presence:changed", payload });
  });
  socket.on("typing", ({ interactionId }) => {
    store.send({ type: "typing", interactionId, at: Date.now() });
  });
  socket.on("board", (payload) => {
    store.send({ type: "board", payload });
  });
  socket.on("waiting", (payload) => {
    store.send({ type: "waiting", payload });
  });
  socket.on("organisation:changed", (payload) => {
    store.send({ type: "organisation:changed", payload });
  });
  socket.on("menu:people", (payload) => {
    store.send({ type: "menu:people", payload });
  });
  socket.on("menu:changed", (payload) => {
    store.send({ type: "menu:changed", payload });
  });
}

/** Checked by hand: anything else than an acknowledgement counts as a fault of ours. */
function answerOf(answer: unknown): Answer {
  if (typeof answer !== "object" || answer === null || !("ok" in answer)) {
    return { ok: false, code: "INTERNAL", message: "" };
  }
  if (answer.ok === true) return { ok: true };
  const error = "error" in answer ? answer.error : null;
  if (typeof error !== "object" || error === null) {
    return { ok: false, code: "INTERNAL", message: "" };
  }
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  const message = "message" in error && typeof error.message === "string" ? error.message : "";
  return { ok: false, code: isErrorCode(code) ? code : "INTERNAL", message };
}
