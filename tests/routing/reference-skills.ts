/** Who is able, in the reference model (R6); see `reference.ts`. */
import type { RoutedInteraction } from "../../protocol/interactions.js";
import type { Bucket, Engineer, SkillNeed } from "../../protocol/organisation.js";
import { type Facts, one } from "./reference-facts.js";

/** Skills with the least level that will do. */
export type Needs = Map<string, number>;

export interface Requirement {
  /** Whoever meets one of these entirely may be asked. */
  readonly alternatives: readonly Needs[];
  readonly preferred: Needs;
}

type Listed = readonly Pick<SkillNeed, "skillId" | "level">[];

/** All of these; of two needs of one skill the higher level. */
function together(...lists: readonly (Listed | Needs)[]): Needs {
  const all: Needs = new Map();
  for (const list of lists) {
    const needs = list instanceof Map ? [...list] : list.map((n) => [n.skillId, n.level] as const);
    for (const [skillId, level] of needs) all.set(skillId, Math.max(level, all.get(skillId) ?? 0));
  }
  return all;
}

const required = (needs: readonly SkillNeed[]): Listed => needs.filter((need) => need.required);
const preferred = (needs: readonly SkillNeed[]): Listed => needs.filter((need) => !need.required);

/** What this work needs in this bucket after so many relaxation steps. */
function requirementIn(bucket: Bucket, skills: readonly SkillNeed[], steps: number): Requirement {
  const { anyOf, relax } = bucket.policy;
  const own = together(required(skills));
  const wishes = together(preferred(bucket.skills), preferred(skills));
  const alternatives = (anyOf.length === 0 ? [[]] : anyOf).map((set) =>
    together(required(bucket.skills), own, set),
  );
  for (const { lower, drop, widen } of relax.slice(0, steps)) {
    for (const needs of [own, wishes, ...alternatives]) {
      for (const { skillId, to } of lower) {
        if ((needs.get(skillId) ?? 0) > to) needs.set(skillId, to);
      }
      for (const skillId of drop) needs.delete(skillId);
    }
    for (const set of widen) alternatives.push(together(own, set));
  }
  return { alternatives, preferred: wishes };
}

/** Relaxation steps in force for it now. */
export function stepOf(facts: Facts, row: RoutedInteraction): number {
  const { relax } = one(facts.buckets, row.bucketId).policy;
  const since = row.enteredAt ?? facts.now;
  return relax.filter(({ afterSeconds }) => since + afterSeconds * 1000 <= facts.now).length;
}

export function requirementNow(facts: Facts, row: RoutedInteraction): Requirement {
  return requirementIn(one(facts.buckets, row.bucketId), row.skills, stepOf(facts, row));
}

export function levelOf(engineer: Engineer, skillId: string): number {
  return Object.entries(engineer.skills).find(([id]) => id === skillId)?.[1] ?? 0;
}

export function meets(engineer: Engineer, needs: Needs): boolean {
  return [...needs].every(([skillId, level]) => levelOf(engineer, skillId) >= level);
}

export function isAble(engineer: Engineer, requirement: Requirement): boolean {
  return requirement.alternatives.some((needs) => meets(engineer, needs));
}

/** Nobody who works here could take it, however long it waits. By name it is somebody's. */
export function isUnservable(facts: Facts, row: RoutedInteraction): boolean {
  if (row.directTo !== null) return false;
  const bucket = one(facts.buckets, row.bucketId);
  const atLast = requirementIn(bucket, row.skills, bucket.policy.relax.length);
  return !facts.engineers.some((engineer) => !engineer.archived && isAble(engineer, atLast));
}

/** Skills that an open bucket or an open interaction requires, at its first step (R7). */
export function demand(facts: Facts): Set<string> {
  const firsts = [
    ...facts.buckets.filter((bucket) => !bucket.archived).map((one) => requirementIn(one, [], 0)),
    ...facts.interactions
      .filter((row) => row.state !== "menu")
      .map((row) => requirementIn(one(facts.buckets, row.bucketId), row.skills, 0)),
  ];
  return new Set(firsts.flatMap(skillsIn));
}

/** Every skill that one of the alternatives requires. */
export function skillsIn({ alternatives }: Requirement): string[] {
  return alternatives.flatMap((needs) => [...needs.keys()]);
}
