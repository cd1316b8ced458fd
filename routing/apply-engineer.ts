/** Engineers come, go and change, and the router starts again. */
import type { CommandOf, Outcome } from "../protocol/commands.js";
import { shareCapacity } from "./capacity.js";
import { classifyEngineer } from "./filing.js";
import { forgetLearnt } from "./learn.js";
import type { LiveEngineer } from "./live.js";
import { endDirect, revokeOffer, setPresence } from "./moves.js";
import { done, refused } from "./refusals.js";
import { newEngineer, newState } from "./rows.js";
import { compareText } from "./text.js";
import { chatGraceTimer, offerGraceTimer } from "./timers.js";
import { type World, edit, editState } from "./world.js";

export function setEngineerPresence(world: World, command: CommandOf<"presence.set">): Outcome {
  const { status, reason, channels, forcedBy } = command;
  const engineer = world.engineers.get(command.engineerId);
  if (engineer === undefined) return refused("ENGINEER_UNKNOWN");
  const { state } = engineer;
  const sameChannels = channels === null || channels.join() === state.channels.join();
  if (state.status === status && state.reason === reason && sameChannels) return done();
  if (channels !== null) editState(world, engineer).channels = channels;
  setPresence(world, engineer, { status, reason, forcedBy });
  return done();
}

export function connectEngineer(world: World, command: CommandOf<"engineer.connect">): Outcome {
  const engineer = world.engineers.get(command.engineerId);
  if (engineer === undefined) return refused("ENGINEER_UNKNOWN");
  if (engineer.state.connected) return done();
  stopGrace(world, engineer);
  const state = editState(world, engineer);
  state.connected = true;
  state.disconnectedAt = null;
  world.turn.events.push({
    type: "engineer.connected",
    at: world.turn.now,
    engineerId: engineer.id,
  });
  return done();
}

/** Nothing is lost yet: offers and chats stay until their graces are over (see `clock.ts`). */
export function disconnectEngineer(
  world: World,
  command: CommandOf<"engineer.disconnect">,
): Outcome {
  const engineer = world.engineers.get(command.engineerId);
  if (engineer === undefined) return refused("ENGINEER_UNKNOWN");
  if (!engineer.state.connected) return done();
  editState(world, engineer).connected = false;
  startGrace(world, engineer);
  world.turn.events.push({
    type: "engineer.disconnected",
    at: world.turn.now,
    engineerId: engineer.id,
  });
  return done();
}

export function putEngineer(world: World, command: CommandOf<"engineer.put">): Outcome {
  const { engineer } = command;
  const { now } = world.turn;
  const known = world.engineers.get(engineer.id);
  const live = known ?? newEngineer(world, engineer, newState(engineer.id, now));
  if (known === undefined) editState(world, live);
  live.engineer = engineer;
  live.capacity = shareCapacity(world.capacities, engineer.capacity);
  live.schedule = engineer.hours === null ? null : world.hours.schedule(engineer.hours, true);
  classifyEngineer(world, live);
  world.turn.dirtyEngineers.add(live);
  if (engineer.archived) releaseDirect(world, live);
  world.turn.engineers.push(engineer);
  world.turn.events.push({ type: "engineer.changed", at: now, engineerId: engineer.id });
  return done();
}

/**
 * After a start nobody is connected. Offers return to their place; whoever holds chats has the grace to
 * come back in. `disconnectedAt` stays null for all others: there is nothing to wait for.
 */
export function recover(world: World): Outcome {
  forgetPace(world);
  const offers = [...world.offers.values()].sort((a, b) => compareText(a.id, b.id));
  for (const offer of offers) revokeOffer(world, offer, "server restarted");
  for (const live of world.interactions.values()) {
    if (live.row.state === "offered") edit(world, live).state = "waiting";
  }
  const engineers = [...world.engineers.values()].sort((a, b) => compareText(a.id, b.id));
  for (const engineer of engineers) {
    const { state } = engineer;
    const chats = engineer.held.some(({ row }) => row.channel === "chat" && row.state === "active");
    if (!state.connected && !chats && state.disconnectedAt === null) continue;
    stopGrace(world, engineer);
    const edited = editState(world, engineer);
    edited.connected = false;
    edited.disconnectedAt = null;
    if (chats) startGrace(world, engineer);
  }
  world.turn.events.push({
    type: "router.recovered",
    at: world.turn.now,
    offersReturned: offers.length,
  });
  return done();
}

/** Memory was read again: whoever replays the journal forgets with us what was learnt on the way (R13). */
export function forget(world: World): Outcome {
  forgetPace(world);
  world.turn.events.push({ type: "router.forgot", at: world.turn.now });
  return done();
}

function forgetPace(world: World): void {
  forgetLearnt(world);
}

function startGrace(world: World, engineer: LiveEngineer): void {
  const { now } = world.turn;
  editState(world, engineer).disconnectedAt = now;
  if (engineer.offers.length > 0) world.timers.add(offerGraceTimer(engineer.id, now));
  world.timers.add(chatGraceTimer(engineer.id, now));
}

function stopGrace(world: World, engineer: LiveEngineer): void {
  const { disconnectedAt } = engineer.state;
  if (disconnectedAt === null) return;
  world.timers.delete(offerGraceTimer(engineer.id, disconnectedAt));
  world.timers.delete(chatGraceTimer(engineer.id, disconnectedAt));
}

/** What waits for somebody who left for good goes to its bucket. */
function releaseDirect(world: World, engineer: LiveEngineer): void {
  for (const live of world.interactions.values()) {
    if (live.row.directTo === engineer.id) endDirect(world, live);
  }
}
