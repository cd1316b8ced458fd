/** Menu trees as lists show them, put together from what is stored. */
import type { MenuLine, ScheduledMenu } from "../protocol/menu-list.js";
import type { MenuScheduleHead, MenuTreeRow } from "./store/store.js";

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
