/** How far the advisor's order is from the best one, found by trying all of them. */
import { advise } from "../flows/advisor/advise.js";
import { replaceNode } from "../flows/advisor/changes.js";
import { expectedSeconds } from "../flows/advisor/expected.js";
import type { Traffic } from "../flows/advisor/traffic.js";
import { validateTree } from "../flows/validate.js";
import type { MenuTree } from "../protocol/menu-tree.js";
import { smallTree } from "./menus-trees.js";
import { Chance } from "./routing-chance.js";

/** Largest over so many random trees: the advised mean time over the best one, less 1. */
export function advisorGap(trees: number): number {
  let largest = 0;
  for (let seed = 1; seed <= trees; seed += 1) {
    const chance = new Chance(seed);
    const tree = smallTree(chance);
    const traffic = drawTraffic(tree, chance);
    const best = bestOf(tree, traffic);
    const advised = afterAdvice(tree, traffic);
    largest = Math.max(largest, advised / best - 1);
  }
  return largest;
}

/** Takes the first proposal of another order until there is none. */
function afterAdvice(tree: MenuTree, traffic: Traffic): number {
  let [now, seen] = [tree, traffic];
  for (;;) {
    const { proposals } = advise(now, seen);
    for (const { tree: changed } of proposals) {
      const reds = changed === null ? [] : validateTree(changed).findings;
      if (reds.some(({ severity }) => severity === "red")) throw new Error("refused by its rules");
    }
    const better = proposals.find(({ kind }) => kind === "reorder");
    if (better === undefined || better.tree === null) return mean(now, seen);
    seen = carried(seen, now, better.tree);
    now = better.tree;
  }
}

/** What was pressed, under the keys that the same options have now. */
function carried(traffic: Traffic, from: MenuTree, to: MenuTree): Traffic {
  const moved = new Map(traffic);
  for (const node of to.nodes) {
    const before = from.nodes.find(({ id }) => id === node.id);
    if (node.kind !== "menu" || before?.kind !== "menu" || node === before) continue;
    const oldKeys = new Map(before.options.map(({ key, label }) => [label["en"], key]));
    const counts = node.options.map(({ key, label }): [string, number] => [
      key,
      traffic.get(node.id)?.get(oldKeys.get(label["en"]) ?? "") ?? 0,
    ]);
    moved.set(node.id, new Map(counts));
  }
  return moved;
}

/** Menus do not depend on each other: each is tried in every order by itself. */
function bestOf(tree: MenuTree, traffic: Traffic): number {
  let best = tree;
  for (const node of tree.nodes) {
    if (node.kind !== "menu") continue;
    const sentences = (node.prompt["en"] ?? "").match(/For [^.]*\./g) ?? [];
    let least = Infinity;
    for (const order of orders(sentences)) {
      const tried = replaceNode(best, { ...node, prompt: { en: order.join(" ") } });
      const seconds = mean(tried, traffic);
      if (seconds >= least) continue;
      least = seconds;
      best = tried;
    }
  }
  return mean(best, traffic);
}

function mean(tree: MenuTree, traffic: Traffic): number {
  return expectedSeconds(tree, traffic).averageSeconds ?? Infinity;
}

function drawTraffic(tree: MenuTree, chance: Chance): Traffic {
  const menus = tree.nodes.filter((node) => node.kind === "menu");
  return new Map(
    menus.map(({ id, options }) => [
      id,
      new Map(options.map(({ key }): [string, number] => [key, chance.whole(1, 1000)])),
    ]),
  );
}

function orders<T>(things: readonly T[]): readonly T[][] {
  if (things.length <= 1) return [[...things]];
  return things.flatMap((first, n) =>
    orders(things.filter((_, k) => k !== n)).map((rest) => [first, ...rest]),
  );
}
