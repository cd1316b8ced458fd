/** Header lines as they came, unfolded, and the ids in them. */
import { createHash } from "node:crypto";

/** All values of each header, in order, names in lower case. */
export type HeaderMap = ReadonlyMap<string, readonly string[]>;

/** `protocol/interactions.ts` takes ids of up to 995 characters and 100 references. */
const ID_LENGTH_MAX = 995;
const REFERENCES_MAX = 100;
/** Header blocks above this are attacks; the ids of an honest mail stand in its first part. */
const ID_HEADER_SCAN_MAX = 100_000;

export function headerMap(
  lines: readonly { readonly key: string; readonly line: string }[],
): HeaderMap {
  const map = new Map<string, string[]>();
  for (const { key, line } of lines) {
    const value = line
      .slice(line.indexOf(":") + 1)
      .replace(/\r?\n[ \t]*/g, " ")
      .trim();
    const name = key.toLowerCase();
    // Not copied for each line: a mail of ten thousand equal headers would stop the program.
    const values = map.get(name);
    if (values === undefined) map.set(name, [value]);
    else values.push(value);
  }
  return map;
}

export function firstOf(headers: HeaderMap, name: string): string {
  return headers.get(name)?.[0] ?? "";
}

/**
 * The Message-ID with brackets. A mail without one gets one from its bytes, so that the same mail
 * fetched twice is still the same mail. Two headers: the first counts.
 */
export function messageIdOf(headers: HeaderMap, raw: Uint8Array): string {
  const [given] = idsIn(firstOf(headers, "message-id"), "lenient");
  if (given !== undefined) return given;
  return `<gen-${createHash("sha256").update(raw).digest("hex")}@message-id.invalid>`;
}

/**
 * What a mail says it answers. In-Reply-To may hold several ids or prose, References may be separated
 * by anything; further ids of In-Reply-To are the newest references.
 */
export function threadOf(headers: HeaderMap): {
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
} {
  const answered = (headers.get("in-reply-to") ?? []).flatMap((value) => idsIn(value, "strict"));
  const [inReplyTo, ...others] = answered;
  const all = (headers.get("references") ?? []).flatMap((value) => idsIn(value, "strict"));
  return { inReplyTo: inReplyTo ?? null, references: capReferences([...all, ...others]) };
}

/** Each once; of too many, the first and the newest stay. */
export function capReferences(references: readonly string[]): readonly string[] {
  const unique = [...new Set(references)];
  return unique.length <= REFERENCES_MAX
    ? unique
    : [...unique.slice(0, 1), ...unique.slice(1 - REFERENCES_MAX)];
}

/** Ids in brackets; where there are none, words with an `@` (strict) or whatever stands there (lenient). */
function idsIn(value: string, manner: "strict" | "lenient"): readonly string[] {
  const text = value.slice(0, ID_HEADER_SCAN_MAX).replaceAll("\0", "");
  const bracketed = [...text.matchAll(/<([^<>]+)>/g)].map((match) => match[1] ?? "");
  const words =
    bracketed.length > 0
      ? bracketed
      : manner === "lenient"
        ? [text.replace(/[<>]/g, "")]
        : text.split(/[\s,;<>"]+/).filter((word) => /^[^@]+@[^@]+$/.test(word));
  return words
    .map((word) => word.replace(/\s+/g, ""))
    .filter((word) => word !== "" && word.length <= ID_LENGTH_MAX - 2)
    .map((word) => `<${word}>`);
}
