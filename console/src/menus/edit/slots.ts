/**
 * The places in a node that name another node. Everything that moves, copies or draws ways goes
 * through here, so a new kind of node says in one place where its ways stand.
 */
import { NodeId } from "../../../../protocol/ids.js";
import type { MenuNode, MenuTree, Patience } from "../../../../protocol/menu-tree.js";

/** A way out of a node. */
export interface Slot {
  /** Where in the node it stands, such as `options.2` or `noInput`. */
  readonly place: string;
  readonly to: NodeId;
  /** choice: a key leads one level on; pass: no level is between; fallback: nothing right was answered. */
  readonly by: "choice" | "pass" | "fallback";
  /** The keys that lead here, such as `1` or `1 2`. Empty: none does. */
  readonly keys: string;
}

/** One place in a whole tree. */
export interface Port {
  readonly nodeId: NodeId;
  readonly place: string;
}

/** Where a way leads that leads nowhere yet. No node has this id. */
export const NOWHERE = NodeId.parse("nowhere");

/** The same node with each way led to where `reroute` says. */
export function redirected(node: MenuNode, reroute: (slot: Slot) => NodeId): MenuNode {
  const pass = (place: string, to: NodeId): NodeId => reroute({ place, to, by: "pass", keys: "" });
  const choice = (place: string, to: NodeId, keys: string): NodeId =>
    reroute({ place, to, by: "choice", keys });
  const answer = (place: string, to: NodeId, keys: string): NodeId =>
    reroute({ place, to, by: "pass", keys });
  const fallback = (place: string, patience: Patience): Patience => ({
    ...patience,
    fallback: reroute({ place, to: patience.fallback, by: "fallback", keys: "" }),
  });
  switch (node.kind) {
    case "menu":
      return {
        ...node,
        options: node.options.map((option, k) => ({
          ...option,
          to: choice(`options.${String(k)}`, option.to, option.key),
        })),
        noInput: fallback("noInput", node.noInput),
        invalid: fallback("invalid", node.invalid),
      };
    case "language":
      return {
        ...node,
        to: choice("to", node.to, node.options.map(({ key }) => key).join(" ")),
        noInput: fallback("noInput", node.noInput),
        invalid: fallback("invalid", node.invalid),
      };
    case "collect":
      return {
        ...node,
        to: pass("to", node.to),
        noInput: fallback("noInput", node.noInput),
        invalid: fallback("invalid", node.invalid),
      };
    case "article":
      return {
        ...node,
        solved: answer("solved", node.solved, "1"),
        unsolved: answer("unsolved", node.unsolved, "2"),
        noInput: fallback("noInput", node.noInput),
        invalid: fallback("invalid", node.invalid),
      };
    case "condition":
      return {
        ...node,
        branches: node.branches.map((branch, k) => ({
          ...branch,
          to: pass(`branches.${String(k)}`, branch.to),
        })),
        otherwise: pass("otherwise", node.otherwise),
      };
    case "lookup":
      return {
        ...node,
        found: pass("found", node.found),
        missing: pass("missing", node.missing),
        fallback: reroute({ place: "fallback", to: node.fallback, by: "fallback", keys: "" }),
      };
    case "say":
      return { ...node, to: pass("to", node.to) };
    case "hours":
      return { ...node, open: pass("open", node.open), closed: pass("closed", node.closed) };
    case "subtree":
    case "bucket":
    case "callback":
    case "voicemail":
    case "operator":
    case "hangup":
      return node;
    default:
      throw new Error(`unhandled node ${String(node satisfies never)}`);
  }
}

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
