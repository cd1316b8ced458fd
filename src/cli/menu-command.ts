/** What `npm run menu -- validate FILE.json` answers: the lines to print and the exit code. */
import { readFileSync } from "node:fs";
import { validateTree } from "../../flows/validate.js";
import type { Finding } from "../../protocol/menu-tree.js";

export interface Answer {
  readonly lines: readonly string[];
  /** 0: the tree may be published. 1: it may not, or could not be read. */
  readonly exitCode: 0 | 1;
}

const USAGE = "Usage: npm run menu -- validate FILE.json";

export function menuCommand(args: readonly string[]): Answer {
  const [verb, file, ...more] = args;
  if (verb !== "validate" || file === undefined || more.length > 0) return failed(USAGE);
  let text: string;
  try {
    // Some editors begin a file with a byte order mark.
    text = readFileSync(file, "utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    return failed(`${file} cannot be read: ${reason(error)}`);
  }
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch (error) {
    return failed(`${file} is not JSON: ${reason(error)}`);
  }
  const { findings } = validateTree(input);
  if (findings.length === 0) return { lines: ["no findings"], exitCode: 0 };
  const isRed = findings.some((finding) => finding.severity === "red");
  return { lines: findings.map(lineOf), exitCode: isRed ? 1 : 0 };
}

/** Such as `red F3 servers: Key 2 leads to linx, which does not exist. — Let it lead to …`. */
function lineOf({ severity, rule, nodeId, message, mend }: Finding): string {
  return oneLine(`${severity} ${rule} ${nodeId ?? "tree"}: ${message} — ${mend}`);
}

/** Findings quote the tree, and what a tree holds must not steer a terminal. */
function oneLine(text: string): string {
  return text.replace(/\p{C}+/gu, " ");
}

function failed(line: string): Answer {
  return { lines: [oneLine(line)], exitCode: 1 };
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
