/** Runs the walks that a supervisor saved with a tree: keys in, bucket out. */
import type { BucketId, NodeId } from "../protocol/ids.js";
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
  /** Where the caller was after the last answer that was taken. null: the tree cannot be walked. */
  readonly came: {
    readonly nodeId: NodeId;
    /** still: asked again. */
    readonly is: "bucket" | "goodbye" | "still";
    readonly bucketId: BucketId | null;
    /** Answers that nobody asked for any more. */
    readonly left: number;
  } | null;
}

/** Of a tree without red findings; in the order of its tests. */
export function runSavedTests(tree: MenuTree): readonly TestResult[] {
  return atOnce(runningSavedTests(tree));
}

/** The same, a test at a time. */
export function* runningSavedTests(tree: MenuTree): Generator<undefined, readonly TestResult[]> {
  if (tree.tests.length === 0) return [];
  if (placesOf(tree).some(({ start }) => start === null)) {
    const failure = "The tree stands on other trees, which are not known here.";
    return tree.tests.map((test) => ({ test, failure, came: null }));
  }
  const machine = compileTree(tree);
  const results: TestResult[] = [];
  for (const test of tree.tests) {
    yield;
    results.push(resultOf(machine, test));
  }
  return results;
}

export interface SavedWalk {
  /** The first screen, and one after each answer until it is over. */
  readonly steps: readonly MenuStep[];
  /** Answers that nobody asked for any more. */
  readonly left: number;
}

/** What is looked up on the way is answered at once. */
export function walkSavedTest(machine: MenuMachine, test: MenuTest): SavedWalk {
  const at = test.at ?? ANY_TIME;
  const facts: MenuFacts = { ...NO_FACTS, tier: test.tier, to: test.to, queues: test.queues };
  const steps: MenuStep[] = [];
  const lookedUp = (step: MenuStep): MenuStep => {
    let now = step;
    steps.push(now);
    // A way round through lookups alone is red, so this ends.
    while (now.screen.expects.kind === "lookup") {
      const found: MenuInput = { type: "looked_up", result: test.lookup, fields: {}, tier: null };
      now = stepMenu(machine, now.snapshot, found, at, facts);
      steps.push(now);
    }
    return now;
  };
  let step = lookedUp(startMenu(machine, at, facts));
  for (const [place, answer] of test.answers.entries()) {
    if (isOver(step.screen)) return { steps, left: test.answers.length - place };
    step = lookedUp(stepMenu(machine, step.snapshot, inputOf(answer), at, facts));
  }
  return { steps, left: 0 };
}

function resultOf(machine: MenuMachine, test: MenuTest): TestResult {
  const { steps, left } = walkSavedTest(machine, test);
  const screen = steps.at(-1)?.screen;
  if (screen === undefined) throw new Error("a walk has a first screen");
  const bucketId = bucketOf(screen);
  const is = bucketId !== null ? "bucket" : isOver(screen) ? "goodbye" : "still";
  const came = { nodeId: screen.nodeId, is, bucketId, left } as const;
  return { test, came, failure: failureOf(screen, test, left) };
}

function failureOf(screen: MenuScreen, test: MenuTest, left: number): string | null {
  if (!isOver(screen)) return `It still asks at ${screen.nodeId} after the last answer.`;
  if (left > 0) return `It is over ${String(left)} answers too soon, ${whereAt(screen)}.`;
  return bucketOf(screen) === test.bucketId ? null : `It comes out ${whereAt(screen)}.`;
}

function inputOf(answer: string): MenuInput {
  if (answer === ".") return { type: "silence" };
  if (answer.startsWith('"')) return { type: "speech", text: answer.slice(1, -1) };
  return answer.length === 1 ? { type: "key", key: answer } : { type: "digits", digits: answer };
}

function isOver({ expects }: MenuScreen): boolean {
  return expects.kind === "bucket" || expects.kind === "hangup";
}

function bucketOf({ expects }: MenuScreen): BucketId | null {
  return expects.kind === "bucket" ? expects.bucketId : null;
}

function whereAt(screen: MenuScreen): string {
  const bucketId = bucketOf(screen);
  const node = `at ${screen.nodeId}`;
  return bucketId === null ? `with a goodbye ${node}` : `in the bucket ${bucketId} ${node}`;
}
