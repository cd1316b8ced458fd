/**
 * What no tree can be faster than, for these wishes and the rules of the house: the keys of a menu are
 * letters that cost what it takes to hear up to them and press, and a path is a word. Among words none
 * of which begins another, the mean cost is at least the entropy of the wishes over the capacity of the
 * letters (the noiseless coding theorem for letters of unequal cost), and each word has as many letters
 * as the house asks for.
 */
import type { MenuTree } from "../../protocol/menu-tree.js";
import { OPTIONS_MAX } from "../rules/nodes.js";
import { LEVELS_MIN } from "../rules/ways.js";
import type { Expected } from "./expected.js";
import { PRESS_SECONDS, momentsOf } from "./timing.js";

/** Seconds, mean over all who reach a bucket. null: nobody does, or the tree has no menu. */
export function lowerBound(tree: MenuTree, { buckets }: Expected): number | null {
  const perOption = secondsPerOption(tree);
  const reached = buckets.reduce((sum, { share }) => sum + share, 0);
  if (perOption === null || reached === 0) return null;
  const costs = Array.from({ length: OPTIONS_MAX }, (_, n) => (n + 1) * perOption + PRESS_SECONDS);
  const short = shortcutTargets(tree);
  const [first = 0] = costs;
  let bits = 0;
  let fewest = 0;
  for (const { nodeId, share } of buckets) {
    const p = share / reached;
    if (p > 0) bits -= p * Math.log2(p);
    fewest += p * first * (short.has(nodeId) ? 1 : LEVELS_MIN);
  }
  return Math.max(fewest, bits / capacityOf(costs));
}

/** These may be reached at once. */
function shortcutTargets({ nodes }: MenuTree): ReadonlySet<string> {
  const options = nodes.flatMap((node) => (node.kind === "menu" ? node.options : []));
  return new Set(options.flatMap(({ to, shortcut }) => (shortcut ? [to] : [])));
}

/** What it takes to say one option, mean over all menus and languages of the tree. */
function secondsPerOption(tree: MenuTree): number | null {
  let seconds = 0;
  let options = 0;
  for (const node of tree.nodes) {
    if (node.kind !== "menu") continue;
    for (const language of tree.languages) {
      const moments = [...momentsOf(node, [language]).values()];
      seconds += Math.max(0, ...moments);
      options += moments.length;
    }
  }
  return options === 0 ? null : seconds / options;
}

/** Bits a second: the x at which the sum of 2 to the minus x times cost is 1; found by halving. */
function capacityOf(costs: readonly number[]): number {
  const sum = (x: number): number => costs.reduce((all, cost) => all + 2 ** (-x * cost), 0);
  let low = 0;
  let high = 1;
  while (sum(high) > 1) high *= 2;
  for (let round = 0; round < 60; round += 1) {
    const middle = (low + high) / 2;
    if (sum(middle) > 1) low = middle;
    else high = middle;
  }
  return high;
}
