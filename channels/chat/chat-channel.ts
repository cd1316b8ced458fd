/**
 * The chat: Socket.IO's namespace `/chat` on one side, the desk on the other. A chat is a room; its
 * pages (tabs, reloads, reconnects) come and go while the contact stays.
 */
import type { IncomingMessage } from "node:http";
import type { Namespace, Server } from "socket.io";
import { type ErrorCode, errorCatalog } from "../../protocol/errors.js";
import type { InteractionId } from "../../protocol/ids.js";
import type { ChannelPort, ContactChange, ContactStage, Desk } from "../channel.js";
import { createAttendance } from "./attendance.js";
import { createConversation } from "./conversation.js";
import type { ChannelLog } from "./edge.js";
import { createOpenChats, type OpenChat } from "./open-chats.js";
import { createPages, roomOf } from "./pages.js";
import { isRepeated, messageTold, stageTold, type Told } from "./present.js";

/** How often a waiting customer's place is told again, and absences are looked at. */
const SWEEP_MS = 15_000;

export interface ChatChannelParts {
  readonly desk: Desk;
  readonly io: Server;
  /** Seals the passes with which chats are resumed; the same on every node and after a restart. */
  readonly secret: string;
  readonly allowOrigin: (origin: string | undefined) => boolean;
  /** Other nodes may have pages of a chat, and cannot be asked now. */
  readonly cannotAsk: () => boolean;
  /** Counts one new chat of this IP address; false: too many. */
  readonly limitStart: (ip: string) => Promise<boolean>;
  /** Who asks, whatever stands in front of us. */
  readonly addressOf: (request: IncomingMessage) => string;
  /** Follows one command of a customer, for whoever watches the program. Left out: nobody does. */
  readonly traced?: <T>(name: string, work: () => Promise<T>) => Promise<T>;
  readonly log: ChannelLog;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export interface ChatChannel extends ChannelPort {
  /** After a start: watches over the chats that were open before. Call once the desk answers. */
  open(): Promise<void>;
  /** Tells places in the queue and lets go of those who left. Runs by itself every 15 s. */
  sweep(): Promise<void>;
}

export function createChatChannel(parts: ChatChannelParts): ChatChannel {
  const { desk, log, now } = parts;
  const namespace: Namespace = parts.io.of("/chat");
  const chats = createOpenChats(now);
  const screen = { show, tell };
  const conversation = createConversation({ desk, screen });
  const pages = createPages({ ...parts, chats, conversation });
  const attendance = createAttendance({
    desk,
    chats,
    show,
    // Asks the other nodes too. Who cannot be asked is there: nobody is sent away on a guess.
    hasPage: async (id) =>
      parts.cannotAsk() || (await namespace.in(roomOf(id)).fetchSockets()).length > 0,
    log,
    now,
  });

  namespace.use((socket, next) => {
    if (parts.allowOrigin(socket.handshake.headers.origin)) {
      next();
      return;
    }
    const code: ErrorCode = "WRONG_ORIGIN";
    next(Object.assign(new Error(errorCatalog[code]), { data: { code } }));
  });
  namespace.on("connection", pages.welcome);
  const unwatch = desk.watch("chat", hear);
  const timer = setInterval(() => void attendance.sweep(), SWEEP_MS);
  timer.unref();

  function hear(change: ContactChange): void {
    switch (change.type) {
      case "stage": {
        const isOpen = change.stage.stage === "menu" || change.stage.stage === "waiting";
        const chat = isOpen ? chats.at(change.interactionId) : chats.get(change.interactionId);
        if (chat === undefined) return;
        chat.heard += 1;
        show(chat, change.stage);
        return;
      }
      case "message": {
        const payload = messageTold(change.message);
        if (payload !== null) tell(change.interactionId, { event: "message:new", payload });
        return;
      }
      case "typing":
        tell(change.interactionId, { event: "typing", payload: {} });
        return;
      case "anew":
        void attendance.showAgain();
        return;
      default:
        throw new Error(`unhandled change ${String(change satisfies never)}`);
    }
  }

  function show(chat: OpenChat, stage: ContactStage): void {
    const before = chat.stage;
    chat.stage = stage;
    if (isRepeated(before, stage)) return;
    for (const told of stageTold(stage)) tell(chat.id, told);
    if (stage.stage === "ended" && chat.pages === 0) chats.drop(chat.id);
  }

  function tell(id: InteractionId, told: Told): void {
    // Every node hears of it and tells its own pages.
    namespace.local.to(roomOf(id)).emit(told.event, told.payload);
  }

  return {
    channel: "chat",
    capabilities: { menu: true, messages: true, live: false },
    effectsOf: () => [],
    perform: (effect) =>
      Promise.resolve({ type: "refused", because: `a chat has no ${effect.kind}` }),
    open: async () => {
      for (const interaction of await desk.open("chat")) chats.at(interaction.id);
    },
    sweep: () => attendance.sweep(),
    close: async () => {
      clearInterval(timer);
      unwatch();
      await Promise.all([pages.drain(), attendance.close()]);
      namespace.local.disconnectSockets(true);
    },
  };
}
