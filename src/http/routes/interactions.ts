/** Interactions as they are and as they were; nothing here changes one. */
import { z } from "zod";
import type { DomainEvent } from "../../../protocol/events.js";
import { BucketId, CustomerId, EngineerId, InteractionId, OfferId } from "../../../protocol/ids.js";
import { Interaction, Message } from "../../../protocol/interactions.js";
import { At, Channel, InteractionState } from "../../../protocol/words.js";
import { HttpRefusal } from "../errors.js";
import { WhyWaiting, type HttpParts } from "../parts.js";
import { SIGNED_IN, listOf, route, type Route } from "../route.js";
import { timelineOf, TimelineRecord } from "./timeline.js";

const Filter = z.object({
  /** One state, or several with commas between. */
  state: z
    .string()
    .transform((states) => states.split(","))
    .pipe(z.array(InteractionState).max(6))
    .optional()
    .meta({ description: "One state, or several with commas between." }),
  bucket: BucketId.optional(),
  channel: Channel.optional(),
  customerId: CustomerId.optional(),
  engineerId: EngineerId.optional(),
  cursor: InteractionId.optional().meta({ description: "`nextCursor` of the page before." }),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

const Why = z.object({
  /** Each time it was held for somebody: when, for whom, what decided, how it ended. */
  decisions: z.array(
    z.object({
      at: At,
      offerId: OfferId,
      engineerId: EngineerId,
      because: z.string(),
      ended: z.enum(["accepted", "declined", "expired", "revoked"]).nullable(),
    }),
  ),
  waiting: WhyWaiting.nullable(),
});

const ById = z.object({ id: InteractionId });

export function interactionRoutes({ store, why }: HttpParts): Route[] {
  async function find(id: InteractionId): Promise<Interaction> {
    const interaction = await store.interaction(id);
    if (interaction === null) throw new HttpRefusal("INTERACTION_UNKNOWN");
    return interaction;
  }

  return [
    route({
      method: "get",
      path: "/interactions",
      summary: "Interactions, newest first.",
      roles: SIGNED_IN,
      query: Filter,
      answer: listOf(Interaction),
      handle: async ({ query }) => {
        const items = await store.listInteractions({
          states: query.state ?? null,
          bucketId: query.bucket ?? null,
          channel: query.channel ?? null,
          customerId: query.customerId ?? null,
          engineerId: query.engineerId ?? null,
          cursor: query.cursor ?? null,
          limit: query.limit,
        });
        const isFull = items.length === query.limit;
        return { items, nextCursor: isFull ? (items.at(-1)?.id ?? null) : null };
      },
    }),
    route({
      method: "get",
      path: "/interactions/{id}",
      summary: "One interaction with its messages and everything that happened to it.",
      roles: SIGNED_IN,
      params: ById,
      answer: z.object({
        interaction: Interaction,
        messages: z.array(Message),
        timeline: z.array(TimelineRecord),
      }),
      handle: async ({ params }) => {
        const [interaction, messages, timeline] = await Promise.all([
          find(params.id),
          store.messages(params.id),
          store.timeline(params.id),
        ]);
        return { interaction, messages, timeline: timelineOf(timeline) };
      },
    }),
    route({
      method: "get",
      path: "/interactions/{id}/why",
      summary: "Why it was offered to whom, and why it is still waiting.",
      roles: SIGNED_IN,
      params: ById,
      answer: Why,
      handle: async ({ params }) => {
        const [, { events }, waiting] = await Promise.all([
          find(params.id),
          store.timeline(params.id),
          why(params.id),
        ]);
        return { decisions: decisionsIn(events.map((entry) => entry.event)), waiting };
      },
    }),
  ];
}

type Decision = z.infer<typeof Why>["decisions"][number];

const ENDINGS = {
  "interaction.accepted": "accepted",
  "offer.declined": "declined",
  "offer.expired": "expired",
  "offer.revoked": "revoked",
} as const satisfies Partial<Record<DomainEvent["type"], Decision["ended"]>>;

function decisionsIn(events: readonly DomainEvent[]): Decision[] {
  const decisions = new Map<OfferId, Decision>();
  for (const event of events) {
    if (event.type === "interaction.offered") {
      const { at, offerId, engineerId, because } = event;
      decisions.set(offerId, { at, offerId, engineerId, because, ended: null });
    } else if (
      event.type === "interaction.accepted" ||
      event.type === "offer.declined" ||
      event.type === "offer.expired" ||
      event.type === "offer.revoked"
    ) {
      const decision = event.offerId === null ? undefined : decisions.get(event.offerId);
      if (decision !== undefined) decision.ended = ENDINGS[event.type];
    }
  }
  return [...decisions.values()];
}
