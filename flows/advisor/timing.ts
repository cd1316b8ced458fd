/**
 * How many seconds a caller spends at a node before they go on. The formulas stand in
 * `docs/menus.md`; all figures are seconds.
 */
import type { MenuNode, MenuNodeOf } from "../../protocol/menu-tree.js";
import { heardSeconds, spokenSeconds } from "../rules/words.js";
import { takeApart } from "./spoken-options.js";

/** From having heard the right key to having pressed it. */
export const PRESS_SECONDS = 1.2;
/** For each digit of a number that is read off something. */
const DIGIT_SECONDS = 0.7;

/** Menus and language choices: what asks for one key. */
export type KeyNode = MenuNodeOf<"menu"> | MenuNodeOf<"language">;

/**
 * From the beginning of the prompt to when a caller who wants it can press each key: when it was said,
 * or at the end of a prompt that may not be interrupted.
 */
export function momentsOf(
  node: KeyNode,
  languages: readonly string[],
): ReadonlyMap<string, number> {
  if (node.bargeIn) return saidAt(node, languages);
  const end = languages.reduce((sum, one) => sum + heardSeconds(node, one), 0);
  return new Map(node.options.map(({ key }) => [key, end]));
}

function saidAt(node: KeyNode, languages: readonly string[]): ReadonlyMap<string, number> {
  const keys = node.options.map(({ key }): string => key);
  if (node.kind === "language") return momentsOfLanguages(node, languages);
  const language = languages[0] ?? "";
  const prompt = node.prompt[language] ?? "";
  const spoken = takeApart(prompt, keys);
  const seconds = heardSeconds(node, language);
  if (spoken === null) return evenly(keys, seconds);
  // Whoever recorded it speaks at their own pace, which is the same for all of its parts.
  const pace = seconds / Math.max(spokenSeconds(prompt), Number.EPSILON);
  const moments = new Map<string, number>();
  let at = spokenSeconds(spoken.intro) * pace;
  for (const { key, text } of spoken.parts) {
    at += spokenSeconds(text) * pace;
    moments.set(key, at);
  }
  return moments;
}

/** How long a node keeps people that is neither a menu nor a language choice, with what is typed there. */
export function passingSeconds(node: MenuNode, language: string): number {
  const said = "prompt" in node ? heardSeconds(node, language) : 0;
  if (node.kind === "article") {
    const text = { prompt: node.text, recordings: node.textRecordings };
    return heardSeconds(text, language) + said + PRESS_SECONDS;
  }
  if (node.kind !== "collect") return said;
  return said + PRESS_SECONDS + (DIGIT_SECONDS * (node.minDigits + node.maxDigits)) / 2;
}

/** Each language is addressed in itself, one after the other. */
function momentsOfLanguages(
  node: MenuNodeOf<"language">,
  languages: readonly string[],
): ReadonlyMap<string, number> {
  const ends = new Map<string, number>();
  let at = 0;
  for (const language of languages) {
    at += heardSeconds(node, language);
    ends.set(language, at);
  }
  return new Map(node.options.map(({ key, language }) => [key, ends.get(language) ?? at]));
}

/** A prompt that cannot be taken apart: as if each key had an equal share of it. */
function evenly(keys: readonly string[], seconds: number): ReadonlyMap<string, number> {
  return new Map(keys.map((key, place) => [key, (seconds * (place + 1)) / keys.length]));
}
