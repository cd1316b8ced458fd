/** Reads the trees that a tree stands on, as they were published. */
import { partKey, placesOf, type Parts } from "../flows/parts.js";
import type { MenuTreeId } from "../protocol/ids.js";
import type { MenuTree } from "../protocol/menu-tree.js";
import type { Store } from "./store/store.js";

/** A tree of 5,000 nodes could name as many others, and each is a question to the database. */
const PARTS_MAX = 200;

export interface LoadedParts {
  readonly parts: Parts;
  /** Which version of each tree is the published one, of those that were asked for by that name. */
  readonly published: ReadonlyMap<MenuTreeId, number>;
}

/** What was never published, and what is too much, is left out. */
export async function loadParts(
  store: Pick<Store, "menuVersion">,
  tree: MenuTree,
): Promise<LoadedParts> {
  const parts = new Map<string, MenuTree>();
  const published = new Map<MenuTreeId, number>();
  const asked = new Map(placesOf(tree).map((place) => [partKey(place), place]));
  // A map can be added to while it is walked, and the walk comes to what was added.
  for (const [key, { treeId, version }] of asked) {
    if (parts.size >= PARTS_MAX) break;
    const row = await store.menuVersion(treeId, version);
    if (row === null) continue;
    parts.set(key, row.tree);
    if (version === null) published.set(treeId, row.version);
    for (const place of placesOf(row.tree)) {
      if (!asked.has(partKey(place))) asked.set(partKey(place), place);
    }
  }
  return { parts, published };
}
