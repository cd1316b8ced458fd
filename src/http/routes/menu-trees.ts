/** Menu trees as the routes about them find them, and what such a tree is checked against. */
import { z } from "zod";
import type { Parts } from "../../../flows/parts.js";
import type { Known } from "../../../flows/rules/finding.js";
import type { MenuTreeId } from "../../../protocol/ids.js";
import type { MenuTree } from "../../../protocol/menu-tree.js";
import { knownTo } from "../../menu-check.js";
import type { MenuTreeRow, MenuVersionRow } from "../../store/store.js";
import { HttpRefusal } from "../errors.js";
import type { HttpParts } from "../parts.js";

/** A version's number, the published one, or the draft. */
export const Which = z.union([
  z.enum(["draft", "published"]),
  z.coerce.number().pipe(z.int32().positive()),
]);
type Which = z.infer<typeof Which>;

export interface MenuTrees {
  /** @throws HttpRefusal NOT_FOUND */
  readonly find: (id: MenuTreeId) => Promise<MenuTreeRow>;
  /** `version` null: the published one. @throws HttpRefusal NOT_FOUND */
  readonly findVersion: (id: MenuTreeId, version: number | null) => Promise<MenuVersionRow>;
  /** @throws HttpRefusal NOT_FOUND */
  readonly treeOf: (id: MenuTreeId, which: Which) => Promise<MenuTree>;
  /** The organisation as it is. `parts` undefined: those of the tree are not looked at. */
  readonly known: (parts: Parts | undefined) => Promise<Known>;
}

export function menuTrees({ store, roster }: Pick<HttpParts, "store" | "roster">): MenuTrees {
  const find: MenuTrees["find"] = async (id) => {
    const menu = await store.menu(id);
    if (menu === null) throw new HttpRefusal("NOT_FOUND");
    return menu;
  };
  const findVersion: MenuTrees["findVersion"] = async (id, version) => {
    const row = await store.menuVersion(id, version);
    if (row === null) throw new HttpRefusal("NOT_FOUND");
    return row;
  };
  return {
    find,
    findVersion,
    treeOf: async (id, which) => {
      const { draft } = await find(id);
      if (which === "draft") return draft;
      return (await findVersion(id, which === "published" ? null : which)).tree;
    },
    known: (parts) => knownTo({ store, roster }, parts),
  };
}
