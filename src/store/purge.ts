/** Deletes rows together with all that hangs on them. What is locked by another purge is left to it. */
import { sql, type SQL } from "drizzle-orm";
import type { Cutoffs, PurgeKind } from "../../protocol/retention.js";
import { textArray } from "./columns.js";
import { rowsOf, type Db } from "./engine.js";
import { isDone, isLeft } from "./purge-look.js";

type Purge = (db: Db, keys: readonly string[], before: Cutoffs) => Promise<number>;

/** Each answers with how many rows it purged. */
export const purgeOf: Readonly<Record<PurgeKind, Purge>> = {
  messages: async (db, keys) => {
    const ids = await keysOf(
      db,
      sql`select id as key from messages where ${isAmong("id", keys)} for update skip locked`,
    );
    await deleteMessages(db, ids);
    return ids.length;
  },
  notes: (db, keys) => blotNotes(db, sql`seq = any(${textArray(keys)}::bigint[])`),
  letters: (db, keys) =>
    counted(db, sql`delete from dead_letters where ${isAmong("id", keys)} returning id as key`),
  effects: (db, keys) =>
    counted(
      db,
      sql`delete from outbox where seq = any(${textArray(keys)}::bigint[]) and state = 'refused'
          returning id as key`,
    ),
  // Asked again behind the lock: something may have come in between the look and now.
  interactions: async (db, keys, { interactions }) => {
    const held = await keysOf(
      db,
      sql`select id as key from interactions where ${isAmong("id", keys)} for update skip locked`,
    );
    const ids = await keysOf(
      db,
      sql`select i.id as key from interactions i
           where ${isAmong("i.id", held)} and ${isDone(interactions)}`,
    );
    await deleteInteractions(db, ids);
    return ids.length;
  },
  customers: async (db, keys, { interactions }) => {
    const held = await keysOf(
      db,
      sql`select id as key from customers where ${isAmong("id", keys)} for update skip locked`,
    );
    const ids = await keysOf(
      db,
      sql`select c.id as key from customers c
           where ${isAmong("c.id", held)} and ${isLeft(interactions ?? 0)}`,
    );
    await deleteCustomers(db, ids);
    return ids.length;
  },
  journal: async (db, keys) => {
    await openJournal(db);
    return counted(
      db,
      sql`delete from journal where seq = any(${textArray(keys)}::bigint[]) returning id as key`,
    );
  },
};

/** With files, sources, and what lists show of them; the carrier is asked to delete what it recorded. */
async function deleteMessages(db: Db, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await db.execute(sql`
    insert into outbox (id, channel, kind, interaction_id, payload, created_at, state, attempts, next_at)
    select 'erase:' || split_part(client_id, ':', 2), 'voice', 'erase', interaction_id,
           jsonb_build_object('recordingSid', split_part(client_id, ':', 2)), at, 'waiting', 0, 0
      from messages where ${isAmong("id", ids)} and client_id like 'recording:%'
    on conflict (id) do nothing`);
  await db.execute(sql`delete from attachments where ${isAmong("message_id", ids)}`);
  await db.execute(sql`delete from mails where ${isAmong("message_id", ids)}`);
  await db.execute(sql`
    with gone as (delete from messages where ${isAmong("id", ids)} returning interaction_id)
    update interaction_contents c set subject = null, last_message = null, unread = 0
     where c.interaction_id in (select interaction_id from gone)
       and not exists (select from messages m
                        where m.interaction_id = c.interaction_id and not ${isAmong("m.id", ids)})`);
}

/** Whole, with what was said in them. */
export async function deleteInteractions(db: Db, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) return 0;
  const said = await keysOf(
    db,
    sql`select id as key from messages where ${isAmong("interaction_id", ids)}`,
  );
  await deleteMessages(db, said);
  for (const table of ["menu_steps", "menu_sessions", "interaction_contents"]) {
    await db.execute(sql`delete from ${sql.raw(table)} where ${isAmong("interaction_id", ids)}`);
  }
  await db.execute(sql`delete from interactions where ${isAmong("id", ids)}`);
  return said.length;
}

export async function deleteCustomers(db: Db, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await db.execute(sql`delete from customer_addresses where ${isAmong("customer_id", ids)}`);
  await db.execute(sql`delete from customers where ${isAmong("id", ids)}`);
}

/**
 * Notes on handing over and wrapping up, in the commands and in their events alike: what is replayed
 * still agrees (R13). Within a JSON text a quotation mark is escaped, so the pattern fits no note that
 * speaks of one.
 */
export async function blotNotes(db: Db, where: SQL): Promise<number> {
  await openJournal(db);
  return counted(
    db,
    sql`update journal
           set body = regexp_replace(body, '"note" ?: ?"(?:[^"\\\\]|\\\\.)*"', '"note":null', 'g')
         where type in ('interaction.transfer', 'wrapup.complete') and body ~ '"note" ?: ?"' and ${where}
        returning id as key`,
  );
}

/** For this transaction alone the journal takes changes. */
async function openJournal(db: Db): Promise<void> {
  await db.execute(sql`select set_config('strowger.purge', 'on', true)`);
}

export function isAmong(column: string, keys: readonly string[]): SQL {
  return sql`${sql.raw(column)} = any(${textArray(keys)}::text[])`;
}

async function keysOf(db: Db, statement: SQL): Promise<string[]> {
  return (await rowsOf<{ key: string }>(db, statement)).map(({ key }) => key);
}

async function counted(db: Db, statement: SQL): Promise<number> {
  return (await keysOf(db, statement)).length;
}
