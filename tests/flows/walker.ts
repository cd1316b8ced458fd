/** Walks a tree for a test and writes down what the caller met. */
import type { MenuTree } from "../../protocol/menu-tree.js";
import type { MenuInput } from "../../protocol/menu-session.js";
import { compileTree, type MenuMachine } from "../../flows/compile.js";
import { NO_FACTS } from "../../flows/condition.js";
import { startMenu, stepMenu, type MenuStep } from "../../flows/step.js";
import type { Moment } from "../../flows/walk.js";

/** Wednesday, 1 January 2025, 12:00 UTC. */
export const NOON = Date.UTC(2025, 0, 1, 12);

/** `1`, `*`, `#` are keys, `.` is silence, `"mail_room` is said, `found` is looked up, anything longer is entered as digits. */
export function inputOf(word: string): MenuInput {
  if (word === "found" || word === "missing" || word === "failed") {
    return { type: "looked_up", result: word, fields: { plan: word }, tier: null };
  }
  if (word === ".") return { type: "silence" };
  if (word.startsWith('"')) return { type: "speech", text: word.slice(1).replaceAll("_", " ") };
  return word.length === 1 ? { type: "key", key: word } : { type: "digits", digits: word };
}

/** Every step of a walk, the start first. Words are as for `inputOf`, with blanks between. */
export function walk(
  machine: MenuMachine,
  words: string,
  when: number | Moment = NOON,
): MenuStep[] {
  const { at, facts } = typeof when === "number" ? { at: when, facts: NO_FACTS } : when;
  const steps = [startMenu(machine, at, facts)];
  for (const word of words.split(" ").filter((part) => part !== "")) {
    steps.push(stepMenu(machine, steps.at(-1)?.snapshot, inputOf(word), at, facts));
  }
  return steps;
}

/** A walk as a log: one line an answer, with what came of it, where it led and what was said. */
export function log(tree: MenuTree, words: string, at: number | Moment = NOON): string {
  const lines = walk(compileTree(tree), words, at).map(({ fact, screen }) => {
    const said = screen.says.map(({ text }) => text).join(", ");
    return `${fact.input} -> ${fact.result} ${fact.toNodeId}: ${said}`;
  });
  return `\n${lines.join("\n")}\n`;
}

/** The last screen of a walk. */
export function end(tree: MenuTree, words: string, at: number | Moment = NOON): MenuStep["screen"] {
  const last = walk(compileTree(tree), words, at).at(-1);
  if (last === undefined) throw new Error("a walk has a start");
  return last.screen;
}
