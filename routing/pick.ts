/** R7: which engineer gets an interaction, and R2 seen from the engineer: which interaction is next. */
import { type Channel, channels } from "../protocol/words.js";
import { isMeantFor, isPassedOver } from "./eligibility.js";
import {
  CHANNEL_BIT,
  type Group,
  type LiveEngineer,
  type LiveInteraction,
  type Profile,
  type SkillClass,
} from "./live.js";
import { compareIdle, compareInteractions } from "./order.js";
import type { QueueHeads } from "./queue-heads.js";
import { levelFor } from "./skill-index.js";
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
  if (profile === null) return null;
  const loose = looseFor(world, live, profile);
  let level = bestOf(loose);
  for (let at = 0; at < profile.groups.length; at += 1) {
    const group = profile.groups[at];
    if (group === undefined || group.level < level) break;
    if (hasCandidate(live, group)) level = group.level;
  }
  return level < 0 ? null : pickAtLevel(world, live, { profile, level, loose });
}

/** The first in the order R2 that this engineer may be asked for only now. */
export function nextFor(world: World, live: LiveEngineer): LiveInteraction | undefined {
  const fresh = live.open & ~live.openBefore;
  if (fresh === 0) return undefined;
  const first = firstHead(world.skills.heads, live.skillClass, fresh);
  if (first === NO_HEAD) return nextDirect(live);
  const head = first === TIED ? undefined : world.skills.heads.line(first)?.first();
  if (head !== undefined && !isPassedOver(head, live.id)) return sooner(head, nextDirect(live));
  return sooner(nextInQueues(live, fresh), nextDirect(live));
}

const NO_HEAD = -1;
const TIED = -2;

/** The number of the queue whose first goes before those of all others on these channels. */
function firstHead({ keys }: QueueHeads, { heads }: SkillClass, fresh: number): number {
  let least = Infinity;
  let found = NO_HEAD;
  for (let k = 0; k < heads.length; k += 1) {
    const base = heads[k] ?? 0;
    for (let c = 0; c < channels.length; c += 1) {
      if ((fresh & (1 << c)) === 0) continue;
      const key = keys[base + c] ?? Infinity;
      if (key > least || key === Infinity) continue;
      found = key === least ? TIED : base + c;
      least = key;
    }
  }
  return found;
}

/** The same among all who wait, not only the first of each queue. */
function nextInQueues(live: LiveEngineer, fresh: number): LiveInteraction | undefined {
  const isFree = (interaction: LiveInteraction): boolean => !isPassedOver(interaction, live.id);
  let best: LiveInteraction | undefined;
  for (const channel of channels) {
    if ((fresh & CHANNEL_BIT[channel]) === 0) continue;
    for (const { profile } of live.skillClass.groups) {
      const line = profile.waiting[channel];
      if (line.size > 0) best = sooner(best, line.find(isFree));
    }
  }
  return best;
}

/** The same of what was handed to them personally. */
export function nextDirect(live: LiveEngineer): LiveInteraction | undefined {
  if (live.direct.size === 0) return undefined;
  return live.direct.find((one) => isOpen(live, one.row.channel) && !isPassedOver(one, live.id));
}

function sooner(
  a: LiveInteraction | undefined,
  b: LiveInteraction | undefined,
): LiveInteraction | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return compareInteractions(a, b) <= 0 ? a : b;
}

function isOpen(live: LiveEngineer, channel: Channel): boolean {
  return (live.open & CHANNEL_BIT[channel]) !== 0;
}

function readyEngineer(world: World, live: LiveInteraction, id: string): LiveEngineer | null {
  const engineer = world.engineers.get(id);
  if (engineer === undefined || !isOpen(engineer, live.row.channel)) return null;
  return isMeantFor(live, engineer) && !isPassedOver(live, engineer.id) ? engineer : null;
}

/** An engineer who stands in no list at the moment, and how well they can do the work. */
interface Loose {
  readonly engineer: LiveEngineer;
  readonly level: number;
}

const NOBODY: readonly Loose[] = [];

function looseFor({ turn }: World, live: LiveInteraction, profile: Profile): readonly Loose[] {
  let found: Loose[] | undefined;
  for (const engineer of turn.loose) {
    if (!isOpen(engineer, live.row.channel) || isPassedOver(live, engineer.id)) continue;
    const level = levelFor(engineer.skillClass, profile);
    if (level >= 0) (found ??= []).push({ engineer, level });
  }
  return found ?? NOBODY;
}

function bestOf(loose: readonly Loose[]): number {
  let best = -1;
  for (const { level } of loose) if (level > best) best = level;
  return best;
}

/** The best of those at the best level, and what set them apart from the next best. */
function pickAtLevel(
  world: World,
  live: LiveInteraction,
  at: { readonly profile: Profile; readonly level: number; readonly loose: readonly Loose[] },
): Pick | null {
  const compare = (a: LiveEngineer, b: LiveEngineer): number =>
    world.skills.inDemand(a.skillClass) - world.skills.inDemand(b.skillClass) || compareIdle(a, b);
  let best: LiveEngineer | undefined;
  let second: LiveEngineer | undefined;
  const look = (engineer: LiveEngineer): void => {
    if (best === undefined || compare(engineer, best) < 0) {
      second = best;
      best = engineer;
    } else if (second === undefined || compare(engineer, second) < 0) {
      second = engineer;
    }
  };
  for (const { engineer, level } of at.loose) if (level === at.level) look(engineer);
  const group = at.profile.groups.find(({ level }) => level === at.level);
  group?.ready[live.row.channel].each((slot) => {
    const skillClass = group.classes[slot];
    const head = candidateIn(live, skillClass);
    if (head !== undefined) look(head);
    if (head !== undefined && head === best) {
      const next = candidateIn(live, skillClass, head);
      if (next !== undefined) look(next);
    }
    return true;
  });
  if (best === undefined) return null;
  if (second !== undefined) return { engineer: best, because: whatSetApart(world, best, second) };
  const isBelow = ({ level }: { readonly level: number }): boolean => level < at.level;
  const others =
    at.loose.some(isBelow) ||
    at.profile.groups.some((other) => isBelow(other) && hasCandidate(live, other));
  return { engineer: best, because: others ? "level" : "only" };
}

function whatSetApart(world: World, best: LiveEngineer, second: LiveEngineer): Because {
  const { skills } = world;
  if (skills.inDemand(best.skillClass) !== skills.inDemand(second.skillClass)) return "scarce";
  return best.load === second.load && best.idleAt === second.idleAt ? "id" : "idle";
}

function hasCandidate(live: LiveInteraction, group: Group): boolean {
  const bits = group.ready[live.row.channel];
  if (bits.isEmpty) return false;
  let found = false;
  bits.each((slot) => {
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
