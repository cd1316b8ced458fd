/**
 * What the browser keeps between pages, under names of this server only. Where storage is forbidden
 * (private windows, blocked cookies) it lasts as long as the page; nothing else changes.
 */

/** The part of `localStorage` that is used. */
export interface Shelf {
  readonly length: number;
  key(index: number): string | null;
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
  removeItem(name: string): void;
}

export interface Keep {
  get(name: string): unknown;
  set(name: string, value: unknown): void;
  remove(name: string): void;
  /** Names that begin so, in no order. */
  names(prefix: string): readonly string[];
  /** The full name in the shelf, to recognise another tab's change. */
  fullName(name: string): string;
}

export function createKeep(shelf: Shelf, server: string): Keep {
  const fullName = (name: string): string => `strowger:${server}:${name}`;
  return {
    fullName,
    get: (name) => {
      try {
        const text = shelf.getItem(fullName(name));
        return text === null ? null : (JSON.parse(text) as unknown);
      } catch {
        // Somebody else's value, or a broken one: as if there were none.
        return null;
      }
    },
    set: (name, value) => {
      try {
        shelf.setItem(fullName(name), JSON.stringify(value));
      } catch {
        // Full or forbidden: the chat goes on, only a reload will forget it.
      }
    },
    remove: (name) => {
      shelf.removeItem(fullName(name));
    },
    names: (prefix) => {
      const start = fullName(prefix);
      const found: string[] = [];
      for (let index = 0; index < shelf.length; index += 1) {
        const name = shelf.key(index);
        if (name?.startsWith(start) === true) found.push(name.slice(fullName("").length));
      }
      return found;
    },
  };
}

/** A shelf that lasts as long as the page. */
export function createMemoryShelf(): Shelf {
  const values = new Map<string, string>();
  return {
    get length() {
      return values.size;
    },
    key: (index) => [...values.keys()][index] ?? null,
    getItem: (name) => values.get(name) ?? null,
    setItem: (name, value) => {
      values.set(name, value);
    },
    removeItem: (name) => {
      values.delete(name);
    },
  };
}
