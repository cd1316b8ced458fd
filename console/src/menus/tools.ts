/** What stands on the drawing besides the tree itself: what changed, or what was counted. */
import type { Comparison } from "./compare/comparison.js";
import type { Numbers } from "./numbers/counts.js";

export interface Overlay {
  readonly comparison: Comparison | null;
  readonly numbers: Numbers | null;
}

/** What can be open beside the drawing. */
export const PANELS = ["findings", "tests", "numbers", "advice", "versions", "phone"] as const;
export type Panel = (typeof PANELS)[number];
