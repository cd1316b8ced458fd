/** What must be true when everything has come to rest, and that the journal tells the same story. */
import { isDeepStrictEqual } from "node:util";
import type { RoutingState } from "../../protocol/routing.js";
import type { Ask } from "./ask.js";
import type { Carrier } from "./carrier.js";
import { copy, decisionText, type MemoryStore } from "./memory-store.js";
import { reportOf, type Parts } from "./node.js";

const NOTHING: RoutingState = {
  interactions: [],
  offers: [],
  engineers: [],
  engineerStates: [],
  buckets: [],
};

interface Rest {
  readonly tables: MemoryStore;
  readonly carrier: Carrier;
  readonly asks: readonly Ask[];
  readonly parts: Pick<Parts, "createRouter">;
}

export function brokenAtRest(rest: Rest): string | null {
  return lostAnAnswer(rest) ?? lostAnEffect(rest) ?? lostAReport(rest) ?? toldOtherwise(rest);
}

/** T1, T3: what was heard is what is stored, to the end. */
function lostAnAnswer({ asks, tables }: Rest): string | null {
  for (const { command, heard } of asks) {
    if (heard === null) continue;
    const stored = tables.commands.get(command.id);
    if (stored === undefined) return `T1: ${command.id} was acknowledged and is lost`;
    const isSame = stored.command.type !== command.type || isDeepStrictEqual(stored.outcome, heard);
    if (!isSame) return `T3: ${command.id} was answered otherwise than it is stored`;
  }
  return null;
}

/** T8: whatever was asked for is done, once, unless it was refused or given up. */
function lostAnEffect({ tables, carrier }: Rest): string | null {
  for (const [id, { state }] of tables.effects) {
    const answer = carrier.answerTo(id);
    if (state === "done" && answer?.type !== "done") return `T8: ${id} is called done and is not`;
    if (answer !== undefined && state === "waiting") return `T8: ${id} is done and still waits`;
  }
  for (const id of carrier.performed.keys()) {
    if (!tables.effects.has(id)) return `T8: ${id} was performed and is not stored`;
  }
  return null;
}

/** T14: that an effect was refused comes back as a command. */
function lostAReport({ tables, carrier }: Rest): string | null {
  const reports = new Set(
    [...tables.commands.values()].flatMap(({ command }) =>
      command.type === "interaction.requeue" ? [command.because] : [],
    ),
  );
  for (const [id, { effect, state }] of tables.effects) {
    if (effect.kind !== "bridge" || state !== "refused") continue;
    if (carrier.answerTo(id)?.type === "refused" && !reports.has(reportOf(id))) {
      return `T14: nobody heard that ${id} was refused`;
    }
  }
  return null;
}

/** R13: a fresh router with the journal's commands decides what is stored, and ends where the rows are. */
function toldOtherwise({ tables, parts }: Rest): string | null {
  const router = parts.createRouter(NOTHING);
  for (const { command, outcome, events, text } of tables.commands.values()) {
    const decision = router.handle(command);
    if (decisionText(decision) === text) continue;
    const replayed = [decision.outcome, ...decision.events];
    return `R13: ${command.id} ${command.type} replays otherwise: ${difference(replayed, [outcome, ...events])}`;
  }
  const ended = copy(router.snapshot());
  for (const kind of [
    "interactions",
    "offers",
    "engineers",
    "engineerStates",
    "buckets",
  ] as const) {
    if (!isDeepStrictEqual(ended[kind], tables.live[kind])) {
      return `R13: the replay ends with other ${kind}: ${difference(ended[kind], tables.live[kind])}`;
    }
  }
  return null;
}

function difference(replayed: readonly unknown[], stored: readonly unknown[]): string {
  const length = Math.max(replayed.length, stored.length);
  for (let at = 0; at < length; at += 1) {
    const [one, other] = [replayed[at] ?? null, stored[at] ?? null];
    if (!isDeepStrictEqual(copy(one), other)) {
      return `${JSON.stringify(one)} instead of ${JSON.stringify(other)}`;
    }
  }
  return "nothing";
}
