/** What the world outside is still to be asked to do. */
import { and, asc, count, eq, lte, min, sql, type SQL } from "drizzle-orm";
import type { Effect } from "../../protocol/effects.js";
import type { Engine } from "./engine.js";
import { insertRows } from "./rows.js";
import { outbox } from "./schema.js";
import type { Store } from "./store.js";

/** Literal, so that the planner sees that the partial index fits. */
const isWaiting = eq(outbox.state, sql`'waiting'`);

/** Nothing that its interaction asked for before waits too: a hang-up may not overtake its call. */
const isFirst = sql`not exists (
  select from ${outbox} as earlier
  where earlier.interaction_id = ${outbox.interactionId}
    and earlier.seq < ${outbox.seq}
    and earlier.state = 'waiting'
)`;

export function effectRow(effect: Effect): typeof outbox.$inferInsert {
  return { ...effect, state: "waiting", attempts: 0, nextAt: 0 };
}

/** An effect that is there already stays as it is: its id says that it is the same. */
export function insertEffects(effects: readonly Effect[]): SQL {
  return insertRows(outbox, effects.map(effectRow), sql`on conflict (id) do nothing`);
}

export function outboxPart(
  engine: Engine,
): Pick<Store, "dueEffects" | "finishEffect" | "postponeEffect" | "outboxAge"> {
  return {
    dueEffects: (at, limit) =>
      engine.run(async (db) => {
        const rows = await db
          .select()
          .from(outbox)
          .where(and(isWaiting, lte(outbox.nextAt, at), isFirst))
          .orderBy(asc(outbox.seq))
          .limit(limit);
        return rows.map(({ id, channel, kind, interactionId, payload, createdAt, ...row }) => ({
          effect: { id, channel, kind, interactionId, payload, createdAt },
          attempts: row.attempts,
          nextAt: row.nextAt,
        }));
      }),

    finishEffect: (effectId, { state, because, at }) =>
      engine.run(async (db) => {
        await db
          .update(outbox)
          .set({ state, error: because, finishedAt: at })
          .where(eq(outbox.id, effectId));
      }),

    postponeEffect: (effectId, { attempts, nextAt, error }) =>
      engine.run(async (db) => {
        await db
          .update(outbox)
          .set({ attempts, nextAt, error })
          .where(and(eq(outbox.id, effectId), isWaiting));
      }),

    outboxAge: (at) =>
      engine.run(async (db) => {
        const [row] = await db
          .select({ waiting: count(), oldestAt: min(outbox.createdAt) })
          .from(outbox)
          .where(isWaiting);
        const oldestAt = row?.oldestAt ?? at;
        return { waiting: row?.waiting ?? 0, oldestSeconds: Math.max(0, at - oldestAt) / 1000 };
      }),
  };
}
