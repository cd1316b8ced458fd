/**
 * The best order of a menu's options: with each heard after all before it, the sum of waiting is least
 * when use per second of words falls from first to last (Smith's rule for weighted completion times).
 * Marked shortcuts stay where they are: an emergency is said first whatever its use.
 */
import type { MenuNodeOf, MenuTree, OptionKey, Prompt } from "../../protocol/menu-tree.js";
import { spokenSeconds } from "../rules/words.js";
import { spokenIn } from "./changes.js";
import { putTogether, type SpokenOptions } from "./spoken-options.js";

type Menu = MenuNodeOf<"menu">;

export interface Reordered {
  readonly menu: Menu;
  /** The old key of what has each new key. */
  readonly before: ReadonlyMap<string, string>;
}

/**
 * null: it is in the best order already, or a prompt is recorded or does not say each key in a part of
 * its own.
 */
export function reorderMenu(
  menu: Menu,
  tree: Pick<MenuTree, "languages">,
  shares: ReadonlyMap<string, number>,
): Reordered | null {
  const spoken = spokenIn(menu, tree.languages);
  if (spoken === null) return null;
  const heard = heardOrder(menu, spoken.get(tree.languages[0] ?? ""));
  const best = bestOrder(heard, menu, (key) => ({
    share: shares.get(key) ?? 0,
    seconds: secondsOf(key, [...spoken.values()]),
  }));
  if (best.every((key, place) => key === heard[place])) return null;
  const free = heard.filter((key) => !isShortcut(menu, key)).sort();
  const becomes = new Map<OptionKey, OptionKey>();
  for (const key of best) {
    becomes.set(key, isShortcut(menu, key) ? key : (free.shift() ?? key));
  }
  const order = best.map((key) => ({ key, becomes: becomes.get(key) ?? key }));
  const prompt: Prompt = { ...menu.prompt };
  for (const [language, parts] of spoken) prompt[language] = putTogether(parts, order);
  const options = order.flatMap(({ key, becomes: to }) =>
    menu.options.filter((option) => option.key === key).map((option) => ({ ...option, key: to })),
  );
  return {
    menu: { ...menu, prompt, options },
    before: new Map(order.map(({ key, becomes: to }) => [to, key])),
  };
}

/** The order in which the first language says them. */
function heardOrder(menu: Menu, spoken: SpokenOptions | undefined): readonly OptionKey[] {
  const place = (key: string): number => spoken?.parts.findIndex((part) => part.key === key) ?? 0;
  return menu.options.map(({ key }) => key).sort((a, b) => place(a) - place(b));
}

/** Keys in the best order; what is equally good stays as it was. */
function bestOrder(
  heard: readonly OptionKey[],
  menu: Menu,
  weigh: (key: string) => { readonly share: number; readonly seconds: number },
): readonly OptionKey[] {
  const worth = (key: string): number => {
    const { share, seconds } = weigh(key);
    return share / Math.max(seconds, 0.1);
  };
  const movable = heard.filter((key) => !isShortcut(menu, key));
  const sorted = movable
    .map((key, place) => ({ key, place, worth: worth(key) }))
    .sort((a, b) => b.worth - a.worth || a.place - b.place)
    .map(({ key }) => key);
  return heard.map((key) => (isShortcut(menu, key) ? key : (sorted.shift() ?? key)));
}

/** Mean over the languages: one order serves them all. */
function secondsOf(key: string, spoken: readonly SpokenOptions[]): number {
  let sum = 0;
  for (const { parts } of spoken) {
    sum += spokenSeconds(parts.find((part) => part.key === key)?.text ?? "");
  }
  return sum / spoken.length;
}

function isShortcut({ options }: Menu, key: string): boolean {
  return options.some((option) => option.key === key && option.shortcut);
}
