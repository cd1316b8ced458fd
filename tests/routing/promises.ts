/** Looks for a broken promise after a turn, by looking at everything. */
import type { Command } from "../../protocol/commands.js";
import type { DomainEvent } from "../../protocol/events.js";
import type { Offer, RoutedInteraction } from "../../protocol/interactions.js";
import type { Decision, RoutingState } from "../../protocol/routing.js";
import {
  type Facts,
  channelsInHand,
  held,
  isQueued,
  offersOf,
  offersTo,
  one,
  stateOf,
} from "./reference-facts.js";
import {
  before as goesBefore,
  hasRoom,
  hasTooMuch,
  isBlocked,
  mayBeAsked,
  wantsMore,
  whyAway,
} from "./reference-match.js";
import { nextPair } from "./reference-pick.js";

export interface TurnSeen {
  readonly before: RoutingState;
  readonly command: Command;
  readonly decision: Decision;
  readonly after: RoutingState;
  /** The time of the turn. */
  readonly now: number;
  /** When the router wanted to be woken. null: not at all. */
  readonly wakeAt: number | null;
}

type EventOf<T extends DomainEvent["type"]> = Extract<DomainEvent, { type: T }>;

/** One line for each promise that this turn broke. */
export function brokenPromises(turn: TurnSeen): readonly string[] {
  const facts: Facts = {
    now: turn.now,
    interactions: [...turn.after.interactions],
    offers: [...turn.after.offers],
    engineers: [...turn.after.engineers],
    states: [...turn.after.engineerStates],
    buckets: [...turn.after.buckets],
    today: new Map(),
  };
  return [
    ...waitsInVain(facts),
    ...facts.offers.flatMap((offer) => wasOvertaken(facts, offer, turn)),
    ...holdsTooMuch(facts, turn),
    ...tookTooMuch(facts, turn),
    ...facts.interactions.flatMap((row) => isHeldTwice(facts, row, turn)),
    ...facts.interactions.flatMap((row) => lostItsPlace(facts, row, turn)),
    ...told(turn, "offer.declined").flatMap((event) => isNotCooling(facts, event, turn)),
    ...told(turn, "offer.expired").flatMap((event) => isNotCooling(facts, event, turn)),
    ...facts.offers.flatMap((offer) => isAway(facts, offer)),
    ...facts.interactions.flatMap((row) => jumpsAhead(facts, row, turn)),
    ...facts.offers.flatMap((offer) => isInTheWay(facts, offer)),
    ...sleepsTooLong(turn),
    ...facts.interactions.flatMap((row) => waitsTooLong(row, turn)),
    ...told(turn, "interaction.overflowed").flatMap((event) => goesInCircles(event, turn)),
  ];
}

function told<T extends DomainEvent["type"]>({ decision }: TurnSeen, type: T): EventOf<T>[] {
  return decision.events.filter((event): event is EventOf<T> => event.type === type);
}

/** The row as it was, when the same contact was there before this turn. */
function earlier(row: RoutedInteraction, { before }: TurnSeen): RoutedInteraction | undefined {
  return before.interactions.find(
    ({ id, startedAt }) => id === row.id && startedAt === row.startedAt,
  );
}

function waitsInVain(facts: Facts): string[] {
  const pair = nextPair(facts);
  return pair === null ? [] : [`R1: ${pair.row.id} waits while ${pair.engineer.id} has room`];
}

/** An offer of this turn for whose engineer something more urgent waits that would have fitted instead. */
function wasOvertaken(facts: Facts, offer: Offer, { decision }: TurnSeen): string[] {
  if (!decision.offers.includes(offer)) return [];
  const engineer = one(facts.engineers, offer.engineerId);
  const row = one(facts.interactions, offer.interactionId);
  const without = { ...facts, offers: facts.offers.filter((other) => other !== offer) };
  return facts.interactions
    .filter((other) => wantsMore(facts, other) && goesBefore(other, row) < 0)
    .filter((other) => mayBeAsked(without, other, engineer))
    .map((other) => `R2: ${other.id} was overtaken by ${row.id} at ${engineer.id}`);
}

/** More than the capacity is only possible by a supervisor's word; offers that do not fit beside it go. */
function holdsTooMuch(facts: Facts, turn: TurnSeen): string[] {
  return facts.engineers
    .filter((engineer) => hasTooMuch(facts, engineer))
    .flatMap((engineer) => {
      const accepted = held(facts, engineer.id).map(({ channel }) => channel);
      const unfit = offersTo(facts, engineer.id).some(
        ({ interactionId }) =>
          !hasRoom(engineer, accepted, one(facts.interactions, interactionId).channel),
      );
      const grew = held(facts, engineer.id).some((row) => {
        const old = earlier(row, turn);
        const isNew = old?.engineerId !== row.engineerId || old.state === "waiting";
        const others = facts.interactions.filter((other) => other !== row);
        return isNew && !hasTooMuch({ ...facts, interactions: others }, engineer);
      });
      const byWord = turn.command.type === "interaction.assign";
      return unfit || (grew && !byWord) ? [`R3: ${engineer.id} holds too much`] : [];
    });
}

function isHeldTwice(facts: Facts, row: RoutedInteraction, turn: TurnSeen): string[] {
  const offers = offersOf(facts, row);
  const asked = new Set(offers.map(({ engineerId }) => engineerId));
  const isHeld = row.state === "active" || row.state === "wrapup";
  const isNew = offers.some((offer) => turn.decision.offers.includes(offer));
  const atOnce =
    row.bucketId === null || row.directTo !== null ? 1 : one(facts.buckets, row.bucketId).broadcast;
  const sound =
    asked.size === offers.length &&
    (row.state === "offered") === offers.length > 0 &&
    (!isHeld || row.engineerId !== null) &&
    (!isNew || offers.length <= atOnce) &&
    row.state !== "closed";
  return sound ? [] : [`R4: ${row.id} is ${row.state} with ${String(offers.length)} offers`];
}

/** Those commands, and overflow, may give it another due; nothing another queued time. */
function lostItsPlace(facts: Facts, row: RoutedInteraction, turn: TurnSeen): string[] {
  const old = earlier(row, turn);
  const moves = ["interaction.queue", "interaction.transfer", "interaction.change"];
  const overflowed = told(turn, "interaction.overflowed").some((e) => e.interactionId === row.id);
  const moved = old !== undefined && old.state !== "menu" && old.dueAt !== row.dueAt;
  const pushed =
    old?.queuedAt !== undefined && old.queuedAt !== null && old.queuedAt !== row.queuedAt;
  const askedAgain = row.cooldowns.some(({ engineerId }) =>
    offersOf(facts, row).some((offer) => offer.engineerId === engineerId),
  );
  const lost = moved && !overflowed && !moves.includes(turn.command.type);
  return lost || pushed || askedAgain
    ? [`R5: ${row.id} lost its place, or somebody is asked again too soon`]
    : [];
}

/** Whoever declined or did not answer is not asked for it again for a while, by the rules until then. */
function isNotCooling(
  facts: Facts,
  { interactionId, engineerId }: EventOf<"offer.declined"> | EventOf<"offer.expired">,
  { before }: TurnSeen,
): string[] {
  const row = facts.interactions.find(({ id }) => id === interactionId);
  if (row === undefined || !isQueued(row) || row.enteredAt === facts.now) return [];
  const { cooldownSeconds } = one(before.buckets, row.bucketId).policy;
  const until = row.cooldowns.find((one) => one.engineerId === engineerId)?.untilAt;
  return until === facts.now + cooldownSeconds * 1000 || row.directTo === engineerId
    ? []
    : [`R5: ${engineerId} may be asked for ${row.id} again at once`];
}

function isAway(facts: Facts, offer: Offer): string[] {
  const { channel } = one(facts.interactions, offer.interactionId);
  const away = whyAway(facts, one(facts.engineers, offer.engineerId), channel);
  const { disconnectedAt } = stateOf(facts, offer.engineerId);
  const inGrace = disconnectedAt !== null && facts.now < disconnectedAt + 5_000;
  const sound = away === null || (away === "disconnected" && inGrace);
  return sound ? [] : [`R8: ${offer.id} is offered to ${offer.engineerId}: ${away}`];
}

/** A callback waits where it waited, is not given up by hanging up, and is asked of nobody too early. */
function jumpsAhead(facts: Facts, row: RoutedInteraction, turn: TurnSeen): string[] {
  const old = earlier(row, turn);
  const tooEarly = row.notBeforeAt !== null && facts.now < row.notBeforeAt;
  const asked = tooEarly && offersOf(facts, row).length > 0;
  const ofIt = "interactionId" in turn.command && turn.command.interactionId === row.id;
  const isCallback = turn.command.type.includes("callback");
  const aged = told(turn, "interaction.changed").some((event) => event.interactionId === row.id);
  const jumped = isCallback && ofIt && old !== undefined && !aged && old.priority !== row.priority;
  return asked || jumped ? [`R9: ${row.id} is asked too early, or jumped ahead`] : [];
}

/** What is offered has room beside what was accepted, and nothing accepted forbids it. */
function isInTheWay(facts: Facts, offer: Offer): string[] {
  const engineer = one(facts.engineers, offer.engineerId);
  const { channel } = one(facts.interactions, offer.interactionId);
  const accepted = held(facts, engineer.id).map((row) => row.channel);
  const sound = !isBlocked(engineer, accepted, channel);
  return sound ? [] : [`R11: ${offer.id} is blocked by what ${engineer.id} accepted`];
}

/** Before the time it named, time alone does nothing. */
function sleepsTooLong({ command, decision, now, wakeAt }: TurnSeen): string[] {
  if (command.type !== "router.tick" || (wakeAt !== null && wakeAt <= now)) return [];
  const { events, interactions, offers, engineerStates } = decision;
  const changes = [events, interactions, offers, engineerStates].flat();
  return changes.length === 0 ? [] : [`R14: it did not want to be woken at ${String(now)}`];
}

/** Waiting since before this turn, under the rules of before this turn. */
function waitsTooLong(row: RoutedInteraction, turn: TurnSeen): string[] {
  const old = earlier(row, turn);
  if (old === undefined || row.state !== "waiting" || old.state !== "waiting") return [];
  if (row.directTo !== null || old.directTo !== null || old.enteredAt !== row.enteredAt) return [];
  const { overflow } = one(turn.before.buckets, row.bucketId).policy;
  const isOpen = (id: string): boolean => !one(turn.before.buckets, id).archived;
  const late = overflow.filter(
    ({ channels, when, then }) =>
      when.kind === "wait" &&
      channels.includes(row.channel) &&
      turn.now >= Number(row.enteredAt) + when.seconds * 1000 &&
      (then.kind === "bucket"
        ? isOpen(then.bucketId) && !row.overflowedFrom.includes(then.bucketId)
        : row.callback === null),
  );
  return late.length > 0 ? [`R15: ${row.id} waits longer than its bucket lets it`] : [];
}

function goesInCircles(
  { interactionId, then }: EventOf<"interaction.overflowed">,
  turn: TurnSeen,
): string[] {
  const old = turn.before.interactions.find(({ id }) => id === interactionId);
  if (then.kind !== "bucket" || old?.overflowedFrom.includes(then.bucketId) !== true) return [];
  return [`R15: ${interactionId} came back to ${then.bucketId}`];
}

/** Whoever takes what they were not offered has room for it beside what they had. */
function tookTooMuch(facts: Facts, { command, decision }: TurnSeen): string[] {
  if (command.type !== "interaction.pull" || !decision.outcome.ok) return [];
  const row = facts.interactions.find(({ id }) => id === command.interactionId);
  const accepted = decision.events.find(({ type }) => type === "interaction.accepted");
  const wasOffered = accepted?.type === "interaction.accepted" && accepted.offerId !== null;
  if (row === undefined || accepted === undefined || wasOffered) return [];
  const engineer = one(facts.engineers, command.engineerId);
  const beside: Facts = {
    ...facts,
    interactions: facts.interactions.filter((other) => other !== row),
    offers: facts.offers.filter((offer) => !decision.offers.includes(offer)),
  };
  return hasRoom(engineer, channelsInHand(beside, engineer), row.channel)
    ? []
    : [`R3: ${engineer.id} took ${row.id} without room for it`];
}
