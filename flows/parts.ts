/** Puts other trees in the place of the nodes that name them, so that one machine walks all of it. */
import { NodeId, type MenuTreeId } from "../protocol/ids.js";
import type { MenuNode, MenuNodeOf, MenuTree } from "../protocol/menu-tree.js";
import { redirected } from "./slots.js";

/** As many as a tree may have by itself. */
const NODES_MAX = 5000;
/** As `protocol/ids.ts` has it. */
const ID_CHARACTERS_MAX = 120;

type Place = Pick<MenuNodeOf<"subtree">, "treeId" | "version">;

/** Trees as they were published, by `partKey`. */
export type Parts = ReadonlyMap<string, MenuTree>;

export function partKey({ treeId, version }: Place): string {
  return version === null ? treeId : `${treeId} ${String(version)}`;
}

export function placesOf(tree: MenuTree): readonly MenuNodeOf<"subtree">[] {
  return tree.nodes.filter((node) => node.kind === "subtree");
}

/** The tree with the versions filled in that were published just now. */
export function pinned(tree: MenuTree, published: ReadonlyMap<MenuTreeId, number>): MenuTree {
  const nodes = tree.nodes.map((node) => {
    if (node.kind !== "subtree" || node.version !== null) return node;
    return { ...node, version: published.get(node.treeId) ?? null };
  });
  return { ...tree, nodes };
}

export interface Whole {
  readonly tree: MenuTree;
  /** Of nodes that came with a part: the node of the drawn tree whose part it is. */
  readonly placeOf: ReadonlyMap<NodeId, NodeId>;
  /** What could not be put in place. The node is left as it is. */
  readonly troubles: readonly {
    readonly nodeId: NodeId;
    readonly because: "missing" | "round" | "many";
  }[];
}

/** Never hangs: it stops at the first node that would be too many. */
export function wholeTree(tree: MenuTree, parts: Parts): Whole {
  const nodes: MenuNode[] = [];
  const placeOf = new Map<NodeId, NodeId>();
  const troubles: Whole["troubles"][number][] = [];
  const taken = new Set(tree.nodes.map(({ id }) => id));
  const operator = tree.nodes.find(({ kind }) => kind === "operator")?.id ?? null;

  /** A name such as `billing.main`: the place, then what the node is called there. */
  function newId(wanted: string): NodeId {
    let id = NodeId.safeParse(wanted.slice(0, ID_CHARACTERS_MAX));
    for (let count = taken.size; !id.success || taken.has(id.data); count += 1) {
      id = NodeId.safeParse(`part.${String(count)}`);
    }
    taken.add(id.data);
    return id.data;
  }

  function add(
    from: MenuTree,
    where: {
      readonly rename: (id: NodeId) => NodeId;
      /** null: the drawn tree itself. */
      readonly place: NodeId | null;
      readonly within: readonly MenuTreeId[];
    },
  ): void {
    for (const node of from.nodes) {
      const { rename } = where;
      const place = where.place ?? node.id;
      if (nodes.length >= NODES_MAX) {
        if (!troubles.some(({ because }) => because === "many")) {
          troubles.push({ nodeId: place, because: "many" });
        }
        return;
      }
      if (where.place !== null) {
        if (node.kind === "operator" && operator !== null) continue;
        placeOf.set(rename(node.id), where.place);
      }
      if (node.kind !== "subtree") {
        nodes.push(renamed(where.place === null ? node : withoutOperator(node), rename));
        continue;
      }
      const part = parts.get(partKey(node));
      const isRound = where.within.includes(node.treeId);
      if (part === undefined || isRound) {
        troubles.push({ nodeId: place, because: isRound ? "round" : "missing" });
        nodes.push({ ...node, id: rename(node.id) });
        continue;
      }
      const names = new Map(
        part.nodes.map(({ id, kind }) => [
          id,
          // Key 0 means one place, whichever tree the caller is in.
          kind === "operator" && operator !== null ? operator : newId(`${rename(node.id)}.${id}`),
        ]),
      );
      const inside = (id: NodeId): NodeId => names.get(id) ?? id;
      nodes.push({ ...node, id: rename(node.id), start: inside(part.start) });
      add(part, { rename: inside, place, within: [...where.within, node.treeId] });
    }
  }

  add(tree, { rename: (id) => id, place: null, within: [tree.id] });
  return { tree: { ...tree, nodes }, placeOf, troubles };
}

/** A part's operator in a tree without one: a bucket, which no key leads to from everywhere. */
function withoutOperator(node: MenuNode): MenuNode {
  return node.kind === "operator" ? { ...node, kind: "bucket", priority: null } : node;
}

/** The node under its new name, with its arrows to the new names. */
function renamed(node: MenuNode, rename: (id: NodeId) => NodeId): MenuNode {
  return { ...redirected(node, ({ to }) => rename(to)), id: rename(node.id) };
}
