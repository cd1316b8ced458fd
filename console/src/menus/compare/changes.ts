/** What is different, node by node, in a form that can be put into words. */
import type { NodeId } from "../../../../protocol/ids.js";
import type { MenuNode, Prompt } from "../../../../protocol/menu-tree.js";
import { waysOn } from "../edit/slots.js";
import type { Comparison, Mark } from "./comparison.js";

/** Something that is said, before and after. */
export interface TextChange {
  readonly field: TextField;
  /** Of an option. */
  readonly key: string | null;
  readonly language: string;
  readonly before: string;
  readonly after: string;
}

export interface WayChange {
  /** Such as `1`. Empty: it is taken without a key. */
  readonly keys: string;
  /** null: there was none. */
  readonly before: NodeId | null;
  readonly after: NodeId | null;
}

export interface NodeChange {
  readonly nodeId: NodeId;
  readonly marks: readonly Mark[];
  readonly texts: readonly TextChange[];
  readonly ways: readonly WayChange[];
  /** Names of other fields that are different. */
  readonly fields: readonly string[];
}

export const TEXT_FIELDS = [
  "prompt",
  "label",
  "text",
  "title",
  "yes",
  "no",
  "written",
  "noInput",
  "invalid",
] as const;
export type TextField = (typeof TEXT_FIELDS)[number];

/** New ones first, then what is gone, what came elsewhere, and what is said differently. */
export function changesOf({ before, after, diff, marks }: Comparison): readonly NodeChange[] {
  const old = new Map(before.nodes.map((node) => [node.id, node]));
  const now = new Map(after.nodes.map((node) => [node.id, node]));
  const fieldsOf = new Map(diff.changed.map(({ nodeId, fields }) => [nodeId, fields]));
  const changed = diff.changed.map(({ nodeId }) => nodeId);
  const order = [...new Set([...diff.added, ...diff.removed, ...diff.moved, ...changed])];
  return order.map((nodeId) => {
    const [was, is] = [old.get(nodeId), now.get(nodeId)];
    const both = was !== undefined && is !== undefined;
    const texts = both ? textChanges(was, is) : [];
    const ways = both ? wayChanges(was, is) : [];
    const told = new Set<string>(texts.map(({ field }) => field));
    if (ways.length > 0 || told.has("label")) told.add("options").add("branches");
    for (const place of ["to", "open", "closed", "otherwise", "found", "missing"]) {
      if (ways.length > 0) told.add(place);
    }
    const fields = (fieldsOf.get(nodeId) ?? []).filter((field) => !told.has(field));
    return { nodeId, marks: marks.get(nodeId) ?? [], texts, ways, fields };
  });
}

function textChanges(was: MenuNode, is: MenuNode): readonly TextChange[] {
  const [before, after] = [textsOf(was), textsOf(is)];
  const names = [...new Set([...after.keys(), ...before.keys()])];
  return names.flatMap((name) => {
    const [one, other] = [before.get(name), after.get(name)];
    const some = other ?? one;
    if (some === undefined || one?.text === other?.text) return [];
    const { field, key, language } = some;
    return [{ field, key, language, before: one?.text ?? "", after: other?.text ?? "" }];
  });
}

interface Text extends Pick<TextChange, "field" | "key" | "language"> {
  readonly text: string;
}

function textsOf(node: MenuNode): ReadonlyMap<string, Text> {
  const texts = new Map<string, Text>();
  const add = (field: TextField, said: Prompt | null, key: string | null = null): void => {
    for (const [language, text] of Object.entries(said ?? {})) {
      if (text !== "") {
        texts.set(`${field} ${key ?? ""} ${language}`, { field, key, language, text });
      }
    }
  };
  if ("prompt" in node) add("prompt", node.prompt);
  if (node.kind === "menu") for (const { key, label } of node.options) add("label", label, key);
  if (node.kind === "voicemail") add("written", node.written);
  if (node.kind === "article") {
    for (const field of ["text", "title", "yes", "no"] as const) add(field, node[field]);
  }
  if ("noInput" in node) {
    add("noInput", node.noInput.prompt);
    add("invalid", node.invalid.prompt);
  }
  return texts;
}

function wayChanges(was: MenuNode, is: MenuNode): readonly WayChange[] {
  const ways = (node: MenuNode): ReadonlyMap<string, { keys: string; to: NodeId }> =>
    new Map(waysOn(node).map(({ keys, place, to }) => [keys === "" ? place : keys, { keys, to }]));
  const [before, after] = [ways(was), ways(is)];
  return [...new Set([...after.keys(), ...before.keys()])].flatMap((name) => {
    const [one, other] = [before.get(name), after.get(name)];
    if (one?.to === other?.to) return [];
    const keys = (other ?? one)?.keys ?? "";
    return [{ keys, before: one?.to ?? null, after: other?.to ?? null }];
  });
}
