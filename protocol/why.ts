/** R12: why an engineer was asked, and what keeps others from being asked. */
import { z } from "zod";
import { EngineerId } from "./ids.js";
import { Comparator } from "./policy.js";

/** What stands between an engineer and an interaction. The console has a sentence for each. */
export const obstacles = [
  "archived",
  "not_responding",
  "not_available",
  "channel_off",
  "outside_hours",
  "disconnected",
  "skills",
  "no_room",
  "blocked",
  "cooling_down",
  "asked_already",
  "direct_to_other",
  "held_for_last",
  "not_yet",
] as const;
/**
 * - skills: does not have what it needs at this step;
 * - no_room: their capacity is used up; blocked: what they hold blocks this channel;
 * - cooling_down: declined it or did not answer a moment ago; asked_already: has an offer of it;
 * - direct_to_other: it was handed to somebody else; held_for_last: it waits for its last engineer;
 * - not_yet: a callback whose time has not come.
 */
export const Obstacle = z.enum(obstacles);
export type Obstacle = z.infer<typeof Obstacle>;

/** Kept with every offer. At most five of each list, so that a decision costs the same in any floor. */
export const OfferWhy = z.object({
  /** Relaxation steps in force. */
  step: z.int().nonnegative(),
  /** Engineers whose skills suffice at this step, here or not. */
  fits: z.int().nonnegative(),
  /** What was compared, in this order. */
  by: z.array(Comparator),
  /**
   * Those who could have been asked, best first; the first was. `values` are what `by` compared, in
   * its order; of each the smaller is better, so levels and scores are negative. `idle` has two: units
   * in hand, then idle since.
   */
  considered: z.array(z.object({ engineerId: EngineerId, values: z.array(z.number()) })),
  /**
   * Of those whose skills suffice and who are at least as good as the one asked: why not they. Best
   * skills first, then by id; whoever had this customer last before all, where that counts.
   */
  passedOver: z.array(z.object({ engineerId: EngineerId, because: Obstacle })),
});
export type OfferWhy = z.infer<typeof OfferWhy>;
