/**
 * R6: what it takes to do a piece of work, at first and after each relaxation step. Pure: from a bucket's
 * row and the interaction's own skills to sets of needs, in one canonical form, so that whatever needs
 * the same looks the same.
 */
import type { Bucket, SkillNeed } from "../protocol/organisation.js";
import type { RelaxStep, RequiredSkill } from "../protocol/policy.js";
import { compareText } from "./text.js";

/** A skill with its least level. */
export interface Need {
  readonly skillId: string;
  readonly level: number;
}

export interface Requirement {
  /** Whoever meets one of these entirely has the skills. At least one; an empty one is met by all. */
  readonly alternatives: readonly (readonly Need[])[];
  /** Nobody must have them; whoever meets more of them is asked first. */
  readonly preferred: readonly Need[];
}

/** At 0 what is required at first; at k after k relaxation steps. */
export type Requirements = readonly [Requirement, ...Requirement[]];

/** More make a bucket slow to answer and impossible to read; no organisation we know of comes near. */
const ALTERNATIVES_MAX = 64;

type Ruled = Pick<Bucket, "skills" | "policy">;
/** Least levels by skill. */
type Levels = Map<string, number>;

/** Refused with TOO_MANY_ALTERNATIVES: its sets and those of all its steps together are too many. */
export function hasTooManyAlternatives({ policy }: Pick<Bucket, "policy">): boolean {
  let count = Math.max(1, policy.anyOf.length);
  for (const { widen } of policy.relax) count += widen.length;
  return count > ALTERNATIVES_MAX;
}

/** What the bucket asks for, with the interaction's own skills, step by step. */
export function requirementsOf({ skills, policy }: Ruled, own: readonly SkillNeed[]): Requirements {
  const ownRequired = levelsOf(own.filter(({ required }) => required));
  const needs = [...skills, ...own];
  const required = levelsOf(needs.filter((need) => need.required));
  const preferred = levelsOf(needs.filter((need) => !need.required));
  const sets = policy.anyOf.length === 0 ? [[]] : policy.anyOf;
  const alternatives = sets.map((set) => together(required, set));
  const steps: [Requirement, ...Requirement[]] = [requirement(alternatives, preferred)];
  for (const step of policy.relax) {
    for (const levels of [...alternatives, ownRequired, preferred]) relax(levels, step);
    for (const set of step.widen) alternatives.push(together(ownRequired, set));
    steps.push(requirement(alternatives, preferred));
  }
  return steps;
}

/** The same text for the same requirement. */
export function requirementKey({ alternatives, preferred }: Requirement): string {
  const wanted = preferred.length === 0 ? "" : `?${needsKey(preferred)}`;
  return alternatives.map(needsKey).join("|") + wanted;
}

/** Of two needs of one skill the higher level counts. */
function levelsOf(needs: readonly RequiredSkill[]): Levels {
  const levels: Levels = new Map();
  for (const { skillId, level } of needs) {
    levels.set(skillId, Math.max(level, levels.get(skillId) ?? 0));
  }
  return levels;
}

function together(levels: Levels, set: readonly RequiredSkill[]): Levels {
  const both: Levels = new Map(levels);
  for (const { skillId, level } of set) both.set(skillId, Math.max(level, both.get(skillId) ?? 0));
  return both;
}

function relax(levels: Levels, { lower, drop }: RelaxStep): void {
  for (const { skillId, to } of lower) {
    const level = levels.get(skillId);
    if (level !== undefined && to < level) levels.set(skillId, to);
  }
  for (const skillId of drop) levels.delete(skillId);
}

/** A copy in canonical form: needs by id, sets by their text, each set once. */
function requirement(sets: readonly Levels[], preferred: Levels): Requirement {
  const byKey = new Map<string, readonly Need[]>();
  for (const set of sets) {
    const needs = needsOf(set);
    byKey.set(needsKey(needs), needs);
  }
  const inOrder = [...byKey].sort(([a], [b]) => compareText(a, b));
  return { alternatives: inOrder.map(([, needs]) => needs), preferred: needsOf(preferred) };
}

function needsOf(levels: Levels): readonly Need[] {
  return [...levels]
    .map(([skillId, level]) => ({ skillId, level }))
    .sort((a, b) => compareText(a.skillId, b.skillId));
}

function needsKey(needs: readonly Need[]): string {
  return needs.map(({ skillId, level }) => `${skillId}:${String(level)}`).join(" ");
}
