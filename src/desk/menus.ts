/**
 * Walks contacts through their menus. The walk is kept after every step, so any process can take
 * the next key; the tree's version is the one the contact entered, for as long as it lasts.
 */
import { compileTree, type MenuMachine } from "../../flows/compile.js";
import { asksFacts, bucketsAskedAbout, NO_FACTS } from "../../flows/condition.js";
import { wholeTree } from "../../flows/parts.js";
import { startMenu, stepMenu } from "../../flows/step.js";
import type { InteractionId, MenuTreeId } from "../../protocol/ids.js";
import type { MenuFacts, MenuInput } from "../../protocol/menu-session.js";
import type { MenuTree } from "../../protocol/menu-tree.js";
import { loadParts } from "../menu-parts.js";
import { createBatcher, type Batcher } from "../dispatch/batcher.js";
import type { MenuSessionRow, MenuStepWrite, MenuVersionRow, Store } from "../store/store.js";
import type { FactsOf } from "./facts.js";

export interface Menus {
  /** The first screen, not kept yet: it is committed with the contact. null: no such published tree. */
  begin(walk: {
    readonly interactionId: InteractionId;
    readonly treeId: MenuTreeId;
    readonly at: number;
    /** Answers a language choice at the start by itself when the tree offers this language. */
    readonly language: string | null;
    readonly facts: FactsOf;
  }): Promise<MenuSessionRow | null>;
  /** The session after the input, committed. null: another answer came first. */
  step(answer: {
    readonly session: MenuSessionRow;
    readonly input: MenuInput;
    readonly at: number;
    readonly facts: FactsOf;
  }): Promise<MenuSessionRow | null>;
  drain(): Promise<void>;
}

/** A version, ready to be walked. */
interface Walkable {
  readonly machine: MenuMachine;
  /** With its parts in place. */
  readonly tree: MenuTree;
  readonly factsFrom: (facts: FactsOf) => Promise<MenuFacts>;
}

/** Steps that share one commit; more would make the first of them wait. */
const STEPS_PER_COMMIT_MAX = 100;
const PUBLISHED_FRESH_MS = 1000;
/** As much as its column holds: 24 days. Clocks may also have been set back. */
const SPENT_MS_MAX = 2 ** 31 - 1;

export function createMenus(store: Store): Menus {
  const machines = new Map<string, Promise<Walkable | null>>();
  const published = new Map<string, { row: Promise<MenuVersionRow | null>; at: number }>();
  const batcher: Batcher<MenuStepWrite, boolean> = createBatcher(
    (steps) => store.saveMenuSteps(steps),
    STEPS_PER_COMMIT_MAX,
  );

  /** Versions never change, so a compiled one is good for ever. */
  function walkable(treeId: MenuTreeId, version: number): Promise<Walkable | null> {
    const key = `${treeId}@${String(version)}`;
    const known = machines.get(key);
    if (known !== undefined) return known;
    const compiled = store.menuVersion(treeId, version).then(async (row) => {
      if (row === null) return null;
      const { tree } = wholeTree(row.tree, (await loadParts(store, row.tree)).parts);
      const bucketIds = bucketsAskedAbout(tree);
      const factsFrom = asksFacts(tree)
        ? (facts: FactsOf) => facts(bucketIds)
        : () => Promise.resolve(NO_FACTS);
      try {
        return { machine: compileTree(tree), tree, factsFrom };
      } catch {
        // Nothing that was checked comes here; whoever calls such a tree goes to a bucket.
        return null;
      }
    });
    machines.set(key, compiled);
    compiled.catch(() => machines.delete(key));
    return compiled;
  }

  /** The published version, at most a second old: a publish on another node is seen by then. */
  function publishedOf(treeId: MenuTreeId, at: number): Promise<MenuVersionRow | null> {
    const known = published.get(treeId);
    if (known !== undefined && at - known.at < PUBLISHED_FRESH_MS) return known.row;
    const row = store.menuVersion(treeId, null);
    published.set(treeId, { row, at });
    row.catch(() => published.delete(treeId));
    return row;
  }

  return {
    begin: async ({ interactionId, treeId, at, language, facts }) => {
      const row = await publishedOf(treeId, at);
      if (row === null) return null;
      const { version } = row;
      const found = await walkable(treeId, version);
      if (found === null) return null;
      const { machine } = found;
      const known = await found.factsFrom(facts);
      let step = startMenu(machine, at, known);
      const first = found.tree.nodes.find((node) => node.id === step.screen.nodeId);
      if (language !== null && first?.kind === "language") {
        const wanted = first.options.find((option) => sameLanguage(option.language, language));
        if (wanted !== undefined) {
          const input = { type: "key" as const, key: wanted.key };
          step = stepMenu(machine, step.snapshot, input, at, known);
        }
      }
      const { snapshot, screen } = step;
      return { interactionId, treeId, version, seq: screen.seq, snapshot, screen, at, begunAt: at };
    },
    step: async ({ session, input, at, facts }) => {
      const found = await walkable(session.treeId, session.version);
      if (found === null) throw new Error(`menu ${session.treeId} lost a version`);
      const { machine } = found;
      const known = await found.factsFrom(facts);
      const { snapshot, screen, fact } = stepMenu(machine, session.snapshot, input, at, known);
      const next: MenuSessionRow = { ...session, seq: screen.seq, snapshot, screen, at };
      const written = await batcher.add({
        session: next,
        step: fact,
        spentMs: Math.min(SPENT_MS_MAX, Math.max(0, at - session.at)),
      });
      return written ? next : null;
    },
    drain: () => batcher.drain(),
  };
}

function sameLanguage(offered: string, wanted: string): boolean {
  return offered.split("-")[0]?.toLowerCase() === wanted.split("-")[0]?.toLowerCase();
}
