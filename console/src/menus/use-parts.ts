/** The published trees that a draft stands on, so that it is checked and tried as a whole. */
import { useQuery } from "@tanstack/react-query";
import { type Parts, partKey, placesOf } from "../../../flows/parts.js";
import type { MenuTree } from "../../../protocol/menu-tree.js";
import { ApiProblem } from "../live/api.js";
import { menusApi } from "./menus-api.js";

/** As many as the server looks at. */
const PARTS_MAX = 200;
const NONE: Parts = new Map();

/** null: they are not known yet. */
export function useParts(tree: MenuTree): Parts | null {
  const keys = [...new Set(placesOf(tree).map(partKey))].sort();
  const parts = useQuery({
    queryKey: ["menus", "parts", ...keys],
    enabled: keys.length > 0,
    queryFn: () => readParts(tree),
  });
  return keys.length === 0 ? NONE : (parts.data ?? null);
}

async function readParts(tree: MenuTree): Promise<Parts> {
  const menus = new Map((await menusApi.list()).map((menu) => [menu.id, menu]));
  const parts = new Map<string, MenuTree>();
  const asked = new Map(placesOf(tree).map((place) => [partKey(place), place]));
  // A map can be added to while it is walked, and the walk comes to what was added.
  for (const [key, { treeId, version }] of asked) {
    const wanted = version ?? menus.get(treeId)?.publishedVersion ?? null;
    if (parts.size >= PARTS_MAX || wanted === null) continue;
    const part = await versionOf(treeId, wanted);
    if (part === null) continue;
    parts.set(key, part);
    for (const place of placesOf(part)) {
      if (!asked.has(partKey(place))) asked.set(partKey(place), place);
    }
  }
  return parts;
}

/** null: there is no such version. */
async function versionOf(treeId: string, version: number): Promise<MenuTree | null> {
  try {
    return (await menusApi.version(treeId, version)).tree;
  } catch (problem) {
    if (problem instanceof ApiProblem && problem.code === "NOT_FOUND") return null;
    throw problem;
  }
}
