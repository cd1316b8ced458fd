/** Applies one command to the rows. Nothing here matches: what changed is marked, `match.ts` looks. */
import type { Command, Outcome } from "../protocol/commands.js";
import { acceptOffer, declineOffer } from "./apply-answer.js";
import { putBucket } from "./apply-bucket.js";
import { connectEngineer, disconnectEngineer, loseNode, recover } from "./apply-connection.js";
import { forget, putEngineer, setEngineerPresence } from "./apply-engineer.js";
import {
  changeInteraction,
  endInteraction,
  queueInteraction,
  requeueInteraction,
  startInteraction,
} from "./apply-interaction.js";
import { assignInteraction, completeWrapUp, transferInteraction } from "./apply-handover.js";
import { askCallback, failCallback } from "./callback.js";
import { pullInteraction } from "./pull.js";
import { done } from "./refusals.js";
import type { World } from "./world.js";

export function apply(world: World, command: Command): Outcome {
  switch (command.type) {
    case "interaction.start":
      return startInteraction(world, command);
    case "interaction.queue":
      return queueInteraction(world, command);
    case "interaction.end":
      return endInteraction(world, command);
    case "interaction.requeue":
      return requeueInteraction(world, command);
    case "interaction.transfer":
      return transferInteraction(world, command);
    case "interaction.change":
      return changeInteraction(world, command);
    case "interaction.assign":
      return assignInteraction(world, command);
    case "wrapup.complete":
      return completeWrapUp(world, command);
    case "offer.accept":
      return acceptOffer(world, command);
    case "offer.decline":
      return declineOffer(world, command);
    case "presence.set":
      return setEngineerPresence(world, command);
    case "interaction.callback":
      return askCallback(world, command);
    case "callback.failed":
      return failCallback(world, command);
    case "interaction.pull":
      return pullInteraction(world, command);
    case "engineer.connect":
      return connectEngineer(world, command);
    case "engineer.disconnect":
      return disconnectEngineer(world, command);
    case "node.lost":
      return loseNode(world, command);
    case "engineer.put":
      return putEngineer(world, command);
    case "bucket.put":
      return putBucket(world, command);
    case "router.recover":
      return recover(world, command);
    case "router.forget":
      return forget(world);
    case "router.tick":
      return done();
    default:
      throw new Error(`unhandled command ${String(command satisfies never)}`);
  }
}
