/**
 * What callers did in a tree, counted. A period is that in which walks began, so that each is counted
 * whole, whenever it ended.
 *
 * Counted two hours at a time, each at one moment: on the embedded database, where one statement waits
 * for the other, a key that is pressed meanwhile waits for two hours' walks and not for all of them.
 * Measured there: 50 ms for the 50,000 steps of two busy hours, 0.7 s for a day of 600,000.
 */
import { sql, type SQL } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { InteractionId } from "../../protocol/ids.js";
import { rowsOf, type Db, type Engine } from "./engine.js";
import { interactions, journal, menuSessions, menuSteps } from "./schema.js";
import type {
  CountedMove,
  CountedPlace,
  CountedStep,
  MenuCounts,
  MenuPeriod,
  Store,
} from "./store.js";

const HOUR_MS = 3_600_000;
const SLICE_MS = 2 * HOUR_MS;
/** How long after the period a transfer still counts. */
const MOVED_WITHIN_MS = 7 * 24 * HOUR_MS;
/** An interaction starts when its turn is decided, soon after its walk began. */
const STARTED_WITHIN_MS = 300_000;

interface Span {
  readonly fromAt: number;
  /** Not part of it any more. */
  readonly toAt: number;
}

export function menuFiguresPart(engine: Engine): Pick<Store, "menuCounts"> {
  return {
    menuCounts: async (period): Promise<MenuCounts> => {
      const steps = new Map<string, CountedStep>();
      const still = new Map<string, CountedPlace>();
      await eachSlice(period, (slice) =>
        engine.snapshot(async (db) => {
          for (const step of await stepsOf(db, { ...period, ...slice })) addStep(steps, step);
          for (const place of await stillIn(db, { ...period, ...slice })) add(still, place);
          return nextBeginning(db, period, slice.toAt);
        }),
      );
      const moved = new Map<string, CountedMove>();
      const seen = new Set<InteractionId>();
      await eachSlice({ ...period, toAt: period.toAt + MOVED_WITHIN_MS }, (slice) =>
        engine.snapshot(async (db) => {
          for (const { interactionId, ...move } of await movesIn(db, period, slice)) {
            if (!seen.has(interactionId)) add(moved, move);
            seen.add(interactionId);
          }
          return nextMove(db, slice.toAt);
        }),
      );
      return {
        steps: [...steps.values()],
        still: [...still.values()],
        moved: [...moved.values()],
      };
    },
  };
}

/** `count` answers with the moment at which there is more to count, so that empty hours are skipped. */
async function eachSlice(
  { fromAt, toAt }: Span,
  count: (slice: Span) => Promise<number | null>,
): Promise<void> {
  for (let at: number | null = fromAt; at !== null && at < toAt;) {
    at = await count({ fromAt: at, toAt: Math.min(toAt, at + SLICE_MS) });
  }
}

function addStep(sums: Map<string, CountedStep>, step: CountedStep): void {
  const { version, fromNodeId, toNodeId, input, result } = step;
  const key = [version, fromNodeId, toNodeId, input, result].join("\n");
  const { count, milliseconds } = sums.get(key) ?? { count: 0, milliseconds: 0 };
  const sum = { count: count + step.count, milliseconds: milliseconds + step.milliseconds };
  sums.set(key, { ...step, ...sum });
}

function add<T extends CountedPlace>(sums: Map<string, T>, place: T): void {
  const key = JSON.stringify({ ...place, count: 0 });
  sums.set(key, { ...place, count: place.count + (sums.get(key)?.count ?? 0) });
}

/** What somebody typed or said stays where it is; it is nobody's figure. Of lookups it tells how they went. */
function stepsOf(db: Db, period: MenuPeriod): Promise<CountedStep[]> {
  return manyRowsOf(
    db,
    sql`
    select version, from_node_id as "fromNodeId", to_node_id as "toNodeId", result,
           case when octet_length(input) = 1 or input in ('silence', 'start', 'found', 'missing', 'failed')
                then input
                else 'digits' end as input,
           count(*)::int as count, sum(spent_ms)::float8 as milliseconds
      from ${menuSteps}
     where ${menuSteps.treeId} = ${period.treeId} and ${within(menuSteps.begunAt, period)}
           ${ofVersion(menuSteps.version, period)}
     group by 1, 2, 3, 4, 5`,
  );
}

/** Who is in the menu at this moment. */
function stillIn(db: Db, period: MenuPeriod): Promise<CountedPlace[]> {
  const { fromAt, toAt } = period;
  const started = { fromAt: fromAt - STARTED_WITHIN_MS, toAt: toAt + STARTED_WITHIN_MS };
  return manyRowsOf(
    db,
    sql`
    select ${menuSessions.version} as version, ${menuSessions.screen} ->> 'nodeId' as "nodeId",
           count(*)::int as count
      from ${interactions}
      join ${menuSessions} on ${menuSessions.interactionId} = ${interactions.id}
     where ${interactions.closedAt} is null and ${interactions.state} = 'menu'
       and ${within(interactions.startedAt, started)}
       and ${menuSessions.treeId} = ${period.treeId} and ${within(menuSessions.begunAt, period)}
           ${ofVersion(menuSessions.version, period)}
     group by 1, 2`,
  );
}

function nextBeginning(db: Db, { treeId }: MenuPeriod, at: number): Promise<number | null> {
  return earliest(
    db,
    sql`select min(${menuSteps.begunAt})::float8 as at from ${menuSteps}
         where ${menuSteps.treeId} = ${treeId} and ${menuSteps.begunAt} >= ${at}`,
  );
}

/**
 * Contacts that somebody moved to a bucket in this time, with where their walk ended and which bucket
 * they are in now. Overflows are the house's own doing, and not commands.
 */
function movesIn(
  db: Db,
  period: MenuPeriod,
  slice: Span,
): Promise<(CountedMove & { readonly interactionId: InteractionId })[]> {
  return manyRowsOf(
    db,
    sql`
    select distinct ${interactions.id} as "interactionId", last.version, last.to_node_id as "nodeId",
           ${interactions.bucketId} as "bucketId", 1 as count
      from ${journal}
     cross join lateral (select ${journal.body}::json -> 'command' as asked) told
      join ${interactions} on ${interactions.id} = told.asked ->> 'interactionId'
     cross join lateral (
             select * from ${menuSteps} where ${menuSteps.interactionId} = ${interactions.id}
              order by ${menuSteps.seq} desc limit 1) last
     where ${journal.type} in ('interaction.transfer', 'interaction.change')
       and ${within(journal.at, slice)}
       and coalesce(told.asked #>> '{to,bucketId}', told.asked ->> 'bucketId') is not null
       and ${journal.body}::json #>> '{outcome,ok}' = 'true'
       and ${interactions.bucketId} is not null
       and last.tree_id = ${period.treeId}
       and last.begun_at >= ${period.fromAt} and last.begun_at < ${period.toAt}
           ${period.version === null ? sql`` : sql`and last.version = ${period.version}`}`,
  );
}

function nextMove(db: Db, at: number): Promise<number | null> {
  return earliest(
    db,
    sql`select min(${journal.at})::float8 as at from ${journal}
         where ${journal.type} in ('interaction.transfer', 'interaction.change')
           and ${journal.at} >= ${at}`,
  );
}

/** As one text: a thousand rows one by one take the driver as long as the database needs to find them. */
async function manyRowsOf<T>(db: Db, statement: SQL): Promise<T[]> {
  const [row] = await rowsOf<{ rows: string | null }>(
    db,
    sql`select json_agg(found)::text as rows from (${statement}) found`,
  );
  return JSON.parse(row?.rows ?? "[]") as T[];
}

async function earliest(db: Db, statement: SQL): Promise<number | null> {
  const [row] = await rowsOf<{ at: number | null }>(db, statement);
  return row?.at ?? null;
}

function within(column: PgColumn, { fromAt, toAt }: Span): SQL {
  return sql`${column} >= ${fromAt} and ${column} < ${toAt}`;
}

function ofVersion(column: PgColumn, { version }: MenuPeriod): SQL {
  return version === null ? sql`` : sql`and ${column} = ${version}`;
}
