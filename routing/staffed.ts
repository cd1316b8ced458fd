/** Whether a bucket has anybody: R6 after the last step and R3, before anything is in hand. */
import type { BucketId } from "../protocol/ids.js";
import type { Bucket, Engineer } from "../protocol/organisation.js";
import type { Channel } from "../protocol/words.js";
import { hasRoom, noCounts } from "./capacity.js";
import { requirementsOf } from "./requirement.js";
import { meets } from "./skill-values.js";

/** The buckets from which some engineer could ever take something of one of these channels. */
export function staffedBuckets(
  {
    buckets,
    engineers,
  }: { readonly buckets: readonly Bucket[]; readonly engineers: readonly Engineer[] },
  channels: readonly Channel[],
): ReadonlySet<BucketId> {
  const nothing = noCounts();
  const able = engineers.filter(
    ({ archived, capacity }) =>
      !archived && channels.some((channel) => hasRoom(capacity, nothing, channel)),
  );
  const skills = able.map((engineer) => new Map(Object.entries(engineer.skills)));
  const staffed = buckets.filter((bucket) => {
    const [first, ...relaxed] = requirementsOf(bucket, []);
    const last = relaxed.at(-1) ?? first;
    return skills.some((levels) => meets(levels, last));
  });
  return new Set(staffed.map(({ id }) => id));
}
