/**
 * Purges by the organisation's policy: what is over for longer than it says is deleted, a page at a
 * time with pauses in between, so that nobody waits for it. Two processes that purge at once leave
 * each other's rows alone.
 */
import type { CustomerId } from "../../protocol/ids.js";
import {
  cutoffsOf,
  NOTHING_PURGED,
  purgedBy,
  purgeKinds,
  type PurgeCounts,
  type Retention,
} from "../../protocol/retention.js";
import { realSchedule, type Schedule } from "../schedule.js";
import type { Store } from "../store/store.js";

/** A page that takes longer is followed by a smaller one: whoever comes meanwhile waits for it. */
const PAGE_MS_MAX = 20;
/** One that takes less is followed by a larger one. */
const PAGE_MS_MIN = 8;
const ROWS_FIRST = 50;
/** Below, it is not the rows that take the time. A mail of 25 MB takes about 30 ms. */
const ROWS_MIN = 5;
const ROWS_MAX = 800;
/** Counting deletes nothing, so its pages are as long and hold more. */
const COUNTED_ROWS_MAX = 3200;
/** Of the time between two pages, the purge takes a quarter. */
const PAUSE_FACTOR = 3;

/** After a start there is more urgent work. */
const FIRST_MS = 5 * 60_000;
/** Also the time in which a number that was a slip can be set back. */
const EVERY_MS = 60 * 60_000;

export interface Purging {
  readonly store: Pick<Store, "purgePage">;
  readonly retention: Retention;
  readonly at: number;
  /** Told in this run. null: nothing is deleted, it is only counted. */
  readonly run: number | null;
  /** Between two pages, which took so long. false: stop here. */
  readonly rest?: (tookMs: number) => Promise<boolean>;
}

/** Answers with how much went, or would go. */
export async function purge(purging: Purging): Promise<PurgeCounts> {
  const { store, at, run, rest = () => Promise.resolve(true) } = purging;
  const before = cutoffsOf(purging.retention, at);
  const counts = { ...NOTHING_PURGED };
  for (const kind of purgeKinds) {
    if (before[purgedBy[kind]] === null) continue;
    let limit = ROWS_FIRST;
    for (let after: string | null = null, isMore = true; isMore;) {
      const began = performance.now();
      const page = await store.purgePage({ kind, before, after, limit, run });
      const tookMs = performance.now() - began;
      counts[kind] += page.count;
      after = page.next;
      isMore = after !== null;
      limit = nextLimit(limit, tookMs, run === null ? COUNTED_ROWS_MAX : ROWS_MAX);
      if (!(await rest(tookMs))) return counts;
    }
  }
  return counts;
}

function nextLimit(limit: number, tookMs: number, most: number): number {
  if (tookMs > PAGE_MS_MAX) return Math.max(ROWS_MIN, Math.floor(limit / 2));
  return tookMs < PAGE_MS_MIN ? Math.min(most, limit * 2) : limit;
}

export interface RetentionParts {
  readonly store: Pick<Store, "settings" | "startPurge" | "purgePage" | "endPurge">;
  readonly now: () => number;
  readonly log: {
    info(details: object, message: string): void;
    warn(details: object, message: string): void;
  };
  /** Left out: the machine's own timers. */
  readonly schedule?: Schedule;
}

/** Purges now and then, as long as a policy says so. Answers with how to stop: the page is finished. */
export function keepRetention(parts: RetentionParts): () => Promise<void> {
  const { store, now, log, schedule = realSchedule } = parts;
  let isStopped = false;
  let wake = (): void => undefined;

  /** At once when stopped. */
  function pause(ms: number): Promise<void> {
    if (isStopped) return Promise.resolve();
    return new Promise((resolve) => {
      const callOff = schedule(resolve, ms);
      wake = () => {
        callOff();
        resolve();
      };
    });
  }

  async function rest(tookMs: number): Promise<boolean> {
    await pause(Math.ceil(tookMs * PAUSE_FACTOR));
    return !isStopped;
  }

  async function once(): Promise<void> {
    const { retention } = await store.settings();
    if (Object.values(retention).every((days) => days === null)) return;
    const at = now();
    const run = await store.startPurge({ by: "timer", at });
    const counts = await purge({ store, retention, at, run, rest });
    await store.endPurge(run, now());
    if (Object.values(counts).some((count) => count > 0)) log.info({ run, counts }, "purged");
  }

  async function keep(): Promise<void> {
    await pause(FIRST_MS);
    while (!isStopped) {
      await once().catch((error: unknown) => {
        log.warn({ err: error }, "the purge was cut off; the next one goes on");
      });
      await pause(EVERY_MS);
    }
  }

  const running = keep();
  return async () => {
    isStopped = true;
    wake();
    await running;
  };
}

/** How many contacts of one customer go in one transaction. */
const CONTACTS_AT_ONCE = 20;

/** `open`: they have an open contact. What was closed when it began is gone all the same. */
export async function forgetCustomer(parts: {
  readonly store: Pick<Store, "startPurge" | "purgeCustomer" | "endPurge">;
  readonly customerId: CustomerId;
  readonly now: () => number;
}): Promise<PurgeCounts | "unknown" | "open"> {
  const { store, customerId, now } = parts;
  const run = await store.startPurge({ by: "forget", at: now() });
  const page = { customerId, limit: CONTACTS_AT_ONCE, run };
  let left = await store.purgeCustomer(page);
  while (left === "more") left = await store.purgeCustomer(page);
  const counts = await store.endPurge(run, now());
  return left === "gone" ? counts : left;
}
