/**
 * What would make a tree quicker: proposals with what each gains, the tree as it would be, and how far
 * it is from what cannot be beaten. A proposal that the rules of the house refuse is never made.
 * The model is written down in `docs/menus.md`.
 */
import type { NodeId } from "../../protocol/ids.js";
import type { MenuNodeOf, MenuTree } from "../../protocol/menu-tree.js";
import type { Known } from "../rules/finding.js";
import { atOnce } from "../at-once.js";
import { validateTree } from "../validate.js";
import { lowerBound } from "./bound.js";
import { mergeMenu, replaceNode, type Changed } from "./changes.js";
import { testCarrier } from "./carry-tests.js";
import { expectedSeconds, type Expected } from "./expected.js";
import { reorderMenu } from "./reorder.js";
import { promoteOption } from "./promote.js";
import { firstMenu, shortened } from "./shortcut.js";
import { splitMenu } from "./split.js";
import { sharesOf, type Traffic } from "./traffic.js";

export interface Proposal {
  readonly kind: "reorder" | "merge" | "promote" | "split" | "shortcut" | "unused";
  /** Of `merge` and `promote`: the menu below. */
  readonly nodeId: NodeId;
  /** Seconds saved for the mean contact. 0: nothing is gained by itself, as with a bucket nobody reaches. */
  readonly gainSeconds: number;
  /** null: it is for a person to decide what to do. */
  readonly tree: MenuTree | null;
}

export interface Advice {
  readonly expected: Expected;
  /** Seconds. null: nobody reaches a bucket. */
  readonly boundSeconds: number | null;
  /** Most is gained by the first. Each is made to the tree as it is; not all fit together. */
  readonly proposals: readonly Proposal[];
}

/** Less is not worth learning a menu anew. */
const GAIN_MIN_SECONDS = 0.05;
/** Of all contacts, for a shortcut to be worth everybody's hearing of it. */
const SHORTCUT_SHARE_MIN = 0.1;
/** Of these menus, the ones most callers come to; a tree of thousands must not take minutes. */
const LOOKED_AT_MAX = 100;
/** So many contacts must have been counted before a bucket is called unused. */
const UNUSED_AFTER = 500;

export function advise(tree: MenuTree, traffic: Traffic, known: Known = {}): Advice {
  return atOnce(advising(tree, traffic, known));
}

/** The same in pieces of some milliseconds each, for a program that has telephones to answer. */
export function* advising(
  tree: MenuTree,
  traffic: Traffic,
  known: Known = {},
): Generator<undefined, Advice> {
  const expected = expectedSeconds(tree, traffic);
  const before = expected.averageSeconds ?? 0;
  const proposals: Proposal[] = [];
  const isSound = !isRefused({ ...tree, tests: [] }, known);
  const carried = isSound ? testCarrier(tree) : (after: MenuTree) => after;
  const secondsAfter = (changed: Changed): number =>
    expectedSeconds(changed.tree, changed.traffic).averageSeconds ?? before;
  /** Of several ways to do it the one that gains most, of those that are not refused. */
  function* propose(
    what: Pick<Proposal, "kind" | "nodeId">,
    ways: readonly (Changed | null)[],
  ): Generator<undefined> {
    const gaining: { readonly changed: Changed; readonly gainSeconds: number }[] = [];
    for (const changed of ways) {
      if (changed === null) continue;
      yield;
      const gainSeconds = before - secondsAfter(changed);
      if (gainSeconds >= GAIN_MIN_SECONDS) gaining.push({ changed, gainSeconds });
    }
    for (const { changed, gainSeconds } of gaining.sort((a, b) => b.gainSeconds - a.gainSeconds)) {
      yield;
      const drawn = carried(changed.tree);
      if (isRefused(drawn, known)) continue;
      proposals.push({ ...what, gainSeconds, tree: drawn });
      return;
    }
  }
  const now = { tree, traffic: sharesOf(tree, traffic) };
  for (const node of menusWorthALook(tree, expected)) {
    yield;
    yield* propose({ kind: "reorder", nodeId: node.id }, [reordered(now, node)]);
    yield* propose({ kind: "split", nodeId: node.id }, splitMenu(now, node));
    for (const option of node.options) {
      const below = tree.nodes.find(({ id }) => id === option.to);
      if (below?.kind !== "menu" || option.shortcut) continue;
      yield;
      const via = { parent: node, option };
      yield* propose({ kind: "merge", nodeId: below.id }, [mergeMenu(now, below, via)]);
      yield* propose({ kind: "promote", nodeId: below.id }, [promoteOption(now, below, via)]);
    }
  }
  for (const { nodeId, share } of expected.buckets) {
    if (share < SHORTCUT_SHARE_MIN) continue;
    yield;
    yield* propose({ kind: "shortcut", nodeId }, [shortened(now, nodeId)]);
  }
  if (countedIn(tree, traffic) >= UNUSED_AFTER) {
    for (const { nodeId, share } of expected.buckets) {
      if (share === 0) proposals.push({ kind: "unused", nodeId, gainSeconds: 0, tree: null });
    }
  }
  return {
    expected,
    boundSeconds: lowerBound(tree, expected),
    proposals: proposals.sort((a, b) => b.gainSeconds - a.gainSeconds),
  };
}

function menusWorthALook({ nodes }: MenuTree, { visits }: Expected): MenuNodeOf<"menu">[] {
  const visited = (node: MenuNodeOf<"menu">): number => visits.get(node.id) ?? 0;
  const menus = nodes.filter((node) => node.kind === "menu").filter((node) => visited(node) > 0);
  return menus.sort((a, b) => visited(b) - visited(a)).slice(0, LOOKED_AT_MAX);
}

function isRefused(tree: MenuTree, known: Known): boolean {
  return validateTree(tree, known).findings.some(({ severity }) => severity === "red");
}

function reordered({ tree, traffic }: Changed, menu: MenuNodeOf<"menu">): Changed | null {
  const shares = traffic.get(menu.id) ?? new Map<string, number>();
  const better = reorderMenu(menu, tree, shares);
  if (better === null) return null;
  const moved = new Map([...better.before].map(([key, old]) => [key, shares.get(old) ?? 0]));
  return {
    tree: replaceNode(tree, better.menu),
    traffic: new Map([...traffic, [menu.id, moved]]),
  };
}

function countedIn(tree: MenuTree, traffic: Traffic): number {
  const first = firstMenu(tree);
  const counts = first === undefined ? [] : [...(traffic.get(first.id)?.values() ?? [])];
  return counts.reduce((sum, count) => sum + count, 0);
}
