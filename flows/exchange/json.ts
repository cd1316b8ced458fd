/** Our own files: a tree with a cover around it, or the bare tree. */
import type { z } from "zod";
import {
  EXPORT_FORMAT,
  EXPORT_VERSION,
  ExportCover,
  insteadTexts,
  type Instead,
  type Lost,
  type MenuExport,
  type Named,
  type Names,
} from "../../protocol/menu-exchange.js";
import { MenuTree, type Finding } from "../../protocol/menu-tree.js";
import { readTree } from "../rules/shape.js";
import { wordsArePlain } from "../rules/words.js";
import { NO_NAMES, refused, tooMany, PIECES_MAX, type Imported, type Refused } from "./imported.js";

const PROBLEMS_MAX = 50;

/** The tree as it is, and the names of what it names. */
export function exportTree(tree: MenuTree, names: Names): MenuExport {
  const named = idsIn(tree);
  const used = (list: readonly Named[], ids: ReadonlySet<string>): Named[] =>
    list.filter(({ id }) => ids.has(id)).map(({ id, name }) => ({ id, name }));
  return {
    format: EXPORT_FORMAT,
    formatVersion: EXPORT_VERSION,
    names: {
      buckets: used(names.buckets, named.bucketId),
      skills: used(names.skills, named.skillId),
      trees: used(names.trees, named.treeId),
    },
    tree,
  };
}

/** The tree inside the cover; what has no cover is the tree, if anything is. */
export function treeIn(value: unknown): unknown {
  return at(value, "format") === EXPORT_FORMAT ? at(value, "tree") : value;
}

/** Whether it is meant to be one of ours. */
export function isOurs(value: object): boolean {
  return "format" in value ? value.format === EXPORT_FORMAT : "nodes" in value;
}

/**
 * The tree of a file of ours, ready for an organisation: what it names and the organisation does not
 * have is looked for by name, and stays as it is when nothing or several have that name. Where
 * everything is known the tree is exactly the one that was exported.
 */
export function importOurs(value: object, home: Names): Imported {
  const opened = "format" in value ? openCover(value) : { tree: value, names: NO_NAMES };
  if ("type" in opened) return opened;
  const nodes = at(opened.tree, "nodes");
  if (Array.isArray(nodes) && nodes.length > PIECES_MAX) return tooMany("tree.nodes");
  const { tree, findings } = readTree(opened.tree);
  // A draft may want mending, but what cannot be shown or said is nobody's draft.
  const hostile = tree === null ? [] : wordsArePlain({ tree });
  if (tree === null || hostile.length > 0) {
    const problems = (tree === null ? findings : hostile).slice(0, PROBLEMS_MAX).map(problemOf);
    return { type: "refused", code: "MENU_FILE_INVALID", problems };
  }
  const lost: Lost[] = [];
  const settled = settle(tree, { names: opened.names, home, lost });
  return { type: "imported", format: "strowger", tree: settled, lost };
}

function openCover(value: object): { readonly tree: unknown; readonly names: Names } | Refused {
  const version = at(value, "formatVersion");
  if (typeof version === "number" && version > EXPORT_VERSION) {
    const problem = `is ${String(version)}; this release reads ${String(EXPORT_VERSION)}`;
    return refused("MENU_FILE_NEWER", "formatVersion", problem);
  }
  const cover = ExportCover.safeParse(value);
  if (cover.success) return cover.data;
  return { type: "refused", code: "MENU_FILE_INVALID", problems: problemsOf(cover.error) };
}

export function problemsOf(error: z.ZodError): { field: string; problem: string }[] {
  return error.issues
    .slice(0, PROBLEMS_MAX)
    .map(({ path, message }) => ({ field: path.map(String).join("."), problem: message }));
}

function problemOf({ nodeId, message, mend }: Finding): { field: string; problem: string } {
  return { field: nodeId ?? "tree", problem: `${message} ${mend}` };
}

const KINDS = [
  ["bucketId", "buckets"],
  ["skillId", "skills"],
  ["treeId", "trees"],
] as const;
type IdField = (typeof KINDS)[number][0];

interface Move {
  readonly names: Names;
  readonly home: Names;
  readonly lost: Lost[];
}

/** The tree with each foreign id replaced by the one that bears its name here. */
function settle(tree: MenuTree, { names, home, lost }: Move): MenuTree {
  const moved = new Map<IdField, ReadonlyMap<string, string>>();
  const ids = idsIn(tree);
  for (const [field, kind] of KINDS) {
    const here = new Set(home[kind].map(({ id }) => id));
    const found = new Map<string, string>();
    for (const id of ids[field]) {
      if (here.has(id)) continue;
      const name = names[kind].find((named) => named.id === id)?.name;
      const match = name === undefined ? null : byName(home[kind], name);
      if (name === undefined || match === null) continue;
      found.set(id, match);
      lost.push(lostOf(`${field} ${id}`, name, field === "treeId" ? "latest" : "named"));
    }
    if (found.size > 0) moved.set(field, found);
  }
  if (moved.size === 0) return tree;
  return MenuTree.parse(mapped(tree, (field, id) => moved.get(field)?.get(id) ?? id));
}

export function lostOf(where: string, what: string, kind: Instead): Lost {
  return { where, what, kind, instead: insteadTexts[kind] };
}

/** The id of the one that bears the name. null: none does, or several do. */
export function byName(list: readonly Named[], name: string): string | null {
  const wanted = plainName(name);
  const found = list.filter((named) => plainName(named.name) === wanted);
  return found.length === 1 ? (found[0]?.id ?? null) : null;
}

function plainName(name: string): string {
  return name.normalize("NFKC").trim().toLowerCase();
}

function idsIn(tree: MenuTree): Record<IdField, ReadonlySet<string>> {
  const ids = {
    bucketId: new Set<string>(),
    skillId: new Set<string>(),
    treeId: new Set<string>(),
  };
  mapped(tree, (field, id) => {
    ids[field].add(id);
    return id;
  });
  return ids;
}

/** A copy in which each id of a bucket, skill or tree went through `change`. Wherever such an id stands, its field has the same name. */
function mapped(value: unknown, change: (field: IdField, id: string) => string): unknown {
  if (Array.isArray(value)) return value.map((one: unknown) => mapped(one, change));
  if (typeof value !== "object" || value === null) return value;
  const copy = Object.entries(value).map(([key, inner]: [string, unknown]): [string, unknown] => {
    const field = KINDS.find(([name]) => name === key)?.[0];
    if (field === undefined || typeof inner !== "string") return [key, mapped(inner, change)];
    return [key, change(field, inner)];
  });
  const result: Record<string, unknown> = Object.fromEntries(copy);
  // Another organisation counts the versions of its trees by itself.
  if (isMoved(value, result)) result["version"] = null;
  return result;
}

function isMoved(before: object, after: object): boolean {
  return "treeId" in before && at(after, "treeId") !== before.treeId;
}

function at(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}
