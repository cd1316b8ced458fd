/** Tells everybody how a menu tree stands after it was changed. */
import type { MenuTreeId } from "../../protocol/ids.js";
import type { User } from "../../protocol/organisation.js";
import { readMenuLine } from "../menu-lines.js";
import type { Store } from "../store/store.js";
import type { Hub } from "./hub.js";

/** `by` null: by the clock. Returns at once; what is told is what is stored then. */
export type TellMenu = (id: MenuTreeId, by: Pick<User, "id" | "name"> | null) => void;

export function createMenuNews(parts: {
  readonly store: Pick<Store, "menu" | "menuSchedule">;
  readonly hub: Hub;
  readonly log: { warn(details: object, message: string): void };
}): TellMenu {
  const { store, hub, log } = parts;
  const tell = async (...[id, by]: Parameters<TellMenu>): Promise<void> => {
    const menu = await readMenuLine(store, id);
    if (menu === null) return;
    hub.share("menu", { menu, by: by === null ? null : { id: by.id, name: by.name } });
  };
  return (id, by) => {
    tell(id, by).catch((error: unknown) => {
      log.warn({ err: error, id }, "a change of a menu could not be told");
    });
  };
}
