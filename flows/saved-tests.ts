/** Runs the walks that a supervisor saved with a tree: keys in, bucket out. */
import type { MenuFacts, MenuInput, MenuScreen } from "../protocol/menu-session.js";
import type { MenuTest, MenuTree } from "../protocol/menu-tree.js";
import { atOnce } from "./at-once.js";
import { compileTree, type MenuMachine } from "./compile.js";
import { NO_FACTS } from "./condition.js";
import { placesOf } from "./parts.js";
import { startMenu, stepMenu, type MenuStep } from "./step.js";

/** Monday, 5 January 2026, 12:00 UTC. */
const ANY_TIME = 1_767_614_400_000;

export interface TestResult {
  readonly test: MenuTest;
  /** null: it came out where it should. Else a sentence that says where it did. */
  readonly failure: string | null;
}

/** Of a tree without red findings; in the order of its tests. */
export function runSavedTests(tree: MenuTree): readonly TestResult[] {
  return atOnce(runningSavedTests(tree));
}

/** The same, a test at a time. */
export function* runningSavedTests(tree: MenuTree): Generator<undefined, readonly TestResult[]> {
  if (tree.tests.length === 0) return [];
  if (placesOf(tree).length > 0) {
    const failure = "The tree stands on other trees, which are not known here.";
    return tree.tests.map((test) => ({ test, failure }));
  }
  const machine = compileTree(tree);
  const results: TestResult[] = [];
  for (const test of tree.tests) {
    yield;
    results.push({ test, failure: failureOf(machine, test) });
  }
  return results;
}

function failureOf(machine: MenuMachine, test: MenuTest): string | null {
  const walk = answering(machine, test);
  let given = 0;
  for (;;) {
    const { done, value } = walk.next();
    if (done !== true) {
      given += 1;
      continue;
    }
    if (given < test.answers.length) {
      return `It is over ${String(test.answers.length - given)} answers too soon, ${whereAt(value)}.`;
    }
    if (!isOver(value)) return `It still asks at ${value.nodeId} after the last answer.`;
    return bucketOf(value) === test.bucketId ? null : `It comes out ${whereAt(value)}.`;
  }
}

/** Each screen that a test answers, and what it answers there. Returns the screen it ends at. */
export function* answering(
  machine: MenuMachine,
  test: MenuTest,
): Generator<{ readonly screen: MenuScreen; readonly answer: string }, MenuScreen> {
  const at = test.at ?? ANY_TIME;
  const facts: MenuFacts = { ...NO_FACTS, tier: test.tier, to: test.to, queues: test.queues };
  const lookedUp = (step: MenuStep): MenuStep => {
    let now = step;
    // A way round through lookups alone is red, so this ends.
    while (now.screen.expects.kind === "lookup") {
      const found: MenuInput = { type: "looked_up", result: test.lookup, fields: {}, tier: null };
      now = stepMenu(machine, now.snapshot, found, at, facts);
    }
    return now;
  };
  let step = lookedUp(startMenu(machine, at, facts));
  for (const answer of test.answers) {
    if (isOver(step.screen)) break;
    yield { screen: step.screen, answer };
    step = lookedUp(stepMenu(machine, step.snapshot, inputOf(answer), at, facts));
  }
  return step.screen;
}

function inputOf(answer: string): MenuInput {
  if (answer === ".") return { type: "silence" };
  if (answer.startsWith('"')) return { type: "speech", text: answer.slice(1, -1) };
  return answer.length === 1 ? { type: "key", key: answer } : { type: "digits", digits: answer };
}

function isOver({ expects }: MenuScreen): boolean {
  return expects.kind === "bucket" || expects.kind === "hangup";
}

function bucketOf({ expects }: MenuScreen): string | null {
  return expects.kind === "bucket" ? expects.bucketId : null;
}

function whereAt(screen: MenuScreen): string {
  const bucketId = bucketOf(screen);
  const node = `at ${screen.nodeId}`;
  return bucketId === null ? `with a goodbye ${node}` : `in the bucket ${bucketId} ${node}`;
}
