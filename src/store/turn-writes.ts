/**
 * What a turn writes, as parameters of statements that are always the same. Made in the thread that
 * decides, not in the database's: that one has the more to do.
 */
import type { InteractionId } from "../../protocol/ids.js";
import { textArray, writable } from "./columns.js";
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
  menuSteps,
  offers,
  outbox,
} from "./schema.js";
import { effectRow } from "./outbox.js";
import type { ContentWrite, MenuSessionRow, MessageWrite, TurnCommit } from "./store.js";
import { wholeTurn } from "./whole-turn.js";

/** In the order in which they are written; the same in every turn, because writers lock rows. */
export const turnStatements = {
  engineers: upsertText(engineers, { key: "id" }),
  buckets: upsertText(buckets, { key: "id" }),
  engineerStates: upsertText(engineerStates, { key: "engineerId" }),
  newInteractions: insertText(interactions),
  interactions: upsertText(interactions, { key: "id" }),
  newOffers: insertText(offers),
  offers: upsertText(offers, { key: "id" }),
  /** Only pending offers are kept: what became of the others is in the journal. */
  settledOffers: `delete from offers where id = any($1::text[])`,
  newContents: insertText(interactionContents),
  contents: upsertText(interactionContents, { key: "interactionId", keep: ["key"] }),
  sessions: upsertText(menuSessions, { key: "interactionId" }),
  /** A walk begins once. */
  begunWalks: insertText(menuSteps, "on conflict do nothing"),
  /** An effect that is there already stays as it is: its id says that it is the same. */
  effects: insertText(outbox, "on conflict (id) do nothing"),
  record: "insert into turns (partition, number, body) values ($1::integer, $2::bigint, $3)",
} as const;

/** Comes before all others: it waits for nobody's locks. */
export const journalStatement = insertText(journal);

export type TurnStatement = keyof typeof turnStatements;

/**
 * Rows that should be new are only inserted, which takes a third less than looking first. When one is
 * there already after all, the turn is written again with these.
 */
export const carefully: Readonly<Partial<Record<TurnStatement, TurnStatement>>> = {
  newInteractions: "interactions",
  newOffers: "offers",
  newContents: "contents",
};

/**
 * A turn on its way to the database: the lease it is written under, the journal, the rows as they are
 * after the turn, table by table, and what takes more than one statement. Plain data, mostly text, so
 * that it crosses threads cheaply.
 */
export type TurnPiece =
  | { readonly type: "lease"; readonly partition: number; readonly epoch: number }
  | { readonly type: "journal"; readonly values: readonly string[] }
  | {
      readonly type: "rows";
      readonly statement: TurnStatement;
      readonly values: readonly string[];
    }
  | ({ readonly type: "rest" } & TurnRest);

export interface TurnRest {
  readonly messages: readonly MessageWrite[];
  /** Rows of this turn belong to these interactions, which it does not write itself. */
  readonly mustExist: readonly InteractionId[];
  readonly keys: readonly Pick<ContentWrite, "key" | "interactionId">[];
}

/**
 * Each piece is made when it is asked for, and so is each part. The journal of a part needs nothing of
 * those that follow, so the database can begin with it. Throws when an event names a command that is not
 * of its part.
 */
export function* turnPieces(parts: Iterable<TurnCommit>): Generator<TurnPiece, void> {
  const made: TurnCommit[] = [];
  for (const part of parts) {
    if (made.length === 0) yield { type: "lease", partition: part.partition, epoch: part.epoch };
    made.push(part);
    if (part.commands.length + part.events.length > 0) {
      yield { type: "journal", values: columnsOf(journal, journalRows(part)) };
    }
  }
  yield* rowPieces(wholeTurn(made));
}

function* rowPieces(turn: TurnCommit): Generator<TurnPiece, void> {
  const engineerRows = lastOfEach(turn.engineers, ({ id }) => id);
  if (engineerRows.length > 0) yield write("engineers", columnsOf(engineers, engineerRows));
  const bucketRows = lastOfEach(turn.buckets, ({ id }) => id);
  if (bucketRows.length > 0) yield write("buckets", columnsOf(buckets, bucketRows));
  const states = lastOfEach(turn.engineerStates, ({ engineerId }) => engineerId);
  if (states.length > 0) yield write("engineerStates", columnsOf(engineerStates, states));
  const begun = begunIn(turn);
  const routed = lastOfEach(turn.interactions, ({ id }) => id);
  const isNew = new Set(routed.filter((row) => begun.has(row.id)).map(({ id }) => id));
  const fresh = routed.filter(({ id }) => isNew.has(id));
  if (fresh.length > 0) yield write("newInteractions", columnsOf(interactions, fresh));
  const known = routed.filter(({ id }) => !isNew.has(id));
  if (known.length > 0) yield write("interactions", columnsOf(interactions, known));
  const offerRows = lastOfEach(turn.offers, ({ id }) => id);
  // An offer changes once, and then it is pending no more.
  const pending = offerRows.filter(({ state }) => state === "pending");
  if (pending.length > 0) yield write("newOffers", columnsOf(offers, pending));
  const settled = offerRows.filter(({ state }) => state !== "pending").map(({ id }) => id);
  if (settled.length > 0) yield write("settledOffers", [textArray(settled)]);
  const contents = lastOfEach(turn.contents, ({ interactionId }) => interactionId).map(
    ({ interactionId, key, content }) => ({ interactionId, key, ...content }),
  );
  const freshContents = contents.filter(({ interactionId }) => isNew.has(interactionId));
  if (freshContents.length > 0) {
    yield write("newContents", columnsOf(interactionContents, freshContents));
  }
  const knownContents = contents.filter(({ interactionId }) => !isNew.has(interactionId));
  if (knownContents.length > 0)
    yield write("contents", columnsOf(interactionContents, knownContents));
  const sessions = lastOfEach(turn.sessions, ({ interactionId }) => interactionId);
  if (sessions.length > 0) {
    yield write("sessions", columnsOf(menuSessions, sessions));
    yield write("begunWalks", columnsOf(menuSteps, sessions.map(beginningOf)));
  }
  if (turn.effects.length > 0)
    yield write("effects", columnsOf(outbox, turn.effects.map(effectRow)));
  if (turn.record !== undefined && turn.record !== null) {
    const { number, body } = turn.record;
    yield write("record", [String(turn.partition), String(number), writable(body)]);
  }

  const own = new Set(routed.map(({ id }) => id));
  const owners = [...pending, ...contents].map(({ interactionId }) => interactionId);
  yield {
    type: "rest",
    messages: turn.messages,
    mustExist: owners.filter((id) => !own.has(id)),
    keys: turn.contents.map(({ key, interactionId }) => ({ key, interactionId })),
  };
}

function write(statement: TurnStatement, values: readonly string[]): TurnPiece {
  return { type: "rows", statement, values };
}

/** A walk's first screen as a step, from nowhere to where the caller rests: it has been reached. */
function beginningOf(session: MenuSessionRow): typeof menuSteps.$inferInsert {
  const { interactionId, seq, at, begunAt, treeId, version, screen } = session;
  const here = { fromNodeId: screen.nodeId, toNodeId: screen.nodeId };
  return {
    ...{ interactionId, seq, at, ...here, input: "start", result: "moved" },
    ...{ treeId, version, begunAt, spentMs: 0 },
  };
}

/** The interactions that a command of this turn made. */
function begunIn(turn: TurnCommit): ReadonlySet<InteractionId> {
  const begun = new Set<InteractionId>();
  const startedAt = new Map(turn.interactions.map((row) => [row.id, row.startedAt]));
  for (const { event } of turn.events) {
    // Mail has no menu: the command that queues it makes it.
    const isMade =
      event.type === "interaction.started" ||
      (event.type === "interaction.queued" && startedAt.get(event.interactionId) === event.at);
    if (isMade) begun.add(event.interactionId);
  }
  return begun;
}
