/** What the hand does to a tree. Each takes a tree and answers with another; nothing is changed. */
import { redirected } from "../../../../flows/slots.js";
import type { NodeId } from "../../../../protocol/ids.js";
import type {
  MenuNode,
  MenuNodeKind,
  MenuNodeOf,
  MenuTree,
} from "../../../../protocol/menu-tree.js";
import { branchAt } from "./branch.js";
import { freshNode, freeKey } from "./fresh.js";
import { NOWHERE, type Port, connected, nodeIn, portsTo, targetOf, waysOn } from "./slots.js";

export type Below = "keep" | "delete";

export interface Added {
  readonly tree: MenuTree;
  readonly nodeId: NodeId;
}

/** A new node under a port. What hung there hangs under the new one, if that leads anywhere. */
export function added(tree: MenuTree, port: Port, kind: MenuNodeKind): Added {
  const node = freshNode(tree, kind);
  const before = targetOf(tree, port) ?? NOWHERE;
  const first = nodeIn(tree, before) === undefined ? undefined : waysOn(node)[0];
  const hung =
    first === undefined
      ? node
      : redirected(node, (slot) => (slot.place === first.place ? before : slot.to));
  const grown = { ...tree, nodes: [...tree.nodes, hung] };
  return { tree: connected(grown, port, node.id), nodeId: node.id };
}

/** Why a node cannot be taken out; null: it can. */
export function staysBecause(tree: MenuTree, nodeId: NodeId): "last" | "start" | null {
  if (tree.nodes.length === 1) return "last";
  return tree.start === nodeId && heir(tree, nodeId) === null ? "start" : null;
}

/**
 * The tree without a node. keep: what hung below stays, in the node's place when there is one way
 * on, else on nothing. delete: what hung on it alone goes with it.
 */
export function without(tree: MenuTree, nodeId: NodeId, below: Below): MenuTree {
  if (staysBecause(tree, nodeId) !== null) return tree;
  const inPlace = below === "keep" ? heir(tree, nodeId) : null;
  const isStart = tree.start === nodeId;
  const start = isStart ? (heir(tree, nodeId) ?? tree.start) : tree.start;
  const gone = below === "delete" && !isStart ? branchAt(tree, nodeId) : new Set<NodeId>([nodeId]);
  const nodes = tree.nodes
    .filter(({ id }) => !gone.has(id))
    .map((node) =>
      leadsInto(node, gone)
        ? redirected(node, ({ to }) => {
            if (!gone.has(to)) return to;
            return to === nodeId && inPlace !== null && inPlace !== node.id ? inPlace : NOWHERE;
          })
        : node,
    );
  return { ...tree, start, nodes };
}

/** What takes a node's place: the one node it leads on to; for the start the first of several. */
function heir(tree: MenuTree, nodeId: NodeId): NodeId | null {
  const node = nodeIn(tree, nodeId);
  const on = node === undefined ? [] : waysOn(node).map(({ to }) => to);
  const real = [...new Set(on)].filter((to) => to !== nodeId && nodeIn(tree, to) !== undefined);
  if (tree.start === nodeId) return real[0] ?? null;
  return real.length === 1 ? (real[0] ?? null) : null;
}

function leadsInto(node: MenuNode, gone: ReadonlySet<NodeId>): boolean {
  let leads = false;
  redirected(node, ({ to }) => {
    leads ||= gone.has(to);
    return to;
  });
  return leads;
}

/**
 * A way taken from one port to another, with all that hangs on it; what hung there comes back in
 * exchange. null: it would hang on itself.
 */
export function moved(tree: MenuTree, from: Port, to: Port): MenuTree | null {
  const branch = targetOf(tree, from);
  const there = targetOf(tree, to);
  if (branch === null || there === null) return null;
  if (nodeIn(tree, branch) !== undefined && branchAt(tree, branch).has(to.nodeId)) return null;
  return connected(connected(tree, from, there), to, branch);
}

/** A card put on a port: moved when one way led to it, else shared. null: it would hang on itself. */
export function hungOn(tree: MenuTree, nodeId: NodeId, port: Port): MenuTree | null {
  const [only, ...more] = portsTo(tree, nodeId).filter(({ by }) => by !== "fallback");
  if (only !== undefined && more.length === 0) return moved(tree, only, port);
  if (branchAt(tree, nodeId).has(port.nodeId)) return null;
  return connected(tree, port, nodeId);
}

type Menu = MenuNodeOf<"menu">;

/** One more option, on the next free key, that leads nowhere yet. */
export function withOption(menu: Menu, languages: readonly string[]): Menu {
  const key = freeKey(menu.options.map((option) => option.key));
  if (key === null) return menu;
  const label = Object.fromEntries(languages.map((language) => [language, ""]));
  const blank = freshNode({ nodes: [], languages: [...languages] }, "menu");
  const [option] = blank.kind === "menu" ? blank.options : [];
  if (option === undefined) return menu;
  return { ...menu, options: [...menu.options, { ...option, key, label, to: NOWHERE }] };
}

/** Two neighbours change places; the keys stay where they are, so that they are said in order. */
export function withOptionMoved(menu: Menu, index: number, by: 1 | -1): Menu {
  const one = menu.options[index];
  const other = menu.options[index + by];
  if (one === undefined || other === undefined) return menu;
  const options = [...menu.options];
  options[index] = { ...other, key: one.key };
  options[index + by] = { ...one, key: other.key };
  return { ...menu, options };
}

/** The node under another id, wherever it is named. The same tree: the id is taken. */
export function renamed(tree: MenuTree, nodeId: NodeId, id: NodeId): MenuTree {
  if (id === NOWHERE || nodeIn(tree, id) !== undefined) return tree;
  const start = tree.start === nodeId ? id : tree.start;
  const gone = new Set([nodeId]);
  const nodes = tree.nodes.map((node) => {
    const led = leadsInto(node, gone)
      ? redirected(node, ({ to }) => (to === nodeId ? id : to))
      : node;
    return node.id === nodeId ? { ...led, id } : led;
  });
  return { ...tree, start, nodes };
}
