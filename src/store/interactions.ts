/** Interactions as consoles show them: the routed row, its content, and its customer. */
import { and, asc, desc, eq, getTableColumns, gte, inArray, lt, sql, type SQL } from "drizzle-orm";
import type { Interaction, InteractionContent } from "../../protocol/interactions.js";
import type { Db, Engine } from "./engine.js";
import { addressesOfCustomer, customerFrom } from "./customers.js";
import { isAnyOf } from "./rows.js";
import {
  buckets,
  customers,
  interactionContents,
  interactions,
  journal,
  menuSteps,
} from "./schema.js";
import type { Store } from "./store.js";

type Counted = Awaited<ReturnType<Store["counts"]>>[number];

/** What is shown of an interaction whose channel wrote nothing about it yet. */
const noContent: InteractionContent = {
  subject: null,
  address: null,
  to: null,
  language: null,
  path: [],
  collected: {},
  unread: 0,
  lastMessage: null,
  externalId: null,
  threadId: null,
};

export function interactionsPart(
  engine: Engine,
): Pick<
  Store,
  | "interaction"
  | "interactionsById"
  | "interactionByExternalId"
  | "listInteractions"
  | "timeline"
  | "counts"
> {
  const one = async (where: SQL | undefined): Promise<Interaction | null> => {
    const [found] = await engine.run((db) => select(db, where, 1));
    return found ?? null;
  };
  return {
    interaction: (id) => one(eq(interactions.id, id)),
    interactionsById: (ids) =>
      engine.run(async (db) => (ids.length === 0 ? [] : select(db, isAnyOf(interactions.id, ids)))),
    // A mail thread has one id over several interactions: the newest is meant.
    interactionByExternalId: (channel, externalId) =>
      one(and(eq(interactions.channel, channel), eq(interactionContents.externalId, externalId))),

    listInteractions: ({ states, limit, cursor, ...is }) =>
      engine.run((db) =>
        select(
          db,
          and(
            states === null ? undefined : inArray(interactions.state, [...states]),
            is.bucketId === null ? undefined : eq(interactions.bucketId, is.bucketId),
            is.channel === null ? undefined : eq(interactions.channel, is.channel),
            is.customerId === null ? undefined : eq(interactions.customerId, is.customerId),
            is.engineerId === null ? undefined : eq(interactions.engineerId, is.engineerId),
            cursor === null ? undefined : lt(interactions.id, cursor),
          ),
          limit,
        ),
      ),

    timeline: (interactionId) =>
      engine.snapshot(async (db) => ({
        events: await db
          .select({ seq: journal.seq, event: journal.body })
          .from(journal)
          .where(eq(journal.interactionId, interactionId))
          .orderBy(asc(journal.seq)),
        menuSteps: (
          await db
            .select()
            .from(menuSteps)
            .where(eq(menuSteps.interactionId, interactionId))
            .orderBy(asc(menuSteps.seq))
        ).map(({ interactionId: _, ...step }) => step),
      })),

    counts: (since) =>
      engine.run(async (db) => {
        const rows = await db
          .select({
            bucketId: journal.bucketId,
            type: journal.type,
            at: journal.at,
            waitedSeconds: sql<number | null>`(${journal.body} ->> 'waitedSeconds')::float8`,
            queuedAt: interactions.queuedAt,
            targetSeconds: sql<
              number | null
            >`(${buckets.targetSeconds} ->> ${interactions.channel})::float8`,
          })
          .from(journal)
          .innerJoin(interactions, eq(interactions.id, journal.interactionId))
          .leftJoin(buckets, eq(buckets.id, journal.bucketId))
          .where(
            and(
              gte(journal.at, since),
              // Literal, so that the planner sees that the partial index fits.
              sql`${journal.type} in ('interaction.queued', 'interaction.accepted', 'interaction.ended')`,
              sql`(${journal.type} <> 'interaction.ended' or ${journal.body} ->> 'outcome' = 'abandoned')`,
            ),
          )
          .orderBy(asc(journal.seq));
        return rows.flatMap(({ bucketId, type, at, targetSeconds, ...row }): Counted[] => {
          if (bucketId === null) return [];
          if (type === "interaction.queued") {
            return [{ bucketId, kind: "queued", at, waitedSeconds: 0, inTarget: true }];
          }
          const kind = type === "interaction.accepted" ? "answered" : "abandoned";
          const waitedSeconds = row.waitedSeconds ?? (at - (row.queuedAt ?? at)) / 1000;
          const inTarget = waitedSeconds <= (targetSeconds ?? Infinity);
          return [{ bucketId, kind, at, waitedSeconds, inTarget }];
        });
      }),
  };
}

/** Newest first. */
async function select(db: Db, where: SQL | undefined, limit?: number): Promise<Interaction[]> {
  const query = db
    .select({
      routed: getTableColumns(interactions),
      content: getTableColumns(interactionContents),
      customer: getTableColumns(customers),
      addresses: addressesOfCustomer,
    })
    .from(interactions)
    .leftJoin(interactionContents, eq(interactionContents.interactionId, interactions.id))
    .leftJoin(customers, eq(customers.id, interactions.customerId))
    .where(where)
    .orderBy(desc(interactions.id));
  const rows = await (limit === undefined ? query : query.limit(limit));
  return rows.map(({ routed, content, customer, addresses }) => ({
    ...routed,
    ...(content === null ? noContent : contentFrom(content)),
    customer: customer === null ? null : customerFrom(customer, addresses),
  }));
}

function contentFrom({
  interactionId: _,
  key: _key,
  ...content
}: typeof interactionContents.$inferSelect): InteractionContent {
  return content;
}
