/**
 * Applies one thing the server told, or one thing we did, to what the console knows.
 *
 * Total and pure: a snapshot followed by everything told since equals a fresh snapshot, so a lost
 * connection is mended by the next `hello` and no reload is ever needed.
 */
import type { z } from "zod";
import type { Interaction, Message } from "../../../protocol/interactions.js";
import type { EngineerOnFloor, Hello, consoleEvents } from "../../../protocol/sockets.js";
import { type ConsoleState, type Outgoing, type Thread, emptyState } from "./console-state.js";
import type { ThreadAnswer } from "./thread-record.js";

type Told = {
  [E in Exclude<keyof typeof consoleEvents, "hello" | "typing">]: {
    readonly type: E;
    readonly payload: z.output<(typeof consoleEvents)[E]>;
  };
}[Exclude<keyof typeof consoleEvents, "hello" | "typing">];

/** Times named `at` here are of our own clock. */
export type ConsoleEvent =
  | Told
  | { readonly type: "hello"; readonly payload: Hello; readonly at: number }
  | { readonly type: "typing"; readonly interactionId: string; readonly at: number }
  | { readonly type: "connection.lost" }
  | { readonly type: "session.ended" }
  | { readonly type: "offer.answered"; readonly offerId: string }
  | { readonly type: "thread.asked"; readonly interactionId: string }
  | {
      readonly type: "thread.loaded";
      readonly interactionId: string;
      readonly answer: ThreadAnswer;
    }
  | { readonly type: "thread.failed"; readonly interactionId: string }
  | { readonly type: "message.leaving"; readonly outgoing: Outgoing }
  | { readonly type: "message.acknowledged"; readonly clientId: string }
  | { readonly type: "message.refused"; readonly clientId: string; readonly error: string }
  | { readonly type: "board.left" }
  | { readonly type: "waiting.left" }
  | { readonly type: "menu.left" };

export function consoleReducer(state: ConsoleState, event: ConsoleEvent): ConsoleState {
  switch (event.type) {
    case "hello":
      return greet(state, event.payload, event.at);
    case "offer:new":
      return { ...state, offers: { ...state.offers, [event.payload.id]: event.payload } };
    case "offer:revoked":
      return { ...state, offers: without(state.offers, event.payload.offerId) };
    case "offer.answered":
      return { ...state, offers: without(state.offers, event.offerId) };
    case "interaction:updated":
      return updateInteraction(state, event.payload);
    case "message:new":
      return addMessage(state, event.payload);
    case "presence:changed":
      return changePresence(state, event.payload);
    case "typing":
      return { ...state, typing: { ...state.typing, [event.interactionId]: event.at } };
    case "board":
      return { ...state, board: event.payload };
    case "board.left":
      return { ...state, board: null };
    case "waiting":
      return { ...state, waiting: event.payload };
    case "waiting.left":
      return { ...state, waiting: null };
    case "organisation:changed":
      return { ...state, organisation: event.payload };
    case "menu:people":
      return { ...state, menuPeople: event.payload };
    case "menu:changed":
      return { ...state, menuNews: event.payload };
    case "menu.left":
      return { ...state, menuPeople: null };
    case "connection.lost":
      return state.connection === "online" ? { ...state, connection: "lost" } : state;
    case "session.ended":
      return { ...emptyState, connection: "signed-out" };
    case "thread.asked":
      return changeThread(state, event.interactionId, (thread) => ({
        ...thread,
        status: "loading",
      }));
    case "thread.loaded":
      return changeThread(state, event.interactionId, (thread) => fillThread(thread, event.answer));
    case "thread.failed":
      return changeThread(state, event.interactionId, (thread) => ({
        ...thread,
        status: "failed",
      }));
    case "message.leaving":
      return {
        ...state,
        outgoing: { ...state.outgoing, [event.outgoing.clientId]: event.outgoing },
      };
    case "message.acknowledged":
      return { ...state, outgoing: without(state.outgoing, event.clientId) };
    case "message.refused":
      return refuseMessage(state, event.clientId, event.error);
    default:
      throw new Error(`unhandled event ${String(event satisfies never)}`);
  }
}

/** Whether an interaction belongs into the engineer's own list. */
export function isMine(interaction: Interaction, engineer: EngineerOnFloor | null): boolean {
  return (
    engineer !== null &&
    interaction.engineerId === engineer.engineer.id &&
    (interaction.state === "active" || interaction.state === "wrapup")
  );
}

/**
 * The snapshot replaces everything it speaks of. Threads stay on the screen as they were and are
 * asked for again, because what was said while we were away was told to nobody here.
 */
function greet(state: ConsoleState, hello: Hello, at: number): ConsoleState {
  const same = state.me?.id === hello.me.id;
  return {
    connection: "online",
    clockOffset: hello.now - at,
    me: hello.me,
    engineer: hello.engineer,
    organisation: hello.organisation,
    phone: hello.phone,
    interactions: byId(hello.interactions),
    offers: byId(hello.offers),
    threads: same ? mapValues(state.threads, (t) => ({ ...t, status: "stale" as const })) : {},
    outgoing: state.outgoing,
    typing: {},
    board: same ? state.board : null,
    waiting: same ? state.waiting : null,
    menuPeople: same ? state.menuPeople : null,
    menuNews: same ? state.menuNews : null,
  };
}

/**
 * An interaction that is no longer offered takes its offers with it; one that changed hands, place
 * or state makes its open thread stale, because the record has new lines.
 */
function updateInteraction(state: ConsoleState, interaction: Interaction): ConsoleState {
  const interactions = isMine(interaction, state.engineer)
    ? { ...state.interactions, [interaction.id]: interaction }
    : without(state.interactions, interaction.id);
  const offers = Object.fromEntries(
    Object.entries(state.offers)
      .filter(([, o]) => o.interactionId !== interaction.id || interaction.state === "offered")
      .map(([id, o]) => [id, o.interactionId === interaction.id ? { ...o, interaction } : o]),
  );
  const next = { ...state, interactions, offers };
  if (state.threads[interaction.id] === undefined) return next;
  return changeThread(next, interaction.id, (thread) => ({
    ...thread,
    interaction,
    status:
      thread.status === "loaded" && movedOn(thread.interaction, interaction)
        ? "stale"
        : thread.status,
  }));
}

function movedOn(before: Interaction | null, after: Interaction): boolean {
  return (
    before?.state !== after.state ||
    before.engineerId !== after.engineerId ||
    before.bucketId !== after.bucketId ||
    before.priority !== after.priority ||
    before.offers !== after.offers
  );
}

/** A thread nobody opened keeps no messages: it is fetched whole when somebody does. */
function addMessage(state: ConsoleState, message: Message): ConsoleState {
  const typing =
    message.from === "customer" ? without(state.typing, message.interactionId) : state.typing;
  const outgoing =
    message.clientId === null ? state.outgoing : without(state.outgoing, message.clientId);
  const next = { ...state, typing, outgoing };
  if (state.threads[message.interactionId] === undefined) return next;
  return changeThread(next, message.interactionId, (thread) => ({
    ...thread,
    messages: joinMessages(thread.messages, [message]),
  }));
}

/**
 * Says what the engineer holds, too: whatever of ours is not among it went to somebody else, and its
 * record has new lines.
 */
function changePresence(state: ConsoleState, changed: EngineerOnFloor): ConsoleState {
  const { id } = changed.engineer;
  const board = state.board && {
    ...state.board,
    engineers: state.board.engineers.map((e) => (e.engineer.id === id ? changed : e)),
  };
  if (state.engineer?.engineer.id !== id) return { ...state, board };
  const held = new Set<string>(changed.holding.map((h) => h.interactionId));
  const lost = Object.keys(state.interactions).filter((interactionId) => !held.has(interactionId));
  const next: ConsoleState = {
    ...state,
    board,
    engineer: changed,
    interactions: lost.reduce(without, state.interactions),
  };
  return lost
    .filter((interactionId) => state.threads[interactionId] !== undefined)
    .reduce(
      (s, interactionId) => changeThread(s, interactionId, (t) => ({ ...t, status: "stale" })),
      next,
    );
}

/** What was told while the answer was on its way may be newer than the answer: both count. */
function fillThread(thread: Thread, answer: ThreadAnswer): Thread {
  return {
    status: "loaded",
    interaction: answer.interaction,
    messages: joinMessages(
      answer.messages,
      thread.messages.filter((m) => !has(answer.messages, m)),
    ),
    timeline: answer.timeline,
  };
}

function refuseMessage(state: ConsoleState, clientId: string, error: string): ConsoleState {
  const outgoing = state.outgoing[clientId];
  if (outgoing === undefined) return state;
  return { ...state, outgoing: { ...state.outgoing, [clientId]: { ...outgoing, error } } };
}

const noThread: Thread = { status: "loading", interaction: null, messages: [], timeline: [] };

function changeThread(
  state: ConsoleState,
  interactionId: string,
  change: (thread: Thread) => Thread,
): ConsoleState {
  const thread = change(state.threads[interactionId] ?? noThread);
  return { ...state, threads: { ...state.threads, [interactionId]: thread } };
}

function has(messages: readonly Message[], message: Message): boolean {
  return messages.some((m) => m.id === message.id);
}

/** Later ones win over earlier ones with the same id; ordered by time, then id. */
function joinMessages(before: readonly Message[], more: readonly Message[]): readonly Message[] {
  const all = new Map([...before, ...more].map((m) => [m.id, m]));
  return [...all.values()].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
}

function byId<T extends { readonly id: string }>(items: readonly T[]): Record<string, T> {
  return Object.fromEntries(items.map((item) => [item.id, item]));
}

function without<T>(record: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> {
  if (!Object.hasOwn(record, key)) return record;
  return Object.fromEntries(Object.entries(record).filter(([k]) => k !== key));
}

function mapValues<A, B>(
  record: Readonly<Record<string, A>>,
  change: (a: A) => B,
): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([k, v]) => [k, change(v)]));
}
