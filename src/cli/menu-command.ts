/** What `npm run menu -- VERB FILE.json` answers: the lines to print and the exit code. */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { advise, type Advice, type Proposal } from "../../flows/advisor/advise.js";
import { NO_NAMES } from "../../flows/exchange/imported.js";
import { treeIn } from "../../flows/exchange/json.js";
import { runSavedTests } from "../../flows/saved-tests.js";
import { validateTree } from "../../flows/validate.js";
import { errorCatalog } from "../../protocol/errors.js";
import type { Finding, MenuTree } from "../../protocol/menu-tree.js";
import { readMenuFile } from "../menu-file.js";

export interface Answer {
  readonly lines: readonly string[];
  /** For the error output, so that the lines can go into a file. Left out: none. */
  readonly remarks?: readonly string[];
  /** 0: the tree may be published. 1: it may not, or could not be read. */
  readonly exitCode: 0 | 1;
}

const VERBS = ["validate", "test", "advise"];
const USAGE = `Usage: npm run menu -- ${VERBS.join("|")} FILE.json, or import FILE [--out FILE.json]`;

export function menuCommand(args: readonly string[]): Answer {
  const [verb, file, ...more] = args;
  if (verb === "import" && file !== undefined) return importAnswer(file, more);
  if (file === undefined || more.length > 0 || !VERBS.includes(verb ?? "")) return failed(USAGE);
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
  const { tree, findings } = validateTree(treeIn(input));
  if (verb === "test" && tree !== null && findings.every(isNoFault)) return testAnswer(tree);
  const isRed = findings.some((finding) => finding.severity === "red");
  if (verb === "advise" && tree !== null && !isRed) {
    // Without figures every bucket is taken to be wanted equally often.
    return { lines: adviceLines(tree.name, advise(tree, new Map())), exitCode: 0 };
  }
  if (findings.length === 0) return { lines: ["no findings"], exitCode: 0 };
  return { lines: findings.map(lineOf), exitCode: isRed ? 1 : 0 };
}

/** Prints the tree of another exchange's file, or writes it; what was lost on the way is a remark. */
function importAnswer(file: string, more: readonly string[]): Answer {
  const [flag, out] = more;
  if (more.length > 0 && (flag !== "--out" || out === undefined || more.length > 2)) {
    return failed(USAGE);
  }
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    return failed(`${file} cannot be read: ${reason(error)}`);
  }
  const read = readMenuFile({ name: path.basename(file), text }, NO_NAMES);
  if (read.type === "refused") {
    const remarks = read.problems.map(({ field, problem }) => oneLine(`${field}: ${problem}`));
    return {
      lines: [],
      remarks: [`${read.code}: ${errorCatalog[read.code]}`, ...remarks],
      exitCode: 1,
    };
  }
  const { tree, lost, format } = read;
  const remarks = [
    oneLine(`${tree.name}: ${String(tree.nodes.length)} nodes out of a ${format} file.`),
    ...lost.map(({ where, what, instead }) => oneLine(`${where}: ${what} — ${instead}`)),
  ];
  const lines = plainJson(tree).split("\n");
  if (out === undefined) return { lines, remarks, exitCode: 0 };
  try {
    writeFileSync(out, `${lines.join("\n")}\n`);
  } catch (error) {
    return failed(`${out} cannot be written: ${reason(error)}`);
  }
  return { lines: [oneLine(`written to ${out}`)], remarks, exitCode: 0 };
}

/** JSON that no terminal takes for an order. */
function plainJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(
    /[\u007F-\u009F]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A failed test is told as a test, and not as a finding. */
function isNoFault({ severity, rule }: Finding): boolean {
  return severity !== "red" || rule === "F70";
}

function testAnswer(tree: MenuTree): Answer {
  const results = runSavedTests(tree);
  if (results.length === 0) return { lines: ["no tests"], exitCode: 0 };
  const failures = results.filter(({ failure }) => failure !== null);
  const lines = results.map(({ test, failure }) =>
    oneLine(failure === null ? `ok ${test.name}` : `failed ${test.name}: ${failure}`),
  );
  const passed = results.length - failures.length;
  return {
    lines: [...lines, `${String(passed)} passed, ${String(failures.length)} failed`],
    exitCode: failures.length > 0 ? 1 : 0,
  };
}

function adviceLines(name: string, { expected, boundSeconds, proposals }: Advice): string[] {
  const average = expected.averageSeconds;
  if (average === null) return [oneLine(`${name}: no bucket can be reached.`)];
  const bound =
    boundSeconds === null ? "" : `; no tree can do better than ${boundSeconds.toFixed(1)} s`;
  const slowest = [...expected.buckets]
    .sort((a, b) => (b.seconds ?? 0) - (a.seconds ?? 0))
    .slice(0, 3)
    .map(({ nodeId, seconds }) => `${nodeId} ${(seconds ?? 0).toFixed(1)} s`);
  return [
    oneLine(`${name}: ${average.toFixed(1)} s to a bucket on average${bound}.`),
    oneLine(`Slowest: ${slowest.join(", ")}.`),
    ...(proposals.length === 0 ? ["nothing to propose"] : proposals.map(proposalLine)),
  ];
}

const PROPOSED: Readonly<Record<Proposal["kind"], string>> = {
  reorder: "say the options most used and quickest said first",
  merge: "let its options take the place of the key that leads to it",
  promote: "say what most want of it in the menu above already",
  split: "say what is wanted least in a menu of its own, as other matters",
  shortcut: "give it a short way at the first menu",
  unused: "nobody reached it",
};

/** Such as `2.77 s reorder main: say the options most used and quickest said first`. */
function proposalLine({ kind, nodeId, gainSeconds }: Proposal): string {
  return oneLine(`${gainSeconds.toFixed(2)} s ${kind} ${nodeId}: ${PROPOSED[kind]}`);
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
