/** R9: the customer need not wait on the line. They keep their place and are called when it is their turn. */
import type { CommandOf, Outcome } from "../protocol/commands.js";
import { isQueued } from "./eligibility.js";
import { close, endContact, holderOf, revokeAll, takeBack } from "./moves.js";
import { done, refused } from "./refusals.js";
import { type World, bucketOf, edit } from "./world.js";

/** Asked for again, the time is the new one; how often they were called is not forgotten. */
export function askCallback(world: World, command: CommandOf<"interaction.callback">): Outcome {
  const { notBeforeAt } = command;
  const live = world.interactions.get(command.interactionId);
  if (live === undefined) return refused("INTERACTION_UNKNOWN");
  const { callback } = live.row;
  if (!isQueued(live.row)) return refused("INTERACTION_STATE");
  if (live.row.channel !== "voice") return refused("CHANNEL_CANNOT");
  if (callback !== null && live.row.notBeforeAt === notBeforeAt) return done(live.id);
  const row = edit(world, live);
  row.callback = callback ?? { attempts: 0 };
  row.notBeforeAt = notBeforeAt;
  world.turn.events.push({
    type: "callback.requested",
    at: world.turn.now,
    interactionId: live.id,
    notBeforeAt,
  });
  if (notBeforeAt !== null && notBeforeAt > world.turn.now) {
    revokeAll(world, live, "called back later");
  }
  return done(live.id);
}

/** Nobody answered. The engineer is free at once; it is tried again later, or given up. */
export function failCallback(world: World, command: CommandOf<"callback.failed">): Outcome {
  const { engineerId, because } = command;
  const live = world.interactions.get(command.interactionId);
  if (live === undefined) return refused("INTERACTION_UNKNOWN");
  if (holderOf(world, live)?.id !== engineerId) return refused("INTERACTION_NOT_YOURS");
  const { callback, state } = live.row;
  if (state !== "active" || callback === null) return refused("INTERACTION_STATE");
  const { policy } = bucketOf(world, live.row).bucket;
  const attempts = callback.attempts + 1;
  const isLast = attempts >= policy.callback.attempts;
  const notBeforeAt = isLast ? null : world.turn.now + policy.callback.retrySeconds * 1000;
  const row = edit(world, live);
  row.callback = { attempts };
  row.notBeforeAt = notBeforeAt;
  world.turn.events.push({
    type: "callback.failed",
    at: world.turn.now,
    interactionId: live.id,
    engineerId,
    because,
    attempts,
    notBeforeAt,
  });
  if (isLast) {
    endContact(world, live, { by: "system", outcome: "unreached" });
    close(world, live);
  } else {
    takeBack(world, live);
  }
  return done(live.id);
}
