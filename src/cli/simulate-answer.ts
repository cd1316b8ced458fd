/** What a command of the simulator answers, and how it reads its files and words. */
import { readFileSync } from "node:fs";
import { parseArgs, types } from "node:util";
import { type Scenario, readScenario } from "../../routing/simulation/scenario.js";

export interface Answer {
  readonly lines: readonly string[];
  /** 0: done. 1: it was done and something is wrong. 2: it could not be begun. */
  readonly exitCode: number;
}

/** What keeps a command from being begun; the message is for whoever typed it. */
export class UsageError extends Error {}

const OPTIONS = {
  json: { type: "boolean" },
  record: { type: "string" },
  seed: { type: "string" },
  replications: { type: "string" },
} as const;
type Option = keyof typeof OPTIONS;

/** The words of a command line. */
export interface Words {
  readonly files: readonly string[];
  readonly json: boolean;
  readonly record: string | null;
  readonly seed: number | null;
  readonly replications: number | null;
}

/** @throws UsageError for an option that is not one of these, or has no fitting value */
export function wordsOf(args: readonly string[], options: readonly Option[]): Words {
  const known = Object.fromEntries(options.map((name) => [name, OPTIONS[name]]));
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], options: known, allowPositionals: true });
  } catch (error) {
    throw new UsageError(reasonOf(error));
  }
  const { values, positionals } = parsed;
  return {
    files: positionals,
    json: values["json"] === true,
    record: typeof values["record"] === "string" ? values["record"] : null,
    seed: wholeOf("--seed", values["seed"], 0),
    replications: wholeOf("--replications", values["replications"], 1),
  };
}

function wholeOf(name: string, text: unknown, least: number): number | null {
  if (typeof text !== "string") return null;
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
  throw new UsageError(`${name} is a whole number from ${String(least)} up, not ${text}.`);
}

/** @throws UsageError that names each field that is wrong */
export function scenarioIn(file: string, words: Words): Scenario {
  const input = jsonOf(readText(file), file);
  const read = readScenario(input);
  if ("problems" in read) {
    throw new UsageError(
      [`${file} is not a scenario:`, ...read.problems.map((one) => `  ${one}`)].join("\n"),
    );
  }
  const { scenario } = read;
  return {
    ...scenario,
    name: scenario.name === "" ? file : scenario.name,
    seed: words.seed ?? scenario.seed,
    replications: words.replications ?? scenario.replications,
  };
}

/** @throws UsageError */
export function jsonOf(text: string, source: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${source} is not JSON: ${reasonOf(error)}`);
  }
}

export function reasonOf(error: unknown): string {
  return types.isNativeError(error) ? error.message : String(error);
}

function readText(file: string): string {
  try {
    // Some editors begin a file with a byte order mark.
    return readFileSync(file, "utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${reasonOf(error)}`);
  }
}
