/**
 * What a page of a purge looks at: the next rows of a kind by their keys, and of each whether its time
 * is over and whether it is young, so that nothing behind it can be over.
 *
 * A closed contact holds on to nothing. An open one holds all of its own, and of the mail thread that
 * it goes on with, every contact before it: who answers reads what was written.
 */
import { sql, type SQL } from "drizzle-orm";
import type { Cutoffs, PurgeKind } from "../../protocol/retention.js";

export interface Look {
  readonly before: Cutoffs;
  /** The last key of the page before; null: from the beginning. */
  readonly after: string | null;
  readonly limit: number;
}

/**
 * Of the row `i` of `interactions`: it was closed before then, and nobody goes on with it. A thread has
 * the id of its first contact.
 */
function isOver(before: number): SQL {
  return sql`(i.closed_at < ${before} and not ${any(sql`
    from interaction_contents t join interactions o on o.id = t.interaction_id
   where o.closed_at is null and t.thread_id = coalesce(
     (select c.thread_id from interaction_contents c where c.interaction_id = i.id), i.id)`)})`;
}

/**
 * Whether there is a row, asked for each row of its own. Without the offset the planner may read whole
 * tables once instead, which takes seconds for a page of few rows.
 */
function any(from: SQL): SQL {
  return sql`exists (select ${from} offset 0)`;
}

/**
 * Of the row `i` of `interactions`: all of it may go. What came in after its end is as young as it is,
 * and what waits to be sent is sent first.
 */
export function isDone(before: number | null): SQL {
  if (before === null) return sql`false`;
  return sql`(${isOver(before)}
    and not ${any(sql`from messages m where m.interaction_id = i.id and m.at >= ${before}`)}
    and not ${any(sql`from outbox o where o.interaction_id = i.id and o.state = 'waiting'`)})`;
}

/** Of the row `c` of `customers`: nothing that stays is theirs. */
export function isLeft(before: number): SQL {
  return sql`(c.created_at < ${before} and c.updated_at < ${before} and not ${any(
    sql`from interactions i where i.customer_id = c.id and not ${isDone(before)}`,
  )})`;
}

/** Written out: of a number that it does not know the planner expects a tenth of the table, and sorts it. */
function rows(limit: number): SQL {
  return sql.raw(String(Math.trunc(limit)));
}

/** Each answers with `key`, `goes` and `young`, in the order of the keys. */
export const lookAt: Readonly<Record<PurgeKind, (look: Look) => SQL>> = {
  messages: ({ before: { messages }, after, limit }) => {
    const before = messages ?? 0;
    return sql`
      select page.id as key, page.at < ${before} and ${isOver(before)} as goes,
             page.at >= ${before} as young
        from (select id, interaction_id, at from messages
               where id > ${after ?? ""} order by id limit ${rows(limit)}) page
        join interactions i on i.id = page.interaction_id
       order by page.id`;
  },
  notes: ({ before: { messages }, after, limit }) => {
    const before = messages ?? 0;
    return sql`
      select page.seq::text as key, page.at >= ${before} as young,
             page.at < ${before} and not ${any(
               sql`from interactions i where i.id = page.interaction_id and not ${isOver(before)}`,
             )} as goes
        from (select seq, at, interaction_id from journal
               where type in ('interaction.transfer', 'wrapup.complete') and body ~ '"note" ?: ?"'
                 and seq > ${after ?? "0"}::bigint
               order by seq limit ${rows(limit)}) page
       order by page.seq`;
  },
  letters: ({ before: { messages }, after, limit }) => sql`
    select id as key, at < ${messages ?? 0} as goes, at >= ${messages ?? 0} as young
      from dead_letters where id > ${after ?? ""} order by id limit ${rows(limit)}`,
  effects: ({ before: { messages }, after, limit }) => sql`
    select seq::text as key, finished_at < ${messages ?? 0} as goes,
           finished_at >= ${messages ?? 0} as young
      from outbox where state = 'refused' and seq > ${after ?? "0"}::bigint
     order by seq limit ${rows(limit)}`,
  interactions: ({ before: { interactions }, after, limit }) => sql`
    select i.id as key, ${isDone(interactions)} as goes, i.started_at >= ${interactions ?? 0} as young
      from (select * from interactions where id > ${after ?? ""} order by id limit ${rows(limit)}) i
     order by i.id`,
  customers: ({ before: { interactions }, after, limit }) => sql`
    select c.id as key, ${isLeft(interactions ?? 0)} as goes, c.created_at >= ${interactions ?? 0} as young
      from (select * from customers where id > ${after ?? ""} order by id limit ${rows(limit)}) c
     order by c.id`,
  // The newest entry tells the time after a start, and stays.
  journal: ({ before: { interactions, journal }, after, limit }) => sql`
    select page.seq::text as key, page.at >= ${journal ?? 0} as young,
           page.at < ${journal ?? 0} and page.seq < (select max(seq) from journal)
             and not ${any(sql`from interactions i
                 where i.id = page.interaction_id and not ${isDone(interactions)}`)}
             and (page.others is null or not ${any(sql`from interactions i
                 where i.id = any(page.others) and not ${isDone(interactions)}`)}) as goes
      from (select seq, at, interaction_id, others from journal
             where seq > ${after ?? "0"}::bigint order by seq limit ${rows(limit)}) page
     order by page.seq`,
};
