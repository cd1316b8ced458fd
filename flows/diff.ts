/** What is different between two trees, so that a supervisor sees what a publish would change. */
import { z } from "zod";
import { NodeId } from "../protocol/ids.js";
import type { MenuNode, MenuTree } from "../protocol/menu-tree.js";
import { arrowsFrom } from "./graph.js";

export const TreeDiff = z.object({
  /** Of the tree itself: `name`, `languages`, `start`, `tests`. */
  tree: z.array(z.string()),
  added: z.array(NodeId),
  removed: z.array(NodeId),
  /** In both, and something in it is different: the names of its fields, such as `prompt`. */
  changed: z.array(z.object({ nodeId: NodeId, fields: z.array(z.string()) })),
  /** In both, and come to from elsewhere; by other keys counts too. */
  moved: z.array(NodeId),
});
export type TreeDiff = z.infer<typeof TreeDiff>;

/** Ids tell which node is which; each list is in the order of the later tree, removed ones of the earlier. */
export function diffTrees(before: MenuTree, after: MenuTree): TreeDiff {
  const old = new Map(before.nodes.map((node) => [node.id, node]));
  const now = new Map(after.nodes.map((node) => [node.id, node]));
  const [cameFrom, comesFrom] = [waysInto(before, now), waysInto(after, old)];
  const both = after.nodes.filter(({ id }) => old.has(id));
  return {
    tree: fieldsThatDiffer(withoutNodes(before), withoutNodes(after)),
    added: after.nodes.flatMap(({ id }) => (old.has(id) ? [] : [id])),
    removed: before.nodes.flatMap(({ id }) => (now.has(id) ? [] : [id])),
    changed: both.flatMap((node) => {
      const fields = fieldsThatDiffer(old.get(node.id) ?? {}, node);
      return fields.length === 0 ? [] : [{ nodeId: node.id, fields }];
    }),
    moved: both.flatMap(({ id }) => (cameFrom.get(id) === comesFrom.get(id) ? [] : [id])),
  };
}

/** The ways into each node from nodes that both trees have, as one text. */
function waysInto(
  tree: MenuTree,
  others: ReadonlyMap<NodeId, MenuNode>,
): ReadonlyMap<NodeId, string> {
  const ways = new Map<NodeId, string[]>();
  for (const node of tree.nodes) {
    if (!others.has(node.id)) continue;
    for (const { from, to, by, key } of arrowsFrom(node)) {
      const way = JSON.stringify([from, by, key]);
      ways.set(to, [...(ways.get(to) ?? []), way]);
    }
  }
  return new Map([...ways].map(([to, into]) => [to, into.sort().join(" ")]));
}

function withoutNodes({ nodes: _nodes, ...tree }: MenuTree): object {
  return tree;
}

function fieldsThatDiffer(before: object, after: object): string[] {
  const old = new Map(Object.entries(before));
  const now = new Map(Object.entries(after));
  const names = [...new Set([...now.keys(), ...old.keys()])];
  const different = names.filter((name) => canonical(old.get(name)) !== canonical(now.get(name)));
  return [...new Set(different.map((name) => RECORDED[name] ?? name))];
}

/** Another recording is another prompt: what callers hear is different. */
const RECORDED: Readonly<Record<string, string>> = { recordings: "prompt", textRecordings: "text" };

/** The same text for the same value, in whatever order its fields were written. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
