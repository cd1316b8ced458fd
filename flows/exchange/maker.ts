/** Puts a tree together out of another exchange's menus, and writes down what has no place in it. */
import type { z } from "zod";
import type { ImportFormat, Instead, Lost, Names } from "../../protocol/menu-exchange.js";
import { MenuTree, type MenuNode, type Prompt } from "../../protocol/menu-tree.js";
import { PIECES_MAX, tooMany, type Imported } from "./imported.js";
import { byName, lostOf, problemsOf } from "./json.js";

/** A node before it is checked; what has a default may be left out. */
export type NodeInput = z.input<typeof MenuNode>;
export type PatienceInput = Extract<NodeInput, { noInput: unknown }>["noInput"];

const PROMPT_CHARACTERS_MAX = 2000;
const NAME_CHARACTERS_MAX = 120;
/** Leaves room for a number behind it. */
const ID_CHARACTERS_MAX = 60;
/** A quotation in the list of what was lost. */
const QUOTE_CHARACTERS_MAX = 200;

/** What a menu says when the file has no words for it. */
const STANDARD: Readonly<Record<"noInput" | "invalid", Readonly<Record<string, string>>>> = {
  noInput: { en: "I did not hear a key.", zh: "没有收到您的按键。" },
  invalid: { en: "That key is not on this menu.", zh: "您按的键不在选项中。" },
};

export interface Maker {
  readonly nodes: NodeInput[];
  readonly language: string;
  /** An id like the hint that no other node has. */
  readonly id: (hint: string) => string;
  readonly lose: (where: string, what: string, kind: Instead) => void;
  /** The text without what cannot be said; what that was is written down. */
  say(where: string, text: string): Prompt;
  standard(which: keyof typeof STANDARD): Prompt;
  /** The bucket that one of these names means here; else one that does not exist yet, written down. */
  bucketId(where: string, what: string, names: readonly string[]): string;
  /** Hangs up without a word; one node, however often it is asked for. */
  end(): string;
  finish(tree: { readonly name: string; readonly start: string }): Imported;
}

export function createMaker(format: ImportFormat, language: string, home: Names): Maker {
  const nodes: NodeInput[] = [];
  const lost: Lost[] = [];
  const counts = new Map<string, number>();
  const taken = new Set<string>();
  let end: string | null = null;

  const id = (hint: string): string => {
    const base = slug(hint, "node");
    for (;;) {
      const count = (counts.get(base) ?? 0) + 1;
      counts.set(base, count);
      const name = count === 1 ? base : `${base}-${String(count)}`;
      if (taken.has(name)) continue;
      taken.add(name);
      return name;
    }
  };
  const lose = (where: string, what: string, kind: Instead): void => {
    lost.push(lostOf(quoted(where), quoted(what), kind));
  };

  return {
    nodes,
    language,
    id,
    lose,
    say: (where, text) => {
      const plain = plainText(text);
      if (plain !== text.replaceAll(/\s+/g, " ").trim()) lose(where, text, "plain");
      if (plain.length > PROMPT_CHARACTERS_MAX) lose(where, text, "cut");
      return { [language]: whole(plain.slice(0, PROMPT_CHARACTERS_MAX)) };
    },
    standard: (which) => ({ [language]: STANDARD[which][language] ?? STANDARD[which]["en"] ?? "" }),
    bucketId: (where, what, names) => {
      for (const name of names) {
        const known = home.buckets.some((bucket) => bucket.id === name)
          ? name
          : byName(home.buckets, name);
        if (known !== null) return known;
      }
      lose(where, what, "bucket");
      return slug(names.find((name) => /\w/.test(name)) ?? "", "choose-a-bucket");
    },
    end: () => {
      if (end === null) {
        end = id("end");
        nodes.push({ id: end, kind: "hangup", prompt: null });
      }
      return end;
    },
    finish: ({ name, start }) => {
      if (nodes.length > PIECES_MAX) return tooMany("menu");
      const named = plainText(name).slice(0, NAME_CHARACTERS_MAX);
      const read = MenuTree.safeParse({
        id: slug(named.toLowerCase(), "menu"),
        name: named === "" ? "Menu" : named,
        languages: [language],
        start,
        nodes,
      });
      if (read.success) return { type: "imported", format, tree: read.data, lost };
      return { type: "refused", code: "MENU_FILE_INVALID", problems: problemsOf(read.error) };
    },
  };
}

/** `1` for 1.4, and no further than the limits; what is no number at all is `otherwise`. */
export function within(
  value: unknown,
  limits: readonly [number, number],
  otherwise: number,
): number {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number !== "number" || !Number.isFinite(number)) return otherwise;
  return Math.min(limits[1], Math.max(limits[0], Math.round(number)));
}

/** A name as people write it: `main_menu` is `main menu`. */
export function spelled(name: string): string {
  const words = plainText(name.replaceAll(/[_-]+/g, " "));
  return words === "" ? "…" : words.slice(0, 40);
}

function slug(text: string, otherwise: string): string {
  const plain = text
    .slice(0, QUOTE_CHARACTERS_MAX)
    .replaceAll(/[^\w.:@+-]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, ID_CHARACTERS_MAX);
  return plain === "" ? otherwise : plain;
}

/** Without markup, template fields, control characters and signs that turn the direction of writing. */
function plainText(text: string): string {
  return text
    .replaceAll(/\{\{[^{}]*\}\}|\{%[^{}]*%\}|<[^<>]*>/g, " ")
    .replaceAll(/[<>{}]|&(?=[#a-z])/gi, " ")
    .replaceAll(/[\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069\uFFFE\uFFFF\s]+/gu, " ")
    .trim();
}

/** Without half a character at its end. */
function whole(text: string): string {
  return text.replace(/[\uD800-\uDBFF]$/, "");
}

function quoted(text: string): string {
  const line = text.replaceAll(/[\p{C}\s]+/gu, " ").trim();
  return line.length > QUOTE_CHARACTERS_MAX
    ? `${whole(line.slice(0, QUOTE_CHARACTERS_MAX))}…`
    : line;
}
