/** Looks for a broken promise after a turn, by looking at everything. */
import type { Command } from "../../protocol/commands.js";
import type { Offer, RoutedInteraction } from "../../protocol/interactions.js";
import type { Decision, RoutingState } from "../../protocol/routing.js";
import {
  type Facts,
  before,
  isMeantFor,
  isWithin,
  nextPair,
  one,
  stateOf,
  wantsMore,
  whyAway,
} from "./reference-match.js";

export interface TurnSeen {
  readonly before: RoutingState;
  readonly command: Command;
  readonly decision: Decision;
  readonly after: RoutingState;
  /** The time of the turn. */
  readonly now: number;
}

/** One line for each promise that this turn broke. */
export function brokenPromises(turn: TurnSeen): readonly string[] {
  const facts: Facts = {
    now: turn.now,
    interactions: [...turn.after.interactions],
    offers: [...turn.after.offers],
    engineers: [...turn.after.engineers],
    states: [...turn.after.engineerStates],
    buckets: [...turn.after.buckets],
  };
  return [
    ...waitsInVain(facts),
    ...facts.offers.flatMap((offer) => wasOvertaken(facts, offer, turn)),
    ...holdsTooMuch(facts, turn),
    ...facts.interactions.flatMap((row) => isHeldTwice(facts, row)),
    ...facts.interactions.flatMap((row) => lostItsPlace(facts, row, turn)),
    ...facts.offers.flatMap((offer) => isAway(facts, offer)),
  ];
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
    .filter((other) => wantsMore(facts, other) && before(other, row) < 0)
    .filter((other) => isMeantFor(facts, other, engineer))
    .filter((other) => whyAway(facts, engineer, other.channel) === null)
    .filter((other) => isWithin(without, engineer, [other.channel]))
    .filter(({ cooldowns }) => !cooldowns.some((one) => one.engineerId === engineer.id))
    .filter(({ id }) => !facts.offers.some((one) => isOf(one, id, engineer.id)))
    .map((other) => `R2: ${other.id} was overtaken by ${row.id} at ${engineer.id}`);
}

function isOf(offer: Offer, interactionId: string, engineerId: string): boolean {
  return offer.interactionId === interactionId && offer.engineerId === engineerId;
}

/** More than the capacity is only possible by a supervisor's word, and then nothing is offered on top. */
function holdsTooMuch(facts: Facts, turn: TurnSeen): string[] {
  return facts.engineers
    .filter((engineer) => !isWithin(facts, engineer, []))
    .flatMap((engineer) => {
      const offered = facts.offers.some((offer) => offer.engineerId === engineer.id);
      const grew = facts.interactions.some(
        (row) =>
          row.engineerId === engineer.id &&
          row.state === "active" &&
          !turn.before.interactions.some(
            (old) =>
              old.id === row.id && old.engineerId === row.engineerId && old.state !== "waiting",
          ),
      );
      const byWord = turn.command.type === "interaction.assign";
      return offered || (grew && !byWord) ? [`R3: ${engineer.id} holds too much`] : [];
    });
}

function isHeldTwice(facts: Facts, row: RoutedInteraction): string[] {
  const offers = facts.offers.filter(({ interactionId }) => interactionId === row.id);
  const asked = new Set(offers.map(({ engineerId }) => engineerId));
  const held = row.state === "active" || row.state === "wrapup";
  const sound =
    asked.size === offers.length &&
    (row.state === "offered") === offers.length > 0 &&
    (!held || row.engineerId !== null) &&
    row.state !== "closed";
  return sound ? [] : [`R4: ${row.id} is ${row.state} with ${String(offers.length)} offers`];
}

function lostItsPlace(facts: Facts, row: RoutedInteraction, turn: TurnSeen): string[] {
  // The same id may come again once the interaction it named is closed.
  const old = turn.before.interactions.find(
    ({ id, startedAt }) => id === row.id && startedAt === row.startedAt,
  );
  const moves = ["interaction.queue", "interaction.transfer", "interaction.change"];
  const moved = old !== undefined && old.state !== "menu" && old.dueAt !== row.dueAt;
  const pushed =
    old?.queuedAt !== undefined && old.queuedAt !== null && old.queuedAt !== row.queuedAt;
  const askedAgain = row.cooldowns.some(({ engineerId }) =>
    facts.offers.some((offer) => isOf(offer, row.id, engineerId)),
  );
  return (moved && !moves.includes(turn.command.type)) || pushed || askedAgain
    ? [`R5: ${row.id} lost its place, or somebody is asked again too soon`]
    : [];
}

function isAway(facts: Facts, offer: Offer): string[] {
  const { channel } = one(facts.interactions, offer.interactionId);
  const away = whyAway(facts, one(facts.engineers, offer.engineerId), channel);
  const { disconnectedAt } = stateOf(facts, offer.engineerId);
  const inGrace = disconnectedAt !== null && facts.now < disconnectedAt + 5_000;
  const sound = away === null || (away === "engineer disconnected" && inGrace);
  return sound ? [] : [`R8: ${offer.id} is offered to ${offer.engineerId}: ${away}`];
}
