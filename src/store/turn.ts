/** The turn: the lease that fences it, and everything one commit writes together. */
import { and, asc, desc, eq, gt, isNull, max, ne, sql } from "drizzle-orm";
import type { InteractionId } from "../../protocol/ids.js";
import { isUniqueViolation, type Db, type Engine, type RunStatement } from "./engine.js";
import { commandOf } from "./journal.js";
import { writeMessages } from "./messages.js";
import { allPieces, piecesOf, type Pieces } from "./pieces.js";
import { isAnyOf } from "./rows.js";
import {
  buckets,
  engineers,
  engineerStates,
  interactionContents,
  interactions,
  journal,
  leases,
  offers,
  turns,
} from "./schema.js";
import { StoreFault, StoreFenced, StoreKeyTaken, StoreUnavailable, type Store } from "./store.js";
import {
  carefully,
  journalStatement,
  turnPieces,
  turnStatements,
  type TurnPiece,
  type TurnRest,
  type TurnStatement,
} from "./turn-writes.js";

/** How often a turn is written again because messages in it were saved by somebody else meanwhile. */
const CLASHES_MAX = 3;

/** `commitTurn` in two steps, because the second one is another thread's. */
export interface TurnWriter {
  /** The pieces may still be on their way. */
  writeTurn(pieces: Pieces<TurnPiece>): Promise<number>;
}

export function turnPart(
  engine: Engine,
): Pick<Store, "load" | "knownCommands" | "commitTurn" | "replay"> & TurnWriter {
  const writeTurn = async (pieces: Pieces<TurnPiece>): Promise<number> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await engine.transaction(async (db, run) => {
          let count = 0;
          for (let piece = await pieces(0); piece !== null; piece = await pieces(count)) {
            await writePiece(piece, { db, run, isCareful: attempt > 1 });
            count += 1;
          }
        });
        return Date.now();
      } catch (error) {
        if (!isUniqueViolation(error)) throw error;
        await explainClash(engine, await allPieces(pieces));
        // Neither: a message was saved by somebody else between our look and our insert, or a row was
        // taken for new that was not.
        if (attempt === CLASHES_MAX) throw error;
      }
    }
  };

  return {
    // There is one partition so far: its rows are all rows.
    load: (partition) =>
      engine.snapshot(async (db) => ({
        interactions: await db
          .select()
          .from(interactions)
          // The partial index goes by the time, which changes once in a life, and not by the state.
          .where(and(isNull(interactions.closedAt), ne(interactions.state, sql`'closed'`)))
          .orderBy(asc(interactions.id)),
        offers: await db
          .select()
          .from(offers)
          .where(eq(offers.state, sql`'pending'`))
          .orderBy(asc(offers.id)),
        engineers: await db.select().from(engineers).orderBy(asc(engineers.id)),
        engineerStates: await db
          .select()
          .from(engineerStates)
          .orderBy(asc(engineerStates.engineerId)),
        buckets: await db.select().from(buckets).orderBy(asc(buckets.id)),
        lastAt: await lastAt(db),
        epoch: await epochOf(db, partition),
        turnNumber: await turnNumber(db, partition),
      })),

    knownCommands: (ids) =>
      engine.run(async (db) => {
        if (ids.length === 0) return [];
        const rows = await db
          .select({ id: journal.id, type: journal.type, body: journal.body })
          .from(journal)
          .where(isAnyOf(journal.id, ids));
        return rows.map(({ id, type, body }) => ({ id, type, outcome: body.outcome }));
      }),

    commitTurn: (turn) => writeTurn(piecesOf([...turnPieces([turn])])),
    writeTurn,

    replay: (afterSeq, limit) =>
      engine.run(async (db) => {
        const rows = await db
          .select()
          .from(journal)
          .where(gt(journal.seq, afterSeq))
          .orderBy(asc(journal.seq))
          .limit(limit);
        return rows.map((row) => ({
          seq: row.seq,
          command: commandOf(row),
          events: [...row.body.events],
        }));
      }),
  };
}

async function lastAt(db: Db): Promise<number> {
  const [last] = await db
    .select({ at: journal.at })
    .from(journal)
    .orderBy(desc(journal.seq))
    .limit(1);
  return last?.at ?? 0;
}

async function epochOf(db: Db, partition: number): Promise<number> {
  const [lease] = await db
    .select({ epoch: leases.epoch })
    .from(leases)
    .where(eq(leases.partition, partition));
  return lease?.epoch ?? 0;
}

async function turnNumber(db: Db, partition: number): Promise<number> {
  const [last] = await db
    .select({ number: max(turns.number) })
    .from(turns)
    .where(eq(turns.partition, partition));
  return last?.number ?? 0;
}

interface Writing {
  readonly db: Db;
  readonly run: RunStatement;
  /** Rows that should be new may be there already. */
  readonly isCareful: boolean;
}

async function writePiece(piece: TurnPiece, writing: Writing): Promise<void> {
  switch (piece.type) {
    case "lease":
      return assertLease(writing.db, piece);
    case "journal":
      return writing.run(journalStatement, piece.values);
    case "rows":
      return writing.run(turnStatements[statementOf(piece.statement, writing)], piece.values);
    case "rest":
      return writeRest(piece, writing);
  }
}

function statementOf(statement: TurnStatement, { isCareful }: Writing): TurnStatement {
  return isCareful ? (carefully[statement] ?? statement) : statement;
}

async function writeRest({ mustExist, messages }: TurnRest, { db }: Writing): Promise<void> {
  if (mustExist.length > 0) await assertExist(db, mustExist);
  await writeMessages(db, messages);
}

/**
 * What the foreign keys of offers and contents would do: that would be two fifths of a new row's time,
 * and their interactions are almost always written by the same turn.
 */
async function assertExist(db: Db, ids: readonly InteractionId[]): Promise<void> {
  const rows = await db
    .select({ id: interactions.id })
    .from(interactions)
    .where(isAnyOf(interactions.id, ids));
  const known = new Set(rows.map(({ id }) => id));
  const missing = ids.find((id) => !known.has(id));
  if (missing !== undefined) throw new StoreFault("23503", `there is no interaction ${missing}`);
}

/**
 * Holds the lease's row until the commit: a take-over waits for us, or we see its epoch. A renewal
 * changes no key, so it does not wait.
 */
async function assertLease(
  db: Db,
  { partition, epoch }: { readonly partition: number; readonly epoch: number },
): Promise<void> {
  const [lease] = await db
    .select({ epoch: leases.epoch, holder: leases.holder })
    .from(leases)
    .where(eq(leases.partition, partition))
    .for("key share");
  if (lease?.epoch === epoch) return;
  throw new StoreFenced(
    `partition ${String(partition)}: epoch ${String(epoch)} is over, ` +
      `${lease?.holder ?? "nobody"} has epoch ${String(lease?.epoch ?? 0)}`,
  );
}

/** Says what a unique violation of a turn was about, if it can be said. */
async function explainClash(engine: Engine, pieces: readonly TurnPiece[]): Promise<void> {
  await engine.run(async (db) => {
    for (const piece of pieces) {
      if (piece.type !== "journal") continue;
      // The first column of the journal's rows are the commands' ids.
      const ids = piece.values[0] ?? "{}";
      const [known] = await db
        .select({ id: journal.id })
        .from(journal)
        .where(sql`${journal.id} = any(${ids}::text[])`)
        .limit(1);
      if (known !== undefined) throw new StoreUnavailable(`${known.id} was committed before`);
    }
    const keys = pieces.flatMap((piece) => (piece.type === "rest" ? piece.keys : []));
    const owners = new Map(keys.map(({ key, interactionId }) => [key, interactionId]));
    const stored = await db
      .select({ key: interactionContents.key, owner: interactionContents.interactionId })
      .from(interactionContents)
      .where(
        isAnyOf(
          interactionContents.key,
          [...owners.keys()].filter((key) => key !== null),
        ),
      );
    for (const { key, owner } of stored) {
      if (key !== null && owners.get(key) !== owner) throw new StoreKeyTaken(key);
    }
  });
}
