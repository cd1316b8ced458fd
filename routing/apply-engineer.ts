/** Engineers say what they take, and change. */
import type { CommandOf, Outcome } from "../protocol/commands.js";
import type { Engineer } from "../protocol/organisation.js";
import { shareCapacity } from "./capacity.js";
import { classifyEngineer } from "./filing.js";
import type { LiveEngineer } from "./live.js";
import { endDirect, setPresence } from "./moves.js";
import { done, refused } from "./refusals.js";
import { newEngineer, newState } from "./rows.js";
import { type World, editState } from "./world.js";

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

export function putEngineer(world: World, command: CommandOf<"engineer.put">): Outcome {
  const { engineer } = command;
  const { now } = world.turn;
  const isNew = !world.engineers.has(engineer.id);
  const live = keepEngineer(world, engineer);
  if (isNew) editState(world, live);
  if (engineer.archived) releaseDirect(world, live);
  world.turn.engineers.push(engineer);
  world.turn.events.push({ type: "engineer.changed", at: now, engineerId: engineer.id });
  return done();
}

/** From now on this is their row; somebody new is not here yet. */
export function keepEngineer(world: World, engineer: Engineer): LiveEngineer {
  const live =
    world.engineers.get(engineer.id) ??
    newEngineer(world, engineer, newState(engineer.id, world.turn.now));
  live.engineer = engineer;
  live.capacity = shareCapacity(world.capacities, engineer.capacity);
  live.schedule = engineer.hours === null ? null : world.hours.schedule(engineer.hours, true);
  classifyEngineer(world, live);
  world.turn.dirtyEngineers.add(live);
  return live;
}

/** `learn` forgets, as the last step of the turn: whoever replays the journal does so with us (R13). */
export function forget(world: World): Outcome {
  world.turn.events.push({ type: "router.forgot", at: world.turn.now });
  return done();
}

/** What waits for somebody who left for good goes to its bucket. */
function releaseDirect(world: World, engineer: LiveEngineer): void {
  for (const live of world.interactions.values()) {
    if (live.row.directTo === engineer.id) endDirect(world, live);
  }
}
