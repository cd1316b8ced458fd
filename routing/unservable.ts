/** R6: work that nobody there is could take. */
import { chainOf, profileAt } from "./chains.js";
import type { LiveInteraction } from "./live.js";
import { type World, bucketOf } from "./world.js";

/**
 * Whether no engineer who is not archived could take it even after the last step of the bucket its row
 * names; it need not be filed there yet. False in the menu, and while it waits for a person.
 */
export function isUnservable(world: World, { row }: LiveInteraction): boolean {
  if (row.bucketId === null || row.directTo !== null) return false;
  const bucket = bucketOf(world, row);
  const chain = chainOf(bucket, row.skills);
  const step = chain.requirements.length - 1;
  return profileAt(world, chain, { bucket, step }).fits === 0;
}
