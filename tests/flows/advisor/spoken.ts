/** Trees whose prompts name each key, as a supervisor writes them. */
import type { MenuTree } from "../../../protocol/menu-tree.js";
import { drawTree } from "../draw.js";

/** `words` says how many words the option under each key of each menu is long; 2 where it says nothing. */
export function spokenTree(
  drawing: string,
  words: Readonly<Record<string, Readonly<Record<string, number>>>> = {},
): MenuTree {
  const tree = drawTree(drawing);
  for (const node of tree.nodes) {
    if (node.kind !== "menu") continue;
    const parts = node.options.map(({ key }) => {
      const long = words[node.id]?.[key] ?? 2;
      return `For ${"thing ".repeat(long).trim()}, press ${key}.`;
    });
    node.prompt = { en: parts.join(" ") };
  }
  return tree;
}

/** A menu at the end of the fewest levels that the house allows: `last` has these options. */
export function fourLevels(options: string, ends: string): string {
  return `n1 menu 1>n2 \n n2 menu 1>n3 \n n3 menu 1>last \n last menu ${options} \n ${ends} \n desk operator`;
}
