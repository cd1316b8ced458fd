/**
 * Purges what is over, page by page. Each page is a transaction of its own that looks at a few rows in
 * the order of their keys, so that nobody waits long for it and a purge that is cut off loses nothing:
 * what it deleted is gone and told, and the next one begins at what is left. Keys begin with the time
 * at which they were made, so the oldest come first, and a page of young rows is the end of a walk.
 *
 * Counting without purging takes the same way, so that what is announced is what goes.
 */
import { desc, eq, sql } from "drizzle-orm";
import {
  NOTHING_PURGED,
  purgedBy,
  purgeKinds,
  type PurgeCounts,
} from "../../protocol/retention.js";
import { textArray } from "./columns.js";
import { rowsOf, type Db, type Engine } from "./engine.js";
import { blotNotes, deleteCustomers, deleteInteractions, isAmong, purgeOf } from "./purge.js";
import { lookAt } from "./purge-look.js";
import { retentionRuns } from "./schema.js";
import type { PurgedPage, PurgePage, Store } from "./store.js";

/** So long it can be asked what was purged. */
const RUNS_KEPT_MS = 730 * 86_400_000;
export function retentionPart(
  engine: Engine,
): Pick<Store, "startPurge" | "purgePage" | "purgeCustomer" | "endPurge" | "retentionRuns"> {
  return {
    startPurge: ({ by, at }) =>
      engine.run(async (db) => {
        const [run] = await db
          .insert(retentionRuns)
          .values({ by, startedAt: at, endedAt: null, counts: NOTHING_PURGED })
          .returning({ seq: retentionRuns.seq });
        if (run === undefined) throw new Error("the purge was not written down");
        return run.seq;
      }),

    purgePage: (page) =>
      page.before[purgedBy[page.kind]] === null
        ? Promise.resolve({ count: 0, next: null })
        : engine.transaction((db) => purgePage(db, page)),

    purgeCustomer: (page) => engine.transaction((db) => purgeCustomer(db, page)),

    endPurge: (run, at) =>
      engine.transaction(async (db) => {
        const [ended] = await db
          .update(retentionRuns)
          .set({ endedAt: at })
          .where(eq(retentionRuns.seq, run))
          .returning({ counts: retentionRuns.counts });
        if (ended === undefined) throw new Error(`there is no purge ${String(run)}`);
        await db.delete(retentionRuns).where(sql`
          ${retentionRuns.startedAt} < ${at - RUNS_KEPT_MS}
            or (${retentionRuns.counts} = ${JSON.stringify(NOTHING_PURGED)}::jsonb
                and (${retentionRuns.seq} < ${run} or ${retentionRuns.by} = 'forget'))`);
        return ended.counts;
      }),

    retentionRuns: (limit) =>
      engine.run((db) =>
        db.select().from(retentionRuns).orderBy(desc(retentionRuns.seq)).limit(limit),
      ),
  };
}

async function purgePage(db: Db, page: PurgePage): Promise<PurgedPage> {
  const { kind, before, after, limit, run } = page;
  const rows = await rowsOf<{ key: string; goes: boolean; young: boolean }>(
    db,
    lookAt[kind]({ before, after, limit }),
  );
  const isEnd = rows.length < limit || rows.every(({ young }) => young);
  const next = isEnd ? null : (rows.at(-1)?.key ?? null);
  const keys = rows.filter(({ goes }) => goes).map(({ key }) => key);
  if (run === null || keys.length === 0) return { count: keys.length, next };
  const count = await purgeOf[kind](db, keys, before);
  await note(db, run, { [kind]: count });
  return { count, next };
}

async function purgeCustomer(
  db: Db,
  { customerId, limit, run }: Parameters<Store["purgeCustomer"]>[0],
): Promise<Awaited<ReturnType<Store["purgeCustomer"]>>> {
  const [customer] = await rowsOf<{ isOpen: boolean }>(
    db,
    sql`select exists (select from interactions i where i.customer_id = c.id and i.closed_at is null)
                 as "isOpen"
          from customers c where c.id = ${customerId} for update of c`,
  );
  if (customer === undefined) return "unknown";
  if (customer.isOpen) return "open";
  const contacts = await rowsOf<{ id: string }>(
    db,
    sql`select id from interactions where customer_id = ${customerId}
         order by id limit ${limit} for update`,
  );
  const ids = contacts.map(({ id }) => id);
  if (ids.length > 0) {
    const notes = await blotNotes(
      db,
      sql`(${isAmong("interaction_id", ids)} or others && ${textArray(ids)}::text[])`,
    );
    await db.execute(sql`delete from outbox where ${isAmong("interaction_id", ids)}`);
    const messages = await deleteInteractions(db, ids);
    await note(db, run, { notes, messages, interactions: ids.length });
  }
  if (ids.length === limit) return "more";
  await deleteCustomers(db, [customerId]);
  await note(db, run, { customers: 1 });
  return "gone";
}

/** Adds to what the run deleted, in the transaction that deletes it. */
async function note(db: Db, run: number, counts: Partial<PurgeCounts>): Promise<void> {
  const [row] = await db
    .select({ counts: retentionRuns.counts })
    .from(retentionRuns)
    .where(eq(retentionRuns.seq, run))
    .for("update");
  if (row === undefined) throw new Error(`there is no purge ${String(run)}`);
  const sums = { ...row.counts };
  for (const kind of purgeKinds) sums[kind] += counts[kind] ?? 0;
  await db.update(retentionRuns).set({ counts: sums }).where(eq(retentionRuns.seq, run));
}
