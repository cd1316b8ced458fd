/** Drafts that are to be published at a time. */
import { and, asc, eq, getTableColumns } from "drizzle-orm";
import { MenuTree } from "../../protocol/menu-tree.js";
import type { Engine } from "./engine.js";
import { addVersion, lockTree } from "./menus.js";
import { menuSchedules } from "./schema.js";
import type { Store } from "./store.js";

const { tree: _tree, ...headColumns } = getTableColumns(menuSchedules);

export function menuSchedulesPart(
  engine: Engine,
): Pick<
  Store,
  | "publishScheduled"
  | "menuSchedules"
  | "menuSchedule"
  | "saveMenuSchedule"
  | "dropMenuSchedule"
  | "failMenuSchedule"
> {
  return {
    publishScheduled: ({ scheduleSeq, ...version }) =>
      engine.transaction(async (db) => {
        await lockTree(db, version.treeId);
        const [taken] = await db
          .delete(menuSchedules)
          .where(and(eq(menuSchedules.treeId, version.treeId), eq(menuSchedules.seq, scheduleSeq)))
          .returning({ draftRevision: menuSchedules.draftRevision });
        return taken === undefined ? null : addVersion(db, { ...version, ...taken });
      }),

    menuSchedules: () =>
      engine.run((db) =>
        db.select(headColumns).from(menuSchedules).orderBy(asc(menuSchedules.treeId)),
      ),

    menuSchedule: (id) =>
      engine.run(async (db) => {
        const [row] = await db.select().from(menuSchedules).where(eq(menuSchedules.treeId, id));
        return row === undefined ? null : { ...row, tree: MenuTree.parse(row.tree) };
      }),

    saveMenuSchedule: (schedule) =>
      engine.transaction(async (db) => {
        await lockTree(db, schedule.treeId);
        await db.delete(menuSchedules).where(eq(menuSchedules.treeId, schedule.treeId));
        await db.insert(menuSchedules).values(schedule);
      }),

    dropMenuSchedule: (id) =>
      engine.run(async (db) => {
        const gone = await db
          .delete(menuSchedules)
          .where(eq(menuSchedules.treeId, id))
          .returning({ treeId: menuSchedules.treeId });
        return gone.length > 0;
      }),

    failMenuSchedule: ({ treeId, seq, at, findings }) =>
      engine.run(async (db) => {
        const kept = await db
          .update(menuSchedules)
          .set({ failedAt: at, findings })
          .where(and(eq(menuSchedules.treeId, treeId), eq(menuSchedules.seq, seq)))
          .returning({ treeId: menuSchedules.treeId });
        return kept.length > 0;
      }),
  };
}
