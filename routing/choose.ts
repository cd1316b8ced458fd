/**
 * R7: which engineer gets an interaction. The best few of those who may be asked are found group by
 * group, best skills first, so that the work depends on how many are ready and not on how many there
 * are; the rest of the decision is told from them (R12).
 */
import type { Channel } from "../protocol/words.js";
import type { OfferWhy } from "../protocol/why.js";
import { type Ranked, compareRanked, compareTo, ranked, whatSetApart } from "./comparators.js";
import { isMeantFor, isPassedOver } from "./eligibility.js";
import { CONSIDERED_MAX, whyChosen, whyDirect } from "./explain.js";
import {
  CHANNEL_BIT,
  type LiveEngineer,
  type LiveInteraction,
  type Profile,
  type Candidate,
  type Comparing,
  type Question,
} from "./live.js";
import { valuesFor } from "./skill-index.js";
import { compareBySkills } from "./skill-values.js";
import { type World, bucketOf } from "./world.js";

export interface Pick {
  readonly engineer: LiveEngineer;
  /** The comparator that set them apart from the next best, or `id`, `only`, `direct`. */
  readonly because: string;
  readonly why: OfferWhy;
}

/** null: nobody may be asked now. */
export function pickEngineer(world: World, live: LiveInteraction): Pick | null {
  const { row, profile } = live;
  if (row.directTo !== null) {
    const engineer = world.engineers.get(row.directTo);
    if (engineer === undefined || !isCandidate(live, engineer)) return null;
    return { engineer, because: "direct", why: whyDirect(live, engineer) };
  }
  if (profile === null) return null;
  if (world.turn.loose.length === 0 && !hasReady(profile, row.channel)) return null;
  const { comparing } = bucketOf(world, row);
  const question: Question = { row, profile, skills: world.skills, now: world.turn.now };
  const shortlist = new Shortlist(comparing, question);
  addUnfiled(world, live, { profile, shortlist });
  addReady(live, { profile, shortlist });
  const { best } = shortlist;
  const [first, second] = best;
  if (first === undefined) return null;
  return {
    engineer: first.engineer,
    because: whatDecided({ comparing, question }, first, second),
    why: whyChosen(world, live, { comparing, question, best, first }),
  };
}

/** Whether anybody stands among those who are ready and has the skills. */
export function hasReady({ readyGroups }: Profile, channel: Channel): boolean {
  return readyGroups[channel] > 0;
}

function whatDecided(
  { comparing, question }: { readonly comparing: Comparing; readonly question: Question },
  first: Ranked,
  second: Ranked | undefined,
): string {
  // Also when nobody else could be asked: that they know each other is worth more to be told.
  const isLast = comparing.by[0] === "last" && first.engineer.id === question.row.lastEngineerId;
  if (isLast) return "last";
  return second === undefined ? "only" : whatSetApart(comparing, first, second);
}

/** R3, R5, R6 and R8 in one; `open` has the first and the last of them. */
function isCandidate(live: LiveInteraction, engineer: LiveEngineer): boolean {
  return (
    (engineer.open & CHANNEL_BIT[live.row.channel]) !== 0 &&
    isMeantFor(live, engineer) &&
    !isPassedOver(live, engineer.id)
  );
}

/** The best so far, best first. */
class Shortlist {
  readonly best: Ranked[] = [];
  readonly comparing: Comparing;
  readonly question: Question;

  constructor(comparing: Comparing, question: Question) {
    this.comparing = comparing;
    this.question = question;
  }

  /** Whether those with these values can only be worse than all it holds. */
  isBeyond(values: readonly number[]): boolean {
    const worst = this.best[CONSIDERED_MAX - 1];
    return worst !== undefined && compareBySkills(values, worst.values) > 0;
  }

  /** false: so many are better that it is of no interest. */
  add(candidate: Candidate): boolean {
    const { best } = this;
    const worst = best[CONSIDERED_MAX - 1];
    if (worst !== undefined && isBetter(worst, candidate, this)) return false;
    const one = ranked(this.comparing, this.question, candidate);
    let at = best.length;
    for (; at > 0; at -= 1) {
      const other = best[at - 1];
      if (other === undefined || compareRanked(other, one) < 0) break;
    }
    if (at === best.length) best.push(one);
    else best.splice(at, 0, one);
    if (best.length > CONSIDERED_MAX) best.pop();
    return true;
  }
}

function isBetter(one: Ranked, candidate: Candidate, shortlist: Shortlist): boolean {
  const difference = compareTo(one, candidate, shortlist);
  return difference > 0 || (difference === 0 && one.engineer.id < candidate.engineer.id);
}

interface Search {
  readonly profile: Profile;
  readonly shortlist: Shortlist;
}

/**
 * Those whom the lists of who is ready would not tell of in time: who changed in this turn and stands
 * in none, and whoever had the customer last, who may be far down in one.
 */
function addUnfiled({ turn, engineers }: World, live: LiveInteraction, search: Search): void {
  const { shortlist } = search;
  for (const engineer of turn.loose) look(live, engineer, search);
  const id = lastOf(live, shortlist);
  const last = id === null ? undefined : engineers.get(id);
  if (last?.isLoose === false) look(live, last, search);
}

function look(live: LiveInteraction, engineer: LiveEngineer, search: Search): void {
  if (!isCandidate(live, engineer)) return;
  search.shortlist.add({ engineer, values: valuesFor(engineer.skillClass, search.profile) });
}

function lastOf({ row }: LiveInteraction, { comparing }: Shortlist): string | null {
  return comparing.asksLast ? row.lastEngineerId : null;
}

function addReady(live: LiveInteraction, { profile, shortlist }: Search): void {
  const { channel } = live.row;
  if (!hasReady(profile, channel)) return;
  const last = lastOf(live, shortlist);
  let values: readonly number[] = [];
  const isEnough = (engineer: LiveEngineer): boolean =>
    engineer.id !== last &&
    !isPassedOver(live, engineer.id) &&
    !shortlist.add({ engineer, values }) &&
    shortlist.comparing.isByIdle;
  for (const group of profile.groups) {
    const bits = group.ready[channel];
    if (bits.isEmpty) continue;
    if (shortlist.isBeyond(group.values)) return;
    ({ values } = group);
    bits.each((slot) => {
      group.classes[slot]?.ready[channel].find(isEnough);
      return true;
    });
  }
}
