/** A turn of its parts: everything they have, in their order. Of several rows with one id the last counts. */
import type { TurnCommit } from "./store.js";

/** Throws when there are no parts. */
export function wholeTurn(parts: readonly TurnCommit[]): TurnCommit {
  const [first] = parts;
  if (first === undefined) throw new Error("a turn has at least one part");
  if (parts.length === 1) return first;
  const [record = null, ...others] = parts.flatMap(({ record }) => record ?? []);
  if (others.length > 0) throw new Error("a turn has one record");
  return {
    partition: first.partition,
    epoch: first.epoch,
    commands: parts.flatMap(({ commands }) => commands),
    events: parts.flatMap(({ events }) => events),
    interactions: parts.flatMap(({ interactions }) => interactions),
    offers: parts.flatMap(({ offers }) => offers),
    engineerStates: parts.flatMap(({ engineerStates }) => engineerStates),
    engineers: parts.flatMap(({ engineers }) => engineers),
    buckets: parts.flatMap(({ buckets }) => buckets),
    contents: parts.flatMap(({ contents }) => contents),
    messages: parts.flatMap(({ messages }) => messages),
    sessions: parts.flatMap(({ sessions }) => sessions),
    effects: parts.flatMap(({ effects }) => effects),
    record,
  };
}
