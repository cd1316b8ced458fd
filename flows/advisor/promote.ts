/** What most want of a menu, said in the menu above it already, and the traffic that both would see. */
import type { MenuNodeOf } from "../../protocol/menu-tree.js";
import { arrowsFrom } from "../graph.js";
import { freeKeys, replaceNode, spokenIn, type Changed } from "./changes.js";
import { sayInstead } from "./spoken-options.js";

type Menu = MenuNodeOf<"menu">;
type Option = Menu["options"][number];

/** Of those who come to the menu; what fewer want would keep more people waiting than it helps. */
const PROMOTED_SHARE_MIN = 0.5;
/** A menu of one option asks nothing. */
const LEFT_MIN = 2;

/**
 * The option gets a key that is free above, and is said just before the one that leads to its menu: who
 * wants it would else have pressed that. null: no option is wanted by most, too few would stay, there
 * is no key left, something else leads to the menu, or a prompt cannot be taken apart or is recorded.
 */
export function promoteOption(
  { tree, traffic }: Changed,
  menu: Menu,
  via: { readonly parent: Menu; readonly option: Option },
): Changed | null {
  const { parent, option: way } = via;
  const shares = traffic.get(menu.id) ?? new Map<string, number>();
  const most = menu.options.find(({ key }) => (shares.get(key) ?? 0) > PROMOTED_SHARE_MIN);
  const [key] = freeKeys(parent);
  if (most === undefined || most.shortcut || key === undefined) return null;
  const left = menu.options.filter((option) => option !== most);
  const into = tree.nodes.flatMap(arrowsFrom).filter(({ to }) => to === menu.id);
  if (left.length < LEFT_MIN || into.length !== 1 || tree.start === menu.id) return null;
  const above = spokenIn(parent, tree.languages);
  const below = spokenIn(menu, tree.languages);
  if (above === null || below === null) return null;
  const prompts = { above: { ...parent.prompt }, below: { ...menu.prompt } };
  for (const [language, spoken] of above) {
    const inside = below.get(language);
    const moved = inside?.parts.find((part) => part.key === most.key);
    if (inside === undefined || moved === undefined) return null;
    const parts = spoken.parts.flatMap((part) => {
      const same = { text: part.text, becomes: part.key };
      return part.key === way.key ? [{ text: moved.text, becomes: key }, same] : [same];
    });
    prompts.above[language] = sayInstead(spoken, parts, inside);
    const rest = inside.parts.filter((part) => part !== moved);
    prompts.below[language] = sayInstead(
      inside,
      rest.map((part) => ({ text: part.text, becomes: part.key })),
    );
  }
  const options = parent.options.flatMap((one) => (one === way ? [{ ...most, key }, one] : [one]));
  const lower = replaceNode(tree, { ...menu, prompt: prompts.below, options: left });
  const share = shares.get(most.key) ?? 0;
  const atParent = new Map(traffic.get(parent.id) ?? []);
  const through = atParent.get(way.key) ?? 0;
  atParent.set(key, through * share).set(way.key, through * (1 - share));
  const atMenu = new Map(left.map((one) => [one.key as string, shares.get(one.key) ?? 0]));
  return {
    tree: replaceNode(lower, { ...parent, prompt: prompts.above, options }),
    traffic: new Map([...traffic, [parent.id, atParent], [menu.id, atMenu]]),
  };
}
