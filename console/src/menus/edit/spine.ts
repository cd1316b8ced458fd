/**
 * A tree may share nodes and lead back. The spine is the tree that is left when each node hangs only
 * where it is met first: what the outline lists, and what the arrow keys walk.
 */
import type { NodeId } from "../../../../protocol/ids.js";
import type { MenuTree } from "../../../../protocol/menu-tree.js";
import type { Slot } from "../../../../flows/slots.js";
import { type Port, nodeIn, slotsOf, waysOn } from "./slots.js";

export interface Row {
  readonly nodeId: NodeId;
  /** 0: it hangs on nothing. */
  readonly depth: number;
  /** The way that leads here. null: the start, the operator, or a node that nothing leads to. */
  readonly by: (Port & Slot) | null;
  /** It stands elsewhere in full; null: `to` leads to no node. */
  readonly is: "node" | "again" | "nowhere";
}

/** Depth first, in the order of the ways. Every node stands once as `node`. */
export function rowsOf(tree: MenuTree): readonly Row[] {
  const known = new Map(tree.nodes.map((node) => [node.id, node]));
  const rows: Row[] = [];
  const met = new Set<NodeId>();
  const from = (root: NodeId): void => {
    const open: Omit<Row, "is">[] = [{ nodeId: root, depth: 0, by: null }];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const node = known.get(next.nodeId);
      const is = node === undefined ? "nowhere" : met.has(next.nodeId) ? "again" : "node";
      rows.push({ ...next, is });
      if (node === undefined || is !== "node") continue;
      met.add(node.id);
      const depth = next.depth + 1;
      const below = waysOn(node).map((slot) => ({
        nodeId: slot.to,
        depth,
        by: { ...slot, nodeId: node.id },
      }));
      open.push(...below.reverse());
    }
  };
  if (known.has(tree.start)) from(tree.start);
  for (const node of tree.nodes) if (node.kind === "operator" && !met.has(node.id)) from(node.id);
  // What nothing leads to comes before what hangs on it.
  const below = new Set(tree.nodes.flatMap((node) => slotsOf(node).map(({ to }) => to)));
  const lost = tree.nodes.filter(({ id }) => !met.has(id));
  for (const { id } of lost) if (!below.has(id) && !met.has(id)) from(id);
  for (const { id } of lost) if (!met.has(id)) from(id);
  return rows;
}

export type Step = "in" | "out" | "next" | "previous";

/** The node an arrow key leads to. null: there is none that way. */
export function neighbour(tree: MenuTree, nodeId: NodeId, step: Step): NodeId | null {
  const rows = rowsOf(tree).filter(({ is }) => is === "node");
  const here = rows.find((row) => row.nodeId === nodeId);
  if (here === undefined) return null;
  const parent = here.by?.nodeId ?? null;
  if (step === "out") return parent;
  if (step === "in") {
    const node = nodeIn(tree, nodeId);
    const own = rows.find((row) => row.by?.nodeId === nodeId)?.nodeId;
    const shared = node && waysOn(node).find(({ to }) => nodeIn(tree, to) !== undefined)?.to;
    return own ?? shared ?? null;
  }
  // Within one depth, so that the end of one branch leads to the beginning of the next.
  const level = rows.filter(({ depth }) => depth === here.depth);
  const by = step === "next" ? 1 : -1;
  return level[level.indexOf(here) + by]?.nodeId ?? null;
}
