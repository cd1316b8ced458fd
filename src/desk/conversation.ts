/** Saves what is said: grouped commits, once each, then told. */
import { DeskRefusal } from "../../channels/channel.js";
import type { InteractionId, MessageId } from "../../protocol/ids.js";
import type { Interaction, Message } from "../../protocol/interactions.js";
import { errorCatalog } from "../../protocol/errors.js";
import { createBatcher } from "../dispatch/batcher.js";
import type { Dispatch } from "../dispatch/dispatch-parts.js";
import { StoreUnavailable, type MessageWrite, type Store } from "../store/store.js";
import type { Contacts } from "./contacts.js";
import { withMessage } from "./contents.js";
import type { Hub } from "./hub.js";

export interface Conversation {
  /** The stored message: the earlier one when this one was seen before. */
  save(write: MessageWrite): Promise<{ readonly message: Message; readonly isNew: boolean }>;
  /** What became of a message of ours on its way to the customer. */
  deliver(messageId: MessageId, delivery: NonNullable<Message["delivery"]>): Promise<void>;
  markRead(interactionId: InteractionId): Promise<void>;
  /** A message that another node saved, or whose delivery it changed. */
  heard(news: { readonly message: Message; readonly isNew: boolean }): Promise<void>;
  /** Tells of the messages since `at` (epoch ms) once more: somebody here may have missed one. */
  tellAgain(at: number): Promise<void>;
  /** Memory after messages that a turn committed. */
  committed(writes: readonly MessageWrite[]): void;
  /** The interaction as it is now; from memory when it is open. */
  interaction(id: InteractionId): Promise<Interaction | null>;
  drain(): Promise<void>;
}

/** Messages that share one commit. */
const MESSAGES_PER_COMMIT_MAX = 100;
/** Of a few seconds; whoever needs more than that is shown everything anew. */
const TOLD_AGAIN_MAX = 2000;

export function createConversation(parts: {
  readonly store: Store;
  readonly contacts: Contacts;
  readonly hub: Hub;
  /** Other nodes save messages too. */
  readonly isShared: boolean;
  readonly dispatch: () => Dispatch;
}): Conversation {
  const { store, contacts, hub } = parts;
  const batcher = createBatcher(
    (writes: readonly MessageWrite[]) => store.saveMessages(writes),
    MESSAGES_PER_COMMIT_MAX,
  );

  async function interaction(id: InteractionId): Promise<Interaction | null> {
    const open = await parts.dispatch().read((router) => {
      const row = router.interaction(id);
      return row === undefined ? null : contacts.view(row);
    });
    return open ?? store.interaction(id);
  }

  function remember(message: Message): void {
    const contact = contacts.get(message.interactionId);
    if (contact === undefined) return;
    contacts.put(message.interactionId, { content: withMessage(contact.content, message) });
  }

  async function tell(message: Message, isNew: boolean): Promise<void> {
    const whole = await interaction(message.interactionId);
    if (whole !== null) hub.tell("message", { message, interaction: whole, isNew });
  }

  return {
    interaction,
    save: async (write) => {
      const saved = await batcher.add(write).catch((error: unknown) => {
        if (!(error instanceof StoreUnavailable)) throw error;
        throw new DeskRefusal("STORE_UNAVAILABLE", errorCatalog.STORE_UNAVAILABLE);
      });
      const { message, isNew } = saved;
      if (isNew) remember(message);
      // One that is sent again may have been saved by a node that died before it told anybody.
      if (isNew || parts.isShared) {
        const whole = await interaction(message.interactionId);
        if (whole !== null) hub.share("message", { message, interaction: whole, isNew });
      }
      return saved;
    },
    deliver: async (messageId, delivery) => {
      const message = await store.setDelivery(messageId, delivery);
      const whole = message === null ? null : await interaction(message.interactionId);
      if (message !== null && whole !== null) {
        hub.share("message", { message, interaction: whole, isNew: false });
      }
    },
    heard: async ({ message, isNew }) => {
      if (isNew) remember(message);
      await tell(message, isNew);
    },
    tellAgain: async (at) => {
      for (const message of await store.messagesSince(at, TOLD_AGAIN_MAX)) {
        await tell(message, false);
      }
    },
    markRead: async (id) => {
      await store.markRead(id);
      const contact = contacts.get(id);
      if (contact !== undefined) contacts.put(id, { content: { ...contact.content, unread: 0 } });
      const whole = await interaction(id);
      if (whole !== null) hub.share("content", { interaction: whole, session: null });
    },
    committed: (writes) => {
      for (const { message } of writes) remember(message);
    },
    drain: () => batcher.drain(),
  };
}
