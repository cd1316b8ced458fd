/**
 * Saved tests say which keys are pressed. In a tree that is drawn differently the same caller presses
 * other keys on the way to the same bucket, so a proposal brings its tests along.
 */
import type { NodeId } from "../../protocol/ids.js";
import type { MenuNode, MenuTest, MenuTree } from "../../protocol/menu-tree.js";
import { compileTree } from "../compile.js";
import { placesOf } from "../parts.js";
import { walkSavedTest } from "../saved-tests.js";

interface Answer {
  readonly nodeId: NodeId;
  readonly answer: string;
  /** Where the key of a menu leads. null: the answer is not a key of one. */
  readonly to: NodeId | null;
}

/**
 * For trees made of `before`, which has no red findings but its tests'. A test for which no keys are
 * found stays as it was, and fails.
 */
export function testCarrier(before: MenuTree): (after: MenuTree) => MenuTree {
  if (before.tests.length === 0 || placesOf(before).length > 0) return (after) => after;
  const machine = compileTree(before);
  const nodes = nodesOf(before);
  const walks = before.tests.map((test) => {
    const { steps, left } = walkSavedTest(machine, test);
    const asked = steps.filter(({ screen }) => screen.expects.kind !== "lookup");
    const answers = test.answers.flatMap((answer, n): Answer[] => {
      const nodeId = asked[n]?.screen.nodeId;
      if (nodeId === undefined) return [];
      return [{ nodeId, answer, to: targetOf(nodes.get(nodeId), answer) }];
    });
    // One that was over too soon fails whatever is done to it.
    return { test, answers: left > 0 ? null : answers };
  });
  return (after) => {
    const change = { before: nodes, after: nodesOf(after) };
    const tests = walks.map(({ test, answers }): MenuTest => {
      const keys = answers === null ? null : keysFor(answers, change);
      return keys === null ? test : { ...test, answers: keys };
    });
    return { ...after, tests };
  };
}

type Nodes = ReadonlyMap<NodeId, MenuNode>;

interface Change {
  readonly before: Nodes;
  readonly after: Nodes;
}

/** null: the tree has no such way any more. */
function keysFor(answers: readonly Answer[], change: Change): string[] | null {
  const [first, ...rest] = answers;
  if (first === undefined) return [];
  for (const [keys, left] of choices(first, rest, change)) {
    const others = keysFor(left, change);
    if (others !== null) return [...keys, ...others];
  }
  return null;
}

type Choice = readonly [keys: readonly string[], left: readonly Answer[]];

/** What to press for the first answer, and what is left to be answered then; the likeliest first. */
function* choices(
  { nodeId, answer, to }: Answer,
  rest: readonly Answer[],
  { before, after }: Change,
): Generator<Choice> {
  if (to === null) {
    yield [[answer], rest];
    return;
  }
  const here = after.get(nodeId);
  // Drawn under another key.
  for (const key of keysTo(here, to)) yield [[key], rest];
  // Below a menu that came between.
  for (const { key, to: between } of optionsOf(here)) {
    if (before.has(between)) continue;
    for (const below of keysTo(after.get(between), to)) yield [[key, below], rest];
  }
  // Moved up from the menu below.
  const [next, ...left] = rest;
  if (next?.nodeId !== to || next.to === null) return;
  for (const key of keysTo(here, next.to)) yield [[key], left];
}

function optionsOf(node: MenuNode | undefined): readonly { key: string; to: NodeId }[] {
  return node?.kind === "menu" ? node.options : [];
}

function keysTo(node: MenuNode | undefined, to: NodeId): readonly string[] {
  return optionsOf(node).flatMap((option) => (option.to === to ? [option.key] : []));
}

function targetOf(node: MenuNode | undefined, answer: string): NodeId | null {
  return optionsOf(node).find(({ key }) => key === answer)?.to ?? null;
}

function nodesOf({ nodes }: MenuTree): Nodes {
  return new Map(nodes.map((node) => [node.id, node]));
}
