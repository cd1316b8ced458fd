/** Ways in which a tree could be drawn differently. Each gives back a tree and the traffic it would see. */
import type { NodeId } from "../../protocol/ids.js";
import type { MenuNode, MenuNodeOf, MenuTree, OptionKey } from "../../protocol/menu-tree.js";
import { arrowsFrom } from "../graph.js";
import { sayInstead, takeApart, type SpokenOptions } from "./spoken-options.js";
import type { Traffic } from "./traffic.js";

type Menu = MenuNodeOf<"menu">;
type Option = Menu["options"][number];

export interface Changed {
  readonly tree: MenuTree;
  readonly traffic: Traffic;
}

/** What was said of each option stays true under another key. */
export function replaceNode(tree: MenuTree, node: MenuNode): MenuTree {
  return { ...tree, nodes: tree.nodes.map((one) => (one.id === node.id ? node : one)) };
}

/** What is on a recording cannot be said in another order, nor of another key. */
export function isRecorded({ recordings = {} }: Menu): boolean {
  return Object.keys(recordings).length > 0;
}

/**
 * What a menu says of each key, in each of these languages. null: it is recorded, or it does not say
 * each key in a part of its own.
 */
export function spokenIn(
  menu: Menu,
  languages: readonly string[],
): ReadonlyMap<string, SpokenOptions> | null {
  if (isRecorded(menu)) return null;
  const keys = menu.options.map(({ key }) => key);
  const spoken = new Map<string, SpokenOptions>();
  for (const language of languages) {
    const parts = takeApart(menu.prompt[language] ?? "", keys);
    if (parts === null) return null;
    spoken.set(language, parts);
  }
  return spoken;
}

/** The keys that a menu has left, smallest first. */
export function freeKeys({ options }: Pick<Menu, "options">): readonly OptionKey[] {
  const used = new Set(options.map(({ key }) => key));
  return (["1", "2", "3", "4", "5", "6", "7", "8", "9"] as const).filter((key) => !used.has(key));
}

/**
 * The options of a menu that hangs below one key alone take that key's place, in the order in which they
 * are heard. null: there are too few keys, something else leads to the menu, or a prompt cannot be
 * taken apart or is recorded.
 */
export function mergeMenu(
  { tree, traffic }: Changed,
  menu: Menu,
  via: { readonly parent: Menu; readonly option: Option },
): Changed | null {
  const { parent, option } = via;
  const into = tree.nodes.flatMap(arrowsFrom).filter(({ to }) => to === menu.id);
  const comesAlone = into.every(
    ({ from, by }) => from === menu.id || (from === parent.id && by === "choice"),
  );
  const rest = parent.options.filter((one) => one !== option);
  if (!comesAlone || into.filter(({ from }) => from === parent.id).length !== 1) return null;
  const keys = [option.key, ...freeKeys(parent)];
  if (menu.options.length > keys.length || tree.start === menu.id) return null;
  const above = spokenIn(parent, tree.languages);
  const below = spokenIn(menu, tree.languages);
  if (above === null || below === null) return null;
  const moved = menu.options.map((one, n) => ({ ...one, key: keys[n] ?? one.key }));
  const prompt = { ...parent.prompt };
  for (const [language, spoken] of above) {
    const inside = below.get(language);
    if (inside !== undefined) prompt[language] = said(spoken, inside, { option, moved, menu });
  }
  const place = parent.options.indexOf(option);
  const options = [...rest.slice(0, place), ...moved, ...rest.slice(place)];
  const nodes = tree.nodes.filter((node) => node.id !== menu.id);
  const changed = replaceNode({ ...tree, nodes }, { ...parent, prompt, options });
  return { tree: changed, traffic: mergedTraffic(traffic, menu, { parent, option, moved }) };
}

function said(
  above: SpokenOptions,
  below: SpokenOptions,
  by: { readonly option: Option; readonly moved: readonly Option[]; readonly menu: Menu },
): string {
  const newKey = (old: string): string => {
    const at = by.menu.options.findIndex(({ key }) => key === old);
    return by.moved[at]?.key ?? old;
  };
  const parts = above.parts.flatMap(({ key, text }) =>
    key === by.option.key
      ? below.parts.map((one) => ({ text: one.text, becomes: newKey(one.key) }))
      : [{ text, becomes: key }],
  );
  return sayInstead(above, parts, below);
}

function mergedTraffic(
  traffic: Traffic,
  menu: Menu,
  via: { readonly parent: Menu; readonly option: Option; readonly moved: readonly Option[] },
): Traffic {
  const above = traffic.get(via.parent.id);
  const below = traffic.get(menu.id);
  if (above === undefined || below === undefined) return traffic;
  const through = above.get(via.option.key) ?? 0;
  const all = [...below.values()].reduce((sum, count) => sum + count, 0);
  const merged = new Map(above);
  merged.delete(via.option.key);
  menu.options.forEach(({ key }, n) => {
    const share = all === 0 ? 1 / menu.options.length : (below.get(key) ?? 0) / all;
    merged.set(via.moved[n]?.key ?? key, through * share);
  });
  return new Map([...traffic, [via.parent.id, merged]]);
}

/** A marked short way from the menu to a bucket, said last, so that nobody else waits for it. */
export function addShortcut(
  tree: MenuTree,
  from: Menu,
  to: { readonly nodeId: NodeId; readonly label: Readonly<Record<string, string>> },
): MenuTree | null {
  const key = freeKeys(from).at(-1);
  if (key === undefined || isRecorded(from)) return null;
  const prompt = { ...from.prompt };
  for (const language of tree.languages) {
    const say = SHORTCUT_WORDS[language.split("-")[0] ?? ""];
    const label = to.label[language];
    if (say === undefined || label === undefined) return null;
    prompt[language] = `${(prompt[language] ?? "").trimEnd()}${say(label, key)}`;
  }
  const option = { key, label: { ...to.label }, to: to.nodeId, words: {}, shortcut: true };
  return replaceNode(tree, { ...from, prompt, options: [...from.options, option] });
}

/** Languages in which an option can be added by machine. */
const SHORTCUT_WORDS: Readonly<Record<string, (label: string, key: string) => string>> = {
  en: (label, key) => ` For ${label}, press ${key}.`,
  zh: (label, key) => `${label}请按 ${key}。`,
};
