/**
 * Who can do what, without asking everybody.
 *
 * Profiles (what is needed) and classes (what engineers can) are few and change seldom, so who can
 * serve whom is worked out when one of them is new; a turn only flips bits. There are as many profiles
 * as the organisation's buckets and menus ask for different sets of skills; none is forgotten.
 */
import type { Engineer } from "../protocol/organisation.js";
import { type Channel, channels } from "../protocol/words.js";
import {
  CHANNEL_BIT,
  type Group,
  type LiveEngineer,
  type Profile,
  type SkillClass,
  eachChannel,
} from "./live.js";
import { noCounts } from "./capacity.js";
import { IDLE_ORDER } from "./order.js";
import { QueueHeads } from "./queue-heads.js";
import { ReadyBits } from "./ready-bits.js";
import { SortedLine } from "./sorted-line.js";
import { type Need, type Requirement, requirementKey } from "./requirement.js";
import { type SkillComparator, compareBySkills, meets, skillValue } from "./skill-values.js";
import { compareText } from "./text.js";

export class SkillIndex {
  readonly heads = new QueueHeads();
  readonly #profiles = new Map<string, Profile>();
  readonly #classes = new Map<string, SkillClass>();
  /** Classes by each of their skills. */
  readonly #having = new Map<string, Set<SkillClass>>();
  /** How many profiles in use need the skill. */
  readonly #demand = new Map<string, number>();
  /** Counts the changes of which skills are in demand. */
  #demandVersion = 0;

  /** The profile of this requirement, its classes sorted by these comparators. */
  profile(requirement: Requirement, prefix: readonly SkillComparator[]): Profile {
    const key = `${prefix.join()} ${requirementKey(requirement)}`;
    const known = this.#profiles.get(key);
    if (known !== undefined) return known;
    const { alternatives, preferred } = requirement;
    const required = idsOf(alternatives.flat());
    const isCommon = (id: string): boolean =>
      alternatives.every((needs) => needs.some(({ skillId }) => skillId === id));
    const needed = idsOf([...alternatives.flat(), ...preferred]);
    const profile: Profile = {
      requirement,
      prefix,
      required,
      common: needed.filter(isCommon),
      possible: needed.filter((id) => !isCommon(id)),
      fits: 0,
      here: noCounts(),
      groups: [],
      readyGroups: noCounts(),
      waiting: eachChannel(() => this.heads.newLine()),
      heads: this.heads.count - channels.length,
      users: 0,
    };
    this.#profiles.set(key, profile);
    for (const skillClass of this.#likely(requirement)) enter(skillClass, profile);
    for (const { members } of profile.groups) members.sort((a, b) => compareText(a.id, b.id));
    return profile;
  }

  /** All there are, in the order in which they were first asked for. */
  profiles(): Iterable<Profile> {
    return this.#profiles.values();
  }

  /** The class of these skills. */
  classOf(skills: Engineer["skills"]): SkillClass {
    const entries = Object.entries(skills).sort(([a], [b]) => compareText(a, b));
    const key = entries.map(([skillId, level]) => `${skillId}:${String(level)}`).join(" ");
    return this.#classes.get(key) ?? this.#newClass(key, new Map(entries));
  }

  /** Forgets the class when nobody is in it any more. */
  dropIfEmpty(skillClass: SkillClass): void {
    if (skillClass.engineers.size > 0) return;
    this.#classes.delete(skillClass.key);
    for (const skillId of skillClass.skills.keys()) this.#having.get(skillId)?.delete(skillClass);
    skillClass.groups.forEach((group, k) => {
      const slot = skillClass.slots[k] ?? 0;
      group.classes[slot] = undefined;
      group.holes.push(slot);
    });
  }

  /** Somebody needs this profile: an open bucket, or an open interaction. */
  use(profile: Profile): void {
    profile.users += 1;
    if (profile.users > 1) return;
    for (const skillId of profile.required) {
      const count = this.#demand.get(skillId) ?? 0;
      this.#demand.set(skillId, count + 1);
      if (count === 0) this.#demandVersion += 1;
    }
  }

  /** Takes one `use` back. */
  release(profile: Profile): void {
    profile.users -= 1;
    if (profile.users > 0) return;
    for (const skillId of profile.required) {
      const count = this.#demand.get(skillId) ?? 0;
      if (count > 1) this.#demand.set(skillId, count - 1);
      else this.#demand.delete(skillId);
      if (count === 1) this.#demandVersion += 1;
    }
  }

  /** R7: how many of the skills of a class that fits are in demand besides those that the profile needs. */
  scarce(skillClass: SkillClass, { common, possible }: Profile): number {
    let count = this.#inDemand(skillClass);
    for (const skillId of common) if (this.#demand.has(skillId)) count -= 1;
    for (const skillId of possible) {
      if (skillClass.skills.has(skillId) && this.#demand.has(skillId)) count -= 1;
    }
    return count;
  }

  #inDemand(skillClass: SkillClass): number {
    if (skillClass.countedAt !== this.#demandVersion) {
      skillClass.countedAt = this.#demandVersion;
      skillClass.inDemand = 0;
      for (const skillId of skillClass.skills.keys()) {
        if (this.#demand.has(skillId)) skillClass.inDemand += 1;
      }
    }
    return skillClass.inDemand;
  }

  #newClass(key: string, skills: ReadonlyMap<string, number>): SkillClass {
    const skillClass: SkillClass = {
      key,
      skills,
      engineers: new Set(),
      ready: eachChannel(() => new SortedLine<LiveEngineer>(IDLE_ORDER)),
      groups: [],
      slots: [],
      heads: [],
      inDemand: 0,
      countedAt: -1,
    };
    this.#classes.set(key, skillClass);
    for (const skillId of skills.keys()) {
      const having = this.#having.get(skillId) ?? new Set();
      this.#having.set(skillId, having.add(skillClass));
    }
    for (const profile of this.#profiles.values()) enter(skillClass, profile);
    return skillClass;
  }

  /** All classes that might serve it, each once. */
  #likely({ alternatives }: Requirement): Iterable<SkillClass> {
    const [only] = alternatives;
    if (alternatives.length === 1 && only !== undefined) return this.#rarest(only);
    return new Set(alternatives.flatMap((needs) => [...this.#rarest(needs)]));
  }

  /** The classes that have the one need which fewest have: no other can serve all needs. */
  #rarest(needs: readonly Need[]): Iterable<SkillClass> {
    if (needs.length === 0) return this.#classes.values();
    const having = needs.map((need) => this.#having.get(need.skillId) ?? new Set<SkillClass>());
    return having.reduce((few, next) => (next.size < few.size ? next : few));
  }
}

export function canServe({ skills }: SkillClass, { requirement }: Profile): boolean {
  return meets(skills, requirement);
}

/** What the skills of a class that can serve the profile are worth to it, by which groups are sorted. */
export function valuesFor({ skills }: SkillClass, profile: Profile): readonly number[] {
  const { prefix, requirement } = profile;
  return prefix.map((comparator) => skillValue(comparator, skills, requirement));
}

/** They are counted among those who fit what their class can do, unless they are archived. */
export function joinClass(live: LiveEngineer): void {
  const { skillClass } = live;
  skillClass.engineers.add(live);
  if (live.engineer.archived) {
    // Here for nothing, and counted nowhere.
    live.here = 0;
    return;
  }
  for (const { members, profile } of skillClass.groups) {
    members.splice(placeOf(members, live), 0, live);
    profile.fits += 1;
    addHere(profile, live.here, 1);
  }
}

export function leaveClass(live: LiveEngineer): void {
  const { skillClass } = live;
  skillClass.engineers.delete(live);
  for (const { members, profile } of skillClass.groups) {
    const at = placeOf(members, live);
    if (members[at] !== live) continue;
    members.splice(at, 1);
    profile.fits -= 1;
    addHere(profile, live.here, -1);
  }
}

/** Tells the profiles they fit on which channels they are here now. */
export function countHere(live: LiveEngineer, here: number): void {
  for (const channel of channels) {
    const bit = CHANNEL_BIT[channel];
    if ((here & bit) === (live.here & bit)) continue;
    const change = (here & bit) === 0 ? -1 : 1;
    for (const { profile } of live.skillClass.groups) profile.here[channel] += change;
  }
  live.here = here;
}

/** Where they stand, or would. */
function placeOf(members: readonly LiveEngineer[], { id }: LiveEngineer): number {
  let low = 0;
  let high = members.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const there = members[middle];
    if (there !== undefined && there.id < id) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Tells the class's groups whether anybody in it may be asked on this channel now. */
export function flipClass(skillClass: SkillClass, channel: Channel): void {
  const { groups, slots } = skillClass;
  const ready = skillClass.ready[channel].size > 0;
  for (let k = 0; k < groups.length; k += 1) {
    const group = groups[k];
    const slot = slots[k] ?? 0;
    if (group === undefined) continue;
    if (ready) setReady(group, channel, slot);
    else clearReady(group, channel, slot);
  }
}

function setReady({ profile, ready }: Group, channel: Channel, slot: number): void {
  if (ready[channel].set(slot)) profile.readyGroups[channel] += 1;
}

function clearReady({ profile, ready }: Group, channel: Channel, slot: number): void {
  if (ready[channel].clear(slot)) profile.readyGroups[channel] -= 1;
}

function addHere(profile: Profile, here: number, change: number): void {
  for (const channel of channels) {
    if ((here & CHANNEL_BIT[channel]) !== 0) profile.here[channel] += change;
  }
}

function idsOf(needs: readonly Need[]): readonly string[] {
  return [...new Set(needs.map(({ skillId }) => skillId))];
}

function enter(skillClass: SkillClass, profile: Profile): void {
  if (!canServe(skillClass, profile)) return;
  const group = groupOf(profile, valuesFor(skillClass, profile));
  const slot = group.holes.pop() ?? group.classes.length;
  group.classes[slot] = skillClass;
  skillClass.groups.push(group);
  skillClass.slots.push(slot);
  skillClass.heads.push(profile.heads);
  for (const channel of channels) {
    if (skillClass.ready[channel].size > 0) setReady(group, channel, slot);
  }
  for (const engineer of skillClass.engineers) {
    if (engineer.engineer.archived) continue;
    group.members.push(engineer);
    profile.fits += 1;
    addHere(profile, engineer.here, 1);
  }
}

function groupOf(profile: Profile, values: readonly number[]): Group {
  const { groups } = profile;
  const at = groups.findIndex((group) => compareBySkills(group.values, values) >= 0);
  const there = groups[at];
  if (there !== undefined && compareBySkills(there.values, values) === 0) return there;
  const ready = eachChannel(() => new ReadyBits());
  const group: Group = { profile, values, members: [], classes: [], holes: [], ready };
  groups.splice(at < 0 ? groups.length : at, 0, group);
  return group;
}
