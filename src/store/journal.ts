/**
 * What one row of the journal holds: a command, its outcome, and everything that happened because of
 * it, in the order it was decided. One row, because a row of its own for every event made the journal
 * half of a commit's time.
 */
import type { Command, Outcome } from "../../protocol/commands.js";
import type { DomainEvent } from "../../protocol/events.js";
import type { BucketId, InteractionId } from "../../protocol/ids.js";
import type { TurnCommit } from "./store.js";

export interface JournalBody {
  /** Without `id` and `type`, which are columns, and without `at` when that is the decision's. */
  readonly command: Readonly<Record<string, unknown>>;
  readonly outcome: Outcome;
  readonly events: readonly DomainEvent[];
}

/** An event that the counts of the day are made of. */
export interface CountedEvent {
  readonly type: "interaction.queued" | "interaction.accepted" | "interaction.ended";
  readonly at: number;
  readonly interactionId: InteractionId;
  /** The event's own, else the one the interaction was in after its part of the turn. */
  readonly bucketId: BucketId;
  /** null: the event does not say it. */
  readonly waitedSeconds: number | null;
}

export interface JournalRow {
  readonly id: Command["id"];
  /** Of the decision: the command's own time, or later when the clock had been set back. */
  readonly at: number;
  readonly type: Command["type"];
  readonly interactionId: InteractionId | null;
  readonly others: InteractionId[] | null;
  readonly body: JournalBody;
  readonly counted: readonly CountedEvent[] | null;
}

/** In the order in which the commands were decided. */
export function journalRows(turn: TurnCommit): readonly JournalRow[] {
  const eventsOf = new Map<string, DomainEvent[]>();
  for (const { command } of turn.commands) eventsOf.set(command.id, []);
  for (const { commandId, event } of turn.events) {
    const events = eventsOf.get(commandId);
    if (events === undefined) {
      throw new Error(`${event.type} names ${commandId}, which is not of this turn`);
    }
    events.push(event);
  }
  const places = new Map(turn.interactions.map(({ id, bucketId }) => [id, bucketId]));
  return turn.commands.map(({ command, outcome }) => {
    const events = eventsOf.get(command.id) ?? [];
    const { id, type, ...timed } = command;
    const { at: asked, ...rest } = timed;
    const at = events.reduce((latest, event) => Math.max(latest, event.at), asked);
    const about = interactionsOf(events);
    return {
      id,
      at,
      type,
      interactionId: about[0] ?? null,
      others: about.length > 1 ? about.slice(1) : null,
      body: { command: at === asked ? rest : timed, outcome, events },
      counted: countedOf(events, places),
    };
  });
}

export function commandOf({
  id,
  at,
  type,
  body,
}: Pick<JournalRow, "id" | "at" | "type" | "body">): Command {
  return { at, ...body.command, id, type } as Command;
}

/** Each once, in the order in which they come up. */
function interactionsOf(events: readonly DomainEvent[]): InteractionId[] {
  const found: InteractionId[] = [];
  for (const event of events) {
    if ("interactionId" in event && !found.includes(event.interactionId)) {
      found.push(event.interactionId);
    }
  }
  return found;
}

function countedOf(
  events: readonly DomainEvent[],
  places: ReadonlyMap<InteractionId, BucketId | null>,
): readonly CountedEvent[] | null {
  const counted = events.flatMap((event): CountedEvent[] => {
    switch (event.type) {
      case "interaction.queued":
        return [countedEvent(event, { bucketId: event.bucketId, waitedSeconds: null })];
      case "interaction.accepted":
      case "interaction.ended": {
        const bucketId = places.get(event.interactionId) ?? null;
        const isLeft = event.type === "interaction.accepted" || event.outcome === "abandoned";
        if (bucketId === null || !isLeft) return [];
        return [countedEvent(event, { bucketId, waitedSeconds: event.waitedSeconds ?? null })];
      }
      default:
        return [];
    }
  });
  return counted.length === 0 ? null : counted;
}

function countedEvent(
  { type, at, interactionId }: Pick<CountedEvent, "type" | "at" | "interactionId">,
  more: Pick<CountedEvent, "bucketId" | "waitedSeconds">,
): CountedEvent {
  return { type, at, interactionId, ...more };
}
