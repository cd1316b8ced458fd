/** Which kinds of nodes there are, in the order in which they are offered. */
import { MenuNode, type MenuNodeKind } from "../../../../protocol/menu-tree.js";

const FIRST: readonly MenuNodeKind[] = ["menu", "bucket", "say"];
const inProtocol = MenuNode.options.map((option) => option.shape.kind.value);

export const allKinds: readonly MenuNodeKind[] = [
  ...FIRST,
  ...inProtocol.filter((kind) => !FIRST.includes(kind)),
];
