/** An interaction goes from hand to hand, or leaves the last one. */
import type { CommandOf, Outcome } from "../protocol/commands.js";
import type { EngineerId } from "../protocol/ids.js";
import { enter, targetMs } from "./due.js";
import type { LiveEngineer, LiveInteraction } from "./live.js";
import {
  close,
  coolDown,
  endContact,
  endDirect,
  give,
  holderOf,
  revokeAll,
  takeBack,
  warm,
} from "./moves.js";
import { arrive } from "./overflow.js";
import { done, refused } from "./refusals.js";
import { type World, bucketOf, edit, openBucket } from "./world.js";

export function transferInteraction(
  world: World,
  command: CommandOf<"interaction.transfer">,
): Outcome {
  const { to } = command;
  const live = world.interactions.get(command.interactionId);
  if (live === undefined) return refused("INTERACTION_UNKNOWN");
  const holder = holderOf(world, live);
  if (command.engineerId !== null && holder?.id !== command.engineerId) {
    return refused("INTERACTION_NOT_YOURS");
  }
  const { state } = live.row;
  if (state === "menu" || state === "wrapup") return refused("INTERACTION_STATE");
  if ("bucketId" in to) {
    const bucket = openBucket(world, to.bucketId);
    if (bucket === undefined) return refused("BUCKET_UNKNOWN");
    leaveHands(world, live, holder);
    endDirect(world, live);
    const row = edit(world, live);
    const from = command.due === "keep" ? row.queuedAt : world.turn.now;
    enter(world, row, { bucket, from: from ?? row.startedAt });
  } else {
    const engineer = presentEngineer(world, to.engineerId);
    if (engineer === undefined) return refused("ENGINEER_UNKNOWN");
    if (engineer === holder) return done(live.id);
    leaveHands(world, live, holder);
    warm(world, live, engineer);
    handTo(world, live, engineer);
    if (command.due === "reset") {
      const row = edit(world, live);
      row.dueAt = world.turn.now + targetMs(bucketOf(world, row), row);
    }
  }
  world.turn.events.push({
    type: "interaction.transferred",
    at: world.turn.now,
    interactionId: live.id,
    fromEngineerId: holder?.id ?? null,
    toBucketId: "bucketId" in to ? to.bucketId : null,
    toEngineerId: "engineerId" in to ? to.engineerId : null,
    note: command.note,
  });
  if ("bucketId" in to) arrive(world, live);
  return done(live.id);
}

/** R3: the one way over the capacity rule; the journal keeps the supervisor's reason. */
export function assignInteraction(world: World, command: CommandOf<"interaction.assign">): Outcome {
  const live = world.interactions.get(command.interactionId);
  if (live === undefined) return refused("INTERACTION_UNKNOWN");
  const engineer = presentEngineer(world, command.engineerId);
  if (engineer === undefined) return refused("ENGINEER_UNKNOWN");
  const { state } = live.row;
  if (state === "menu" || state === "wrapup") return refused("INTERACTION_STATE");
  if (holderOf(world, live) === engineer) return done(live.id);
  revokeAll(world, live, "assigned by a supervisor");
  if (state === "active") takeBack(world, live);
  world.turn.events.push({
    type: "interaction.assigned",
    at: world.turn.now,
    interactionId: live.id,
    engineerId: engineer.id,
    reason: command.reason,
  });
  give(world, live, { engineer, offerId: null });
  return done(live.id);
}

/** Ends the contact too when it is still going on: a mail is answered and done with in one go. */
export function completeWrapUp(world: World, command: CommandOf<"wrapup.complete">): Outcome {
  const live = world.interactions.get(command.interactionId);
  if (live === undefined) return refused("INTERACTION_UNKNOWN");
  const holder = holderOf(world, live);
  if (command.engineerId !== null && holder?.id !== command.engineerId) {
    return refused("INTERACTION_NOT_YOURS");
  }
  if (holder === undefined) return refused("INTERACTION_STATE");
  if (live.row.state === "active") {
    endContact(world, live, { by: "engineer", outcome: "handled" });
  }
  edit(world, live).disposition = command.disposition;
  world.turn.events.push({
    type: "wrapup.completed",
    at: world.turn.now,
    interactionId: live.id,
    engineerId: holder.id,
    disposition: command.disposition,
    note: command.note,
  });
  close(world, live);
  return done(live.id);
}

/** Back to waiting, from wherever it is; whoever had it is free and not asked again at once. */
function leaveHands(world: World, live: LiveInteraction, holder: LiveEngineer | undefined): void {
  revokeAll(world, live, "transferred");
  if (holder === undefined) return;
  takeBack(world, live);
  coolDown(world, live, holder);
}

/** It waits for this engineer alone, for as long as the bucket says. */
function handTo(world: World, live: LiveInteraction, { id }: LiveEngineer): void {
  const { directSeconds } = bucketOf(world, live.row).bucket.policy;
  const row = edit(world, live);
  row.directTo = id;
  row.directUntilAt = directSeconds === null ? null : world.turn.now + directSeconds * 1000;
}

function presentEngineer(world: World, id: EngineerId): LiveEngineer | undefined {
  const engineer = world.engineers.get(id);
  return engineer?.engineer.archived === false ? engineer : undefined;
}
