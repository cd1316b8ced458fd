/** One command with its sender: what was asked, and what was heard of it. */
import type { Command, Outcome } from "../../protocol/commands.js";
import type { Luggage } from "../dispatch/turn.js";

export interface Ask {
  readonly command: Command;
  readonly luggage: Luggage;
  /** Asks until there is an answer. */
  readonly isPatient: boolean;
  /** The answer that was heard. null: none, or only that it is not known. */
  heard: Outcome | null;
  tries: number;
}

/** The sender does not know whether it was taken, and asks again. */
export function isOutage(outcome: Outcome): boolean {
  if (outcome.ok) return false;
  return ["STORE_UNAVAILABLE", "SHUTTING_DOWN"].includes(outcome.error.code);
}
