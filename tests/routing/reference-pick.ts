/** Which engineer the reference model asks, and why (R7, R12); see `reference.ts`. */
import type { RoutedInteraction } from "../../protocol/interactions.js";
import type { Engineer } from "../../protocol/organisation.js";
import type { Comparator } from "../../protocol/policy.js";
import type { Obstacle, OfferWhy } from "../../protocol/why.js";
import { type Facts, byId, channelsInHand, costOf, one, stateOf } from "./reference-facts.js";
import { candidates, obstacles, queue } from "./reference-match.js";
import {
  type Needs,
  demand,
  isAble,
  levelOf,
  meets,
  requirementNow,
  skillsIn,
  stepOf,
} from "./reference-skills.js";

export interface Pair {
  readonly row: RoutedInteraction;
  readonly engineer: Engineer;
  readonly because: string;
  readonly why: ReferenceWhy;
}

/** As R12 has it, with everything that stood between: the router may name any of it. */
export interface ReferenceWhy extends Omit<OfferWhy, "passedOver"> {
  readonly passedOver: ReadonlyMap<string, readonly Obstacle[]>;
}

/** The next pair by R2 and R7. null: nobody waits for somebody who may be asked. */
export function nextPair(facts: Facts): Pair | null {
  for (const row of queue(facts)) {
    const ranked = bestFirst(facts, row, candidates(facts, row));
    const [first] = ranked;
    if (first === undefined) continue;
    const because = decidedBy(facts, row, ranked);
    return { row, engineer: first.engineer, because, why: whyOf(facts, row, ranked) };
  }
  return null;
}

interface Ranked {
  readonly engineer: Engineer;
  /** What is compared, smaller first: as many numbers as each comparator has. */
  readonly values: readonly number[];
}

function comparedFor(facts: Facts, row: RoutedInteraction): Comparator[] {
  return row.directTo === null ? one(facts.buckets, row.bucketId).policy.pick : [];
}

function bestFirst(facts: Facts, row: RoutedInteraction, engineers: readonly Engineer[]): Ranked[] {
  const pick = comparedFor(facts, row);
  return engineers
    .map((engineer) => ({
      engineer,
      values: pick.flatMap((by) => valuesOf(facts, row, { engineer, by })),
    }))
    .sort((a, b) => compareLists(a.values, b.values) || byId(a.engineer, b.engineer));
}

function compareLists(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, k) => value !== b[k]);
  return at < 0 ? 0 : Number(a[at]) - Number(b[at]);
}

function decidedBy(facts: Facts, row: RoutedInteraction, ranked: readonly Ranked[]): string {
  const [first, second] = ranked;
  if (row.directTo !== null) return "direct";
  if (first === undefined) return "only";
  const [asked] = comparedFor(facts, row);
  if (asked === "last" && first.engineer.id === row.lastEngineerId) return "last";
  if (second === undefined) return "only";
  const decided = comparedFor(facts, row).find((by) => {
    const values = ({ engineer }: Ranked): number[] => valuesOf(facts, row, { engineer, by });
    return compareLists(values(first), values(second)) !== 0;
  });
  return decided ?? "id";
}

/** R12. Of what was handed to a person nothing is compared. */
function whyOf(facts: Facts, row: RoutedInteraction, ranked: readonly Ranked[]): ReferenceWhy {
  const [first] = ranked;
  const working = facts.engineers.filter(({ archived }) => !archived);
  const able = working.filter((engineer) => isAble(engineer, requirementNow(facts, row)));
  const asGood = bestFirst(facts, row, able).filter(
    (other) => first !== undefined && compareLists(other.values, first.values) <= 0,
  );
  return {
    step: stepOf(facts, row),
    fits: able.length,
    by: comparedFor(facts, row),
    considered: ranked
      .slice(0, 5)
      .map(({ engineer, values }) => ({ engineerId: engineer.id, values: [...values] })),
    passedOver: new Map(
      (row.directTo === null ? asGood : [])
        .map(({ engineer }) => [engineer.id, [...obstacles(facts, row, engineer)]] as const)
        .filter(([, all]) => all.length > 0),
    ),
  };
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** R7. */
function valuesOf(
  facts: Facts,
  row: RoutedInteraction,
  { engineer, by }: { readonly engineer: Engineer; readonly by: Comparator },
): number[] {
  const requirement = requirementNow(facts, row);
  const { alternatives, preferred } = requirement;
  const state = stateOf(facts, engineer.id);
  const inHand = costOf(engineer, channelsInHand(facts, engineer));
  const best = (value: (needs: Needs) => number): number =>
    Math.max(...alternatives.filter((needs) => meets(engineer, needs)).map(value), 0);
  switch (by) {
    case "last":
      return [engineer.id === row.lastEngineerId ? 0 : 1];
    case "preferred":
      return [0 - [...preferred].filter(([id, level]) => levelOf(engineer, id) >= level).length];
    case "level":
      return [0 - best((needs) => mean([...needs.keys()].map((id) => levelOf(engineer, id))))];
    case "score": {
      const logistic = (x: number): number => 1 / (1 + Math.exp(-x));
      const score = (needs: Needs): number =>
        mean(
          [...needs, ...preferred].map(([id, least]) =>
            logistic((levelOf(engineer, id) - least) / least),
          ),
        );
      return [0 - Math.round(best(score) * 1e9) / 1e9];
    }
    case "scarce": {
      const here = [...skillsIn(requirement), ...preferred.keys()];
      const wanted = demand(facts);
      const others = Object.keys(engineer.skills).filter((id) => wanted.has(id));
      return [others.filter((id) => !here.includes(id)).length];
    }
    case "idle":
      return [inHand, state.idleAt];
    case "load":
      return [engineer.capacity.units === 0 ? 0 : inHand / engineer.capacity.units];
    case "roundRobin":
      return [state.askedAt ?? 0];
    case "occupancy": {
      const today = facts.today.get(engineer.id);
      return [today === undefined || today.hereMs === 0 ? 0 : today.busyMs / today.hereMs];
    }
  }
}
