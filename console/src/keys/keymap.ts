/**
 * Which key does what. Single letters work only while no field has focus; inside a field only
 * combinations with Ctrl or ⌘ do. Alt alone is never used, because it types characters on many
 * keyboards.
 */

/** Everything a key can ask for. The palette lists the same names. */
export const keymap = {
  "offer.accept": { key: "a", mod: false },
  "offer.decline": { key: "d", mod: false },
  "work.next": { key: "j", mod: false },
  "work.previous": { key: "k", mod: false },
  "compose.reply": { key: "r", mod: false },
  "compose.note": { key: "n", mod: false },
  "interaction.transfer": { key: "t", mod: false },
  "interaction.end": { key: "e", mod: false },
  "call.mute": { key: "m", mod: false },
  "compose.send": { key: "Enter", mod: true },
  "menu.undo": { key: "z", mod: true },
  "menu.redo": { key: "z", mod: true, shift: true },
  "menu.search": { key: "f", mod: true },
  "menu.find": { key: "/", mod: false },
  "palette.open": { key: "k", mod: true },
  "help.open": { key: "?", mod: false },
} as const;
export type KeyAction = keyof typeof keymap;

export interface Press {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  /** Counts with Ctrl or ⌘ only: without, it is part of the character. */
  readonly shiftKey?: boolean;
  /** An input method is composing; the key belongs to it. */
  readonly isComposing: boolean;
  /** A field has focus. */
  readonly inField: boolean;
}

const actions = Object.keys(keymap) as KeyAction[];

/** The action of a key press; null: it is not ours. */
export function actionOf(press: Press): KeyAction | null {
  if (press.isComposing || press.altKey) return null;
  const mod = press.ctrlKey || press.metaKey;
  if (press.inField && !mod) return null;
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  const shift = mod && press.shiftKey === true;
  return (
    actions.find(
      (a) => keymap[a].key === key && keymap[a].mod === mod && "shift" in keymap[a] === shift,
    ) ?? null
  );
}

/** How the key is written, such as `⌘K`, `Ctrl K` or `A`. */
export function keyName(action: KeyAction, mac: boolean): string {
  const { key, mod } = keymap[action];
  const name = key === "Enter" ? "↵" : key.toUpperCase();
  if (!mod) return name;
  if ("shift" in keymap[action]) return mac ? `⇧⌘${name}` : `Ctrl Shift ${name}`;
  return mac ? `⌘${name}` : `Ctrl ${name}`;
}
