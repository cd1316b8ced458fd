/**
 * Who can do what, without asking everybody.
 *
 * Profiles (what is needed) and classes (what engineers can) are few and change seldom, so who can
 * serve whom is worked out when one of them is new; a turn only flips bits. There are as many profiles
 * as the organisation's buckets and menus ask for different sets of skills; none is forgotten.
 */
import type { Engineer, SkillNeed } from "../protocol/organisation.js";
import { type Channel, channels } from "../protocol/words.js";
import {
  type Group,
  type LiveEngineer,
  type Need,
  type Profile,
  type SkillClass,
  eachChannel,
} from "./live.js";
import { IDLE_ORDER } from "./order.js";
import { QueueHeads } from "./queue-heads.js";
import { ReadyBits } from "./ready-bits.js";
import { SortedLine } from "./sorted-line.js";
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

  /** The profile of these needs, whether required or not (R6: only the required ones count yet). */
  profile(skillNeeds: readonly SkillNeed[]): Profile {
    const needs = requiredSkills(skillNeeds);
    const key = needs.map((need) => `${need.skillId}:${String(need.level)}`).join(" ");
    const known = this.#profiles.get(key);
    if (known !== undefined) return known;
    const profile: Profile = {
      needs,
      groups: [],
      waiting: eachChannel(() => this.heads.newLine()),
      heads: this.heads.count - channels.length,
      users: 0,
    };
    this.#profiles.set(key, profile);
    for (const skillClass of this.#rarest(needs)) enter(skillClass, profile);
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
    for (const { skillId } of profile.needs) {
      const count = this.#demand.get(skillId) ?? 0;
      this.#demand.set(skillId, count + 1);
      if (count === 0) this.#demandVersion += 1;
    }
  }

  /** Takes one `use` back. */
  release(profile: Profile): void {
    profile.users -= 1;
    if (profile.users > 0) return;
    for (const { skillId } of profile.needs) {
      const count = this.#demand.get(skillId) ?? 0;
      if (count > 1) this.#demand.set(skillId, count - 1);
      else this.#demand.delete(skillId);
      if (count === 1) this.#demandVersion += 1;
    }
  }

  /**
   * How many of the class's skills are in demand. Between classes that serve the same interaction this
   * orders as the number of *other* skills in demand does: what it needs is in demand, and all have it.
   */
  inDemand(skillClass: SkillClass): number {
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

  /** The classes that have the one need which fewest have: no other can serve all needs. */
  #rarest(needs: readonly Need[]): Iterable<SkillClass> {
    if (needs.length === 0) return this.#classes.values();
    const having = needs.map((need) => this.#having.get(need.skillId) ?? new Set<SkillClass>());
    return having.reduce((few, next) => (next.size < few.size ? next : few));
  }
}

export function canServe(skillClass: SkillClass, profile: Profile): boolean {
  return levelFor(skillClass, profile) >= 0;
}

/** The sum of the levels on what the profile needs. -1: the class cannot serve it. */
export function levelFor(skillClass: SkillClass, profile: Profile): number {
  let sum = 0;
  for (const { skillId, level } of profile.needs) {
    const has = skillClass.skills.get(skillId) ?? 0;
    if (has < level) return -1;
    sum += has;
  }
  return sum;
}

/** Tells the class's groups whether anybody in it may be asked on this channel now. */
export function flipClass(skillClass: SkillClass, channel: Channel): void {
  const { groups, slots } = skillClass;
  const ready = skillClass.ready[channel].size > 0;
  for (let k = 0; k < groups.length; k += 1) {
    const bits = groups[k]?.ready[channel];
    const slot = slots[k] ?? 0;
    if (ready) bits?.set(slot);
    else bits?.clear(slot);
  }
}

/** The required ones, in the order of their ids; of two needs of one skill the higher level counts. */
function requiredSkills(needs: readonly SkillNeed[]): readonly Need[] {
  const levels = new Map<string, number>();
  for (const { skillId, level, required } of needs) {
    if (required) levels.set(skillId, Math.max(level, levels.get(skillId) ?? 0));
  }
  return [...levels]
    .map(([skillId, level]) => ({ skillId, level }))
    .sort((a, b) => compareText(a.skillId, b.skillId));
}

function enter(skillClass: SkillClass, profile: Profile): void {
  const level = levelFor(skillClass, profile);
  if (level < 0) return;
  const group = groupOf(profile, level);
  const slot = group.holes.pop() ?? group.classes.length;
  group.classes[slot] = skillClass;
  skillClass.groups.push(group);
  skillClass.slots.push(slot);
  skillClass.heads.push(profile.heads);
  for (const channel of channels) {
    if (skillClass.ready[channel].size > 0) group.ready[channel].set(slot);
  }
}

function groupOf(profile: Profile, level: number): Group {
  const { groups } = profile;
  const at = groups.findIndex((group) => group.level <= level);
  const there = groups[at];
  if (there?.level === level) return there;
  const ready = eachChannel(() => new ReadyBits());
  const group: Group = { profile, level, classes: [], holes: [], ready };
  groups.splice(at < 0 ? groups.length : at, 0, group);
  return group;
}
