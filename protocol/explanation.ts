/**
 * R12 in the words people get: why an interaction was offered to whom, and why it still waits. Made
 * from the journal and from the router's memory; `GET /api/v1/interactions/:id/why` answers with it.
 */
import { z } from "zod";
import { DomainEvent } from "./events.js";
import { EngineerId, OfferId } from "./ids.js";
import { Comparator } from "./policy.js";
import { Obstacle } from "./why.js";
import { At } from "./words.js";

const Someone = { engineerId: EngineerId, name: z.string() };

/** One offer: who was asked, who else could have been, and how it ended. */
export const ExplainedOffer = z.object({
  ...Someone,
  at: At,
  offerId: OfferId,
  /** What decided: a comparator, or `only`, `direct`, `id`. */
  because: z.string(),
  /** null: made before it was kept. */
  why: z
    .object({
      /** Relaxation steps in force. */
      step: z.int().nonnegative(),
      /** Engineers whose skills sufficed. */
      fits: z.int().nonnegative(),
      by: z.array(Comparator),
      /** Best first, the one asked among them; `values` as `by`, of each the smaller is better. */
      considered: z.array(z.object({ ...Someone, values: z.array(z.number()) })),
      passedOver: z.array(z.object({ ...Someone, because: Obstacle })),
    })
    .nullable(),
  /** null: it is still being answered. */
  ended: z
    .object({
      how: z.enum(["accepted", "declined", "expired", "revoked"]),
      at: At,
      /** In the engineer's or the router's words; null: there is no more to say. */
      because: z.string().nullable(),
    })
    .nullable(),
});
export type ExplainedOffer = z.infer<typeof ExplainedOffer>;

/** What stands between one who waits and everybody who works here. */
export const ExplainedWait = z.object({
  /** 1 is next; null: it has no place now, such as a callback whose time has not come. */
  position: z.int().positive().nullable(),
  /** null: nothing is known to make one from. */
  estimate: z
    .object({
      seconds: z.number().nonnegative(),
      /** Four of five wait between these two; null: no range is known. */
      lowSeconds: z.number().nonnegative().nullable(),
      highSeconds: z.number().nonnegative().nullable(),
    })
    .nullable(),
  /** Relaxation steps in force. */
  step: z.int().nonnegative(),
  /** null: none is left. */
  nextStep: z.object({ step: z.int().positive(), at: At }).nullable(),
  /** Engineers who could take it now, skills and all. */
  free: z.int().nonnegative(),
  /** How many are kept from it by what; those nearest to taking it first. */
  obstacles: z.array(z.object({ because: Obstacle, count: z.int().positive() })),
  /** Those nearest to taking it first; on a large floor not all. */
  engineers: z.array(z.object({ ...Someone, because: Obstacle.nullable() })),
  /** Engineers left out above. */
  more: z.int().nonnegative(),
  /** Nobody has the skills, not even after the last relaxation step. */
  unservable: z.boolean(),
});
export type ExplainedWait = z.infer<typeof ExplainedWait>;

export const Explanation = z.object({
  /** Oldest first. */
  decisions: z.array(ExplainedOffer),
  /** What else changed who could have it, oldest first: steps, overflows, hands it went through. */
  events: z.array(DomainEvent),
  /** null: it does not wait. */
  waiting: ExplainedWait.nullable(),
});
export type Explanation = z.infer<typeof Explanation>;
