/** Menu trees with their versions, and the walks through them. */
import { and, asc, desc, eq, sql } from "drizzle-orm";
import type { InteractionId, MenuTreeId } from "../../protocol/ids.js";
import { MenuTree } from "../../protocol/menu-tree.js";
import { rowsOf, type Db, type Engine } from "./engine.js";
import { givenRows } from "./rows.js";
import { interactionContents, menuSessions, menuSteps, menuTrees, menuVersions } from "./schema.js";
import { toJson } from "./columns.js";
import type { MenuStepWrite, Store } from "./store.js";

export function menusPart(
  engine: Engine,
): Pick<
  Store,
  | "menus"
  | "menu"
  | "saveDraft"
  | "publish"
  | "publishOnce"
  | "menuVersions"
  | "menuVersion"
  | "menuSession"
  | "saveMenuSteps"
> {
  return {
    menus: () => engine.run((db) => db.select().from(menuTrees).orderBy(asc(menuTrees.id))),

    // Parsed, because a tree of an earlier release lacks what came since.
    menu: (id) =>
      engine.run(async (db) => {
        const [tree] = await db.select().from(menuTrees).where(eq(menuTrees.id, id));
        return tree === undefined ? null : { ...tree, draft: MenuTree.parse(tree.draft) };
      }),

    saveDraft: ({ tree, revision, at }) =>
      engine.run(async (db) => {
        const draft = { name: tree.name, draft: tree, updatedAt: at };
        const written =
          revision === null
            ? await db
                .insert(menuTrees)
                .values({ id: tree.id, ...draft, draftRevision: 1 })
                .onConflictDoNothing()
                .returning({ id: menuTrees.id })
            : await db
                .update(menuTrees)
                .set({ ...draft, draftRevision: revision + 1 })
                .where(and(eq(menuTrees.id, tree.id), eq(menuTrees.draftRevision, revision)))
                .returning({ id: menuTrees.id });
        return written.length > 0;
      }),

    publish: (version) =>
      engine.transaction((db) => addVersion(db, { ...version, draftRevision: null })),

    publishOnce: (version) =>
      engine.transaction(async (db) => {
        const { treeId, draftRevision, tree } = version;
        const newest = await lockTree(db, treeId);
        const [same] = await db
          .select()
          .from(menuVersions)
          .where(
            and(
              eq(menuVersions.treeId, treeId),
              eq(menuVersions.version, newest ?? 0),
              eq(menuVersions.draftRevision, draftRevision),
              eq(menuVersions.tree, tree),
            ),
          );
        if (same === undefined) return addVersion(db, version);
        const isRepeated = same.note === version.note && same.publishedBy === version.publishedBy;
        return isRepeated ? same.version : null;
      }),

    menuVersions: (id) =>
      engine.run((db) =>
        db
          .select()
          .from(menuVersions)
          .where(eq(menuVersions.treeId, id))
          .orderBy(desc(menuVersions.version)),
      ),

    menuVersion: (id, version) =>
      engine.run(async (db) => {
        const wanted = version ?? publishedVersion(db, id);
        const [found] = await db
          .select()
          .from(menuVersions)
          .where(and(eq(menuVersions.treeId, id), eq(menuVersions.version, wanted)));
        if (found === undefined) return null;
        const { draftRevision: _draftRevision, ...row } = found;
        return { ...row, tree: MenuTree.parse(row.tree) };
      }),

    menuSession: (interactionId) =>
      engine.run(async (db) => {
        const [session] = await db
          .select()
          .from(menuSessions)
          .where(eq(menuSessions.interactionId, interactionId));
        return session ?? null;
      }),

    saveMenuSteps: async (steps) => {
      const groups = inRounds(steps);
      if (groups.length === 0) return [];
      const write = async (db: Db): Promise<boolean[]> => {
        const taken = new Set<MenuStepWrite>();
        for (const group of groups) {
          for (const step of await writeSteps(db, group)) taken.add(step);
        }
        return steps.map((step) => taken.has(step));
      };
      return groups.length === 1 ? engine.run(write) : engine.transaction(write);
    },
  };
}

/** Puts those who publish or schedule one tree in order. Answers with its newest version. */
export async function lockTree(db: Db, id: MenuTreeId): Promise<number | null> {
  const [row] = await db
    .select({ newest: menuTrees.publishedVersion })
    .from(menuTrees)
    .where(eq(menuTrees.id, id))
    .for("update");
  return row?.newest ?? null;
}

/** The number of the new version. */
export async function addVersion(
  db: Db,
  version: Omit<typeof menuVersions.$inferInsert, "version">,
): Promise<number> {
  // The row's lock puts two publishers in order.
  const [tree] = await db
    .update(menuTrees)
    .set({ publishedVersion: sql`coalesce(${menuTrees.publishedVersion}, 0) + 1` })
    .where(eq(menuTrees.id, version.treeId))
    .returning({ version: menuTrees.publishedVersion });
  const number = tree?.version ?? null;
  if (number === null) throw new Error(`there is no menu tree ${version.treeId}`);
  await db.insert(menuVersions).values({ ...version, version: number });
  return number;
}

const publishedVersion = (db: Db, id: MenuTreeId) =>
  db.select({ version: menuTrees.publishedVersion }).from(menuTrees).where(eq(menuTrees.id, id));

/** One statement takes one step of an interaction; a second one waits for the next round. */
function inRounds(steps: readonly MenuStepWrite[]): MenuStepWrite[][] {
  const rounds: MenuStepWrite[][] = [];
  const taken = new Map<InteractionId, number>();
  for (const step of steps) {
    const round = taken.get(step.session.interactionId) ?? 0;
    taken.set(step.session.interactionId, round + 1);
    (rounds[round] ??= []).push(step);
  }
  return rounds;
}

/** Writes those that are not stale in one statement, and answers with them. */
async function writeSteps(db: Db, group: readonly MenuStepWrite[]): Promise<MenuStepWrite[]> {
  const sessions = givenRows(
    menuSessions,
    group.map(({ session }) => session),
  );
  const made = group.map(({ session, step, spentMs }) => ({
    i: session.interactionId,
    f: step.fromNodeId,
    t: step.toNodeId,
    p: step.input,
    r: step.result,
    s: spentMs,
  }));
  const taken = await rowsOf<{ interaction_id: InteractionId }>(
    db,
    sql`
      with given as materialized (select * from ${sessions}),
      taken as (
        update ${menuSessions} s
           set version = given.version, tree_id = given.tree_id, seq = given.seq,
               snapshot = given.snapshot, screen = given.screen, at = given.at,
               begun_at = given.begun_at
          from given
         where s.interaction_id = given.interaction_id and s.seq = given.seq - 1
        returning s.interaction_id, s.seq, s.at, s.screen, s.tree_id, s.version, s.begun_at),
      contents as (
        update ${interactionContents} c
           set path = taken.screen -> 'path', collected = taken.screen -> 'collected',
               language = taken.screen ->> 'language'
          from taken
         where c.interaction_id = taken.interaction_id),
      steps as (
        insert into ${menuSteps} (interaction_id, seq, at, from_node_id, to_node_id, input, result,
                                  tree_id, version, begun_at, spent_ms)
        select taken.interaction_id, taken.seq, taken.at, made.f, made.t, made.p, made.r,
               taken.tree_id, taken.version, taken.begun_at, made.s
          from taken
          join jsonb_to_recordset(${toJson(made)}::jsonb)
            as made(i text, f text, t text, p text, r text, s integer) on made.i = taken.interaction_id)
      select interaction_id from taken`,
  );
  const ids = new Set(taken.map((row) => row.interaction_id));
  return group.filter(({ session }) => ids.has(session.interactionId));
}
