/**
 * Publishes drafts at their time. The due ones are read from SQL: at the start, so that what became
 * due while the program was down is made up for; after every change of a menu; when the next one is
 * due; and now and then, because another process may have scheduled one.
 */
import type { MenuTreeId } from "../../protocol/ids.js";
import { checkMenu, type MenuSurroundings } from "../menu-check.js";
import { realSchedule, type Schedule } from "../schedule.js";
import type { Store } from "../store/store.js";
import type { Hub } from "./hub.js";
import type { TellMenu } from "./menu-news.js";

/** A net below the changes that this process hears of. */
const SWEEP_MS = 5000;

export interface MenuScheduleParts {
  readonly store: Store;
  readonly roster: MenuSurroundings["roster"];
  readonly tell: TellMenu;
  readonly now: () => number;
  readonly log: {
    info(details: object, message: string): void;
    warn(details: object, message: string): void;
  };
}

/** Answers with how to stop: what is under way is finished. */
export function keepMenuSchedules(
  parts: MenuScheduleParts & {
    readonly hub: Hub;
    /** Left out: the machine's own timers. */
    readonly schedule?: Schedule;
  },
): () => Promise<void> {
  const { hub, now, log, schedule = realSchedule } = parts;
  let running = Promise.resolve();
  let callOff = (): void => undefined;
  let isStopped = false;

  async function look(): Promise<void> {
    callOff();
    const nextAt = await publishDueMenus(parts).catch((error: unknown) => {
      log.warn({ err: error }, "scheduled menus could not be looked at");
      return null;
    });
    if (isStopped) return;
    const wait = nextAt === null ? SWEEP_MS : Math.min(SWEEP_MS, Math.max(0, nextAt - now()));
    callOff = schedule(lookSoon, wait);
  }
  function lookSoon(): void {
    if (!isStopped) running = running.then(look);
  }

  const stopHearing = hub.on("menu", lookSoon);
  lookSoon();
  return async () => {
    isStopped = true;
    stopHearing();
    callOff();
    await running;
  };
}

/** Publishes what is due, the earliest first. Answers when the next one is; null: none is to come. */
export async function publishDueMenus(parts: MenuScheduleParts): Promise<number | null> {
  const { store, now, log } = parts;
  const toCome = (await store.menuSchedules())
    .filter(({ failedAt }) => failedAt === null)
    .sort((a, b) => a.dueAt - b.dueAt);
  const at = now();
  for (const { treeId, seq } of toCome.filter(({ dueAt }) => dueAt <= at)) {
    // One that cannot be published now is tried again, and does not hold up the others.
    await publishScheduled(parts, { treeId, seq }).catch((error: unknown) => {
      log.warn({ err: error, treeId }, "a scheduled menu could not be published");
    });
  }
  return toCome.find(({ dueAt }) => dueAt > at)?.dueAt ?? null;
}

async function publishScheduled(
  { store, roster, tell, now, log }: MenuScheduleParts,
  due: { readonly treeId: MenuTreeId; readonly seq: number },
): Promise<void> {
  const { treeId, seq } = due;
  const row = await store.menuSchedule(treeId);
  if (row?.seq !== seq) return;
  const { findings, publishable, tree } = await checkMenu({ store, roster }, row.tree);
  if (!publishable) {
    const reds = findings.filter(({ severity }) => severity === "red");
    const isKept = await store.failMenuSchedule({ treeId, seq, at: now(), findings: reds });
    if (isKept) log.warn({ treeId, findings: reds.length }, "a scheduled menu was not published");
  } else {
    const { note, scheduledBy: publishedBy } = row;
    const version = await store.publishScheduled({
      treeId,
      scheduleSeq: seq,
      tree,
      note,
      publishedBy,
      publishedAt: now(),
    });
    if (version !== null) log.info({ treeId, version }, "a scheduled menu was published");
  }
  tell(treeId, null);
}
