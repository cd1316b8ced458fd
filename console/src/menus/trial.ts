/** A walk through the draft, in this page: what was heard and pressed so far. */
import { compileTree, type MenuMachine } from "../../../flows/compile.js";
import { type Parts, type Whole, wholeTree } from "../../../flows/parts.js";
import { walkSavedTest } from "../../../flows/saved-tests.js";
import { type MenuStep, startMenu, stepMenu } from "../../../flows/step.js";
import { NodeId } from "../../../protocol/ids.js";
import type { MenuFacts, MenuInput } from "../../../protocol/menu-session.js";
import type { MenuTest, MenuTree } from "../../../protocol/menu-tree.js";
import { litBy } from "./edit/lit.js";
import { redirected } from "../../../flows/slots.js";
import { NOWHERE } from "./edit/slots.js";

export interface Trial {
  readonly machine: MenuMachine;
  /** The draft with its parts in place. */
  readonly whole: Whole;
  /** The first is the beginning. */
  readonly steps: readonly MenuStep[];
  /** What was answered, as a saved test writes it. */
  readonly answers: readonly string[];
  /** What the last lookup found out. null: nothing was looked up. */
  readonly lookup: MenuTest["lookup"] | null;
  readonly beganAt: number;
}

/** When the caller calls, and what is known of them and of the buckets. */
export interface Circumstances {
  readonly at: number;
  readonly facts: MenuFacts;
}

/** null: the tree cannot be walked at all until its findings are mended. */
export function beginTrial(
  tree: MenuTree,
  parts: Parts,
  { at, facts }: Circumstances,
): Trial | null {
  try {
    const whole = wholeTree(tree, parts);
    const machine = compileTree(walkable(whole.tree));
    const steps = [startMenu(machine, at, facts)];
    return { machine, whole, steps, answers: [], lookup: null, beganAt: at };
  } catch {
    return null;
  }
}

/** What leads nowhere yet ends there, so that an unfinished draft can be tried as far as it goes. */
function walkable(tree: MenuTree): MenuTree {
  const known = new Set(tree.nodes.map(({ id }) => id));
  const nodes = tree.nodes.map((node) =>
    redirected(node, ({ to }) => (known.has(to) ? to : NOWHERE)),
  );
  return { ...tree, nodes: [...nodes, { id: NOWHERE, kind: "hangup", prompt: null }] };
}

/** null: the walk came to a place where the tree is broken. */
export function continueTrial(
  trial: Trial,
  input: MenuInput,
  { at, facts }: Circumstances,
): Trial | null {
  const last = trial.steps.at(-1);
  if (last === undefined) return null;
  try {
    const step = stepMenu(trial.machine, last.snapshot, input, at, facts);
    return {
      ...trial,
      steps: [...trial.steps, step],
      answers: [...trial.answers, ...answersIn(input)],
      lookup: input.type === "looked_up" ? input.result : trial.lookup,
    };
  } catch {
    return null;
  }
}

function answersIn(input: MenuInput): readonly string[] {
  switch (input.type) {
    case "key":
      return [input.key];
    case "digits":
      return [input.digits];
    case "silence":
      return ["."];
    case "speech":
      return [`"${input.text.replaceAll('"', "")}"`];
    case "looked_up":
      return [];
    default:
      throw new Error(`unhandled input ${String(input satisfies never)}`);
  }
}

/** A saved test as it walks the tree now. null: the tree cannot be walked at all. */
export function trialOf(tree: MenuTree, parts: Parts, test: MenuTest): Trial | null {
  try {
    const whole = wholeTree(tree, parts);
    const machine = compileTree(walkable(whole.tree));
    const { steps } = walkSavedTest(machine, test);
    const { answers, lookup } = test;
    return { machine, whole, steps, answers, lookup, beganAt: test.at ?? 0 };
  } catch {
    return null;
  }
}

/** What of the drawn tree the walk has passed; inside a part, the node that stands for it. */
export function litOf({ whole, steps }: Trial): ReadonlySet<string> {
  const legs = steps.map(({ fact }) => ({
    from: fact.fromNodeId,
    to: fact.toNodeId,
    input: fact.input,
  }));
  const lit = [...litBy(whole.tree, legs)];
  return new Set(lit.map((id) => drawnAs(whole, id)));
}

/** The drawn node in which the walk rests. */
export function restsAt({ whole, steps }: Trial): NodeId | null {
  const id = steps.at(-1)?.screen.nodeId;
  return id === undefined ? null : (whole.placeOf.get(id) ?? id);
}

function drawnAs({ placeOf }: Whole, id: string): string {
  const nodeId = NodeId.safeParse(id);
  return (nodeId.success ? placeOf.get(nodeId.data) : undefined) ?? id;
}
