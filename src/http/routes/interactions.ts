/** Interactions as they are and as they were; nothing here changes one. */
import { z } from "zod";
import { Explanation } from "../../../protocol/explanation.js";
import { BucketId, CustomerId, EngineerId, InteractionId } from "../../../protocol/ids.js";
import { Interaction, Message } from "../../../protocol/interactions.js";
import { Channel, InteractionState } from "../../../protocol/words.js";
import { HttpRefusal } from "../errors.js";
import type { HttpParts } from "../parts.js";
import { SIGNED_IN, listOf, route, type Route } from "../route.js";
import { decisionsIn, told } from "./decisions.js";
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

const ById = z.object({ id: InteractionId });

export function interactionRoutes({ store, roster, why }: HttpParts): Route[] {
  async function find(id: InteractionId): Promise<Interaction> {
    const interaction = await store.interaction(id);
    if (interaction !== null) return interaction;
    // The journal may remember what is gone.
    const { events } = await store.timeline(id);
    throw new HttpRefusal(events.length > 0 ? "INTERACTION_PURGED" : "INTERACTION_UNKNOWN");
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
      summary:
        "Each offer with who else could have been asked and who was passed over; and for one that waits, what stops everybody.",
      roles: SIGNED_IN,
      params: ById,
      answer: Explanation,
      handle: async ({ params }) => {
        const [, timeline, waiting, { engineers }] = await Promise.all([
          find(params.id),
          store.timeline(params.id),
          why(params.id),
          roster(),
        ]);
        const names = new Map<string, string>(engineers.map(({ id, name }) => [id, name]));
        const events = timeline.events.map(({ event }) => event);
        return {
          decisions: decisionsIn(events, (id) => names.get(id) ?? id),
          events: events.filter(({ type }) => told.has(type)),
          waiting,
        };
      },
    }),
  ];
}
