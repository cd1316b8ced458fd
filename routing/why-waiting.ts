/** R12, for one who waits: what stands between them and each engineer. */
import type { EngineerId } from "../protocol/ids.js";
import type { Obstacle } from "../protocol/why.js";
import { isQueued, obstacleBetween } from "./eligibility.js";
import { nextStepAt } from "./relaxation.js";
import { compareText } from "./text.js";
import { isUnservable } from "./unservable.js";
import { type World, bucketOf } from "./world.js";

export interface WaitingWhy {
  /** In its bucket; 1: next. */
  readonly position: number;
  /** Relaxation steps in force. */
  readonly step: number;
  /** When the next one is reached. null: there is none. */
  readonly nextStepAt: number | null;
  /** R6: nobody could take it, not even after the last step. */
  readonly unservable: boolean;
  /** In the order of ids, without archived ones. null: nothing stands between. */
  readonly engineers: readonly {
    readonly engineerId: EngineerId;
    readonly because: Obstacle | null;
  }[];
}

/** null: it is not in a queue. Costs a look at every engineer. */
export function whyWaiting(world: World, interactionId: string, at: number): WaitingWhy | null {
  const live = world.interactions.get(interactionId);
  if (live === undefined || live.line === null) return null;
  const engineers = [...world.engineers.values()]
    .filter(({ engineer }) => !engineer.archived)
    .sort((a, b) => compareText(a.id, b.id));
  return {
    position: live.line.rank(live) + 1,
    step: live.step,
    nextStepAt: nextStepAt(bucketOf(world, live.row).bucket, live.row, at),
    unservable: isUnservable(world, live),
    engineers: engineers.map((engineer) => ({
      engineerId: engineer.id,
      because: obstacleBetween(live, engineer, at),
    })),
  };
}

/** The same for one engineer. null: nothing stands between, or there is nothing to ask about. */
export function obstacleOf(
  world: World,
  ids: { readonly interactionId: string; readonly engineerId: string },
  at: number,
): Obstacle | null {
  const live = world.interactions.get(ids.interactionId);
  const engineer = world.engineers.get(ids.engineerId);
  if (live === undefined || engineer === undefined || !isQueued(live.row)) return null;
  return obstacleBetween(live, engineer, at);
}
