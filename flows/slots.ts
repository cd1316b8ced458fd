/**
 * The places in a node that name another node. Everything that draws, moves, copies or renames ways
 * goes through here, so a new kind of node says in one place where its ways stand.
 */
import type { NodeId } from "../protocol/ids.js";
import type { MenuNode, Patience } from "../protocol/menu-tree.js";

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

/** The same node with each way led to where `reroute` says. */
export function redirected(node: MenuNode, reroute: (slot: Slot) => NodeId): MenuNode {
  const pass = (place: string, to: NodeId, keys = ""): NodeId =>
    reroute({ place, to, by: "pass", keys });
  const choice = (place: string, to: NodeId, keys: string): NodeId =>
    reroute({ place, to, by: "choice", keys });
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
        solved: pass("solved", node.solved, "1"),
        unsolved: pass("unsolved", node.unsolved, "2"),
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
