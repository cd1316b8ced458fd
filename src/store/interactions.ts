/** Interactions as consoles show them: the routed row, its content, and its customer. */
import {
  and,
  asc,
  desc,
  eq,
  getTableColumns,
  inArray,
  isNotNull,
  isNull,
  lt,
  ne,
  or,
  sql,
  type SQL,
} from "drizzle-orm";
import type { InteractionId } from "../../protocol/ids.js";
import type { Interaction, InteractionContent } from "../../protocol/interactions.js";
import { textArray } from "./columns.js";
import { rowsOf, type Db, type Engine } from "./engine.js";
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
import type { CountedEvent } from "./journal.js";
import type { Store, TimelineEntry } from "./store.js";

/** Of one interaction because of one command; there are rarely more than three. */
const EVENTS_MAX = 1000;

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
      engine.snapshot(async (db) => {
        const where = and(
          states === null ? undefined : inArray(interactions.state, [...states]),
          is.bucketId === null ? undefined : eq(interactions.bucketId, is.bucketId),
          is.channel === null ? undefined : eq(interactions.channel, is.channel),
          is.customerId === null ? undefined : eq(interactions.customerId, is.customerId),
          is.engineerId === null ? undefined : eq(interactions.engineerId, is.engineerId),
          cursor === null ? undefined : lt(interactions.id, cursor),
        );
        if (is.engineerId === null) return select(db, where, limit);
        // Each half has an index of its own: open ones are few, closed ones go by engineer.
        const open = await select(db, and(where, isNull(interactions.closedAt)), limit);
        const closed = await select(db, and(where, isNotNull(interactions.closedAt)), limit);
        return [...open, ...closed].sort((a, b) => (a.id < b.id ? 1 : -1)).slice(0, limit);
      }),

    timeline: (interactionId) =>
      engine.snapshot(async (db) => ({
        events: await eventsOf(db, interactionId),
        menuSteps: (
          await db
            .select()
            .from(menuSteps)
            .where(and(eq(menuSteps.interactionId, interactionId), ne(menuSteps.input, "start")))
            .orderBy(asc(menuSteps.seq))
        ).map(({ seq, at, fromNodeId, toNodeId, input, result }) => ({
          seq,
          at,
          fromNodeId,
          toNodeId,
          input,
          result,
        })),
      })),

    counts: (since) =>
      engine.run(async (db) => {
        const rows = await rowsOf<CountedRow>(
          db,
          sql`
          select c.type, c.at, c."bucketId", c."waitedSeconds",
                 ${interactions.queuedAt} as "queuedAt",
                 coalesce(
                   ${buckets.policy} -> 'tiers' -> ${interactions.tier} -> 'targetSeconds'
                     ->> ${interactions.channel},
                   ${buckets.targetSeconds} ->> ${interactions.channel}
                 )::float8 as "targetSeconds"
            from ${journal}
           cross join lateral rows from (
                   json_to_recordset(${journal.counted}::json)
                   as (type text, at bigint, "interactionId" text, "bucketId" text,
                       "waitedSeconds" float8)
                 ) with ordinality
                 as c(type, at, "interactionId", "bucketId", "waitedSeconds", place)
            join ${interactions} on ${interactions.id} = c."interactionId"
            left join ${buckets} on ${buckets.id} = c."bucketId"
           where ${journal.at} >= ${since} and c.at >= ${since} and ${journal.counted} is not null
           order by ${journal.seq}, c.place`,
        );
        return rows.map(({ type, at, bucketId, targetSeconds, ...row }): Counted => {
          if (type === "interaction.queued") {
            return { bucketId, kind: "queued", at, waitedSeconds: 0, inTarget: true };
          }
          const kind = type === "interaction.accepted" ? "answered" : "abandoned";
          const waitedSeconds = row.waitedSeconds ?? (at - (row.queuedAt ?? at)) / 1000;
          const inTarget = waitedSeconds <= (targetSeconds ?? Infinity);
          return { bucketId, kind, at, waitedSeconds, inTarget };
        });
      }),
  };
}

interface CountedRow extends CountedEvent {
  readonly queuedAt: number | null;
  readonly targetSeconds: number | null;
}

/** Its own events, out of those of the commands that it had to do with. */
async function eventsOf(db: Db, interactionId: InteractionId): Promise<TimelineEntry[]> {
  const rows = await db
    .select({ seq: journal.seq, body: journal.body })
    .from(journal)
    .where(
      or(
        eq(journal.interactionId, interactionId),
        sql`${journal.others} @> ${textArray([interactionId])}::text[]`,
      ),
    )
    .orderBy(asc(journal.seq));
  return rows.flatMap(({ seq, body }) =>
    body.events
      .filter((event) => "interactionId" in event && event.interactionId === interactionId)
      .map((event, place) => ({ seq: seq * EVENTS_MAX + place, event })),
  );
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
