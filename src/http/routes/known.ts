/** Checks that what a body names exists. Details say which field does not. */
import { isDeepStrictEqual } from "node:util";
import type { BucketId } from "../../../protocol/ids.js";
import type { Store } from "../../store/store.js";
import { HttpRefusal } from "../errors.js";
import type { HttpParts } from "../parts.js";

/** One field and what is wrong with it, as the details of `BAD_REQUEST` say it. */
export interface Problem {
  /** Such as `body.policy.relax.0.drop.1`. */
  readonly field: string;
  readonly problem: string;
}

/** An id and the field it stands in. */
export interface Named {
  readonly field: string;
  readonly id: string;
}

/** @throws HttpRefusal BAD_REQUEST when there is a problem */
export function refuseProblems(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new HttpRefusal("BAD_REQUEST", problems);
}

/**
 * Two who change one thing at the same moment must not undo each other: whoever says what the
 * fields were is refused when one of them is something else by now.
 *
 * @throws HttpRefusal CONFLICT
 */
export function refuseStale<T extends object>(row: T, was: Partial<T>): void {
  const now = new Map(Object.entries(row));
  const stale = Object.entries(was).filter(
    ([field, value]) => value !== undefined && !isDeepStrictEqual(now.get(field), value),
  );
  if (stale.length > 0) throw new HttpRefusal("CONFLICT");
}

export async function skillProblems(store: Store, named: readonly Named[]): Promise<Problem[]> {
  if (named.length === 0) return [];
  const known = new Set<string>((await store.skills()).map((skill) => skill.id));
  return unknownAmong("skill", { named, known });
}

export async function requireBuckets(
  roster: HttpParts["roster"],
  ids: readonly BucketId[],
): Promise<void> {
  const { buckets } = await roster();
  const known = new Set(buckets.map((bucket) => bucket.id));
  refuseUnknown(
    "bucket",
    ids.filter((id) => !known.has(id)),
  );
}

export function unknownAmong(
  what: string,
  { named, known }: { readonly named: readonly Named[]; readonly known: ReadonlySet<string> },
): Problem[] {
  return named
    .filter(({ id }) => !known.has(id))
    .map(({ field, id }) => ({ field, problem: `there is no ${what} ${id}` }));
}

export function refuseUnknown(what: string, ids: readonly string[]): void {
  refuseProblems(ids.map((id) => ({ field: "body", problem: `there is no ${what} ${id}` })));
}
