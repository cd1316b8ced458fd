/** What is wanted least of a crowded menu, said in a menu of its own, and the traffic both would see. */
import { NodeId } from "../../protocol/ids.js";
import type { MenuNodeOf, MenuTree, OptionKey, Prompt } from "../../protocol/menu-tree.js";
import { freeKeys, spokenIn, type Changed } from "./changes.js";
import { sayInstead, type SpokenOptions } from "./spoken-options.js";
import { momentsOf } from "./timing.js";

type Menu = MenuNodeOf<"menu">;
type Option = Menu["options"][number];

/** People who listen compare about so many things before they forget the first. */
const OPTIONS_AT_EASE = 5;
/** Half of what people keep in mind of a prompt (F18); the mean caller should not need more. */
const SECONDS_AT_EASE = 15;
/** A menu of one option asks nothing. */
const MOVED_MIN = 2;
/** Ids may be 120 characters long. */
const ID_STEM_MAX = 100;

/** Languages in which the way to the new menu can be said by machine. */
const OTHER_WORDS: Readonly<Record<string, { label: string; say: (key: string) => string }>> = {
  en: { label: "Other matters", say: (key) => `For other matters, press ${key}` },
  zh: { label: "其他事项", say: (key) => `其他事项请按 ${key}` },
};

/**
 * One tree for each number of options that could move, the least used first; marked shortcuts stay.
 * What stays keeps its key and its place; what moves is said in the order of its use. None: the menu
 * is not crowded, was split before, speaks a language that we cannot, or its prompt cannot be taken apart or is recorded.
 */
export function splitMenu({ tree, traffic }: Changed, menu: Menu): readonly Changed[] {
  const shares = traffic.get(menu.id) ?? new Map<string, number>();
  const spoken = spokenIn(menu, tree.languages);
  if (spoken === null || !isCrowded(menu, tree.languages, shares)) return [];
  const shareOf = ({ key }: Option): number => shares.get(key) ?? 0;
  const byUse = menu.options
    .filter(({ shortcut }) => !shortcut)
    .sort((a, b) => shareOf(b) - shareOf(a));
  const ways: Changed[] = [];
  for (let stay = 1; stay <= byUse.length - MOVED_MIN; stay += 1) {
    const moved = byUse.slice(stay);
    const nodes = splitAt(menu, { tree, spoken, moved });
    if (nodes === null) return [];
    const { above, below, key } = nodes;
    const left = new Map(
      [...shares].filter(([one]) => moved.every((option) => option.key !== one)),
    );
    left.set(
      key,
      moved.reduce((sum, option) => sum + shareOf(option), 0),
    );
    const inside = new Map(
      moved.map((option, n) => [below.options[n]?.key ?? "", shareOf(option)]),
    );
    ways.push({
      tree: {
        ...tree,
        nodes: tree.nodes.flatMap((node) => (node.id === menu.id ? [above, below] : [node])),
      },
      traffic: new Map<NodeId, ReadonlyMap<string, number>>([
        ...traffic,
        [menu.id, left],
        [below.id, inside],
      ]),
    });
  }
  return ways;
}

/** Too many options, or the mean caller listens for too long. */
function isCrowded(
  menu: Menu,
  languages: readonly string[],
  shares: ReadonlyMap<string, number>,
): boolean {
  if (menu.options.length > OPTIONS_AT_EASE) return true;
  let seconds = 0;
  for (const language of languages) {
    for (const [key, moment] of momentsOf(menu, [language])) {
      seconds += (moment * (shares.get(key) ?? 0)) / languages.length;
    }
  }
  return seconds > SECONDS_AT_EASE;
}

interface Cut {
  readonly tree: MenuTree;
  readonly spoken: ReadonlyMap<string, SpokenOptions>;
  readonly moved: readonly Option[];
}

interface Halves {
  readonly above: Menu;
  readonly below: Menu;
  /** Leads from one to the other. */
  readonly key: OptionKey;
}

function splitAt(menu: Menu, { tree, spoken, moved }: Cut): Halves | null {
  const options = menu.options.filter((option) => !moved.includes(option));
  const key = freeKeys({ options }).at(-1);
  if (key === undefined) return null;
  const newKeys = freeKeys({ options: [] });
  const inside = moved.map((option, n) => ({ ...option, key: newKeys[n] ?? option.key }));
  const label: Prompt = {};
  const prompts = { above: { ...menu.prompt }, below: { ...menu.prompt } };
  for (const [language, said] of spoken) {
    const words = OTHER_WORDS[language.split("-")[0] ?? ""];
    // Nobody could tell two of them apart.
    const isSaid = menu.options.some((option) => option.label[language] === words?.label);
    if (words === undefined || isSaid) return null;
    label[language] = words.label;
    const stays = said.parts.filter((part) => options.some((option) => option.key === part.key));
    prompts.above[language] = sayInstead(said, [
      ...stays.map((part) => ({ text: part.text, becomes: part.key })),
      { text: words.say(key), becomes: key },
    ]);
    const below = sayInstead(
      { ...said, intro: "", outro: "" },
      moved.flatMap((option, n) =>
        said.parts
          .filter((part) => part.key === option.key)
          .map(({ text }) => ({ text, becomes: inside[n]?.key ?? option.key })),
      ),
    );
    prompts.below[language] = below.trimEnd();
  }
  const id = freshId(tree, menu.id);
  const other: Option = { key, label, to: id, words: {}, shortcut: false };
  return {
    above: { ...menu, prompt: prompts.above, options: [...options, other] },
    below: { ...menu, id, prompt: prompts.below, options: inside },
    key,
  };
}

/** Such as `main-other`, or `main-other-2` when there is one already. */
function freshId({ nodes }: MenuTree, beside: NodeId): NodeId {
  const taken = new Set<string>(nodes.map(({ id }) => id));
  const stem = `${beside.slice(0, ID_STEM_MAX)}-other`;
  let id = stem;
  for (let n = 2; taken.has(id); n += 1) id = `${stem}-${String(n)}`;
  return NodeId.parse(id);
}
