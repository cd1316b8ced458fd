/** What every part of the editor needs: the tree, what is selected, and how to change both. */
import { createContext, use } from "react";
import type { NodeId } from "../../../protocol/ids.js";
import type { Finding, MenuNode, MenuTree } from "../../../protocol/menu-tree.js";
import { withNode } from "./edit/slots.js";
import type { Overlay } from "./tools.js";

export interface Editor {
  readonly tree: MenuTree;
  /** null: the tree itself. */
  readonly selected: NodeId | null;
  /** An old version, or somebody else's: to be looked at only. */
  readonly readOnly: boolean;
  readonly findings: readonly Finding[];
  /** Nodes and ways that the caller of the phone beside has passed. */
  readonly lit: ReadonlySet<string>;
  /** What stands on the drawing besides the tree. */
  readonly overlay: Overlay;
  readonly select: (nodeId: NodeId | null) => void;
  /** Selects and brings it into sight. */
  readonly show: (nodeId: NodeId | null) => void;
  readonly change: (edit: (tree: MenuTree) => MenuTree, about: string | null) => void;
}

/** A tree that is looked at in place of the draft, and what it is called. */
export interface LookedAt {
  readonly tree: MenuTree;
  readonly title: string;
  /** It is shown what is different from this one. */
  readonly before?: MenuTree;
}

export const EditorContext = createContext<Editor | null>(null);

export function useEditor(): Editor {
  const editor = use(EditorContext);
  if (editor === null) throw new Error("no menu tree around this component");
  return editor;
}

/** Puts a changed node in its place. `field`: typing on in it is one step back. */
export function useReplace(): (node: MenuNode, field: string | null) => void {
  const { change } = useEditor();
  return (node, field) => {
    change(
      (tree) => withNode(tree, node.id, () => node),
      field === null ? null : `${node.id}/${field}`,
    );
  };
}
