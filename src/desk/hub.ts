/**
 * What was committed, told to whoever shows it. Listeners run after the commit, in order, and must
 * not throw; one that does is logged and does not stop the others.
 */
import type { EngineerId, InteractionId } from "../../protocol/ids.js";
import type { Interaction, Message } from "../../protocol/interactions.js";
import type { MenuNews } from "../../protocol/sockets.js";
import type { Router } from "../../routing/router.js";
import type { Decided } from "../dispatch/turn.js";

export interface HubEvents {
  /** A turn was committed; the router's memory is exactly what SQL holds. */
  turn: {
    readonly decided: readonly Decided[];
    readonly router: Router;
    readonly committedAt: number;
  };
  /** A new message, or one whose delivery changed. */
  message: { readonly message: Message; readonly interaction: Interaction };
  /** Path, unread or last words changed outside a turn. */
  content: { readonly interaction: Interaction };
  typing: {
    readonly interactionId: InteractionId;
    readonly from: "customer" | "engineer";
    readonly engineerId: EngineerId | null;
  };
  /** Buckets, skills, engineers or settings changed. */
  organisation: Record<string, never>;
  /** A menu tree was saved, published or scheduled. `by` null: by the clock. */
  menu: MenuNews;
}

export interface Hub {
  tell<E extends keyof HubEvents>(event: E, what: HubEvents[E]): void;
  /** Answers with how to stop listening. */
  on<E extends keyof HubEvents>(event: E, listener: (what: HubEvents[E]) => void): () => void;
}

type Listeners = { [E in keyof HubEvents]: Set<(what: HubEvents[E]) => void> };

export function createHub(log: { error(details: object, message: string): void }): Hub {
  const listeners: Listeners = {
    turn: new Set(),
    message: new Set(),
    content: new Set(),
    typing: new Set(),
    organisation: new Set(),
    menu: new Set(),
  };
  return {
    tell: (event, what) => {
      for (const listener of listeners[event]) {
        try {
          listener(what);
        } catch (error) {
          log.error({ err: error, event }, "a listener failed");
        }
      }
    },
    on: (event, listener) => {
      listeners[event].add(listener);
      return () => listeners[event].delete(listener);
    },
  };
}
