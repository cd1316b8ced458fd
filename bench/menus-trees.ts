/** Trees made of a seed: large ones to compile and walk, small ones whose best order can be enumerated. */
import { MenuTree, type MenuNode, type OptionKey } from "../protocol/menu-tree.js";
import type { Chance } from "./routing-chance.js";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"] as const satisfies OptionKey[];

/** How many options the menus of each level have, until there are so many nodes. */
const BRANCHES = [5, 5, 4, 4];

/** A tree without findings of `count` nodes: four levels of menus, and buckets below them. */
export function largeTree(count: number, chance: Chance): MenuTree {
  const nodes: unknown[] = [{ id: "desk", kind: "operator", bucketId: "desk", prompt: null }];
  const grow = (level: number): string => {
    const id = `n${String(nodes.length)}`;
    if (level === BRANCHES.length) {
      nodes.push({ id, kind: "bucket", bucketId: id, prompt: null, priority: null });
      return id;
    }
    const place = nodes.push(null) - 1;
    const options: string[] = [];
    // The last menus take no more leaves than the tree may have nodes, but one each.
    for (let k = 0; k < (BRANCHES[level] ?? 1); k += 1) {
      if (k === 0 || nodes.length < count) options.push(grow(level + 1));
    }
    nodes[place] = menu(id, options, chance);
    return id;
  };
  const start = grow(0);
  return MenuTree.parse({ id: "large", name: "Large", languages: ["en"], start, nodes });
}

/** Four menus below each other, of which each has up to five ways on and only the first goes deeper. */
export function smallTree(chance: Chance): MenuTree {
  const nodes: unknown[] = [{ id: "desk", kind: "operator", bucketId: "desk", prompt: null }];
  const bucket = (id: string): string => {
    nodes.push({ id, kind: "bucket", bucketId: id, prompt: null, priority: null });
    return id;
  };
  let below = "";
  for (let level = 4; level >= 1; level -= 1) {
    const id = `m${String(level)}`;
    const many = chance.whole(2, 5);
    // Above the fourth level every way goes deeper: a bucket may not be nearer.
    const options = Array.from({ length: many }, (_, n) =>
      level === 4 ? bucket(`b${String(n)}`) : below,
    );
    nodes.push(menu(id, options, chance));
    below = id;
  }
  return MenuTree.parse({ id: "small", name: "Small", languages: ["en"], start: below, nodes });
}

/** A menu that says each option in one to nine words. */
export function spoken(key: string, words: number): string {
  return `For ${"matters ".repeat(words).trim()}, press ${key}.`;
}

function menu(id: string, targets: readonly string[], chance: Chance): MenuNode | object {
  const options = targets.map((to, n) => ({
    key: KEYS[n],
    label: { en: `${id} ${String(n)}` },
    to,
  }));
  const prompt = options.map(({ key }) => spoken(key ?? "1", chance.whole(1, 9))).join(" ");
  const patience = { prompt: { en: "Please press a key." }, times: 2, fallback: "desk" };
  return {
    id,
    kind: "menu",
    prompt: { en: prompt },
    options,
    noInput: patience,
    invalid: patience,
  };
}
