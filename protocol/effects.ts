/**
 * What the world outside is asked to do, as data. Written to the outbox in the same transaction as
 * the facts that caused it, performed after the commit, repeated until it is done or refused.
 */
import { z } from "zod";
import { InteractionId } from "./ids.js";
import { At, Channel } from "./words.js";

export const Effect = z.object({
  /** Also the idempotency key towards the provider. */
  id: z.string().min(1).max(400),
  channel: Channel,
  /** What is asked, such as `bridge` or `send`; each channel has its own. */
  kind: z.string().min(1).max(60),
  interactionId: InteractionId,
  payload: z.record(z.string(), z.unknown()),
  createdAt: At,
});
export type Effect = z.infer<typeof Effect>;
