/** Consoles come and go at the server nodes, nodes are lost, and the router starts again (R8, R17, R18). */
import type { CommandOf, Outcome } from "../protocol/commands.js";
import { ONE_SERVER_NODE, type ServerNodeId } from "../protocol/ids.js";
import type { LiveEngineer } from "./live.js";
import { revokeOffer } from "./moves.js";
import { done, refused } from "./refusals.js";
import { compareText } from "./text.js";
import { chatGraceTimer, offerGraceTimer } from "./timers.js";
import { type World, edit, editState } from "./world.js";

export function connectEngineer(world: World, command: CommandOf<"engineer.connect">): Outcome {
  const { nodeId = ONE_SERVER_NODE } = command;
  const engineer = world.engineers.get(command.engineerId);
  if (engineer === undefined) return refused("ENGINEER_UNKNOWN");
  const { connected, nodes } = engineer.state;
  if (nodes.includes(nodeId)) return done();
  if (!connected) stopGrace(world, engineer);
  const state = editState(world, engineer);
  state.nodes = [...nodes, nodeId];
  if (connected) return done();
  state.connected = true;
  state.disconnectedAt = null;
  world.turn.events.push({
    type: "engineer.connected",
    at: world.turn.now,
    engineerId: engineer.id,
  });
  return done();
}

export function disconnectEngineer(
  world: World,
  command: CommandOf<"engineer.disconnect">,
): Outcome {
  const { nodeId = ONE_SERVER_NODE } = command;
  const engineer = world.engineers.get(command.engineerId);
  if (engineer === undefined) return refused("ENGINEER_UNKNOWN");
  if (engineer.state.nodes.includes(nodeId)) leaveNode(world, engineer, nodeId);
  return done();
}

/** R17. Told again it changes nothing. */
export function loseNode(world: World, { nodeId }: CommandOf<"node.lost">): Outcome {
  const there = inOrder(world).filter(({ state }) => state.nodes.includes(nodeId));
  if (there.length === 0) return done();
  world.turn.events.push({ type: "node.lost", at: world.turn.now, nodeId });
  for (const engineer of there) leaveNode(world, engineer, nodeId);
  return done();
}

/** Nothing is lost yet: offers and chats stay until their graces are over (see `clock.ts`). */
function leaveNode(world: World, engineer: LiveEngineer, nodeId: ServerNodeId): void {
  const state = editState(world, engineer);
  state.nodes = state.nodes.filter((other) => other !== nodeId);
  if (state.nodes.length > 0) return;
  state.connected = false;
  startGrace(world, engineer);
  world.turn.events.push({
    type: "engineer.disconnected",
    at: world.turn.now,
    engineerId: engineer.id,
  });
}

/**
 * After a start those are connected who have a console at a node that is alive; to them nothing
 * happened. Offers of all others return to their place; whoever of them holds chats has the grace to
 * come back in. `disconnectedAt` stays null for the rest: there is nothing to wait for.
 */
export function recover(world: World, { nodes = [] }: CommandOf<"router.recover">): Outcome {
  const alive = new Set(nodes);
  const isAlive = (nodeId: ServerNodeId): boolean => alive.has(nodeId);
  const gone: LiveEngineer[] = [];
  for (const engineer of inOrder(world)) {
    const { nodes: before } = engineer.state;
    if (!before.some(isAlive)) gone.push(engineer);
    else if (!before.every(isAlive)) editState(world, engineer).nodes = before.filter(isAlive);
  }
  const offers = gone.flatMap((engineer) => engineer.offers);
  for (const offer of offers.sort((a, b) => compareText(a.id, b.id))) {
    revokeOffer(world, offer, "server restarted");
  }
  for (const live of world.interactions.values()) {
    if (live.row.state === "offered" && live.pending.length === 0) {
      edit(world, live).state = "waiting";
    }
  }
  for (const engineer of gone) leaveAll(world, engineer);
  world.turn.events.push({
    type: "router.recovered",
    at: world.turn.now,
    offersReturned: offers.length,
  });
  return done();
}

function leaveAll(world: World, engineer: LiveEngineer): void {
  const { connected, disconnectedAt } = engineer.state;
  const chats = engineer.held.some(({ row }) => row.channel === "chat" && row.state === "active");
  if (!connected && !chats && disconnectedAt === null) return;
  stopGrace(world, engineer);
  const state = editState(world, engineer);
  state.connected = false;
  state.nodes = [];
  state.disconnectedAt = null;
  if (chats) startGrace(world, engineer);
}

function inOrder(world: World): LiveEngineer[] {
  return [...world.engineers.values()].sort((a, b) => compareText(a.id, b.id));
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
