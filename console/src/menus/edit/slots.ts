/** The ways of a tree: where each leads, and how to lead it elsewhere. */
import { type Slot, redirected } from "../../../../flows/slots.js";
import { NodeId } from "../../../../protocol/ids.js";
import type { MenuNode, MenuTree } from "../../../../protocol/menu-tree.js";

/** One place in a whole tree. */
export interface Port {
  readonly nodeId: NodeId;
  readonly place: string;
}

/** Where a way leads that leads nowhere yet. No node has this id. */
export const NOWHERE = NodeId.parse("nowhere");

/** In the order in which they are shown: ways on first, fallbacks last. */
export function slotsOf(node: MenuNode): readonly Slot[] {
  const slots: Slot[] = [];
  redirected(node, (slot) => {
    slots.push(slot);
    return slot.to;
  });
  return slots;
}

/** The ways that a caller takes by an answer, or that are taken without one. */
export function waysOn(node: MenuNode): readonly Slot[] {
  return slotsOf(node).filter(({ by }) => by !== "fallback");
}

/** Every place that leads to a node, fallbacks included. */
export function portsTo(tree: MenuTree, nodeId: NodeId): readonly (Port & Slot)[] {
  return tree.nodes.flatMap((node) =>
    slotsOf(node)
      .filter(({ to }) => to === nodeId)
      .map((slot) => ({ ...slot, nodeId: node.id })),
  );
}

export function targetOf(tree: MenuTree, { nodeId, place }: Port): NodeId | null {
  const node = nodeIn(tree, nodeId);
  if (node === undefined) return null;
  return slotsOf(node).find((slot) => slot.place === place)?.to ?? null;
}

export function nodeIn(tree: MenuTree, nodeId: NodeId | null): MenuNode | undefined {
  return tree.nodes.find((node) => node.id === nodeId);
}

/** The node changed by `change`; others stay the objects they are. */
export function withNode(
  tree: MenuTree,
  nodeId: NodeId,
  change: (node: MenuNode) => MenuNode,
): MenuTree {
  return {
    ...tree,
    nodes: tree.nodes.map((node) => (node.id === nodeId ? change(node) : node)),
  };
}

/** The port leads to `to` from now on. */
export function connected(tree: MenuTree, { nodeId, place }: Port, to: NodeId): MenuTree {
  return withNode(tree, nodeId, (node) =>
    redirected(node, (slot) => (slot.place === place ? to : slot.to)),
  );
}
