/** Checks that what a body names exists. Details say which does not. */
import type { BucketId } from "../../../protocol/ids.js";
import type { Store } from "../../store/store.js";
import { HttpRefusal } from "../errors.js";
import type { HttpParts } from "../parts.js";

export async function requireSkills(store: Store, ids: readonly string[]): Promise<void> {
  const known = new Set<string>((await store.skills()).map((skill) => skill.id));
  refuseUnknown(
    "skill",
    ids.filter((id) => !known.has(id)),
  );
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

export function refuseUnknown(what: string, ids: readonly string[]): void {
  if (ids.length === 0) return;
  throw new HttpRefusal(
    "BAD_REQUEST",
    ids.map((id) => ({ field: "body", problem: `there is no ${what} ${id}` })),
  );
}
