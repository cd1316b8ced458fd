/** Whether what overflows could come back, as the router refuses it; told before it is saved. */
import type { Bucket } from "../../../protocol/organisation.js";

/** Archived buckets are entered by nobody, so they end every chain. */
export function overflowsBack(from: string, to: string, buckets: readonly Bucket[]): boolean {
  const byId = new Map(buckets.map((bucket) => [bucket.id as string, bucket]));
  const seen = new Set<string>();
  const ahead = [to];
  for (let id = ahead.pop(); id !== undefined; id = ahead.pop()) {
    if (id === from) return true;
    const bucket = byId.get(id);
    if (seen.has(id) || bucket === undefined || bucket.archived) continue;
    seen.add(id);
    for (const { then } of bucket.policy.overflow) {
      if (then.kind === "bucket") ahead.push(then.bucketId);
    }
  }
  return false;
}
