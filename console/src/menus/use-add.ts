/** Makes a new node at a port, and selects it. */
import { useCallback } from "react";
import type { MenuNodeKind } from "../../../protocol/menu-tree.js";
import { type Port, nodeIn, waysOn } from "./edit/slots.js";
import { added } from "./edit/tree-edit.js";
import { useEditor } from "./editor.js";

export function useAdd(): (port: Port, kind: MenuNodeKind) => void {
  const { tree, change, select } = useEditor();
  return useCallback(
    (port, kind) => {
      const done = added(tree, port, kind);
      change(() => done.tree, null);
      select(done.nodeId);
    },
    [tree, change, select],
  );
}

/** A menu under the selected node's first way that leads nowhere, else between its first and next. */
export function useAddDefault(): (() => void) | null {
  const { tree, selected } = useEditor();
  const add = useAdd();
  const node = nodeIn(tree, selected);
  if (node === undefined) return null;
  const ways = waysOn(node);
  const way = ways.find(({ to }) => nodeIn(tree, to) === undefined) ?? ways[0];
  if (way === undefined) return null;
  return () => {
    add({ nodeId: node.id, place: way.place }, "menu");
  };
}
