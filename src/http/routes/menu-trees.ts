/** Menu trees as the routes about them find them, and what such a tree is checked against. */
import type { Parts } from "../../../flows/parts.js";
import type { Known } from "../../../flows/rules/finding.js";
import type { MenuTreeId } from "../../../protocol/ids.js";
import { knownTo } from "../../menu-check.js";
import type { MenuTreeRow, MenuVersionRow } from "../../store/store.js";
import { HttpRefusal } from "../errors.js";
import type { HttpParts } from "../parts.js";

export interface MenuTrees {
  /** @throws HttpRefusal NOT_FOUND */
  readonly find: (id: MenuTreeId) => Promise<MenuTreeRow>;
  /** `version` null: the published one. @throws HttpRefusal NOT_FOUND */
  readonly findVersion: (id: MenuTreeId, version: number | null) => Promise<MenuVersionRow>;
  /** The organisation as it is. `parts` undefined: those of the tree are not looked at. */
  readonly known: (parts: Parts | undefined) => Promise<Known>;
}

export function menuTrees({ store, roster }: Pick<HttpParts, "store" | "roster">): MenuTrees {
  return {
    find: async (id) => {
      const menu = await store.menu(id);
      if (menu === null) throw new HttpRefusal("NOT_FOUND");
      return menu;
    },
    findVersion: async (id, version) => {
      const row = await store.menuVersion(id, version);
      if (row === null) throw new HttpRefusal("NOT_FOUND");
      return row;
    },
    known: (parts) => knownTo({ store, roster }, parts),
  };
}
