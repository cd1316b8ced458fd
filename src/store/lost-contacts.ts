/** Contacts that customers lost or gave up, so that their place can be theirs again (R9). */
import { sql } from "drizzle-orm";
import type { CustomerId } from "../../protocol/ids.js";
import type { Channel } from "../../protocol/words.js";
import { textArray } from "./columns.js";
import { rowsOf, type Db } from "./engine.js";
import { interactions, journal } from "./schema.js";
import type { LostContact } from "./store.js";

/** Longer ago, and it is another matter. No bucket gives a place back after more (`reentrySeconds`). */
const LOST_MS_MAX = 86_400_000;

/** Who is back, on which channel, and when. */
export interface Back {
  readonly customerId: CustomerId;
  readonly channel: Channel;
  readonly at: number;
}

/**
 * Of each, the latest contact on the channel if it was given up while waiting, or ended by the customer
 * while somebody had it. By `nameOfBack`.
 */
export async function lostContacts(
  db: Db,
  backs: readonly Back[],
): Promise<Map<string, LostContact>> {
  if (backs.length === 0) return new Map();
  const rows = await rowsOf<LostContact & Back>(
    db,
    sql`
    select b.customer_id as "customerId", b.channel as "channel", b.at::float8 as "at",
           i.id as "interactionId", i.bucket_id as "bucketId",
           i.queued_at::float8 as "queuedAt", i.ended_at::float8 as "endedAt"
      from unnest(${textArray(backs.map(({ customerId }) => customerId))}::text[],
                  ${textArray(backs.map(({ channel }) => channel))}::text[],
                  ${textArray(backs.map(({ at }) => String(at)))}::bigint[])
           as b(customer_id, channel, at)
     cross join lateral (
       select * from ${interactions} i
        where i.customer_id = b.customer_id and i.channel = b.channel and i.queued_at is not null
        order by i.id desc limit 1) i
     where i.ended_at >= b.at - ${LOST_MS_MAX}
       and (i.outcome = 'abandoned'
            or (i.outcome = 'handled' and exists (
              select from ${journal} j
               where j.type = 'interaction.end'
                 and (j.interaction_id = i.id or j.others @> array[i.id::text])
                 and j.body::json -> 'command' ->> 'by' = 'customer')))`,
  );
  return new Map(
    rows.map(({ customerId, channel, at: _, ...lost }) => [
      nameOfBack({ customerId, channel }),
      lost,
    ]),
  );
}

export function nameOfBack({ customerId, channel }: Pick<Back, "customerId" | "channel">): string {
  return `${channel} ${customerId}`;
}
