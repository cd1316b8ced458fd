/** How the rules write down what they find. */
import type { NodeId } from "../../protocol/ids.js";
import type { Finding, MenuNode, MenuTree } from "../../protocol/menu-tree.js";
import type { Hours } from "../../protocol/words.js";
import type { Graph } from "../graph.js";
import type { Parts, Whole } from "../parts.js";

/** What a tree is checked against besides itself. Left out: not looked at. */
export interface Known {
  readonly bucketIds?: ReadonlySet<string> | undefined;
  readonly skillIds?: ReadonlySet<string> | undefined;
  readonly recordingIds?: ReadonlySet<string> | undefined;
  /** Buckets that have somebody: an engineer who could ever take something of them. */
  readonly staffedBucketIds?: ReadonlySet<string> | undefined;
  /** When each bucket is open. null: always. */
  readonly bucketHours?: ReadonlyMap<string, Hours | null> | undefined;
  /** The trees that the tree and its parts name, as published. */
  readonly parts?: Parts | undefined;
}

/** What a rule looks at. */
export interface Subject {
  readonly tree: MenuTree;
  readonly graph: Graph;
  /** With its parts in place, as far as they are known, and what could not be put there. */
  readonly whole: Whole & { readonly graph: Graph };
  readonly known: Known;
}

/** One rule, or a few that look at the same thing. */
export type Rule = (subject: Subject) => readonly Finding[];

interface Words {
  readonly message: string;
  /** What would put it right, as a request. */
  readonly mend: string;
  /** Which of the rule's findings it is, for who says it in another language. */
  readonly variant?: string;
  /** What its sentences are filled with, by name. */
  readonly values?: Readonly<Record<string, string | number>>;
}

export function red(rule: string, nodeId: NodeId | null, words: Words): Finding {
  return { rule, severity: "red", nodeId, ...words };
}

export function yellow(rule: string, nodeId: NodeId | null, words: Words): Finding {
  return { rule, severity: "yellow", nodeId, ...words };
}

/** The values that stand in the list more than once. */
export function repeatedIn<T>(values: readonly T[]): ReadonlySet<T> {
  const seen = new Set<T>();
  const repeated = new Set<T>();
  for (const value of values) (seen.has(value) ? repeated : seen).add(value);
  return repeated;
}

/** The two ways in which a node that asks deals with a caller who does not answer. */
export function patienceOf(
  node: MenuNode,
): readonly (readonly [
  "noInput" | "invalid",
  Extract<MenuNode, { noInput: unknown }>["noInput"],
])[] {
  if (!("noInput" in node)) return [];
  return [
    ["noInput", node.noInput],
    ["invalid", node.invalid],
  ];
}
