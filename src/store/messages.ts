/** Messages, what came and goes with them, and what they change on their interaction. */
import { and, asc, eq, gte, isNull, sql, type SQL } from "drizzle-orm";
import type { InteractionContent, Message } from "../../protocol/interactions.js";
import { firstId } from "../ids.js";
import { toJson } from "./columns.js";
import { isUniqueViolation, type Db, type Engine } from "./engine.js";
import { writeCursors } from "./mail.js";
import { insertEffects } from "./outbox.js";
import { insertRows } from "./rows.js";
import { attachments, interactionContents, mails, messages } from "./schema.js";
import type { MailWrite, MessageWrite, Store } from "./store.js";

/** Characters of a message that lists show. */
const PREVIEW_LENGTH = 200;
/** How often a group is written again because one of its messages was saved by somebody else. */
const CLASHES_MAX = 3;

export function messagesPart(
  engine: Engine,
): Pick<
  Store,
  | "saveMessages"
  | "markRead"
  | "setDelivery"
  | "saveUpload"
  | "messages"
  | "messagesSince"
  | "message"
  | "attachment"
> {
  return {
    saveMessages: async (writes) => {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await engine.transaction((db) => writeMessages(db, writes));
        } catch (error) {
          if (!isUniqueViolation(error) || attempt === CLASHES_MAX) throw error;
        }
      }
    },

    markRead: (interactionId) =>
      engine.run(async (db) => {
        await db
          .update(interactionContents)
          .set({ unread: 0 })
          .where(eq(interactionContents.interactionId, interactionId));
      }),

    setDelivery: (messageId, delivery) =>
      engine.run(async (db) => {
        const [message] = await db
          .update(messages)
          .set({ delivery })
          .where(eq(messages.id, messageId))
          .returning();
        return message ?? null;
      }),

    saveUpload: (upload, at) =>
      engine.run(async (db) => {
        await db.insert(attachments).values({ ...upload, createdAt: at });
      }),

    messages: (interactionId) =>
      engine.run((db) =>
        db
          .select()
          .from(messages)
          .where(eq(messages.interactionId, interactionId))
          .orderBy(asc(messages.at), asc(messages.id)),
      ),

    messagesSince: (at, limit) =>
      engine.run((db) =>
        db
          .select()
          .from(messages)
          .where(gte(messages.id, sql`${firstId("msg", at)}`))
          .orderBy(asc(messages.id))
          .limit(limit),
      ),

    message: (id) =>
      engine.run(async (db) => {
        const [message] = await db.select().from(messages).where(eq(messages.id, id));
        return message ?? null;
      }),

    attachment: (id) =>
      engine.run(async (db) => {
        const [attachment] = await db
          .select({
            name: attachments.name,
            type: attachments.type,
            bytes: attachments.bytes,
            interactionId: messages.interactionId,
          })
          .from(attachments)
          .leftJoin(messages, eq(messages.id, attachments.messageId))
          .where(eq(attachments.id, id));
        return attachment ?? null;
      }),
  };
}

interface Saved {
  readonly message: Message;
  readonly isNew: boolean;
}

/**
 * Writes those that are new, and answers for each with the message that is stored now. Cursors move
 * for repeated mail too: it need not be fetched again.
 */
export async function writeMessages(db: Db, writes: readonly MessageWrite[]): Promise<Saved[]> {
  if (writes.length === 0) return [];
  const seen = await seenBefore(db, writes);
  const fresh: MessageWrite[] = [];
  const saved = writes.map((write): Saved => {
    const names = namesOf(write);
    const earlier = names.map((name) => seen.get(name)).find((message) => message !== undefined);
    if (earlier !== undefined) return { message: earlier, isNew: false };
    for (const name of names) seen.set(name, write.message);
    fresh.push(write);
    return { message: write.message, isNew: true };
  });
  if (fresh.length > 0) await writeFresh(db, fresh);
  const cursors = writes.flatMap(({ mail }) => {
    const cursor = mail?.cursor ?? null;
    return mail === null || cursor === null ? [] : [{ mailbox: mail.mailbox, ...cursor }];
  });
  if (cursors.length > 0) await db.execute(writeCursors(cursors));
  return saved;
}

async function writeFresh(db: Db, fresh: readonly MessageWrite[]): Promise<void> {
  await db.execute(
    insertRows(
      messages,
      fresh.map(({ message }) => message),
    ),
  );
  for (const { message, attachments: files, uploads, mail } of fresh) {
    for (const file of files) {
      await db
        .insert(attachments)
        .values({ ...file, messageId: message.id, createdAt: message.at });
    }
    for (const id of uploads) {
      await db
        .update(attachments)
        .set({ messageId: message.id })
        .where(and(eq(attachments.id, id), isNull(attachments.messageId)));
    }
    if (mail !== null) {
      const { mailbox, messageId: mailId, raw } = mail;
      await db.insert(mails).values({ mailbox, mailId, messageId: message.id, raw });
    }
  }
  const spoken = fresh.map(({ message }) => message).filter(({ kind }) => kind !== "note");
  if (spoken.length > 0) await db.execute(updateContents(spoken));
  const effects = fresh.flatMap((write) => write.effects);
  if (effects.length > 0) await db.execute(insertEffects(effects));
}

/** The two names under which a message may come a second time. */
function namesOf({ message, mail }: MessageWrite): string[] {
  const names: string[] = [];
  if (message.clientId !== null) names.push(clientName(message.interactionId, message.clientId));
  if (mail !== null) names.push(mailName(mail));
  return names;
}

const clientName = (interactionId: string, clientId: string): string =>
  JSON.stringify(["client", interactionId, clientId]);
const mailName = ({ mailbox, messageId }: Pick<MailWrite, "mailbox" | "messageId">): string =>
  JSON.stringify(["mail", mailbox, messageId]);

/** The stored messages that any of these would repeat, by name. */
async function seenBefore(db: Db, writes: readonly MessageWrite[]): Promise<Map<string, Message>> {
  const seen = new Map<string, Message>();
  const sent = writes.flatMap(({ message }) =>
    message.clientId === null ? [] : [{ i: message.interactionId, c: message.clientId }],
  );
  if (sent.length > 0) {
    const earlier = await db
      .select()
      .from(messages)
      .where(
        sql`(${messages.interactionId}, ${messages.clientId}) in (
          select i, c from jsonb_to_recordset(${toJson(sent)}::jsonb) as sent(i text, c text))`,
      );
    for (const message of earlier) {
      if (message.clientId === null) continue;
      seen.set(clientName(message.interactionId, message.clientId), message);
    }
  }
  const came = writes.flatMap(({ mail }) =>
    mail === null ? [] : [{ b: mail.mailbox, m: mail.messageId }],
  );
  if (came.length > 0) {
    const earlier = await db
      .select({ message: messages, mailbox: mails.mailbox, messageId: mails.mailId })
      .from(mails)
      .innerJoin(messages, eq(messages.id, mails.messageId))
      .where(
        sql`(${mails.mailbox}, ${mails.mailId}) in (
          select b, m from jsonb_to_recordset(${toJson(came)}::jsonb) as came(b text, m text))`,
      );
    for (const { message, ...mail } of earlier) seen.set(mailName(mail), message);
  }
  return seen;
}

/** `unread` and `lastMessage` of the interactions in which something was said. */
function updateContents(spoken: readonly Message[]): SQL {
  const changes = new Map<
    string,
    { interaction_id: string; unread: number; last_message: InteractionContent["lastMessage"] }
  >();
  for (const { interactionId, from, text, at } of spoken) {
    const before = changes.get(interactionId)?.unread ?? 0;
    changes.set(interactionId, {
      interaction_id: interactionId,
      unread: before + (from === "customer" ? 1 : 0),
      last_message: { from, text: preview(text), at },
    });
  }
  return sql`
    update ${interactionContents} c
       set unread = c.unread + said.unread, last_message = said.last_message
      from jsonb_to_recordset(${toJson([...changes.values()])}::jsonb)
        as said(interaction_id text, unread integer, last_message jsonb)
     where c.interaction_id = said.interaction_id`;
}

/** Never ends in half of a character that JavaScript keeps as two. */
function preview(text: string): string {
  return text.slice(0, PREVIEW_LENGTH).replace(/[\uD800-\uDBFF]$/, "");
}
