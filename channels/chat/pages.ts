/**
 * The customers' pages. A page is in one of two modes:
 * - a stranger: only `chat:start` is taken;
 * - in a chat: everything is taken, one event after the other, so that the order is kept.
 */
import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Socket } from "socket.io";
import type { z } from "zod";
import type { InteractionId } from "../../protocol/ids.js";
import {
  type Ack,
  type ChatCommands,
  chatCommands,
  type ChatMessage,
} from "../../protocol/sockets.js";
import type { ContactStage, Desk } from "../channel.js";
import type { Conversation } from "./conversation.js";
import { type ChannelLog, failureOf, parsed, refuse, unpack } from "./edge.js";
import type { OpenChat, OpenChats } from "./open-chats.js";
import { createPace } from "./pace.js";
import { messageTold, stageTold, wordsTold } from "./present.js";
import { keyFor, openPass, passFor } from "./resume.js";

/** Events of one page that may wait for the one before; more is a flood. */
const BACKLOG_MAX = 50;
/** One sign of typing in this time is enough for the engineer. */
const TYPING_MS = 1_000;

export interface PagesParts {
  readonly desk: Desk;
  readonly secret: string;
  readonly limitStart: (ip: string) => Promise<boolean>;
  /** Who asks, whatever stands in front of us. */
  readonly addressOf: (request: IncomingMessage) => string;
  readonly traced?: <T>(name: string, work: () => Promise<T>) => Promise<T>;
  readonly log: ChannelLog;
  readonly now: () => number;
  readonly chats: OpenChats;
  readonly conversation: Conversation;
}

export interface Pages {
  readonly welcome: (socket: Socket) => void;
  /** Refuses what comes from now on, and waits for what is being done. */
  drain(): Promise<void>;
}

/** A chat that a page may now join. `words`: what the menu said at once, if it is over already. */
interface Begun {
  readonly interactionId: InteractionId;
  readonly words: ContactStage | null;
}

type Handlers = Record<keyof ChatCommands, (raw: unknown) => Promise<object>>;

export function roomOf(id: InteractionId): string {
  return `chat:${id}`;
}

export function createPages(parts: PagesParts): Pages {
  const { desk, secret, log, now, chats, conversation, traced = untraced } = parts;
  const running = new Set<Promise<unknown>>();
  let isClosing = false;

  function welcome(socket: Socket): void {
    const handlers = handlersOf(socket);
    const isInPace = createPace(now());
    let line: Promise<unknown> = Promise.resolve();
    let backlog = 0;

    socket.onAny((event: string, ...args: unknown[]) => {
      const { payload, answer } = unpack(args);
      const handler = isCommand(event) ? handlers[event] : undefined;
      if (handler === undefined) {
        answer(failureOf(refuse("BAD_REQUEST"), log));
      } else if (isClosing) {
        answer(failureOf(refuse("SHUTTING_DOWN"), log));
      } else if (backlog >= BACKLOG_MAX || !isInPace(now())) {
        answer(failureOf(refuse("RATE_LIMITED"), log));
      } else {
        backlog += 1;
        const turn = line.then(async () => {
          const ack = await ackOf(() => traced(`chat ${event}`, () => handler(payload)));
          backlog -= 1;
          answer(ack);
        });
        line = turn;
        running.add(turn);
        void turn.finally(() => running.delete(turn));
      }
    });
  }

  async function ackOf(act: () => Promise<object>): Promise<Ack> {
    try {
      return { ok: true, ...(await act()) };
    } catch (error) {
      return failureOf(error, log);
    }
  }

  function handlersOf(socket: Socket): Handlers {
    let chat: OpenChat | null = null;
    let authorName = "";
    let typedAt = 0;

    const mine = (): OpenChat => {
      if (chat === null) throw refuse("CHAT_UNKNOWN");
      return chat;
    };
    const leaveRoom = (): void => {
      if (chat === null) return;
      void socket.leave(roomOf(chat.id));
      chats.pageLeft(chat.id);
      chat = null;
    };
    socket.on("disconnect", leaveRoom);

    return {
      "chat:start": parsed(chatCommands["chat:start"], async (payload) => {
        const begun = await begin(socket, payload);
        leaveRoom();
        const entered = chats.pageCame(begun.interactionId);
        chat = entered;
        await socket.join(roomOf(begun.interactionId));
        // Gone while the desk was asked: its disconnect was told before there was anything to leave.
        if (socket.disconnected) leaveRoom();
        const said = await showAll(socket, entered, begun);
        authorName = signatureOf(payload) ?? lastSignature(said);
        const { interactionId } = begun;
        return { interactionId, resume: passFor(interactionId, secret) };
      }),
      "menu:choose": parsed(chatCommands["menu:choose"], (payload) =>
        conversation.choose(mine(), payload),
      ),
      "message:send": parsed(chatCommands["message:send"], (payload) =>
        conversation.send(mine(), payload, authorName),
      ),
      "chat:typing": parsed(chatCommands["chat:typing"], () => {
        const { id } = mine();
        if (now() - typedAt >= TYPING_MS) {
          typedAt = now();
          desk.typing(id);
        }
        return Promise.resolve({});
      }),
      "chat:end": parsed(chatCommands["chat:end"], async () => {
        await desk.leave(mine().id);
        return {};
      }),
    };
  }

  /** Finds the chat of the pass, or begins one. */
  async function begin(socket: Socket, payload: Started): Promise<Begun> {
    const ip = parts.addressOf(socket.request);
    if (payload.resume !== undefined) {
      const id = openPass(payload.resume, secret);
      const interaction = id === null ? null : await desk.interaction(id);
      if (interaction?.channel === "chat") return { interactionId: interaction.id, words: null };
      const isAllowed = await parts.limitStart(ip);
      throw refuse(isAllowed ? "CHAT_UNKNOWN" : "RATE_LIMITED");
    }
    if (!(await parts.limitStart(ip))) throw refuse("RATE_LIMITED");
    const { startId } = payload;
    const key = startId === undefined ? `chat:${randomUUID()}` : keyFor(startId, secret);
    const email = payload.email?.toLowerCase();
    const { interactionId, stage } = await desk.begin({
      key,
      channel: "chat",
      address: email === undefined ? { kind: "chat", value: key } : { kind: "email", value: email },
      name: signatureOf(payload) ?? `Guest ${key.slice(-4)}`,
      to: null,
      language: payload.locale ?? null,
      externalId: key,
    });
    return { interactionId, words: stage };
  }

  /**
   * What was said so far and where the chat stands, to one page that has joined the room. Answers
   * with what was said.
   */
  async function showAll(
    socket: Socket,
    chat: OpenChat,
    begun: Begun,
  ): Promise<readonly ChatMessage[]> {
    const messages = (await desk.messages(chat.id))
      .map(messageTold)
      .filter((message) => message !== null);
    socket.emit("history", { messages });
    const heard = chat.heard;
    const asked = await desk.stage(chat.id);
    // What was heard while asking is newer than the answer.
    const stage = chat.heard === heard ? asked : chat.stage;
    if (stage === null) throw refuse("CHAT_UNKNOWN");
    chat.stage = stage;
    const words = begun.words === null ? [] : wordsTold(begun.words);
    for (const told of [...words, ...stageTold(stage)]) socket.emit(told.event, told.payload);
    return messages;
  }

  return {
    welcome,
    drain: async () => {
      isClosing = true;
      await Promise.allSettled(running);
    },
  };
}

type Started = z.output<ChatCommands["chat:start"]>;

/**
 * How the customer signs: as they said themself. Never by the name we have on record, because
 * nobody has checked that the mail address is theirs, and the name would be told to them.
 */
function signatureOf(payload: Started): string | null {
  const name = payload.name?.trim() ?? "";
  return name === "" ? (payload.email?.toLowerCase() ?? null) : name;
}

function lastSignature(said: readonly ChatMessage[]): string {
  return said.findLast((message) => message.from === "customer")?.authorName ?? "";
}

function isCommand(event: string): event is keyof ChatCommands {
  return Object.hasOwn(chatCommands, event);
}

function untraced<T>(_name: string, work: () => Promise<T>): Promise<T> {
  return work();
}
