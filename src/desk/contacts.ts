/**
 * The live contacts' content and customers in memory, beside the router's rows: enough to show a
 * whole interaction without asking SQL. Changed only after the commit that changed SQL.
 */
import type { EngineerId, InteractionId } from "../../protocol/ids.js";
import type {
  Interaction,
  InteractionContent,
  RoutedInteraction,
} from "../../protocol/interactions.js";
import type { Customer } from "../../protocol/organisation.js";
import type { Luggage } from "../dispatch/turn.js";
import type { LostContact, MenuSessionRow, Store } from "../store/store.js";
import { freshContent } from "./contents.js";

export interface LiveContact {
  readonly content: InteractionContent;
  readonly customer: Customer | null;
  /** null: it has no menu, or it left it before this process began. */
  readonly session: MenuSessionRow | null;
  /** Who answered this customer last. undefined: this process has not asked. */
  readonly lastEngineerId?: EngineerId | null;
  /** What this customer lost a moment ago. undefined: this process has not asked. */
  readonly lost?: LostContact | null;
}

export interface Contacts {
  /**
   * Reads the content of every open interaction. What SQL does not have is kept: it belongs to a
   * contact whose first commit failed and is about to be tried again.
   */
  load(open: readonly RoutedInteraction[]): Promise<void>;
  get(id: InteractionId): LiveContact | undefined;
  put(id: InteractionId, change: Partial<LiveContact>): void;
  drop(id: InteractionId): void;
  /** A command of another node is about to be decided: whom it begins is known from here on. */
  arrive(luggage: Luggage): void;
  /** What came with a command was committed. */
  arrived(luggage: Luggage): void;
  /** The whole interaction; content is empty when nothing is known of it. */
  view(routed: RoutedInteraction): Interaction;
}

export function createContacts(store: Store): Contacts {
  const live = new Map<InteractionId, LiveContact>();
  const empty: LiveContact = { content: freshContent({}), customer: null, session: null };
  function take(luggage: Luggage, id: InteractionId, content: InteractionContent): void {
    const isTheirs = (row: { readonly interactionId: InteractionId }): boolean =>
      row.interactionId === id;
    const customer = luggage.customers?.find(isTheirs)?.customer;
    const session = luggage.sessions?.find(isTheirs);
    const known = live.get(id) ?? empty;
    live.set(id, { ...known, content, ...(customer && { customer }), ...(session && { session }) });
  }

  return {
    load: async (open) => {
      const ids = open.map((row) => row.id);
      for (let start = 0; start < ids.length; start += 500) {
        for (const interaction of await store.interactionsById(ids.slice(start, start + 500))) {
          live.set(interaction.id, {
            content: contentOf(interaction),
            customer: interaction.customer,
            session: null,
          });
        }
      }
    },
    get: (id) => live.get(id),
    put: (id, change) => {
      live.set(id, { ...(live.get(id) ?? empty), ...change });
    },
    drop: (id) => {
      live.delete(id);
    },
    arrive: (luggage) => {
      for (const { interactionId, content } of luggage.contents ?? []) {
        if (!live.has(interactionId)) take(luggage, interactionId, content);
      }
    },
    arrived: (luggage) => {
      if (luggage.isFromElsewhere !== true) return;
      for (const { interactionId, content } of luggage.contents ?? []) {
        take(luggage, interactionId, content);
      }
    },
    view: (routed) => {
      const contact = live.get(routed.id) ?? empty;
      return { ...routed, ...contact.content, customer: contact.customer };
    },
  };
}

/** The part of a whole interaction that is content. */
export function contentOf(interaction: Interaction): InteractionContent {
  const { subject, address, to, language, path, collected } = interaction;
  const { unread, lastMessage, externalId, threadId } = interaction;
  return {
    subject,
    address,
    to,
    language,
    path,
    collected,
    unread,
    lastMessage,
    externalId,
    threadId,
  };
}
