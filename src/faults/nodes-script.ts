/** Scripts for several nodes: what people ask for is the same, what goes wrong is more. */
import { asking, bowlOf, scriptOf, type AskingKind, type Step } from "./script.js";

const trouble = {
  "ask again": 5,
  "same id": 1,
  "taken key": 1,
  read: 4,
  kill: 4,
  stop: 2,
  freeze: 5,
  "cut off": 4,
  "commit fails": 2,
  "commit is not answered": 3,
  "commit arrives late": 3,
  "a call fails": 3,
  "a call is not answered": 3,
  "database away": 1,
  "clock is set": 2,
  "bus lost": 3,
  "bus forgets": 2,
  "bus not heard": 3,
  "bus is bad": 4,
  "turns forgotten": 2,
} as const;

export type NodesStepKind = AskingKind | keyof typeof trouble;

/** As long as a lease and what is made of it; seldom as long as an offer rings. */
const WAITS = [0, 0, 0, 0, 0, 1, 20, 50, 100, 300, 300, 700, 1200, 2500, 5000];

export function writeNodesScript(seed: number): readonly Step<NodesStepKind>[] {
  return scriptOf(seed, { bowl: BOWL, waits: WAITS });
}

const BOWL = bowlOf({ ...asking, ...trouble });

/** Calls that a step may let fail. */
export const CALLS = [
  "load",
  "takeLease",
  "renewLease",
  "releaseLease",
  "knownCommands",
  "beat",
  "turnsAfter",
  "putInbox",
  "inbox",
  "dropInbox",
] as const;

/** What a clock may be off by, in milliseconds; what is off by more than a second is put right with the next beat. */
export const CLOCKS = [300, -300, 900, -900, 5000, -5000, 60_000, -60_000] as const;
