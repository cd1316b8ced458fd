/**
 * The router: decides which engineer is asked for which interaction. The rules it keeps, R1 to R19,
 * are in `docs/spec/routing.md`.
 *
 * One turn: time passes (`clock.ts`), the command changes rows (`apply.ts`), what is allowed no longer
 * is taken back (`settle.ts`), who may be asked is asked (`match.ts`). The last two look at whatever
 * changed and do not know which command it was.
 */
import type { Command, Outcome } from "../protocol/commands.js";
import type { BucketId, EngineerId, InteractionId, OfferId } from "../protocol/ids.js";
import type { Offer, RoutedInteraction } from "../protocol/interactions.js";
import type { Bucket, Engineer, EngineerState } from "../protocol/organisation.js";
import type { Decision, RoutingState, Told } from "../protocol/routing.js";
import type { Obstacle } from "../protocol/why.js";
import { apply } from "./apply.js";
import { nextTimerAt, passTime } from "./clock.js";
import { follow } from "./follow.js";
import { learn } from "./learn.js";
import type { LiveEngineer, LiveInteraction } from "./live.js";
import { loadWorld, saveWorld } from "./load.js";
import { match } from "./match.js";
import {
  type BucketFloor,
  type Position,
  floorNow,
  heldBy,
  positionOf,
  waitingInOrder,
} from "./reads.js";
import { settle } from "./settle.js";
import { compareText } from "./text.js";
import { armWakes } from "./wake.js";
import { type WaitingWhy, obstacleOf, whyWaiting } from "./why-waiting.js";
import { type Turn, type World, beginTurn } from "./world.js";

export type { BucketFloor, Position } from "./reads.js";
export type { WaitingWhy } from "./why-waiting.js";

export interface Router {
  /**
   * The whole consequence of one command. Total and deterministic: the same state, commands and times
   * always give the same decisions (R13). Time does not run backwards: a command with an earlier `at`
   * than the one before is taken to come at the same moment. Throws only when a promise of the router
   * is broken; the caller then drops it and loads the rows again.
   */
  handle(command: Command): Decision;
  /**
   * Takes over what another router decided, every command in its order, none left out (R19). Whoever
   * follows is a replica: it reads as the other does, and is never asked to `handle`.
   */
  follow(told: Told): void;
  /** When a `router.tick` is due (R14). In the past: at once. null: nothing is under way. Not a replica's to tell. */
  nextTimerAt(): number | null;
  /** All rows, each kind in the order of ids. `createRouter` with them decides the same from here on. */
  snapshot(): RoutingState;

  interaction(id: InteractionId): RoutedInteraction | undefined;
  /** Pending ones only. */
  offer(id: OfferId): Offer | undefined;
  engineer(id: EngineerId): Engineer | undefined;
  engineerState(id: EngineerId): EngineerState | undefined;
  bucket(id: BucketId): Bucket | undefined;
  /** Archived ones included. */
  engineers(): readonly Engineer[];
  /** Archived ones included. */
  buckets(): readonly Bucket[];
  /** What keeps this engineer from being asked for what is queued. null: nothing does. */
  obstacle(interactionId: InteractionId, engineerId: EngineerId): Obstacle | null;
  /** R12: what keeps each of them, and what would change it. null: it is not in a queue. */
  waitingWhy(interactionId: InteractionId, at: number): WaitingWhy | null;
  /** Active and in wrap-up, then offered; each in the order of ids. */
  holding(engineerId: EngineerId): readonly RoutedInteraction[];
  /** Pending, in the order of ids. */
  offersOf(engineerId: EngineerId): readonly Offer[];
  /** null: it is not in a queue. */
  position(interactionId: InteractionId, at: number): Position | null;
  /** Waiting and offered in the order R2; the first `limit` of them, or all. */
  waiting(limit?: number): readonly RoutedInteraction[];
  /** Every bucket, in the order of ids. */
  floor(at: number): readonly BucketFloor[];
}

export function createRouter(state: RoutingState): Router {
  const world = loadWorld(state);
  return {
    handle: (command) => takeTurn(world, command),
    follow: (told) => {
      follow(world, told);
    },
    nextTimerAt: () => nextTimerAt(world),
    snapshot: () => saveWorld(world),
    interaction: (id) => world.interactions.get(id)?.row,
    offer: (id) => world.offers.get(id),
    engineer: (id) => world.engineers.get(id)?.engineer,
    engineerState: (id) => world.engineers.get(id)?.state,
    bucket: (id) => world.buckets.get(id)?.bucket,
    engineers: () => [...world.engineers.values()].map((live) => live.engineer),
    buckets: () => [...world.buckets.values()].map((live) => live.bucket),
    obstacle: (interactionId, engineerId) =>
      obstacleOf(world, { interactionId, engineerId }, world.turn.now),
    waitingWhy: (interactionId, at) => whyWaiting(world, interactionId, at),
    holding: (engineerId) => heldBy(world, engineerId),
    offersOf: (engineerId) =>
      [...(world.engineers.get(engineerId)?.offers ?? [])].sort((a, b) => compareText(a.id, b.id)),
    position: (interactionId, at) => positionOf(world, interactionId, at),
    waiting: (limit = Infinity) => waitingInOrder(world, limit),
    floor: (at) => floorNow(world, at),
  };
}

function takeTurn(world: World, command: Command): Decision {
  beginTurn(world, command.at);
  passTime(world);
  const outcome = apply(world, command);
  settle(world);
  match(world);
  armWakes(world);
  learn(world, command);
  return decided(world.turn, outcome);
}

/** By id; most turns change one or none. */
function rowsOf(changed: LiveInteraction[]): RoutedInteraction[] {
  const [first] = changed;
  if (first === undefined) return [];
  if (changed.length === 1) return [first.row];
  return changed.sort((a, b) => compareText(a.id, b.id)).map((live) => live.row);
}

function statesOf(changed: LiveEngineer[]): EngineerState[] {
  const [first] = changed;
  if (first === undefined) return [];
  if (changed.length === 1) return [first.state];
  return changed.sort((a, b) => compareText(a.id, b.id)).map((live) => live.state);
}

function decided(turn: Turn, outcome: Outcome): Decision {
  return {
    outcome,
    events: turn.events,
    interactions: rowsOf(turn.interactions),
    offers: turn.offers,
    engineerStates: statesOf(turn.engineerStates),
    engineers: turn.engineers,
    buckets: turn.buckets,
  };
}
