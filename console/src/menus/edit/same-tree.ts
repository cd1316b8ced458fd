/** Whether two trees say the same, whatever the order in which their fields were written down. */
import { MenuTree } from "../../../../protocol/menu-tree.js";

export function sameTree(a: MenuTree, b: MenuTree): boolean {
  return a === b || text(a) === text(b);
}

/** A published tree without the versions of its parts that publishing itself wrote down. */
export function unpinned(published: MenuTree, draft: MenuTree): MenuTree {
  const open = new Set(
    draft.nodes.flatMap((node) =>
      node.kind === "subtree" && node.version === null ? [node.id] : [],
    ),
  );
  const nodes = published.nodes.map((node) =>
    node.kind === "subtree" && open.has(node.id) ? { ...node, version: null } : node,
  );
  return { ...published, nodes };
}

/** With every default filled in, as far as it is a tree. */
function text(tree: MenuTree): string {
  return JSON.stringify(MenuTree.safeParse(tree).data ?? tree, (_, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
