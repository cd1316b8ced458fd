/**
 * What was committed, told to whoever shows it. Listeners run after the commit, in order, and must
 * not throw; one that does is logged and does not stop the others.
 */
import type { EngineerId, InteractionId } from "../../protocol/ids.js";
import type { Interaction, Message } from "../../protocol/interactions.js";
import type { MenuNews } from "../../protocol/sockets.js";
import type { Router } from "../../routing/router.js";
import type { Decided } from "../dispatch/turn.js";
import type { MenuSessionRow } from "../store/store.js";

export interface HubEvents {
  /** A turn was committed; the router's memory is exactly what SQL holds. */
  turn: {
    readonly decided: readonly Decided[];
    readonly router: Router;
    readonly committedAt: number;
  };
  /** A new message, or one whose delivery changed. */
  message: {
    readonly message: Message;
    readonly interaction: Interaction;
    readonly isNew: boolean;
  };
  /** Path, unread or last words changed outside a turn. */
  content: {
    readonly interaction: Interaction;
    /** The walk through the menu that changed it. null: it was something else. */
    readonly session: MenuSessionRow | null;
  };
  typing: {
    readonly interactionId: InteractionId;
    readonly from: "customer" | "engineer";
    readonly engineerId: EngineerId | null;
  };
  /** Buckets, skills, engineers or settings changed. */
  organisation: Record<string, never>;
  /** Turns were missed: whoever was told of changes one by one has to be shown everything again. */
  anew: Record<string, never>;
  /** A menu tree was saved, published or scheduled. `by` null: by the clock. */
  menu: MenuNews;
}

export interface Hub {
  tell<E extends keyof HubEvents>(event: E, what: HubEvents[E]): void;
  /** As `tell`, of what happened here and no other node knows; they are told as well. */
  share<E extends SharedEvent>(event: E, what: HubEvents[E]): void;
  /** Hears what is shared, to carry it to the other nodes. */
  onShared(listeners: SharedListeners): void;
  /** Answers with how to stop listening. */
  on<E extends keyof HubEvents>(event: E, listener: (what: HubEvents[E]) => void): () => void;
}

/** What a node learns outside the turns, which every node hears of anyway. */
export type SharedEvent = "message" | "content" | "typing" | "organisation" | "menu";
export type SharedListeners = { readonly [E in SharedEvent]: (what: HubEvents[E]) => void };

type Listeners = { [E in keyof HubEvents]: Set<(what: HubEvents[E]) => void> };

export function createHub(log: { error(details: object, message: string): void }): Hub {
  const listeners: Listeners = {
    turn: new Set(),
    message: new Set(),
    content: new Set(),
    typing: new Set(),
    organisation: new Set(),
    menu: new Set(),
    anew: new Set(),
  };
  let carriers: SharedListeners | null = null;
  const tell: Hub["tell"] = (event, what) => {
    for (const listener of listeners[event]) {
      try {
        listener(what);
      } catch (error) {
        log.error({ err: error, event }, "a listener failed");
      }
    }
  };
  return {
    tell,
    share: (event, what) => {
      carriers?.[event](what);
      tell(event, what);
    },
    onShared: (given) => {
      carriers = given;
    },
    on: (event, listener) => {
      listeners[event].add(listener);
      return () => listeners[event].delete(listener);
    },
  };
}
