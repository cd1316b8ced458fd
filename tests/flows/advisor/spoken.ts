/** Trees whose prompts name each key, as a supervisor writes them. */
import type { Traffic } from "../../../flows/advisor/traffic.js";
import { validateTree } from "../../../flows/validate.js";
import { MenuTree, type MenuNodeOf } from "../../../protocol/menu-tree.js";
import { drawTree } from "../draw.js";

/** `words` says how many words the option under each key of each menu is long; 2 where it says nothing. */
export function spokenTree(
  drawing: string,
  words: Readonly<Record<string, Readonly<Record<string, number>>>> = {},
): MenuTree {
  const tree = drawTree(drawing);
  for (const node of tree.nodes) {
    if (node.kind !== "menu") continue;
    const parts = node.options.map(({ key }) => {
      const long = words[node.id]?.[key] ?? 2;
      return `For ${"thing ".repeat(long).trim()}, press ${key}.`;
    });
    node.prompt = { en: parts.join(" ") };
  }
  return tree;
}

/** A menu at the end of the fewest levels that the house allows: `last` has these options. */
export function fourLevels(options: string, ends: string): string {
  return `n1 menu 1>n2 \n n2 menu 1>n3 \n n3 menu 1>last \n last menu ${options} \n ${ends} \n desk operator`;
}

/**
 * A tree of menus alone, below a language choice, that keeps the rules and has no ways back; some of
 * them are crowded, may not be interrupted, or have a marked short way. Tests lead to its ends.
 */
export function speakingTree(tape: readonly number[]): MenuTree {
  let read = 0;
  const decide = (sides: number): number => (tape[read++ % tape.length] ?? 0) % sides;
  const lines: string[] = [];
  const patient = new Set<string>();
  const tests: { name: string; answers: string[]; bucketId: string }[] = [];
  const grow = (levels: number, answers: readonly string[]): string => {
    const id = `n${String(lines.length)}`;
    const place = lines.push(`${id} bucket`) - 1;
    if (levels === 6 || (levels >= 4 && (lines.length > 40 || decide(3) === 0))) {
      tests.push({ name: id, answers: [...answers], bucketId: id });
      return id;
    }
    // Large ones near the ends, so that trees stay small.
    const many = lines.length > 40 ? 1 : levels >= 3 ? [1, 3, 4, 7, 8][decide(5)] : 1 + decide(2);
    if (decide(3) === 0) patient.add(id);
    const options = Array.from({ length: many ?? 1 }, (_, n) => {
      const key = String(n + 1);
      return `${key}${decide(9) === 0 ? "!" : ""}>${grow(levels + 1, [...answers, key])}`;
    });
    lines[place] = `${id} menu ${options.join(" ")}`;
    return id;
  };
  const main = grow(1, ["1"]);
  const all = [`lang language 1=en 2=zh >${main}`, ...lines, "desk operator"];
  const tree = drawTree(all.join("\n"), ["en", "zh"]);
  for (const node of tree.nodes) {
    if (node.kind !== "menu") continue;
    const said = node.options.map(({ key }) => ({ key, long: 1 + decide(9) }));
    const english = said.map(
      ({ key, long }) => `For ${"thing ".repeat(long).trim()}, press ${key}.`,
    );
    const chinese = said.map(({ key, long }) => `${"事".repeat(long)}请按 ${key}`);
    node.prompt = { en: `Hello. ${english.join(" ")}`, zh: `${chinese.join("，")}。` };
    node.bargeIn = !patient.has(node.id);
  }
  return MenuTree.parse({ ...tree, tests: tests.slice(0, 10) });
}

/** How often each key of each node was pressed. */
export function countedAt(counts: Record<string, Record<string, number>>): Traffic {
  return new Map(
    Object.entries(counts).map(([id, keys]) => [id, new Map(Object.entries(keys))]),
  ) as unknown as Traffic;
}

export function menuIn(tree: MenuTree, id: string): MenuNodeOf<"menu"> {
  const node = tree.nodes.find((one) => one.id === id);
  if (node?.kind !== "menu") throw new Error(`${id} is no menu`);
  return node;
}

/** What a tree may not be published with. */
export function redsOf(tree: MenuTree): string[] {
  return validateTree(tree)
    .findings.filter(({ severity }) => severity === "red")
    .map(({ rule, message }) => `${rule} ${message}`);
}
