/** Two trees drawn as one: the later with what is gone from the earlier. */
import { type TreeDiff, diffTrees } from "../../../../flows/diff.js";
import type { NodeId } from "../../../../protocol/ids.js";
import type { MenuNode, MenuTree } from "../../../../protocol/menu-tree.js";
import { waysOn } from "../edit/slots.js";

/** In the order in which one is told when there are several. */
export const MARKS = ["added", "removed", "moved", "changed"] as const;
export type Mark = (typeof MARKS)[number];

/** A way of the earlier tree that the later has no more, between nodes that both have or that are gone. */
export interface GoneWay {
  readonly from: NodeId;
  readonly place: string;
  readonly to: NodeId;
}

export interface Comparison {
  readonly before: MenuTree;
  readonly after: MenuTree;
  /** The later tree, and the nodes that are gone at its end. */
  readonly tree: MenuTree;
  readonly diff: TreeDiff;
  readonly marks: ReadonlyMap<string, readonly Mark[]>;
  /** As `node/place`. */
  readonly newWays: ReadonlySet<string>;
  readonly goneWays: readonly GoneWay[];
}

export function compared(before: MenuTree, after: MenuTree): Comparison {
  const diff = diffTrees(before, after);
  const removed = new Set<NodeId>(diff.removed);
  const tree = {
    ...after,
    nodes: [...after.nodes, ...before.nodes.filter(({ id }) => removed.has(id))],
  };
  const changed = diff.changed.map(({ nodeId }) => nodeId);
  const lists = { added: diff.added, removed: diff.removed, moved: diff.moved, changed };
  const marks = new Map<string, Mark[]>();
  for (const mark of MARKS) {
    for (const nodeId of lists[mark]) marks.set(nodeId, [...(marks.get(nodeId) ?? []), mark]);
  }
  const old = new Map(before.nodes.map((node) => [node.id, node]));
  const newWays = new Set<string>();
  const goneWays: GoneWay[] = [];
  for (const node of after.nodes) {
    const was = old.get(node.id);
    if (was === undefined) {
      for (const { place } of waysOn(node)) newWays.add(`${node.id}/${place}`);
      continue;
    }
    const [ways, oldWays] = [waysOf(node), waysOf(was)];
    for (const [way, place] of ways) if (!oldWays.has(way)) newWays.add(`${node.id}/${place}`);
    for (const slot of waysOn(was)) {
      if (!ways.has(wayOf(slot))) goneWays.push({ from: node.id, place: slot.place, to: slot.to });
    }
  }
  return { before, after, tree, diff, marks, newWays, goneWays };
}

export function isSame({ tree, added, removed, changed, moved }: TreeDiff): boolean {
  return [tree, added, removed, changed, moved].every((list) => list.length === 0);
}

function waysOf(node: MenuNode): ReadonlyMap<string, string> {
  return new Map(waysOn(node).map((slot) => [wayOf(slot), slot.place]));
}

/** The same key to the same node is the same way, wherever it stands in the list. */
function wayOf({ keys, place, to }: { keys: string; place: string; to: NodeId }): string {
  return `${keys === "" ? place : keys} ${to}`;
}
