/** What the router answers with: the port between `routing/` and the turn. */
import type { Command, Outcome } from "./commands.js";
import type { DomainEvent } from "./events.js";
import type { Offer, RoutedInteraction } from "./interactions.js";
import type { Bucket, Engineer, EngineerState } from "./organisation.js";

/** Everything the router starts from. Closed interactions are not part of it. */
export interface RoutingState {
  readonly interactions: readonly RoutedInteraction[];
  /** Pending ones only. */
  readonly offers: readonly Offer[];
  readonly engineers: readonly Engineer[];
  readonly engineerStates: readonly EngineerState[];
  readonly buckets: readonly Bucket[];
  /**
   * The time of the last command: what came due by then is done. Left out: the latest moment that the
   * rows know of.
   */
  readonly lastAt?: number;
}

/** One command's whole consequence. Rows are as they are afterwards; only those that changed. */
export interface Decision {
  readonly outcome: Outcome;
  readonly events: readonly DomainEvent[];
  readonly interactions: readonly RoutedInteraction[];
  readonly offers: readonly Offer[];
  readonly engineerStates: readonly EngineerState[];
  readonly engineers: readonly Engineer[];
  readonly buckets: readonly Bucket[];
}

/** What a router decided, as replicas of it are told. */
export interface Told {
  readonly command: Command;
  readonly decision: Decision;
}
