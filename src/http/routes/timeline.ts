/** What happened to one interaction, keys pressed and events in one line of time. */
import { z } from "zod";
import { DomainEvent } from "../../../protocol/events.js";
import { At } from "../../../protocol/words.js";
import type { MenuStepRow, TimelineEntry } from "../../store/store.js";

export const TimelineRecord = z.discriminatedUnion("type", [
  z.object({ type: z.literal("event"), seq: z.int(), at: At, event: DomainEvent }),
  z.object({
    type: z.literal("menu"),
    seq: z.int(),
    at: At,
    fromNodeId: z.string(),
    toNodeId: z.string(),
    input: z.string(),
    result: z.string(),
  }),
]);
export type TimelineRecord = z.infer<typeof TimelineRecord>;

/**
 * Orders by time; at the same millisecond a key comes before the event it caused, and each kind
 * keeps its own order.
 */
export function timelineOf(kept: {
  readonly events: readonly TimelineEntry[];
  readonly menuSteps: readonly MenuStepRow[];
}): TimelineRecord[] {
  const records: TimelineRecord[] = [
    ...kept.menuSteps.map((step) => ({ type: "menu" as const, ...step })),
    ...kept.events.map(({ seq, event }) => ({ type: "event" as const, seq, at: event.at, event })),
  ];
  return records.sort((a, b) => a.at - b.at || rankOf(a) - rankOf(b) || a.seq - b.seq);
}

/** The start of the interaction has the time of the first screen, and comes before it. */
function rankOf(record: TimelineRecord): number {
  if (record.type === "menu") return 1;
  return record.event.type === "interaction.started" ? 0 : 2;
}
