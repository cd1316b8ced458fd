/**
 * Keeps the holidays of buckets and engineers filled in: at the start of the program and once a day,
 * by the same commands a supervisor's change travels with.
 */
import type { Bucket, Engineer } from "../../protocol/organisation.js";
import type { Hours } from "../../protocol/words.js";
import type { Asked, Dispatch } from "../dispatch/dispatch-parts.js";
import { withHolidays } from "./holidays.js";
import type { Locks } from "./locks.js";

const DAY_MS = 86_400_000;

export interface HolidayKeeperParts {
  readonly dispatch: Pick<Dispatch, "send" | "read">;
  /** The same that other changes of buckets and engineers take. */
  readonly locks: Locks;
  readonly now: () => number;
  readonly log: { warn(details: object, message: string): void };
}

/** Answers with how to stop. */
export function keepHolidays(parts: HolidayKeeperParts): () => Promise<void> {
  const look = (): Promise<void> =>
    refreshHolidays(parts).catch((error: unknown) => {
      parts.log.warn({ err: error }, "holidays could not be looked at");
    });
  let running = look();
  const timer = setInterval(() => {
    running = running.then(look);
  }, DAY_MS);
  return async () => {
    clearInterval(timer);
    await running;
  };
}

/** Looks at every bucket and engineer once. What cannot be looked up is noted, and stays as it is. */
export async function refreshHolidays(parts: HolidayKeeperParts): Promise<void> {
  const { dispatch, locks } = parts;
  const { buckets, engineers } = await dispatch.read((router) => ({
    buckets: router.buckets().filter(hasHolidays),
    engineers: router.engineers().filter(hasHolidays),
  }));
  for (const { id } of buckets) {
    await locks(`bucket ${id}`, async () => {
      const bucket = await dispatch.read((router) => router.bucket(id));
      const hours = await newHours(bucket, parts);
      if (bucket === undefined || hours === null) return;
      await send({ type: "bucket.put", bucket: { ...bucket, hours } }, parts);
    });
  }
  for (const { id } of engineers) {
    await locks(`engineer ${id}`, async () => {
      const engineer = await dispatch.read((router) => router.engineer(id));
      const hours = await newHours(engineer, parts);
      if (engineer === undefined || hours === null) return;
      await send({ type: "engineer.put", engineer: { ...engineer, hours } }, parts);
    });
  }
}

/** null: nothing to change. */
async function newHours(
  row: Bucket | Engineer | undefined,
  { now, log }: HolidayKeeperParts,
): Promise<Hours | null> {
  if (row === undefined || row.hours === null) return null;
  try {
    const hours = await withHolidays(row.hours, { before: null, at: now() });
    return hours.closedOn.join() === row.hours.closedOn.join() ? null : hours;
  } catch (error) {
    log.warn({ err: error, id: row.id }, "holidays could not be looked up");
    return null;
  }
}

async function send(asked: Asked, { dispatch, log }: HolidayKeeperParts): Promise<void> {
  const outcome = await dispatch.send(asked);
  if (!outcome.ok) log.warn({ error: outcome.error }, "holidays were not filled in");
}

function hasHolidays({ archived, hours }: Bucket | Engineer): boolean {
  return !archived && hours !== null && hours.holidays !== null;
}
