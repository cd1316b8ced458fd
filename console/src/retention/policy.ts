/** The three numbers as a form has them. */
import { type PurgeCounts, Retention, purgeKinds } from "../../../protocol/retention.js";

/** Shortest first, as the policy wants them. */
export const DAYS_FIELDS = ["messagesDays", "interactionsDays", "journalDays"] as const;
export type DaysField = (typeof DAYS_FIELDS)[number];

/** order: it is shorter than the number above it. */
export type DaysProblem = "range" | "order";

export function problemsIn(retention: Retention): ReadonlyMap<DaysField, DaysProblem> {
  const problems = new Map<DaysField, DaysProblem>();
  for (const { path, code } of Retention.safeParse(retention).error?.issues ?? []) {
    const field = DAYS_FIELDS.find((one) => one === path[0]);
    if (field === undefined || problems.has(field)) continue;
    problems.set(field, code === "custom" ? "order" : "range");
  }
  return problems;
}

export function keepsAll(retention: Retention): boolean {
  return DAYS_FIELDS.every((field) => retention[field] === null);
}

/** Whether something is kept for a shorter time than before. */
export function shortens(before: Retention, after: Retention): boolean {
  return DAYS_FIELDS.some((field) => (after[field] ?? Infinity) < (before[field] ?? Infinity));
}

export function isNothing(counts: PurgeCounts): boolean {
  return purgeKinds.every((kind) => counts[kind] === 0);
}
