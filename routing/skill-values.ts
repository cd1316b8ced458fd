/** How well somebody's skills suit a requirement, as numbers of which the smaller is better (R7). */
import type { Comparator } from "../protocol/policy.js";
import type { Need, Requirement } from "./requirement.js";
import { excess, scoreOf, shareOf } from "./score.js";

/** The comparators that look at skills and requirement alone; they change only when one of these does. */
const skillComparators = ["preferred", "level", "score"] as const;
export type SkillComparator = (typeof skillComparators)[number];

type Skills = ReadonlyMap<string, number>;

export function isSkillComparator(comparator: Comparator): comparator is SkillComparator {
  return skillComparators.some((one) => one === comparator);
}

/** R6: whether they meet one alternative entirely. */
export function meets(skills: Skills, { alternatives }: Requirement): boolean {
  for (const needs of alternatives) if (hasAll(skills, needs)) return true;
  return false;
}

export function skillValue(
  comparator: SkillComparator,
  skills: Skills,
  requirement: Requirement,
): number {
  switch (comparator) {
    case "preferred":
      return 0 - preferredMet(skills, requirement);
    case "level":
      return 0 - bestOf(requirement, skills, (needs) => meanLevel(skills, needs));
    case "score":
      return (
        0 -
        bestOf(requirement, skills, (needs) => score(skills, [...needs, ...requirement.preferred]))
      );
  }
}

/** Compares two rows of values, the first that differs. Positive: the first row is worse. */
export function compareBySkills(a: readonly number[], b: readonly number[]): number {
  for (let k = 0; k < a.length; k += 1) {
    const difference = (a[k] ?? 0) - (b[k] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function preferredMet(skills: Skills, { preferred }: Requirement): number {
  let met = 0;
  for (const { skillId, level } of preferred) if ((skills.get(skillId) ?? 0) >= level) met += 1;
  return met;
}

/** Of the alternatives that are met, the value of the one that gives most. 0: none is. */
function bestOf(
  { alternatives }: Requirement,
  skills: Skills,
  value: (needs: readonly Need[]) => number,
): number {
  let best = 0;
  for (const needs of alternatives) {
    if (hasAll(skills, needs)) best = Math.max(best, value(needs));
  }
  return best;
}

function meanLevel(skills: Skills, needs: readonly Need[]): number {
  if (needs.length === 0) return 0;
  let sum = 0;
  for (const { skillId } of needs) sum += skills.get(skillId) ?? 0;
  return sum / needs.length;
}

function score(skills: Skills, needs: readonly Need[]): number {
  return scoreOf(
    needs.map(({ skillId, level }) =>
      shareOf(excess({ value: skills.get(skillId) ?? 0, asked: level })),
    ),
  );
}

function hasAll(skills: Skills, needs: readonly Need[]): boolean {
  for (const { skillId, level } of needs) if ((skills.get(skillId) ?? 0) < level) return false;
  return true;
}
