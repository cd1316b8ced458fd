/** One line of an interaction's record, as `GET /api/v1/interactions/:id` answers it. */
import type { DomainEvent } from "../../../protocol/events.js";
import type { Interaction, Message } from "../../../protocol/interactions.js";

export type ThreadRecord =
  | {
      readonly type: "event";
      readonly seq: number;
      readonly at: number;
      readonly event: DomainEvent;
    }
  | {
      readonly type: "menu";
      readonly at: number;
      readonly fromNodeId: string;
      readonly toNodeId: string;
      readonly input: string;
      readonly result: string;
    };

export interface ThreadAnswer {
  readonly interaction: Interaction;
  readonly messages: readonly Message[];
  readonly timeline: readonly ThreadRecord[];
}
