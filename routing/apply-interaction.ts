/** An interaction begins, enters a bucket, changes its place, comes back, ends. */
import type { CommandOf, Outcome } from "../protocol/commands.js";
import { UNQUEUED, type RoutedInteraction } from "../protocol/interactions.js";
import { ORDINARY_PRIORITY } from "../protocol/words.js";
import { enter } from "./due.js";
import type { LiveBucket, LiveInteraction } from "./live.js";
import {
  close,
  coolDown,
  endContact,
  endDirect,
  holderOf,
  requeue,
  revokeAll,
  revokeOffer,
  stopResponding,
} from "./moves.js";
import { arrive } from "./overflow.js";
import { done, refused } from "./refusals.js";
import { newInteraction } from "./rows.js";
import { wrapUpTimer } from "./timers.js";
import { type World, bucketOf, edit, openBucket } from "./world.js";

type Reentry = NonNullable<CommandOf<"interaction.queue">["reentry"]>;

export function startInteraction(world: World, command: CommandOf<"interaction.start">): Outcome {
  const { interactionId } = command;
  if (world.interactions.has(interactionId)) return done(interactionId);
  create(world, command);
  world.turn.events.push({
    type: "interaction.started",
    at: world.turn.now,
    interactionId,
    channel: command.channel,
  });
  return done(interactionId);
}

export function queueInteraction(world: World, command: CommandOf<"interaction.queue">): Outcome {
  const { interactionId } = command;
  const known = world.interactions.get(interactionId);
  if (known !== undefined && known.row.state !== "menu") return done(interactionId);
  if (known === undefined && command.fromMenu === true) return refused("INTERACTION_UNKNOWN");
  const bucket = openBucket(world, command.bucketId);
  if (bucket === undefined) return refused("BUCKET_UNKNOWN");
  const { now } = world.turn;
  const live = known ?? create(world, command);
  const row = edit(world, live);
  const lost = placeLost(world, command, bucket);
  const queuedAt = lost?.queuedAt ?? now;
  row.state = "waiting";
  row.tier = command.tier ?? "basic";
  row.priority =
    command.priority ?? bucket.bucket.policy.tiers[row.tier].priority ?? bucket.bucket.priority;
  row.skills = command.skills;
  row.lastEngineerId = command.lastEngineerId;
  row.customerId = command.customerId ?? row.customerId;
  row.queuedAt = queuedAt;
  enter(world, row, { bucket, from: queuedAt });
  world.turn.events.push({
    type: "interaction.queued",
    at: now,
    interactionId,
    channel: row.channel,
    bucketId: command.bucketId,
    priority: row.priority,
    dueAt: row.dueAt ?? now,
    ...(row.tier !== "basic" && { tier: row.tier }),
    ...(lost !== null && { reentryOf: lost.interactionId }),
  });
  arrive(world, live);
  return done(interactionId);
}

/** R9: the contact whose place this one has again. null: it has none. */
function placeLost(
  world: World,
  { reentry }: CommandOf<"interaction.queue">,
  { bucket }: LiveBucket,
): Reentry | null {
  const { now } = world.turn;
  const { reentrySeconds } = bucket.policy;
  if (reentry === undefined || reentry === null || reentrySeconds === 0) return null;
  const isBack =
    reentry.bucketId === bucket.id &&
    now - reentry.endedAt <= reentrySeconds * 1000 &&
    reentry.queuedAt < now;
  return isBack ? reentry : null;
}

/**
 * R10. The due of another bucket counts from the first wait: the interaction was in the wrong place, and
 * that is not its customer's fault. Pending offers stay with engineers who can do the new work.
 */
export function changeInteraction(world: World, command: CommandOf<"interaction.change">): Outcome {
  const live = world.interactions.get(command.interactionId);
  if (live === undefined) return refused("INTERACTION_UNKNOWN");
  const { state } = live.row;
  if (state === "menu" || state === "wrapup") return refused("INTERACTION_STATE");
  const before = bucketOf(world, live.row);
  const bucket =
    command.bucketId === null || command.bucketId === before.bucket.id
      ? before
      : openBucket(world, command.bucketId);
  if (bucket === undefined) return refused("BUCKET_UNKNOWN");
  const priority = command.priority ?? live.row.priority;
  if (bucket === before && priority === live.row.priority) return done(live.id);
  const row = edit(world, live);
  row.priority = priority;
  if (bucket !== before) enter(world, row, { bucket, from: row.queuedAt ?? row.startedAt });
  world.turn.events.push({
    type: "interaction.changed",
    at: world.turn.now,
    interactionId: live.id,
    priority,
    bucketId: bucket.bucket.id,
    dueAt: row.dueAt ?? world.turn.now,
  });
  if (bucket !== before) arrive(world, live);
  return done(live.id);
}

/** The engineer could not be put through. A late or repeated report changes nothing. */
export function requeueInteraction(
  world: World,
  command: CommandOf<"interaction.requeue">,
): Outcome {
  const { engineerId } = command;
  const live = world.interactions.get(command.interactionId);
  if (live === undefined) return done(command.interactionId);
  const holder = live.row.state === "active" ? holderOf(world, live) : undefined;
  const offer = live.pending.find((pending) => pending.engineerId === engineerId);
  if (holder !== undefined && (engineerId === null || engineerId === holder.id)) {
    requeue(world, live, command.because);
  } else if (offer !== undefined) {
    revokeOffer(world, offer, command.because);
    endDirect(world, live);
  } else {
    return done(live.id);
  }
  const engineer = engineerId === null ? undefined : world.engineers.get(engineerId);
  if (engineer !== undefined) {
    coolDown(world, live, engineer);
    if (live.row.channel === "voice") stopResponding(world, engineer);
  }
  return done(live.id);
}

export function endInteraction(world: World, command: CommandOf<"interaction.end">): Outcome {
  const { by, engineerId } = command;
  const live = world.interactions.get(command.interactionId);
  if (live === undefined) {
    return by === "engineer" ? refused("INTERACTION_UNKNOWN") : done(command.interactionId);
  }
  if (by === "engineer" && engineerId !== null && holderOf(world, live)?.id !== engineerId) {
    return refused("INTERACTION_NOT_YOURS");
  }
  switch (live.row.state) {
    case "menu":
      endContact(world, live, { by, outcome: outcomeInMenu(by) });
      close(world, live);
      break;
    case "waiting":
    case "offered":
      // The menu was left behind when it was queued; a late word from there means nothing.
      if (by === "menu") break;
      // They will be called, and need not stay on the line (R9).
      if (by === "customer" && live.row.callback !== null) break;
      revokeAll(world, live, by === "customer" ? "customer left" : "interaction closed");
      endContact(world, live, { by, outcome: by === "customer" ? "abandoned" : "dismissed" });
      close(world, live);
      break;
    case "active":
      endContact(world, live, { by, outcome: "handled" });
      startWrapUp(world, live);
      break;
    case "wrapup":
    case "closed":
      break;
  }
  return done(live.id);
}

/** Holds the engineer for the bucket's wrap-up time (R14); without one it is closed at once. */
function startWrapUp(world: World, live: LiveInteraction): void {
  const holder = holderOf(world, live);
  const seconds = bucketOf(world, live.row).bucket.wrapUpSeconds[live.row.channel];
  if (seconds === 0 || holder === undefined) {
    close(world, live);
    return;
  }
  const endsAt = world.turn.now + seconds * 1000;
  const row = edit(world, live);
  row.state = "wrapup";
  row.wrapUpEndsAt = endsAt;
  world.timers.add(wrapUpTimer(live.id, endsAt));
  world.turn.events.push({
    type: "wrapup.started",
    at: world.turn.now,
    interactionId: live.id,
    engineerId: holder.id,
    endsAt,
  });
}

function outcomeInMenu(by: CommandOf<"interaction.end">["by"]): RoutedInteraction["outcome"] & {} {
  if (by === "menu") return "menu_ended";
  return by === "engineer" ? "dismissed" : "left_in_menu";
}

function create(
  world: World,
  command: CommandOf<"interaction.start"> | CommandOf<"interaction.queue">,
): LiveInteraction {
  const live = newInteraction({
    id: command.interactionId,
    channel: command.channel,
    state: "menu",
    outcome: null,
    customerId: command.customerId,
    bucketId: null,
    priority: ORDINARY_PRIORITY,
    skills: [],
    directTo: null,
    engineerId: null,
    lastEngineerId: null,
    startedAt: world.turn.now,
    queuedAt: null,
    dueAt: null,
    answeredAt: null,
    endedAt: null,
    wrapUpEndsAt: null,
    closedAt: null,
    disposition: null,
    offers: 0,
    cooldowns: [],
    ...UNQUEUED,
  });
  world.interactions.set(live.id, live);
  edit(world, live);
  return live;
}
