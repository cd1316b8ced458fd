/** A draft that the server does not have yet, kept in the browser over a reload. */
import { z } from "zod";
import { MenuTree } from "../../../protocol/menu-tree.js";
import type { Kept } from "./draft-keeper.js";

const Stored = z.object({ tree: MenuTree, revision: z.int() });

const place = (id: string): string => `strowger.menu.${id}`;

export function keptDraft(id: string): Kept | null {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(place(id)) ?? "null");
    return Stored.safeParse(stored).data ?? null;
  } catch {
    return null;
  }
}

/** A browser without room keeps nothing; the draft is still sent. */
export function keepDraftOf(id: string, kept: Kept | null): void {
  try {
    if (kept === null) localStorage.removeItem(place(id));
    else localStorage.setItem(place(id), JSON.stringify(kept));
  } catch {
    return;
  }
}
