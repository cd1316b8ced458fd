/** R7: which engineer gets an interaction, and R2 seen from the engineer: which interaction is next. */
import { channels } from "../protocol/words.js";
import { isMeantFor, isPassedOver } from "./eligibility.js";
import type { Group, LiveEngineer, LiveInteraction, SkillClass } from "./live.js";
import { compareIdle, compareInteractions } from "./order.js";
import type { World } from "./world.js";

/** What decided between the engineers who could have been asked; consoles show it. */
type Because =
  /** Handed to this engineer personally. */
  | "direct"
  /** Nobody else could have been asked. */
  | "only"
  /** Had this customer last. */
  | "last"
  /** Better at the required skills than all others. */
  | "level"
  /** As good as others, and those have more skills that are in demand. */
  | "scarce"
  /** Has less in hand, or has held nothing for longest. */
  | "idle"
  /** All else was equal; the smaller id. */
  | "id";

export interface Pick {
  readonly engineer: LiveEngineer;
  readonly because: Because;
}

/**
 * The engineer to ask, of those who are ready. Compared in turn:
 * - whoever had this customer last,
 * - the sum of levels on the required skills: higher first,
 * - how many of their other skills are in demand: fewest first, which keeps scarce skills free,
 * - units in hand: fewest first, so that whoever holds nothing comes before whoever holds something,
 * - idleAt: idle longest first,
 * - id: last resort.
 * null: nobody may be asked now.
 */
export function pickEngineer(world: World, live: LiveInteraction): Pick | null {
  const { row, profile } = live;
  if (row.directTo !== null) {
    const engineer = readyEngineer(world, live, row.directTo);
    return engineer && { engineer, because: "direct" };
  }
  if (row.lastEngineerId !== null) {
    const engineer = readyEngineer(world, live, row.lastEngineerId);
    if (engineer !== null) return { engineer, because: "last" };
  }
  const groups = profile?.groups ?? [];
  for (let at = 0; at < groups.length; at += 1) {
    const pick = pickInGroup(world, live, groups[at]);
    if (pick === null) continue;
    if (pick.because !== "only") return pick;
    const others = groups.slice(at + 1).some((group) => hasCandidate(live, group));
    return { engineer: pick.engineer, because: others ? "level" : "only" };
  }
  return null;
}

/** The first in the order R2 that this engineer may be asked for now. */
export function nextFor(live: LiveEngineer): LiveInteraction | undefined {
  const isFree = (interaction: LiveInteraction): boolean => !isPassedOver(interaction, live.id);
  let best: LiveInteraction | undefined;
  for (const channel of channels) {
    if (!live.ready[channel]) continue;
    for (const { profile } of live.skillClass.groups) {
      const line = profile.waiting[channel];
      if (line.size > 0) best = sooner(best, line.find(isFree));
    }
  }
  if (live.direct.size === 0) return best;
  const direct = live.direct.find((one) => live.ready[one.row.channel] && isFree(one));
  return sooner(best, direct);
}

function sooner(
  a: LiveInteraction | undefined,
  b: LiveInteraction | undefined,
): LiveInteraction | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return compareInteractions(a, b) <= 0 ? a : b;
}

function readyEngineer(world: World, live: LiveInteraction, id: string): LiveEngineer | null {
  const engineer = world.engineers.get(id);
  if (engineer?.ready[live.row.channel] !== true) return null;
  return isMeantFor(live, engineer) && !isPassedOver(live, engineer.id) ? engineer : null;
}

/** The best of a group, all of the same level, and what set them apart from the next best. */
function pickInGroup(world: World, live: LiveInteraction, group: Group | undefined): Pick | null {
  const compare = (a: LiveEngineer, b: LiveEngineer): number =>
    world.skills.inDemand(a.skillClass) - world.skills.inDemand(b.skillClass) || compareIdle(a, b);
  let best: LiveEngineer | undefined;
  let second: LiveEngineer | undefined;
  group?.ready[live.row.channel].each((slot) => {
    const head = candidateIn(live, group.classes[slot]);
    if (head === undefined) return true;
    if (best === undefined || compare(head, best) < 0) {
      second = best;
      best = head;
    } else if (second === undefined || compare(head, second) < 0) {
      second = head;
    }
    return true;
  });
  if (best === undefined) return null;
  const next = candidateIn(live, best.skillClass, best);
  if (next !== undefined && (second === undefined || compare(next, second) < 0)) second = next;
  return { engineer: best, because: whatSetApart(world, best, second) };
}

function whatSetApart(world: World, best: LiveEngineer, second: LiveEngineer | undefined): Because {
  if (second === undefined) return "only";
  const { skills } = world;
  if (skills.inDemand(best.skillClass) !== skills.inDemand(second.skillClass)) return "scarce";
  return best.load === second.load && best.idleAt === second.idleAt ? "id" : "idle";
}

function hasCandidate(live: LiveInteraction, group: Group): boolean {
  let found = false;
  group.ready[live.row.channel].each((slot) => {
    found = candidateIn(live, group.classes[slot]) !== undefined;
    return !found;
  });
  return found;
}

/** Of one class: who is idle longest and may be asked for this. */
function candidateIn(
  live: LiveInteraction,
  skillClass: SkillClass | undefined,
  except?: LiveEngineer,
): LiveEngineer | undefined {
  return skillClass?.ready[live.row.channel].find(
    (engineer) => engineer !== except && !isPassedOver(live, engineer.id),
  );
}
