/** The rules that a thing must keep to be a tree at all: F1, and what F4, F6 and F12 say of its shape. */
import type { z } from "zod";
import { NodeId } from "../../protocol/ids.js";
import { MenuTree, type Finding } from "../../protocol/menu-tree.js";
import { red } from "./finding.js";

const NODES_MAX = 5000;
const SHOWN_MAX = 300;

/** Reads anything as a tree. Never throws, not even when reading the input does. */
export function readTree(input: unknown): { tree: MenuTree | null; findings: Finding[] } {
  try {
    const nodes = at(input, ["nodes"]);
    if (Array.isArray(nodes) && nodes.length > NODES_MAX) return tooMany();
    const read = MenuTree.safeParse(input);
    if (read.success) return { tree: read.data, findings: [] };
    const issues = read.error.issues.slice(0, SHOWN_MAX);
    return { tree: null, findings: issues.map((issue) => findingOf(issue, input)) };
  } catch {
    return {
      tree: null,
      findings: [
        red("F1", null, {
          message: "The tree cannot be read.",
          mend: "Give it as plain JSON.",
          variant: "unreadable",
        }),
      ],
    };
  }
}

/** Refused before each of them is looked at. */
function tooMany(): { tree: null; findings: Finding[] } {
  const finding = red("F1", null, {
    message: `The tree has more than ${String(NODES_MAX)} nodes.`,
    mend: "Make several trees of it.",
    variant: "tooManyNodes",
    values: { most: NODES_MAX },
  });
  return { tree: null, findings: [finding] };
}

function findingOf(issue: z.core.$ZodIssue, input: unknown): Finding {
  const id = NodeId.safeParse(at(input, [...issue.path.slice(0, 2), "id"]));
  const nodeId = issue.path[0] === "nodes" && id.success ? id.data : null;
  const inNode = issue.path.slice(2).map(String);
  const part = inNode[0] ?? "";
  const place = issue.path.map(String).join(".");
  if (inNode.at(-1) === "key" && isReserved(at(input, issue.path))) {
    return red("F6", nodeId, {
      message: `${place}: 0, * and # mean the same on every menu and cannot be options.`,
      mend: "Give the option a key from 1 to 9.",
      variant: "reservedKey",
      values: { place },
    });
  }
  if (part === "options" && inNode.length === 1 && issue.code === "too_big") {
    return red("F4", nodeId, {
      message: `${place}: a menu has at most 9 options.`,
      mend: "Put some of them on a menu below.",
      variant: "optionsTooMany",
      values: { place },
    });
  }
  if ((part === "noInput" || part === "invalid") && !inNode.includes("prompt")) {
    return red("F12", nodeId, {
      message: `${place}: ${issue.message}`,
      mend: "Say what is heard after silence and after a wrong key, how often, and where it leads then.",
    });
  }
  return red("F1", nodeId, {
    message: place === "" ? issue.message : `${place}: ${issue.message}`,
    mend: "Give it the shape that docs/spec/flows.md describes.",
  });
}

function isReserved(key: unknown): boolean {
  return key === "0" || key === "*" || key === "#";
}

/** What stands at a place in something of any shape. undefined: nothing. */
function at(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === "object" && value !== null ? Reflect.get(value, part) : undefined,
    input,
  );
}
