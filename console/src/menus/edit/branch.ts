/** A node with what hangs on it and on nothing else: what is moved, copied or deleted together. */
import type { NodeId } from "../../../../protocol/ids.js";
import type { MenuNode, MenuTree } from "../../../../protocol/menu-tree.js";
import { freshId } from "./fresh.js";
import { redirected } from "../../../../flows/slots.js";
import { NOWHERE, type Port, connected, nodeIn, slotsOf } from "./slots.js";

export interface Branch {
  readonly top: NodeId;
  readonly nodes: readonly MenuNode[];
}

/** The node and everything that could not be come to without it. */
export function branchAt(tree: MenuTree, top: NodeId): ReadonlySet<NodeId> {
  const roots = [
    tree.start,
    ...tree.nodes.filter(({ kind }) => kind === "operator").map(({ id }) => id),
  ];
  const others = reached(
    tree,
    roots.filter((id) => id !== top),
    top,
  );
  return new Set([...reached(tree, [top], null)].filter((id) => id === top || !others.has(id)));
}

export function copied(tree: MenuTree, top: NodeId): Branch {
  const ids = branchAt(tree, top);
  return { top, nodes: tree.nodes.filter(({ id }) => ids.has(id)) };
}

export interface Pasted {
  readonly tree: MenuTree;
  readonly top: NodeId;
}

/**
 * The branch hung below a port, under new ids. Ways out of the branch lead where they led, if that
 * is in this tree, and nowhere else.
 */
export function pasted(tree: MenuTree, branch: Branch, port: Port): Pasted {
  const taken = new Set(tree.nodes.map(({ id }) => id));
  const renamed = new Map<NodeId, NodeId>();
  for (const { id } of branch.nodes) {
    const own = freshId(taken, id);
    taken.add(own);
    renamed.set(id, own);
  }
  const nodes = branch.nodes.map((node) => {
    const moved = redirected(
      node,
      ({ to }) => renamed.get(to) ?? (nodeIn(tree, to) === undefined ? NOWHERE : to),
    );
    return { ...moved, id: renamed.get(node.id) ?? node.id };
  });
  const top = renamed.get(branch.top) ?? branch.top;
  return { tree: connected({ ...tree, nodes: [...tree.nodes, ...nodes] }, port, top), top };
}

function reached(
  tree: MenuTree,
  roots: readonly NodeId[],
  without: NodeId | null,
): ReadonlySet<NodeId> {
  const nodes = new Map(tree.nodes.map((node) => [node.id, node]));
  const seen = new Set(roots.filter((id) => nodes.has(id)));
  for (const id of seen) {
    const node = nodes.get(id);
    for (const { to } of node === undefined ? [] : slotsOf(node)) {
      if (to !== without && nodes.has(to)) seen.add(to);
    }
  }
  return seen;
}
