/** What the passing of time does (R14). Runs before every command, for all that is due at its time. */
import { coolDown, endDirect, requeue, settleOffer, stopResponding, warm, close } from "./moves.js";
import { compareText } from "./text.js";
import type { Timer } from "./timers.js";
import { armWake, wake } from "./wake.js";
import { type World, editState } from "./world.js";

export function passTime(world: World): void {
  passHours(world);
  for (;;) {
    const timer = world.timers.first();
    if (timer === undefined || timer.at > world.turn.now) return;
    world.timers.shift();
    ring(world, timer);
  }
}

/** When the router must be woken. null: nothing is under way. */
export function nextTimerAt(world: World): number | null {
  const timer = world.timers.first()?.at ?? null;
  const hours = world.hours.nextAt();
  if (timer === null || hours === null) return timer ?? hours;
  return Math.min(timer, hours);
}

/** Whoever's hours began or ended is looked at. */
export function passHours(world: World): void {
  const turned = world.hours.advance(world.turn.now);
  if (turned.length === 0) return;
  for (const engineer of world.engineers.values()) {
    if (engineer.schedule !== null && turned.includes(engineer.schedule)) {
      world.turn.dirtyEngineers.add(engineer);
    }
  }
}

function ring(world: World, timer: Timer): void {
  switch (timer.kind) {
    case "offer": {
      expireOffer(world, timer.id);
      return;
    }
    case "wrapup": {
      closeWrapUp(world, timer.id);
      return;
    }
    case "cooldown": {
      const live = world.interactions.get(timer.id);
      const engineer = world.engineers.get(timer.engineerId);
      if (live !== undefined && engineer !== undefined) warm(world, live, engineer);
      return;
    }
    case "offer grace": {
      // Being looked at is enough: offers to somebody who is not connected are then lost.
      const engineer = world.engineers.get(timer.id);
      if (engineer !== undefined) world.turn.dirtyEngineers.add(engineer);
      return;
    }
    case "chat grace": {
      giveUp(world, timer.id);
      return;
    }
    case "wake": {
      const live = world.interactions.get(timer.id);
      if (live !== undefined) wake(world, live, timer.at);
      return;
    }
    default:
      throw new Error(`unhandled timer ${String(timer.kind satisfies never)}`);
  }
}

/** RONA: the interaction returns to its place, the engineer is out until they say they are back. */
function expireOffer(world: World, offerId: string): void {
  const offer = world.offers.get(offerId);
  const engineer = offer && world.engineers.get(offer.engineerId);
  if (offer === undefined || engineer === undefined) return;
  const live = settleOffer(world, offer, "expired");
  world.turn.events.push({
    type: "offer.expired",
    at: world.turn.now,
    interactionId: live.id,
    offerId: offer.id,
    engineerId: engineer.id,
  });
  endDirect(world, live);
  coolDown(world, live, engineer);
  stopResponding(world, engineer);
  armWake(world, live, live.lookedAt);
}

function closeWrapUp(world: World, interactionId: string): void {
  const live = world.interactions.get(interactionId);
  if (live === undefined || live.row.engineerId === null) return;
  world.turn.events.push({
    type: "wrapup.completed",
    at: world.turn.now,
    interactionId: live.id,
    engineerId: live.row.engineerId,
    disposition: null,
    note: null,
  });
  close(world, live);
}

/** The engineer did not come back. Chats go to others; calls and mail are not lost by a lost page. */
function giveUp(world: World, engineerId: string): void {
  const engineer = world.engineers.get(engineerId);
  if (engineer === undefined) return;
  editState(world, engineer).disconnectedAt = null;
  const chats = engineer.held
    .filter(({ row }) => row.channel === "chat" && row.state === "active")
    .sort((a, b) => compareText(a.id, b.id));
  for (const live of chats) {
    requeue(world, live, "engineer disconnected");
    armWake(world, live, world.turn.now);
  }
}
