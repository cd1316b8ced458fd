/** Menu trees as lists show them, put together from what is stored. */
import type { MenuTreeId } from "../protocol/ids.js";
import type { MenuLine, ScheduledMenu } from "../protocol/menu-list.js";
import type { MenuScheduleHead, MenuTreeRow, Store } from "./store/store.js";

/** null: there is no such tree. */
export async function readMenuLine(
  store: Pick<Store, "menu" | "menuSchedule">,
  id: MenuTreeId,
): Promise<MenuLine | null> {
  const [row, scheduled] = await Promise.all([store.menu(id), store.menuSchedule(id)]);
  return row === null ? null : menuLine(row, scheduled);
}

export function menuLine(row: MenuTreeRow, scheduled: MenuScheduleHead | null): MenuLine {
  const { id, name, draft, draftRevision, publishedVersion, updatedAt } = row;
  return {
    id,
    name,
    isPart: draft.isPart === true,
    draftRevision,
    publishedVersion,
    updatedAt,
    scheduled: scheduled === null ? null : scheduledMenu(scheduled),
  };
}

export function scheduledMenu(row: MenuScheduleHead): ScheduledMenu {
  const { dueAt, draftRevision, note, scheduledBy, scheduledAt, failedAt, findings } = row;
  return {
    dueAt,
    draftRevision,
    note,
    scheduledBy,
    scheduledAt,
    failed: failedAt === null ? null : { at: failedAt, findings: [...(findings ?? [])] },
  };
}
