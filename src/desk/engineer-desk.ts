/**
 * The engineer's side of the program: what a console asks for. Whoever calls has checked who is
 * asking; here it is checked whether the thing asked for is theirs.
 */
import { DeskRefusal } from "../../channels/channel.js";
import { composeReply } from "../../channels/email/compose.js";
import {
  MessageId,
  type AttachmentId,
  type EngineerId,
  type InteractionId,
} from "../../protocol/ids.js";
import type { Interaction, Message } from "../../protocol/interactions.js";
import type { Effect } from "../../protocol/effects.js";
import type { User } from "../../protocol/organisation.js";
import { isSms, SMS_CHARACTERS_MAX } from "../../protocol/sms.js";
import { newId } from "../ids.js";
import type { MessageWrite, Store } from "../store/store.js";
import type { Conversation } from "./conversation.js";

/** A message as its writer sends it. `clientId` is the writer's own name for it. */
export interface Draft {
  readonly interactionId: InteractionId;
  readonly clientId: string;
  readonly text: string;
  readonly html?: string | undefined;
  readonly mail?: MailDraft | undefined;
}

interface MailDraft {
  readonly subject?: string | undefined;
  readonly to?: readonly string[] | undefined;
  readonly cc?: readonly string[] | undefined;
  readonly attachmentIds?: readonly AttachmentId[] | undefined;
  readonly quote?: boolean | undefined;
}

export interface Author {
  readonly user: User;
  readonly engineerId: EngineerId | null;
}

export interface EngineerDesk {
  send(author: Author, draft: Draft): Promise<Message>;
  note(author: Author, note: Omit<Draft, "mail" | "html">): Promise<Message>;
}

export interface MailIdentity {
  readonly mailFrom: string;
  readonly secret: string;
  readonly ownAddresses: () => readonly string[];
}

export function createEngineerDesk(parts: {
  readonly store: Store;
  readonly conversation: Conversation;
  readonly mail: MailIdentity;
  readonly now: () => number;
}): EngineerDesk {
  const { store, conversation, now } = parts;

  async function theirs(author: Author, id: InteractionId): Promise<Interaction> {
    const interaction = await conversation.interaction(id);
    if (interaction === null)
      throw new DeskRefusal("INTERACTION_UNKNOWN", "There is no such interaction.");
    if (interaction.engineerId !== author.engineerId || author.engineerId === null) {
      throw new DeskRefusal("INTERACTION_NOT_YOURS", "Another engineer has this interaction.");
    }
    if (interaction.state !== "active" && interaction.state !== "wrapup") {
      throw new DeskRefusal("INTERACTION_STATE", "Only an interaction in hand can be answered.");
    }
    return interaction;
  }

  function blank(author: Author, draft: Draft): Message {
    const at = now();
    return {
      id: MessageId.parse(newId("msg", at)),
      interactionId: draft.interactionId,
      kind: "text",
      from: "engineer",
      authorName: author.user.name,
      engineerId: author.engineerId,
      text: draft.text,
      html: null,
      quoteFrom: null,
      mail: null,
      attachments: [],
      at,
      clientId: draft.clientId,
      delivery: null,
    };
  }

  async function mailOf(
    message: Message,
    draft: Draft,
    interaction: Interaction,
  ): Promise<MessageWrite> {
    const wanted = draft.mail ?? {};
    const uploads = wanted.attachmentIds ?? [];
    const attachments = await Promise.all(
      uploads.map(async (id) => {
        const found = await store.attachment(id);
        if (found === null)
          throw new DeskRefusal("NOT_FOUND", "An attachment is gone; add it again.");
        return { id, name: found.name, type: found.type, size: found.bytes.byteLength, cid: null };
      }),
    );
    const before = await store.messages(interaction.id);
    const reply = composeReply({
      interaction,
      messages: before,
      text: draft.text,
      html: draft.html ?? null,
      options: wanted,
      authorName: message.authorName,
      messageId: message.id,
      ...parts.mail,
      ownAddresses: parts.mail.ownAddresses(),
    });
    const mail: Message = {
      ...message,
      kind: "mail",
      text: reply.text,
      html: reply.html,
      quoteFrom: reply.quoteFrom,
      mail: reply.headers,
      attachments,
      delivery: { state: "queued", error: null },
    };
    const effect: Effect = {
      id: `send:${message.id}`,
      channel: "email",
      kind: "send",
      interactionId: interaction.id,
      payload: { message: mail },
      createdAt: message.at,
    };
    return { message: mail, attachments: [], uploads, effects: [effect], mail: null };
  }

  return {
    send: async (author, draft) => {
      if (draft.text.trim() === "")
        throw new DeskRefusal("MESSAGE_EMPTY", "Write something first.");
      const interaction = await theirs(author, draft.interactionId);
      const message = blank(author, draft);
      if (interaction.channel === "voice") {
        throw new DeskRefusal("CHANNEL_CANNOT", "A call takes no messages. Write a note instead.");
      }
      if (interaction.channel === "email") {
        return (await conversation.save(await mailOf(message, draft, interaction))).message;
      }
      if (interaction.state !== "active") {
        throw new DeskRefusal("INTERACTION_STATE", "The chat is over. Write a note instead.");
      }
      if (draft.text.length > CHAT_CHARACTERS_MAX) {
        throw new DeskRefusal("MESSAGE_TOO_LONG", "A chat message takes 8000 characters.");
      }
      if (isSms(interaction)) return (await conversation.save(smsOf(message))).message;
      const write = { message, attachments: [], uploads: [], effects: [], mail: null };
      return (await conversation.save(write)).message;
    },
    note: async (author, note) => {
      const interaction = await conversation.interaction(note.interactionId);
      if (interaction === null)
        throw new DeskRefusal("INTERACTION_UNKNOWN", "There is no such interaction.");
      const message: Message = { ...blank(author, note), kind: "note" };
      const write = { message, attachments: [], uploads: [], effects: [], mail: null };
      return (await conversation.save(write)).message;
    },
  };
}

/** The text leaves by the outbox: kept with the message, or not at all. */
function smsOf(written: Message): MessageWrite {
  if (written.text.length > SMS_CHARACTERS_MAX) {
    throw new DeskRefusal("MESSAGE_TOO_LONG", "A text message takes 1600 characters.");
  }
  const message: Message = { ...written, delivery: { state: "queued", error: null } };
  const effect: Effect = {
    id: `send:${message.id}`,
    channel: "chat",
    kind: "send",
    interactionId: message.interactionId,
    payload: { message },
    createdAt: message.at,
  };
  return { message, attachments: [], uploads: [], effects: [effect], mail: null };
}

/** As much as a customer may write; a wall of text in a chat helps nobody. */
const CHAT_CHARACTERS_MAX = 8000;
