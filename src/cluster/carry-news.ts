/** What the short path changes on one node, carried to the others; and what was missed, read again. */
import { contentOf, type Contacts } from "../desk/contacts.js";
import type { Conversation } from "../desk/conversation.js";
import type { Hub } from "../desk/hub.js";
import type { Organisation } from "../desk/organisation.js";
import type { Dispatch } from "../dispatch/dispatch-parts.js";
import type { News } from "./news.js";

export interface NewsCarrier {
  /** Hands on what is shared here from now on. */
  carry(tell: (news: News) => void): void;
  /** Of another node. */
  hear(news: News): void;
  /** News may have been missed: reads what they were about again, and tells the sockets of this node. */
  repair(at: number): Promise<void>;
}

/** Told again after a doubt: longer than anybody needs to notice that Redis is gone. */
const DOUBT_MS = 15_000;

export function carryNews(parts: {
  readonly hub: Hub;
  readonly contacts: Contacts;
  readonly conversation: Conversation;
  readonly organisation: Organisation;
  readonly dispatch: () => Dispatch;
  readonly log: { warn(details: object, message: string): void };
}): NewsCarrier {
  const { hub, contacts, conversation, organisation, log } = parts;

  async function take(news: News): Promise<void> {
    switch (news.type) {
      case "message":
        await conversation.heard(news);
        return;
      case "content": {
        const { interactionId, content, customer, session } = news;
        if (contacts.get(interactionId) === undefined) return;
        contacts.put(interactionId, { content, customer, ...(session !== null && { session }) });
        const interaction = await conversation.interaction(interactionId);
        if (interaction !== null) hub.tell("content", { interaction, session });
        return;
      }
      case "typing":
        hub.tell("typing", news.typing);
        return;
      case "organisation":
        await organisation.readAgain();
        return;
      case "menu":
        hub.tell("menu", news.news);
        return;
      default:
        // A newer node tells of things that this one does not know.
        return;
    }
  }

  function hear(news: News): void {
    take(news).catch((error: unknown) => {
      log.warn({ err: error, news: news.type }, "news could not be taken in");
    });
  }

  return {
    carry: (tell) => {
      hub.onShared({
        message: ({ message, isNew }) => {
          tell({ type: "message", message, isNew });
        },
        content: ({ interaction, session }) => {
          const { id: interactionId, customer } = interaction;
          tell({
            type: "content",
            interactionId,
            content: contentOf(interaction),
            customer,
            session,
          });
        },
        typing: (typing) => {
          tell({ type: "typing", typing });
        },
        organisation: () => {
          tell({ type: "organisation" });
        },
        menu: (news) => {
          tell({ type: "menu", news });
        },
      });
    },
    hear,
    repair: async (at) => {
      try {
        await organisation.readAgain();
        const open = await parts.dispatch().read((router) => router.snapshot().interactions);
        await contacts.load(open);
        await conversation.tellAgain(at - DOUBT_MS);
      } catch (error) {
        log.warn({ err: error }, "what may have been missed could not be read again");
      }
    },
  };
}
