/**
 * Two people change one thing at once: what only one of them changed is taken from them, and what
 * both changed differently stays as it is here and is named.
 */

export interface Merged<V> {
  readonly values: V;
  /** Paths such as `policy.relax` that both changed, each to something else. */
  readonly clashes: readonly string[];
  /** Something of theirs came in. */
  readonly news: boolean;
}

interface Versions<V> {
  /** What both began with. */
  readonly base: V;
  readonly mine: V;
  readonly theirs: V;
}

/** Records are merged field by field; a list is one thing, because its order means something. */
export function merge<V extends object>({ base, mine, theirs }: Versions<V>): Merged<V> {
  const clashes: string[] = [];
  let news = false;
  const one = (path: string, versions: Versions<unknown>): unknown => {
    const { base: was, mine: here, theirs: there } = versions;
    if (same(was, there) || same(here, there)) return here;
    if (same(was, here)) {
      news = true;
      return there;
    }
    if (isRecord(was) && isRecord(here) && isRecord(there)) {
      const keys = new Set([...Object.keys(here), ...Object.keys(there)]);
      const parts = [...keys].map(
        (key) =>
          [
            key,
            one(join(path, key), { base: was[key], mine: here[key], theirs: there[key] }),
          ] as const,
      );
      // A field that one of them took away is away.
      return Object.fromEntries(parts.filter(([, value]) => value !== undefined));
    }
    clashes.push(path);
    return here;
  };
  // Each field is one of theirs or one of ours, so together they have the shape of both.
  const values = one("", { base, mine, theirs }) as V;
  return { values, clashes, news };
}

/** Rows come as JSON and keep the order of their keys, so their text tells them apart. */
export function same(a: unknown, b: unknown): boolean {
  return text(a) === text(b);
}

/** What was typed and not understood differs from what is empty. */
function text(value: unknown): string | undefined {
  return JSON.stringify(value, (_, part: unknown) => (Number.isNaN(part) ? "?" : part));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function join(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}
