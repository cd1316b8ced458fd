/**
 * Who has which menu tree open in the editor. It is read from the sockets of the tree's room, on
 * whichever node they are, so nobody stays who is gone; everybody in the room is told the whole list.
 */
import type { Namespace, Socket } from "socket.io";
import type { MenuTreeId } from "../../protocol/ids.js";
import type { MenuPerson } from "../../protocol/menu-list.js";
import type { User } from "../../protocol/organisation.js";
import type { ConsoleEvents, Telling } from "../../protocol/sockets.js";
import { createLocks } from "../desk/locks.js";

/** What a console's socket carries with it. */
export interface ConsoleData {
  user: User;
  /** The tree this window has open. */
  menu?: { readonly menuId: MenuTreeId; readonly isEditing: boolean } | undefined;
}

type People = Namespace<
  Record<string, never>,
  Telling<ConsoleEvents>,
  Record<string, never>,
  ConsoleData
>;
type Window = Pick<Socket, "join" | "leave"> & { data: ConsoleData };

export interface MenuPeople {
  /** A window has one tree open. Answers whether it is another one than before. */
  enter(
    window: Window,
    seat: { readonly menuId: MenuTreeId; readonly isEditing: boolean },
  ): Promise<boolean>;
  /** `menuId` left out: whichever it has open, because the connection is gone. */
  leave(window: Window, menuId?: MenuTreeId): Promise<void>;
}

const room = (menuId: MenuTreeId): string => `menu:${menuId}`;

export function createMenuPeople(namespace: People): MenuPeople {
  /** Each list is read and told before the next one, so that an old one is never told last. */
  const locked = createLocks();
  const tell = (menuId: MenuTreeId): Promise<void> =>
    locked(menuId, async () => {
      const windows = await windowsIn(room(menuId));
      const people = peopleIn(windows.map(({ data }) => data));
      namespace.to(room(menuId)).emit("menu:people", { menuId, people });
    });

  /** Of every node; when the others cannot be asked, of this one. */
  async function windowsIn(name: string): Promise<readonly { readonly data: ConsoleData }[]> {
    try {
      return await namespace.in(name).fetchSockets();
    } catch {
      return namespace.local.in(name).fetchSockets();
    }
  }

  async function out(window: Window, menuId: MenuTreeId): Promise<void> {
    await window.leave(room(menuId));
    await tell(menuId);
  }

  return {
    // The seat is taken before anything is waited for: whoever leaves at once has left.
    enter: async (window, seat) => {
      const before = window.data.menu?.menuId;
      window.data.menu = seat;
      const isNew = before !== seat.menuId;
      if (isNew) await window.join(room(seat.menuId));
      if (isNew && before !== undefined) await out(window, before);
      await tell(seat.menuId);
      return isNew;
    },
    leave: async (window, menuId) => {
      const seat = window.data.menu;
      if (seat === undefined || (menuId !== undefined && menuId !== seat.menuId)) return;
      window.data.menu = undefined;
      await out(window, seat.menuId);
    },
  };
}

/** One line a person, by name. */
function peopleIn(windows: readonly ConsoleData[]): MenuPerson[] {
  const people = new Map<string, MenuPerson>();
  for (const { user, menu } of windows) {
    const known = people.get(user.id);
    people.set(user.id, {
      userId: user.id,
      name: user.name,
      isEditing: known?.isEditing === true || menu?.isEditing === true,
      windows: (known?.windows ?? 0) + 1,
    });
  }
  return [...people.values()].sort((a, b) =>
    a.name === b.name ? (a.userId < b.userId ? -1 : 1) : a.name < b.name ? -1 : 1,
  );
}
