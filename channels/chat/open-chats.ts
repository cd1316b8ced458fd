/**
 * The chats this process knows: who has a page open, and the stage last shown. Nothing here is the
 * truth; it only says what need not be told twice, and who has been away for too long.
 */
import type { InteractionId } from "../../protocol/ids.js";
import type { ContactStage } from "../channel.js";

export interface OpenChat {
  readonly id: InteractionId;
  /** The stage that its pages show; null: not known yet. */
  stage: ContactStage | null;
  /** Counts the stages heard from the desk. An answer that was overtaken meanwhile is not shown. */
  heard: number;
  /** Pages of this process. */
  pages: number;
  /** When the last page left; null while there is one. */
  absentSince: number | null;
  /** Typed texts that were taken as menu answers, so that a repetition does not choose again. */
  readonly chosen: Set<string>;
}

export interface OpenChats {
  get(id: InteractionId): OpenChat | undefined;
  /** Found or made; a new one has no page. */
  at(id: InteractionId): OpenChat;
  pageCame(id: InteractionId): OpenChat;
  pageLeft(id: InteractionId): void;
  drop(id: InteractionId): void;
  all(): readonly OpenChat[];
}

/** More than anybody types before the menu ends; bounds what one chat may keep here. */
const CHOSEN_MAX = 50;

export function createOpenChats(now: () => number): OpenChats {
  const chats = new Map<InteractionId, OpenChat>();

  function at(id: InteractionId): OpenChat {
    const known = chats.get(id);
    if (known !== undefined) return known;
    const made: OpenChat = {
      id,
      stage: null,
      heard: 0,
      pages: 0,
      absentSince: now(),
      chosen: new Set(),
    };
    chats.set(id, made);
    return made;
  }

  return {
    at,
    get: (id) => chats.get(id),
    pageCame: (id) => {
      const chat = at(id);
      chat.pages += 1;
      chat.absentSince = null;
      return chat;
    },
    pageLeft: (id) => {
      const chat = chats.get(id);
      if (chat === undefined) return;
      chat.pages = Math.max(0, chat.pages - 1);
      if (chat.pages > 0) return;
      chat.absentSince = now();
      if (chat.stage?.stage === "ended") chats.delete(id);
    },
    drop: (id) => {
      chats.delete(id);
    },
    all: () => [...chats.values()],
  };
}

/** Remembers a typed answer by the sender's id for it. */
export function rememberChosen(chat: OpenChat, clientId: string): void {
  chat.chosen.add(clientId);
  const oldest = chat.chosen.values().next();
  if (chat.chosen.size > CHOSEN_MAX && oldest.done !== true) chat.chosen.delete(oldest.value);
}
