/** Where recordings stand in a node, and how one is put there or taken out. */
import { wordsOf } from "../../../../flows/rules/words.js";
import type { MenuNode, MenuTree, Recordings } from "../../../../protocol/menu-tree.js";

/** What of a node can be recorded. */
export type RecordedPlace = "prompt" | "text" | "noInput" | "invalid";

/** `recording` null: it is spoken again. A node that has no such place stays as it is. */
export function withRecording(
  node: MenuNode,
  place: RecordedPlace,
  {
    language,
    recording,
  }: { readonly language: string; readonly recording: Recordings[string] | null },
): MenuNode {
  const put = <T extends { readonly recordings?: Recordings | undefined }>(into: T): T => {
    const { recordings = {}, ...rest } = into;
    const others = Object.entries(recordings).filter(([one]) => one !== language);
    const all = recording === null ? others : [...others, [language, recording] as const];
    // Without any the tree is written as if there had never been one.
    return { ...rest, ...(all.length > 0 && { recordings: Object.fromEntries(all) }) } as T;
  };
  if (place === "text") {
    if (node.kind !== "article") return node;
    const { textRecordings, ...rest } = node;
    const { recordings } = put({ recordings: textRecordings });
    return { ...rest, ...(recordings !== undefined && { textRecordings: recordings }) };
  }
  if (place === "prompt") return "prompt" in node ? put(node) : node;
  return "noInput" in node ? { ...node, [place]: put(node[place]) } : node;
}

export function namesRecordings(tree: MenuTree): boolean {
  return tree.nodes.some((node) =>
    wordsOf(node).some(({ recordings = {} }) => Object.keys(recordings).length > 0),
  );
}
