/** Mailboxes: how far each folder was read, the mails' own sources, and those nobody could take in. */
import { and, desc, eq, sql, type SQL } from "drizzle-orm";
import type { Engine } from "./engine.js";
import { insertRows } from "./rows.js";
import { deadLetters, mailCursors, mails, messages } from "./schema.js";
import { toJson } from "./columns.js";
import type { MailCursorRow, Store } from "./store.js";

type Placed = MailCursorRow & { readonly mailbox: string };

/**
 * Moves cursors forward. Within one UIDVALIDITY a cursor never goes back, so that groups may be
 * committed in any order; a new UIDVALIDITY starts the folder again (RFC 9051, 2.3.1.1).
 */
export function writeCursors(cursors: readonly Placed[]): SQL {
  const furthest = new Map<string, Placed>();
  for (const cursor of cursors) {
    const name = JSON.stringify([cursor.mailbox, cursor.folder]);
    const other = furthest.get(name);
    const isBehind = other?.uidValidity === cursor.uidValidity && other.lastUid > cursor.lastUid;
    if (!isBehind) furthest.set(name, cursor);
  }
  return insertRows(
    mailCursors,
    [...furthest.values()],
    sql`on conflict (mailbox, folder) do update set
      uid_validity = excluded.uid_validity,
      last_uid = case when ${mailCursors}.uid_validity = excluded.uid_validity
        then greatest(${mailCursors}.last_uid, excluded.last_uid) else excluded.last_uid end`,
  );
}

export function mailPart(
  engine: Engine,
): Pick<
  Store,
  | "interactionOfMail"
  | "mailKnown"
  | "mailCursor"
  | "saveMailCursor"
  | "saveDeadLetter"
  | "deadLetters"
  | "deadLetter"
  | "dropDeadLetter"
  | "rawMail"
> {
  return {
    // Looks at messages, not at mails: what a customer answers is mostly a mail of ours.
    interactionOfMail: (messageIds) =>
      engine.run(async (db) => {
        if (messageIds.length === 0) return null;
        const [newest] = await db
          .select({ interactionId: messages.interactionId })
          .from(messages)
          .where(
            sql`${messages.mail} is not null and ${messages.mail} ->> 'messageId' in (
              select jsonb_array_elements_text(${toJson(messageIds)}::jsonb))`,
          )
          .orderBy(desc(messages.at), desc(messages.id))
          .limit(1);
        return newest?.interactionId ?? null;
      }),

    mailKnown: (mailbox, messageId) =>
      engine.run(async (db) => {
        const known = await db
          .select({ mailId: mails.mailId })
          .from(mails)
          .where(and(eq(mails.mailbox, mailbox), eq(mails.mailId, messageId)));
        return known.length > 0;
      }),

    mailCursor: (mailbox, folder) =>
      engine.run(async (db) => {
        const [cursor] = await db
          .select({
            folder: mailCursors.folder,
            uidValidity: mailCursors.uidValidity,
            lastUid: mailCursors.lastUid,
          })
          .from(mailCursors)
          .where(and(eq(mailCursors.mailbox, mailbox), eq(mailCursors.folder, folder)));
        return cursor ?? null;
      }),

    saveMailCursor: (mailbox, cursor) =>
      engine.run(async (db) => {
        await db.execute(writeCursors([{ mailbox, ...cursor }]));
      }),

    saveDeadLetter: ({ cursor, ...letter }) =>
      engine.transaction(async (db) => {
        await db.insert(deadLetters).values(letter).onConflictDoNothing();
        if (cursor !== null) {
          await db.execute(writeCursors([{ mailbox: letter.mailbox, ...cursor }]));
        }
      }),

    deadLetters: (limit) =>
      engine.run((db) =>
        db
          .select({
            id: deadLetters.id,
            mailbox: deadLetters.mailbox,
            because: deadLetters.because,
            at: deadLetters.at,
            size: sql<number>`octet_length(${deadLetters.raw})`,
          })
          .from(deadLetters)
          .orderBy(desc(deadLetters.at), desc(deadLetters.id))
          .limit(limit),
      ),

    deadLetter: (id) =>
      engine.run(async (db) => {
        const [letter] = await db
          .select({ mailbox: deadLetters.mailbox, raw: deadLetters.raw })
          .from(deadLetters)
          .where(eq(deadLetters.id, id));
        return letter ?? null;
      }),

    dropDeadLetter: (id) =>
      engine.run(async (db) => {
        await db.delete(deadLetters).where(eq(deadLetters.id, id));
      }),

    rawMail: (messageId) =>
      engine.run(async (db) => {
        const [mail] = await db
          .select({ raw: mails.raw })
          .from(mails)
          .where(eq(mails.messageId, messageId))
          .limit(1);
        return mail?.raw ?? null;
      }),
  };
}
