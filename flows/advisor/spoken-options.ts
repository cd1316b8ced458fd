/**
 * A menu's prompt taken apart into what is said of each key, so that it can be timed and put into
 * another order: "For servers, press 1. For networks, press 2." is two parts, one a key.
 */

export interface SpokenOption {
  readonly key: string;
  /** Without what stands between the parts. */
  readonly text: string;
}

export interface SpokenOptions {
  /** What is said before the first part. */
  readonly intro: string;
  readonly parts: readonly SpokenOption[];
  /** What stood after each part, such as a full stop and a space. Belongs to the place, not the part. */
  readonly after: readonly string[];
  /** What is said after the last part. */
  readonly outro: string;
}

/** Ends a sentence; in Chinese and Japanese one comma is enough to part two options. */
const SENTENCE = /[.!?;。！？；]+\s*/u;
const CLAUSE = /[.!?;。！？；，、]+\s*/u;
/** A digit that stands alone: not the 10 of a version, nor the 2 of a standard. */
const KEY = /(?<![\d.])[1-9](?![\d.]\d|\d)/gu;

/** null: the prompt does not say each of these keys in a part of its own. */
export function takeApart(prompt: string, keys: readonly string[]): SpokenOptions | null {
  return takeApartBy(prompt, keys, SENTENCE) ?? takeApartBy(prompt, keys, CLAUSE);
}

/** The same parts in this order, with the keys they are to have now. */
export function putTogether(
  spoken: SpokenOptions,
  order: readonly { readonly key: string; readonly becomes: string }[],
): string {
  const said = order.map(({ key, becomes }, place) => {
    const part = spoken.parts.find((one) => one.key === key);
    if (part === undefined) throw new Error(`nothing is said of key ${key}`);
    return withKey(part.text, becomes) + (spoken.after[place] ?? "");
  });
  return spoken.intro + said.join("") + spoken.outro;
}

/**
 * Other parts in the place of these, parted as these were; where there was but one, as `like` were.
 */
export function sayInstead(
  { intro, parts: { length }, after, outro }: SpokenOptions,
  parts: readonly { readonly text: string; readonly becomes: string }[],
  like: SpokenOptions | null = null,
): string {
  const last = after.at(-1) ?? "";
  const between = (length > 1 ? after[0] : like?.after[0]) ?? last;
  const said = parts.map(
    ({ text, becomes }, place) =>
      withKey(text, becomes) + (place === parts.length - 1 ? last : between),
  );
  return intro + said.join("") + outro;
}

function takeApartBy(
  prompt: string,
  keys: readonly string[],
  separator: RegExp,
): SpokenOptions | null {
  const pieces = split(prompt, separator);
  const parts: SpokenOption[] = [];
  const after: string[] = [];
  let intro = "";
  let pending = "";
  for (const { text, then } of pieces) {
    const key = keyIn(text);
    if (key === null || !keys.includes(key)) {
      pending += text + then;
      continue;
    }
    if (parts.length === 0 && separator === SENTENCE) {
      intro = pending;
      parts.push({ key, text });
    } else {
      parts.push({ key, text: pending + text });
    }
    pending = "";
    after.push(then);
  }
  const said = new Set(parts.map(({ key }) => key));
  const isWhole = parts.length === keys.length && keys.every((key) => said.has(key));
  return isWhole ? { intro, parts, after, outro: pending } : null;
}

interface Piece {
  readonly text: string;
  /** What ends it. */
  readonly then: string;
}

function split(prompt: string, separator: RegExp): readonly Piece[] {
  const pieces: Piece[] = [];
  let rest = prompt;
  while (rest !== "") {
    const found = separator.exec(rest);
    const end = found === null ? rest.length : found.index;
    const then = found === null ? "" : found[0];
    pieces.push({ text: rest.slice(0, end), then });
    rest = rest.slice(end + then.length);
  }
  return pieces;
}

/** The last digit that stands alone: what comes before it may be a name with a number. */
function keyIn(text: string): string | null {
  return text.match(KEY)?.at(-1) ?? null;
}

function withKey(text: string, key: string): string {
  const at = [...text.matchAll(KEY)].at(-1)?.index;
  return at === undefined ? text : text.slice(0, at) + key + text.slice(at + 1);
}
