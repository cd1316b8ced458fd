/** What stands on a card: the beginning of what is said there. */
import type { MenuNode } from "../../../../protocol/menu-tree.js";

/** The first line in a language, or in any other that has words. Empty: nothing is said. */
export function firstLine(node: MenuNode, languages: readonly string[]): string {
  const prompt = node.kind === "article" ? node.title : "prompt" in node ? node.prompt : null;
  if (prompt === null) return "";
  const texts = [...languages, ...Object.keys(prompt)].map((one) => prompt[one]?.trim() ?? "");
  return texts.find((text) => text !== "")?.split("\n")[0] ?? "";
}

/** Everything a search looks at: ids, prompts, labels. Lower case. */
export function searchable(node: MenuNode): string {
  return JSON.stringify(node).toLowerCase();
}
