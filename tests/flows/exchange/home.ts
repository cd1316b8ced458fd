/** An organisation to import into, and reading a file for it. */
import { readMenuFile } from "../../../src/menu-file.js";
import type { Imported } from "../../../flows/exchange/imported.js";
import type { Names } from "../../../protocol/menu-exchange.js";
import type { MenuNode, MenuTree } from "../../../protocol/menu-tree.js";

export const home: Names = {
  buckets: [
    { id: "sales", name: "Sales" },
    { id: "bkt-7", name: "Service desk" },
  ],
  skills: [{ id: "english", name: "English" }],
  trees: [],
};

export type Made = Extract<Imported, { type: "imported" }>;

export function read(text: string, name = "file.txt"): Imported {
  return readMenuFile({ name, text }, home);
}

export function made(text: string, name?: string): Made {
  const result = read(text, name);
  if (result.type === "refused") throw new Error(JSON.stringify(result));
  return result;
}

/** `CODE place`, of the first place. */
export function refusalOf(text: string): string {
  const result = read(text);
  return result.type === "imported"
    ? "imported"
    : `${result.code} ${result.problems[0]?.field ?? ""}`;
}

/** One line a thing that was lost. */
export function lostIn({ lost }: Made): string[] {
  return lost.map(({ where, what, kind }) => `${where} | ${what} | ${kind}`);
}

/** One line a node: its kind, and where its ways lead. */
export function drawnOf(tree: MenuTree): string[] {
  return tree.nodes.map((node) => `${node.id} ${node.kind} ${waysOf(node)}`.trim());
}

function waysOf(node: MenuNode): string {
  switch (node.kind) {
    case "menu":
      return [
        ...node.options.map(({ key, to }) => `${key}>${to}`),
        `silence*${String(node.noInput.times)}>${node.noInput.fallback}`,
        `wrong*${String(node.invalid.times)}>${node.invalid.fallback}`,
      ].join(" ");
    case "collect":
      return `>${node.to} silence*${String(node.noInput.times)}>${node.noInput.fallback}`;
    case "say":
      return `>${node.to}`;
    case "condition":
      return [...node.branches.map(({ when, to }) => `${when.kind}>${to}`), node.otherwise].join(
        " ",
      );
    case "lookup":
      return `${node.found} ${node.missing}`;
    default:
      return "bucketId" in node ? node.bucketId : "";
  }
}
