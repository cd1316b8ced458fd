/**
 * Checks a tree against the rules of the house, which `docs/spec/flows.md` lists with their reasons.
 * Red findings keep it from being published; yellow ones are advice.
 */
import type { Finding, MenuTree } from "../protocol/menu-tree.js";
import { atOnce } from "./at-once.js";
import { graphOf } from "./graph.js";
import { placesOf, wholeTree } from "./parts.js";
import type { Known, Rule } from "./rules/finding.js";
import {
  bucketsAndSkillsExist,
  digitsCanBeEntered,
  hoursCanBeRead,
  keysAreUnique,
  languagesAgree,
  menusAreShort,
  operatorIsOne,
} from "./rules/nodes.js";
import { conditionsCanHold } from "./rules/conditions.js";
import { hoursAreMeant } from "./rules/hours.js";
import { lookupsCanAsk } from "./rules/lookups.js";
import { partsFit } from "./rules/parts.js";
import { recordingsExist } from "./rules/recordings.js";
import { savedTestsPass } from "./rules/saved-tests.js";
import { readTree } from "./rules/shape.js";
import { bucketsHaveStaff } from "./rules/staff.js";
import {
  arrowsLeadSomewhere,
  choicesLeadToAnEnd,
  everyNodeIsReached,
  idsAreUnique,
  pathsAreLongEnough,
  pathsAreShortEnough,
  silenceComesToAnEnd,
} from "./rules/ways.js";
import { wordsAreTold } from "./rules/speech.js";
import { wordsArePlain, wordsAreShort, wordsAreTranslated } from "./rules/words.js";
import { runningSavedTests, type TestResult } from "./saved-tests.js";

/** In the order in which findings are told. */
const RULES: readonly Rule[] = [
  idsAreUnique,
  arrowsLeadSomewhere,
  partsFit,
  menusAreShort,
  keysAreUnique,
  pathsAreLongEnough,
  pathsAreShortEnough,
  choicesLeadToAnEnd,
  everyNodeIsReached,
  silenceComesToAnEnd,
  wordsAreTranslated,
  languagesAgree,
  operatorIsOne,
  bucketsAndSkillsExist,
  wordsArePlain,
  recordingsExist,
  digitsCanBeEntered,
  hoursCanBeRead,
  conditionsCanHold,
  lookupsCanAsk,
  wordsAreTold,
  wordsAreShort,
  bucketsHaveStaff,
  hoursAreMeant,
];

/** More than anybody reads at once; the rest shows when these are mended. */
const FINDINGS_MAX = 500;

export interface Validation {
  /** null: it is not a tree at all. A tree with red findings is still a tree, and can be drawn. */
  readonly tree: MenuTree | null;
  /** Red ones first. */
  readonly findings: Finding[];
  /** In the order of the tree's. Empty: something else is red, or a part is not known; they were not run. */
  readonly tests: readonly TestResult[];
}

/** Reads anything as a tree and says what is wrong with it. Never throws. */
export function validateTree(input: unknown, known: Known = {}): Validation {
  return atOnce(validating(input, known));
}

/**
 * The same in pieces of some milliseconds. The time grows with the number of options, not with the
 * number of paths, and with the answers of the saved tests: 500 tests of 50 answers take seconds.
 */
export function* validating(input: unknown, known: Known = {}): Generator<undefined, Validation> {
  const { tree, findings } = readTree(input);
  if (tree === null) return { tree, findings, tests: [] };
  const graph = graphOf(tree);
  const put = wholeTree(tree, known.parts ?? new Map());
  const whole = { ...put, graph: placesOf(tree).length === 0 ? graph : graphOf(put.tree) };
  const subject = { tree, graph, whole, known };
  yield;
  const found: Finding[] = [];
  for (const rule of RULES) {
    found.push(...rule(subject));
    yield;
  }
  const reds = found.filter((finding) => finding.severity === "red");
  // A tree that is broken, or not known as a whole, cannot be walked.
  const isWhole = reds.length === 0 && put.troubles.length === 0;
  const tests = isWhole ? yield* runningSavedTests(put.tree) : [];
  reds.push(...savedTestsPass(tests));
  const yellows = found.filter((finding) => finding.severity === "yellow");
  return { tree, findings: [...reds, ...yellows].slice(0, FINDINGS_MAX), tests };
}
