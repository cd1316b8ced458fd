/** R12: what is kept with an offer. The work is bounded: a decision costs the same in any floor. */
import type { Obstacle, OfferWhy } from "../protocol/why.js";
import { type Ranked, compareTo } from "./comparators.js";
import { isMeantFor, obstacleFor } from "./eligibility.js";
import {
  CHANNEL_BIT,
  type Comparing,
  type LiveEngineer,
  type LiveInteraction,
  type Question,
} from "./live.js";
import { valuesFor } from "./skill-index.js";
import { compareBySkills } from "./skill-values.js";
import type { World } from "./world.js";

/** Of those who could have been asked. */
export const CONSIDERED_MAX = 5;
/** Of those who could not. */
const PASSED_OVER_MAX = 5;
/** So many are looked at to find them. */
const LOOKED_AT_MAX = 20;

interface Choice {
  readonly comparing: Comparing;
  readonly question: Question;
  /** Best first. */
  readonly best: readonly Ranked[];
  /** The first of them, who is asked. */
  readonly first: Ranked;
}

/** It was handed to this engineer: nobody was compared. */
export function whyDirect(live: LiveInteraction, { id }: LiveEngineer): OfferWhy {
  return {
    step: live.step,
    fits: live.profile?.fits ?? 0,
    by: [],
    considered: [{ engineerId: id, values: [] }],
    passedOver: [],
  };
}

export function whyChosen(world: World, live: LiveInteraction, choice: Choice): OfferWhy {
  const { comparing, question, best } = choice;
  return {
    step: live.step,
    fits: question.profile.fits,
    by: comparing.by,
    considered: best.map(({ engineer, row }) => ({ engineerId: engineer.id, values: row })),
    passedOver: passedOver(world, live, choice),
  };
}

/**
 * At least as good as the one asked, and something stands between: whoever had the customer last, then
 * the first of those who fit, by skills and then by id.
 */
function passedOver(
  { engineers, turn }: World,
  live: LiveInteraction,
  choice: Choice,
): OfferWhy["passedOver"] {
  const found: { engineerId: LiveEngineer["id"]; because: Obstacle }[] = [];
  const { comparing, question, first } = choice;
  const { row } = live;
  const bit = CHANNEL_BIT[row.channel];
  const mayAsk = row.cooldowns.length === 0 && live.pending.length === 0;
  const last = comparing.asksLast ? row.lastEngineerId : null;
  if (comparing.by[0] === "last" && first.engineer.id === last) return found;
  // Of a better group everybody is better; within the same one the other comparators tell.
  const look = (engineer: LiveEngineer, values: readonly number[], isBetter: boolean): void => {
    // Nothing stands between whoever is open, unless they were asked for this before.
    if (engineer === first.engineer || (mayAsk && (engineer.open & bit) !== 0)) return;
    const because = obstacleFor(live, engineer, turn.now);
    if (because === null) return;
    if (!isBetter && compareTo(first, { engineer, values }, choice) > 0) return;
    found.push({ engineerId: engineer.id, because });
  };
  const lastEngineer = last === null ? undefined : engineers.get(last);
  if (lastEngineer?.engineer.archived === false && isMeantFor(live, lastEngineer)) {
    look(lastEngineer, valuesFor(lastEngineer.skillClass, question.profile), false);
  }
  let left = LOOKED_AT_MAX;
  for (const { values, members } of question.profile.groups) {
    const difference = compareBySkills(values, first.values);
    if (difference > 0) break;
    for (const engineer of members) {
      if (engineer.id === last) continue;
      if (left === 0 || found.length === PASSED_OVER_MAX) return found;
      left -= 1;
      look(engineer, values, difference < 0);
    }
  }
  return found;
}
