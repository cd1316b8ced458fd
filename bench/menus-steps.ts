/**
 * Callers in a large menu, in-process: the real walk, store and embedded database. Each key is due at
 * its own moment, whatever became of those before; how long it took is counted from then, through
 * loading the walk and the transition to the end of the commit.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createRouter } from "../routing/router.js";
import { InteractionId, UserId } from "../protocol/ids.js";
import { NO_FACTS } from "../flows/condition.js";
import type { MenuTree } from "../protocol/menu-tree.js";
import { freshContent } from "../src/desk/contents.js";
import { createMenus, type Menus } from "../src/desk/menus.js";
import { leadAlone } from "../src/dispatch/dispatch.js";
import { newId } from "../src/ids.js";
import { openStore } from "../src/store/open.js";
import type { MenuSessionRow, Store } from "../src/store/store.js";
import { quantile } from "./figures.js";

/** Nobody asks for any: the tree has no conditions. */
const facts = () => Promise.resolve(NO_FACTS);

export interface StepsLoad {
  readonly sessions: number;
  readonly perSecond: number;
  readonly seconds: number;
}

/** Milliseconds that 99 of 100 steps took at most. */
export async function measureSteps(tree: MenuTree, load: StepsLoad): Promise<number> {
  const dataDir = mkdtempSync(join(tmpdir(), "strowger-bench-"));
  const store = await openStore({ dataDir, databaseUrl: null });
  try {
    const menus = createMenus(store);
    await publish(store, tree);
    const sessions = await enter(store, menus, { tree, many: load.sessions });
    await press(menus, sessions, { ...load, seconds: 2 });
    const took = await press(menus, sessions, load);
    await menus.drain();
    return quantile(took, 0.99);
  } finally {
    await store.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function publish(store: Store, tree: MenuTree): Promise<void> {
  const at = Date.now();
  await store.saveDraft({ tree, revision: null, at });
  const publishedBy = UserId.parse("usr_bench");
  await store.publish({ treeId: tree.id, tree, note: "bench", publishedBy, publishedAt: at });
}

/** Everybody stands at the first menu. */
async function enter(
  store: Store,
  menus: Menus,
  { tree, many }: { readonly tree: MenuTree; readonly many: number },
): Promise<MenuSessionRow[]> {
  const dispatch = await leadAlone({
    store,
    createRouter,
    onLoaded: () => Promise.resolve(),
    planEffects: () => [],
    onCommitted: () => undefined,
    now: Date.now,
    holder: "bench",
    log: { warn: () => undefined, error: () => undefined },
    measure: { turn: () => undefined, commit: () => undefined },
  });
  const sessions: MenuSessionRow[] = [];
  for (let begun = 0; begun < many; begun += 250) {
    const some = await Promise.all(
      Array.from({ length: Math.min(250, many - begun) }, async () => {
        const at = Date.now();
        const interactionId = InteractionId.parse(newId("int", at));
        const session = await menus.begin({
          interactionId,
          treeId: tree.id,
          at,
          language: null,
          facts,
        });
        if (session === null) throw new Error("the tree is not published");
        const content = freshContent({ language: "en" });
        const outcome = await dispatch.send(
          { type: "interaction.start", interactionId, channel: "chat", customerId: null },
          {
            contents: [{ interactionId, key: `chat:${interactionId}`, content }],
            sessions: [session],
          },
        );
        if (!outcome.ok) throw new Error(outcome.error.message);
        return session;
      }),
    );
    sessions.push(...some);
  }
  await dispatch.stop();
  return sessions;
}

/** One key after the other on a schedule, each by the next caller. */
async function press(menus: Menus, sessions: MenuSessionRow[], load: StepsLoad): Promise<number[]> {
  const took: number[] = [];
  const steps: Promise<void>[] = [];
  const begun = performance.now();
  const total = load.perSecond * load.seconds;
  for (let number = 0; number < total;) {
    const due = Math.min(total, ((performance.now() - begun) / 1000) * load.perSecond);
    for (; number < due; number += 1) {
      const dueAt = begun + (number / load.perSecond) * 1000;
      steps.push(
        step(menus, sessions, number % sessions.length).then((at) => void took.push(at - dueAt)),
      );
    }
    await sleep(1);
  }
  await Promise.all(steps);
  return took;
}

/** When it was committed. Whoever is at the last menu goes back, so that nobody ever leaves. */
async function step(menus: Menus, sessions: MenuSessionRow[], who: number): Promise<number> {
  const before = sessions[who];
  if (before === undefined) throw new Error("nobody is there");
  const key = before.screen.path.length >= 3 ? "*" : "1";
  const next = await menus.step({
    session: before,
    input: { type: "key", key },
    at: Date.now(),
    facts,
  });
  if (next === null) throw new Error("somebody else pressed a key");
  sessions[who] = next;
  return performance.now();
}
