/** What an interaction is about, and how messages change it. The store keeps the same rules in SQL. */
import type { InteractionContent, Message } from "../../protocol/interactions.js";

/** Longer last words are cut in lists; the message itself is whole. */
export const LAST_WORDS_MAX = 200;

export function freshContent(known: Partial<InteractionContent>): InteractionContent {
  return {
    subject: null,
    address: null,
    to: null,
    language: null,
    path: [],
    collected: {},
    unread: 0,
    lastMessage: null,
    externalId: null,
    threadId: null,
    ...known,
  };
}

/** After a new message. Notes are between engineers: they are neither unread nor last words. */
export function withMessage(content: InteractionContent, message: Message): InteractionContent {
  if (message.kind === "note") return content;
  return {
    ...content,
    unread: message.from === "customer" ? content.unread + 1 : content.unread,
    lastMessage: {
      from: message.from,
      text: message.text.slice(0, LAST_WORDS_MAX),
      at: message.at,
    },
  };
}
