/** Who calls, when, and how busy it is, as the fields have it. */
import type { BucketId } from "../../../protocol/ids.js";
import type { MenuTest } from "../../../protocol/menu-tree.js";
import type { Tier } from "../../../protocol/words.js";

export interface Queue {
  readonly waiting: number | null;
  readonly estimatedSeconds: number | null;
}

export interface CallerFacts {
  /** Local time as the field has it. Empty: now. */
  readonly clock: string;
  readonly tier: Tier;
  readonly writes: boolean;
  readonly to: string;
  readonly queues: ReadonlyMap<BucketId, Queue>;
}

/** Who calls, and how it stands in the buckets; when they call is told apart. */
export function conditionsOf({
  tier,
  to,
  queues,
}: CallerFacts): Pick<MenuTest, "tier" | "to" | "queues"> {
  return {
    tier,
    to: to === "" ? null : to,
    queues: [...queues].map(([bucketId, { waiting, estimatedSeconds }]) => ({
      bucketId,
      waiting: waiting ?? 0,
      estimatedSeconds,
    })),
  };
}
