/**
 * What one node tells the others: the records of its turns, and what the short path changed here and
 * nobody else knows. Whoever hears of it keeps it in memory and tells its own sockets, as if it had
 * happened there.
 */
import { z } from "zod";
import { ServerNodeId, type InteractionId, type UserId } from "../../protocol/ids.js";
import type { InteractionContent, Message } from "../../protocol/interactions.js";
import type { Customer } from "../../protocol/organisation.js";
import type { MenuNews } from "../../protocol/sockets.js";
import type { HubEvents } from "../desk/hub.js";
import type { MenuSessionRow } from "../store/store.js";
import type { Bus } from "./bus.js";
import type { Answer } from "./leading.js";

export type News =
  | { readonly type: "answer"; readonly answer: Answer }
  | { readonly type: "lease" }
  | { readonly type: "message"; readonly message: Message; readonly isNew: boolean }
  | {
      readonly type: "content";
      readonly interactionId: InteractionId;
      readonly content: InteractionContent;
      readonly customer: Customer | null;
      readonly session: MenuSessionRow | null;
    }
  | { readonly type: "typing"; readonly typing: HubEvents["typing"] }
  | { readonly type: "organisation" }
  | { readonly type: "menu"; readonly news: MenuNews }
  /** Somebody may no longer, or may now, do something: their consoles sign in anew. */
  | { readonly type: "rights"; readonly userId: UserId };

export interface NewsWire {
  tell(news: News): void;
  tellRecord(body: string): void;
}

/** A record is told as it is: it is large, and text already. */
const RECORD = "r";
const Letter = z.looseObject({
  from: ServerNodeId,
  news: z.looseObject({ type: z.string() }),
});

/** Hears what other nodes tell, and records from any of them. */
export function openNewsWire(parts: {
  readonly bus: Pick<Bus, "tell" | "hear">;
  readonly node: ServerNodeId;
  readonly onNews: (news: News) => void;
  readonly onRecord: (body: string) => void;
  readonly log: { warn(details: object, message: string): void };
}): NewsWire {
  const { bus, node } = parts;
  bus.hear((text) => {
    if (text.startsWith(RECORD)) {
      parts.onRecord(text.slice(RECORD.length));
      return;
    }
    try {
      const letter = Letter.parse(JSON.parse(text));
      if (letter.from !== node) parts.onNews(letter.news as unknown as News);
    } catch (error) {
      // A newer node tells of things that this one does not know.
      parts.log.warn({ err: error }, "news that this node does not understand");
    }
  });
  return {
    tell: (news) => {
      bus.tell(JSON.stringify({ from: node, news }));
    },
    tellRecord: (body) => {
      bus.tell(RECORD + body);
    },
  };
}
