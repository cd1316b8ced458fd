/** A walk through the draft, in this page: what was heard and pressed so far. */
import { compileTree, type MenuMachine } from "../../../flows/compile.js";
import { type MenuStep, startMenu, stepMenu } from "../../../flows/step.js";
import type { MenuInput } from "../../../protocol/menu-session.js";
import type { MenuTree } from "../../../protocol/menu-tree.js";

export interface Trial {
  readonly machine: MenuMachine;
  /** The first is the beginning. */
  readonly steps: readonly MenuStep[];
}

/** null: the tree cannot be walked at all until its findings are mended. */
export function beginTrial(tree: MenuTree, at: number): Trial | null {
  try {
    const machine = compileTree(tree);
    return { machine, steps: [startMenu(machine, at)] };
  } catch {
    return null;
  }
}

/** null: the walk came to a place where the tree is broken. */
export function continueTrial(trial: Trial, input: MenuInput, at: number): Trial | null {
  const last = trial.steps.at(-1);
  if (last === undefined) return null;
  try {
    const step = stepMenu(trial.machine, last.snapshot, input, at);
    return { ...trial, steps: [...trial.steps, step] };
  } catch {
    return null;
  }
}
