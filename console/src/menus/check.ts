/** What is wrong with a tree, and how its saved tests come out. In a worker: 500 tests take a second. */
import type { Known } from "../../../flows/rules/finding.js";
import type { TestResult } from "../../../flows/saved-tests.js";
import { validateTree } from "../../../flows/validate.js";
import type { Finding, MenuTree } from "../../../protocol/menu-tree.js";

export interface Checked {
  readonly findings: readonly Finding[];
  /** Empty: other findings are red, so that nothing was walked. */
  readonly tests: readonly TestResult[];
}

export interface ToCheck {
  readonly tree: MenuTree;
  readonly known: Known;
}

export function checked({ tree, known }: ToCheck): Checked {
  const { findings, tests } = validateTree(tree, known);
  return { findings, tests };
}
