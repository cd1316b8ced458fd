/**
 * What the time in a bucket changes: the relaxation steps in force (R6), and how long an interaction
 * waits for its last engineer alone (R7). Only times; what a step changes is in `requirement.ts`.
 */
import type { RoutedInteraction } from "../protocol/interactions.js";
import type { Bucket } from "../protocol/organisation.js";

type Entered = Pick<RoutedInteraction, "enteredAt" | "queuedAt" | "startedAt">;

/** When it entered its bucket. Rows from before that was kept count from when they were queued. */
export function enteredAtOf({ enteredAt, queuedAt, startedAt }: Entered): number {
  return enteredAt ?? queuedAt ?? startedAt;
}

/** How many steps are in force at `now`; 0: none yet. */
export function stepAt({ policy }: Bucket, row: Entered, now: number): number {
  const { relax } = policy;
  if (relax.length === 0) return 0;
  const waitedMs = now - enteredAtOf(row);
  let step = 0;
  for (const { afterSeconds } of relax) {
    if (afterSeconds * 1000 > waitedMs) break;
    step += 1;
  }
  return step;
}

/** When the step after those in force at `now` is reached. null: there is none. */
export function nextStepAt(bucket: Bucket, row: Entered, now: number): number | null {
  const next = bucket.policy.relax[stepAt(bucket, row, now)];
  return next === undefined ? null : enteredAtOf(row) + next.afterSeconds * 1000;
}

/** Until when it waits for its last engineer, should they be here without room. null: it never does. */
export function holdEndsAt(
  { policy }: Bucket,
  row: Entered & Pick<RoutedInteraction, "lastEngineerId" | "directTo">,
): number | null {
  if (policy.lastEngineerSeconds === 0 || row.lastEngineerId === null || row.directTo !== null) {
    return null;
  }
  return enteredAtOf(row) + policy.lastEngineerSeconds * 1000;
}
