/** What several nodes share: the lease, the nodes themselves, the turns as they were told, the inbox. */
import { and, asc, eq, gt, sql } from "drizzle-orm";
import type { ClusterStore, ClusterView } from "./cluster-types.js";
import { rowsOf, sqlStateOf, type Db, type Engine } from "./engine.js";
import { isAnyOf } from "./rows.js";
import { inbox, leases, nodes, turns } from "./schema.js";
import { StoreUnavailable } from "./store.js";

/** A turn's commit holds the lease's row for some milliseconds, a frozen node's until it is thrown out. */
const LOCK_MS_MAX = 500;
const LOCK_NOT_AVAILABLE = "55P03";

const KEPT = sql`interval '10 minutes'`;
const SILENT_NODES_KEPT = sql`interval '1 hour'`;

export function clusterPart(engine: Engine): ClusterStore {
  /** Does not wait for a lock for long. */
  const soon = <T>(work: (db: Db) => Promise<T>): Promise<T> =>
    engine.vital.transaction(async (db) => {
      await db.execute(sql.raw(`set local lock_timeout = ${String(LOCK_MS_MAX)}`));
      return work(db);
    });

  return {
    notices: engine.notices,

    takeLease: async ({ partition, holder, ttlMs }) => {
      const end = endOf(ttlMs);
      // Nearly always somebody has it, and looking disturbs nobody's commit.
      if (ttlMs !== null && (await isHeld(engine.vital, partition))) return null;
      try {
        // What stands after `do update` is evaluated once the row is ours, however long that took.
        const [taken] = await soon(async (db) => {
          // Waits for the commits under the epoch before, which renewals and looks do not.
          await db.execute(
            sql`select epoch from ${leases} where partition = ${partition} for update`,
          );
          return rowsOf<{ epoch: number }>(
            db,
            sql`insert into ${leases} (partition, epoch, holder, expires_at)
                values (${partition}, 1, ${holder}, ${end})
                on conflict (partition) do update
                   set epoch = leases.epoch + 1, holder = excluded.holder, expires_at = ${end}
                 where ${ttlMs}::float8 is null or leases.expires_at is null
                    or leases.expires_at <= clock_timestamp()
                returning epoch`,
          );
        });
        return taken?.epoch ?? null;
      } catch (error) {
        if (isLocked(error)) return null;
        throw error;
      }
    },

    renewLease: async ({ partition, epoch, ttlMs }) => {
      const renewed = await soon((db) =>
        rowsOf(
          db,
          sql`update ${leases} set expires_at = ${endOf(ttlMs)}
               where partition = ${partition} and epoch = ${epoch} and expires_at is not null
              returning epoch`,
        ),
      );
      return renewed.length > 0;
    },

    releaseLease: ({ partition, epoch }) =>
      engine.vital.run(async (db) => {
        await db.execute(
          sql`update ${leases} set expires_at = null
               where partition = ${partition} and epoch = ${epoch}`,
        );
      }),

    // Two statements, each by itself: a node that freezes between them locks nothing.
    beat: ({ id, startedAt, version, address, schema, facts }) =>
      engine.vital.run(async (db) => {
        const said = { startedAt, version, address, schema, facts };
        await db
          .insert(nodes)
          .values({ id, ...said })
          .onConflictDoUpdate({
            target: nodes.id,
            set: { ...said, seenAt: sql`clock_timestamp()` },
          });
        await db
          .delete(nodes)
          .where(sql`${nodes.seenAt} < clock_timestamp() - ${SILENT_NODES_KEPT}`);
        return viewOf(db);
      }),

    dropNode: (id) =>
      engine.vital.run(async (db) => {
        await db.delete(nodes).where(eq(nodes.id, id));
      }),

    turnsAfter: (partition, number, limit) =>
      engine.run((db) =>
        db
          .select({ number: turns.number, body: turns.body })
          .from(turns)
          .where(and(eq(turns.partition, partition), gt(turns.number, number)))
          .orderBy(asc(turns.number))
          .limit(limit),
      ),

    putInbox: (partition, rows) =>
      engine.run(async (db) => {
        if (rows.length === 0) return;
        await db
          .insert(inbox)
          .values(rows.map(({ id, body }) => ({ partition, id, body })))
          .onConflictDoNothing();
      }),

    inbox: (partition, limit) =>
      engine.run((db) =>
        db
          .select({ id: inbox.id, body: inbox.body })
          .from(inbox)
          .where(eq(inbox.partition, partition))
          .orderBy(asc(inbox.seq))
          .limit(limit),
      ),

    dropInbox: (partition, ids) =>
      engine.run(async (db) => {
        if (ids.length === 0) return;
        await db.delete(inbox).where(and(eq(inbox.partition, partition), isAnyOf(inbox.id, ids)));
      }),
  };
}

/** What followers and the leader have had ten minutes to read. The newest turn says which number is next. */
export async function sweepCluster(engine: Engine): Promise<void> {
  await engine.run(async (db) => {
    // By number, and not each by its own time: a clock that was set back must leave no gap.
    await db.execute(
      sql`delete from ${turns}
           using (select partition, max(number) as newest,
                         max(number) filter (where at < clock_timestamp() - ${KEPT}) as old
                    from ${turns} group by partition) as kept
           where turns.partition = kept.partition
             and turns.number <= kept.old and turns.number < kept.newest`,
    );
    await db.execute(sql`delete from ${inbox} where at < clock_timestamp() - ${KEPT}`);
  });
}

/** Somebody has it, and it has not run out. */
async function isHeld(engine: Pick<Engine, "run">, partition: number): Promise<boolean> {
  const rows = await engine.run((db) =>
    rowsOf(
      db,
      sql`select epoch from ${leases}
           where partition = ${partition} and expires_at > clock_timestamp()`,
    ),
  );
  return rows.length > 0;
}

function endOf(ttlMs: number | null): ReturnType<typeof sql> {
  return sql`clock_timestamp() + ${ttlMs}::float8 * interval '1 millisecond'`;
}

function isLocked(error: unknown): boolean {
  return error instanceof StoreUnavailable && sqlStateOf(error.cause) === LOCK_NOT_AVAILABLE;
}

/** One statement, and so one moment. */
async function viewOf(db: Db): Promise<ClusterView> {
  const [view] = await rowsOf<ClusterView>(
    db,
    sql`select floor(extract(epoch from now()) * 1000)::float8 as "now",
               (select coalesce(json_agg(json_build_object(
                         'id', id, 'startedAt', started_at, 'version', version,
                         'address', address, 'schema', schema, 'facts', facts,
                         'silentMs', greatest(0, ${millisecondsOf(sql`now() - seen_at`)}))
                       order by id), '[]') from ${nodes}) as "nodes",
               (select coalesce(json_agg(json_build_object(
                         'partition', partition, 'epoch', epoch, 'holder', holder,
                         'expiresInMs', ${millisecondsOf(sql`expires_at - now()`)})
                       order by partition), '[]') from ${leases}) as "leases"`,
  );
  if (view === undefined) throw new Error("a select of one row answered none");
  return view;
}

function millisecondsOf(interval: ReturnType<typeof sql>): ReturnType<typeof sql> {
  return sql`round(extract(epoch from ${interval}) * 1000)::float8`;
}
