/** What one command brings to the turn, and the commit a batch of decided commands becomes. */
import type { Command, Outcome } from "../../protocol/commands.js";
import type { Effect } from "../../protocol/effects.js";
import type { DomainEvent } from "../../protocol/events.js";
import type { InteractionId } from "../../protocol/ids.js";
import type { RoutedInteraction } from "../../protocol/interactions.js";
import type { Customer } from "../../protocol/organisation.js";
import type { Decision } from "../../protocol/routing.js";
import type { ContentWrite, MenuSessionRow, MessageWrite, TurnCommit } from "../store/store.js";

/** Rows of the sender's own that are committed with its command, when the command is not refused. */
export interface Luggage {
  readonly contents?: readonly ContentWrite[];
  readonly sessions?: readonly MenuSessionRow[];
  readonly messages?: readonly MessageWrite[];
  /** Whom the contents are of: told to the nodes, not written. */
  readonly customers?: readonly {
    readonly interactionId: InteractionId;
    readonly customer: Customer;
  }[];
  /** It came from another node, so memory here has not seen it. */
  readonly isFromElsewhere?: true;
}

/** A command that was decided, with everything its commit will hold. */
export interface Decided {
  readonly command: Command;
  readonly luggage: Luggage;
  readonly decision: Decision;
  readonly effects: readonly Effect[];
}

/** Plans the effects of one fact. Runs between deciding and committing, so it must be quick. */
export type PlanEffects = (
  fact: DomainEvent,
  interaction: RoutedInteraction | undefined,
  luggage: Luggage,
) => readonly Effect[];

/** So many commands are decided, and then written while the next ones are decided. */
const COMMANDS_PER_PART = 100;

/** Makes each part of a batch when it is asked for. */
export function* inParts<T>(
  batch: readonly T[],
  partOf: (items: readonly T[]) => TurnCommit,
): Generator<TurnCommit, void> {
  for (let start = 0; start < batch.length; start += COMMANDS_PER_PART) {
    yield partOf(batch.slice(start, start + COMMANDS_PER_PART));
  }
}

/** One commit for a batch or a part of one; of rows that changed several times, the last is kept. */
export function commitOf(
  batch: readonly Decided[],
  lease: { readonly partition: number; readonly epoch: number },
): TurnCommit {
  const interactions = new Map<string, Decision["interactions"][number]>();
  const offers = new Map<string, Decision["offers"][number]>();
  const states = new Map<string, Decision["engineerStates"][number]>();
  const engineers = new Map<string, Decision["engineers"][number]>();
  const buckets = new Map<string, Decision["buckets"][number]>();
  const commands: { command: Command; outcome: Outcome }[] = [];
  const events: { commandId: Command["id"]; event: DomainEvent }[] = [];
  for (const { command, decision } of batch) {
    commands.push({ command, outcome: decision.outcome });
    for (const event of decision.events) events.push({ commandId: command.id, event });
    for (const row of decision.interactions) interactions.set(row.id, row);
    for (const row of decision.offers) offers.set(row.id, row);
    for (const row of decision.engineerStates) states.set(row.engineerId, row);
    for (const row of decision.engineers) engineers.set(row.id, row);
    for (const row of decision.buckets) buckets.set(row.id, row);
  }
  const welcome = batch.filter(({ decision }) => decision.outcome.ok);
  return {
    ...lease,
    commands,
    events,
    interactions: [...interactions.values()],
    offers: [...offers.values()],
    engineerStates: [...states.values()],
    engineers: [...engineers.values()],
    buckets: [...buckets.values()],
    contents: welcome.flatMap(({ luggage }) => luggage.contents ?? []),
    sessions: welcome.flatMap(({ luggage }) => luggage.sessions ?? []),
    messages: welcome.flatMap(({ luggage }) => luggage.messages ?? []),
    effects: batch.flatMap(({ effects }) => effects),
  };
}
