/**
 * What a turn writes, as parameters of statements that are always the same. Made in the thread that
 * decides, not in the database's: that one has the more to do.
 */
import type { InteractionId } from "../../protocol/ids.js";
import { textArray } from "./columns.js";
import { journalRows } from "./journal.js";
import { columnsOf, insertText, lastOfEach, upsertText } from "./rows.js";
import {
  buckets,
  engineers,
  engineerStates,
  interactionContents,
  interactions,
  journal,
  menuSessions,
  offers,
  outbox,
} from "./schema.js";
import { effectRow } from "./outbox.js";
import type { ContentWrite, MessageWrite, TurnCommit } from "./store.js";

/** In the order in which they are written; the same in every turn, because writers lock rows. */
export const turnStatements = {
  journal: insertText(journal),
  engineers: upsertText(engineers, { key: "id" }),
  buckets: upsertText(buckets, { key: "id" }),
  engineerStates: upsertText(engineerStates, { key: "engineerId" }),
  interactions: upsertText(interactions, { key: "id" }),
  offers: upsertText(offers, { key: "id" }),
  /** Only pending offers are kept: what became of the others is in the journal. */
  settledOffers: `delete from offers where id = any($1::text[])`,
  contents: upsertText(interactionContents, { key: "interactionId", keep: ["key"] }),
  sessions: upsertText(menuSessions, { key: "interactionId" }),
  /** An effect that is there already stays as it is: its id says that it is the same. */
  effects: insertText(outbox, "on conflict (id) do nothing"),
} as const;

export type TurnStatement = keyof typeof turnStatements;

/** A turn on its way to the database: plain data, mostly text, so that it crosses threads cheaply. */
export interface TurnWrite {
  readonly partition: number;
  readonly epoch: number;
  readonly statements: readonly {
    readonly statement: TurnStatement;
    readonly values: readonly string[];
  }[];
  readonly messages: readonly MessageWrite[];
  /** All commands' ids, as a parameter. */
  readonly commandIds: string;
  /** Rows of this turn belong to these interactions, which it does not write itself. */
  readonly mustExist: readonly InteractionId[];
  readonly keys: readonly Pick<ContentWrite, "key" | "interactionId">[];
}

export function turnWrite(turn: TurnCommit): TurnWrite {
  const statements: { statement: TurnStatement; values: readonly string[] }[] = [];
  const write = (statement: TurnStatement, values: readonly string[]): void => {
    statements.push({ statement, values });
  };
  if (turn.commands.length + turn.events.length > 0) {
    write("journal", columnsOf(journal, journalRows(turn)));
  }
  const engineerRows = lastOfEach(turn.engineers, ({ id }) => id);
  if (engineerRows.length > 0) write("engineers", columnsOf(engineers, engineerRows));
  const bucketRows = lastOfEach(turn.buckets, ({ id }) => id);
  if (bucketRows.length > 0) write("buckets", columnsOf(buckets, bucketRows));
  const states = lastOfEach(turn.engineerStates, ({ engineerId }) => engineerId);
  if (states.length > 0) write("engineerStates", columnsOf(engineerStates, states));
  const routed = lastOfEach(turn.interactions, ({ id }) => id);
  if (routed.length > 0) write("interactions", columnsOf(interactions, routed));
  const offerRows = lastOfEach(turn.offers, ({ id }) => id);
  const pending = offerRows.filter(({ state }) => state === "pending");
  if (pending.length > 0) write("offers", columnsOf(offers, pending));
  const settled = offerRows.filter(({ state }) => state !== "pending").map(({ id }) => id);
  if (settled.length > 0) write("settledOffers", [textArray(settled)]);
  const contents = lastOfEach(turn.contents, ({ interactionId }) => interactionId).map(
    ({ interactionId, key, content }) => ({ interactionId, key, ...content }),
  );
  if (contents.length > 0) write("contents", columnsOf(interactionContents, contents));
  const sessions = lastOfEach(turn.sessions, ({ interactionId }) => interactionId);
  if (sessions.length > 0) write("sessions", columnsOf(menuSessions, sessions));
  if (turn.effects.length > 0) write("effects", columnsOf(outbox, turn.effects.map(effectRow)));

  const own = new Set(routed.map(({ id }) => id));
  const owners = [...pending, ...contents].map(({ interactionId }) => interactionId);
  return {
    partition: turn.partition,
    epoch: turn.epoch,
    statements,
    messages: turn.messages,
    commandIds: textArray(turn.commands.map(({ command }) => command.id)),
    mustExist: owners.filter((id) => !own.has(id)),
    keys: turn.contents.map(({ key, interactionId }) => ({ key, interactionId })),
  };
}
