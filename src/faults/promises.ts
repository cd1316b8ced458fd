/**
 * What must be true of the stored rows after every commit, said as plainly as possible. The numbers
 * are those of `docs/spec/routing.md`.
 */
import type { LiveState, TurnCommit } from "../store/store.js";
import { blocks, Floor } from "./floor.js";

export interface Committed {
  readonly before: LiveState;
  readonly turn: TurnCommit;
  readonly after: LiveState;
  /** The router's time: the latest `at` of all commands so far. */
  readonly now: number;
}

/** The first promise that is broken, as a sentence. null: all hold. */
export function brokenPromise({ before, turn, after, now }: Committed): string | null {
  const floor = new Floor(after, now);
  return (
    waitsInVain(floor) ??
    holdsTooMuch(floor) ??
    isHeldTwice(floor, turn) ??
    isAskedInVain(floor) ??
    isOverdue(floor) ??
    lostItsPlace(before, turn, after) ??
    cameFromNowhere(before, turn, after)
  );
}

function waitsInVain(floor: Floor): string | null {
  for (const row of floor.state.interactions) {
    if (!floor.wantsMore(row)) continue;
    const free = floor.state.engineers.find((engineer) => floor.mayAsk(row, engineer));
    if (free !== undefined) return `R1: ${row.id} waits while ${free.id} has room`;
  }
  return null;
}

/** Whoever has more than they may, by a supervisor's word or a smaller capacity, is offered nothing. */
function holdsTooMuch(floor: Floor): string | null {
  for (const { id, engineerId, interactionId } of floor.state.offers) {
    const engineer = floor.engineer(engineerId);
    const channel = floor.interaction(interactionId)?.channel;
    if (engineer === undefined || channel === undefined) return `R4: ${id} is of nobody`;
    if (floor.tooMuch(engineer).some((offer) => offer.id === id)) {
      return `R3: ${id} is offered to ${engineerId}, who is full`;
    }
    if (blocks(engineer, floor.held(engineer), channel)) {
      return `R11: ${id} is offered to ${engineerId}, whose work blocks it`;
    }
  }
  return null;
}

function isHeldTwice(floor: Floor, turn: TurnCommit): string | null {
  const fresh = new Set(
    turn.offers.filter(({ state }) => state === "pending").map((offer) => offer.interactionId),
  );
  for (const row of floor.state.interactions) {
    const offers = floor.offersOf(row);
    const asked = new Set(offers.map(({ engineerId }) => engineerId));
    if (asked.size < offers.length) return `R4: ${row.id} is offered to one engineer twice`;
    if ((row.state === "offered") !== offers.length > 0) {
      return `R4: ${row.id} is ${row.state} with ${String(offers.length)} offers`;
    }
    // What was offered stays when the bucket's number is lowered, or another bucket has a lower one.
    const isLowered =
      turn.buckets.some(({ id }) => id === row.bucketId) ||
      turn.events.some(
        ({ event }) => event.type === "interaction.changed" && event.interactionId === row.id,
      );
    const most = isLowered ? Infinity : (floor.bucketOf(row)?.broadcast ?? 1);
    if (fresh.has(row.id) && offers.length > most) return `R4: ${row.id} is offered to too many`;
    const isHeld = row.state === "active" || row.state === "wrapup";
    if (isHeld && row.engineerId === null) return `R4: ${row.id} is held by nobody`;
  }
  return null;
}

function isAskedInVain(floor: Floor): string | null {
  for (const offer of floor.state.offers) {
    const row = floor.interaction(offer.interactionId);
    const engineer = floor.engineer(offer.engineerId);
    if (row === undefined || engineer === undefined) return `R4: ${offer.id} is of nobody`;
    const why = floor.whyAway(engineer, row.channel);
    if (why !== null && !(why === "disconnected" && floor.mayComeBack(engineer))) {
      return `R8: ${offer.id} is offered to ${engineer.id}, who is ${why}`;
    }
    if (row.cooldowns.some(({ engineerId }) => engineerId === engineer.id)) {
      return `R5: ${engineer.id} is asked for ${row.id} again too soon`;
    }
    if (row.notBeforeAt !== null && row.notBeforeAt > floor.now) {
      return `R9: ${row.id} is offered before its time`;
    }
  }
  return null;
}

/** What is due at the time of a command is dealt with before the command. */
function isOverdue({ state, now }: Floor): string | null {
  const offer = state.offers.find(({ expiresAt }) => expiresAt <= now);
  if (offer !== undefined) return `R14: ${offer.id} should have expired`;
  for (const row of state.interactions) {
    if (row.state === "wrapup" && Number(row.wrapUpEndsAt) <= now) {
      return `R14: the wrap-up of ${row.id} should be over`;
    }
    if (row.cooldowns.some(({ untilAt }) => untilAt <= now)) {
      return `R14: a cool-down of ${row.id} should be over`;
    }
    if (row.directTo !== null && row.directUntilAt !== null && row.directUntilAt <= now) {
      return `R14: ${row.id} has waited for ${row.directTo} for long enough`;
    }
  }
  return null;
}

/** Each of these says in the journal that the due was counted anew. */
const MOVES: readonly string[] = [
  "interaction.queued",
  "interaction.changed",
  "interaction.transferred",
  "interaction.overflowed",
];

/** R5: due moves only when the journal says so, and the first wait never. */
function lostItsPlace(before: LiveState, turn: TurnCommit, after: LiveState): string | null {
  const moved = new Set(
    turn.events.flatMap(({ event }) =>
      MOVES.includes(event.type) && "interactionId" in event ? [event.interactionId] : [],
    ),
  );
  for (const row of after.interactions) {
    const old = before.interactions.find(({ id }) => id === row.id);
    // The same id may come again once the interaction it named is closed.
    if (old?.startedAt !== row.startedAt || old.queuedAt === null) continue;
    if (old.queuedAt !== row.queuedAt) return `R5: ${row.id} has another first wait`;
    if (old.dueAt !== row.dueAt && !moved.has(row.id)) return `R5: ${row.id} lost its place`;
  }
  return null;
}

/** R4: whoever has something now and had not before accepted it, or was given it by a supervisor. */
function cameFromNowhere(before: LiveState, turn: TurnCommit, after: LiveState): string | null {
  for (const row of after.interactions) {
    if (row.state !== "active") continue;
    const old = before.interactions.find(({ id }) => id === row.id);
    if (old?.state === "active" && old.engineerId === row.engineerId) continue;
    const isTold = turn.events.some(
      ({ event }) =>
        event.type === "interaction.accepted" &&
        event.interactionId === row.id &&
        event.engineerId === row.engineerId,
    );
    if (!isTold) return `R4: ${row.id} came to ${String(row.engineerId)} without a word`;
  }
  return null;
}
