/** Who watches a simulation. Watching changes nothing: the router it is handed is only asked. */
import type { Command } from "../../protocol/commands.js";
import type { BucketId, InteractionId } from "../../protocol/ids.js";
import type { Decision, RoutingState } from "../../protocol/routing.js";
import type { Router } from "../router.js";

/** How a contact's waiting ended. */
export type Ending = "served" | "abandoned" | "blocked" | "turnedAway" | "unserved";

/** A contact that is in its queue now, or was offered at once. */
export interface Queued {
  readonly replication: number;
  readonly interactionId: InteractionId;
  readonly bucketId: BucketId;
  readonly minute: number;
  /** The router's time. */
  readonly at: number;
  /** It need not wait. */
  readonly isOffered: boolean;
  readonly router: Router;
}

export interface Settled {
  readonly replication: number;
  readonly interactionId: InteractionId;
  readonly bucketId: BucketId;
  /** When it arrived, and how long it waited. */
  readonly arrivedMinute: number;
  readonly waitedMinutes: number;
  readonly ending: Ending;
}

/** The floor at one moment. */
export interface Sample {
  readonly replication: number;
  readonly minute: number;
  /** Not answered yet, by bucket, in the order of the scenario. */
  readonly waiting: readonly number[];
  /** By group, in the order of the scenario. */
  readonly here: readonly number[];
  readonly busy: readonly number[];
}

export interface Observer {
  /** A replication begins; the router starts from these rows. */
  began?(replication: number, state: RoutingState): void;
  decided?(command: Command, decision: Decision): void;
  /** Every contact, also during the warm-up; the router can be asked for its position. */
  queued?(contact: Queued): void;
  /** Every contact, once: answered or gone. */
  settled?(contact: Settled): void;
  /** Every `sampleEveryMinutes` until the horizon. */
  readonly sampleEveryMinutes?: number;
  sampled?(sample: Sample): void;
}
