/**
 * Whose skills suffice for a bucket's work, at first and after each relaxation step: as the router
 * reads the same policy, so that a supervisor sees it while they edit.
 */
import type { Bucket, SkillNeed } from "../../../protocol/organisation.js";
import type { RelaxStep, RequiredSkill } from "../../../protocol/policy.js";

/** Whoever has all of these; by skill, the least level. */
export type Alternative = Readonly<Record<string, number>>;

export interface Step {
  /** Seconds since it entered the bucket; 0 for what is asked at first. */
  readonly afterSeconds: number;
  /** One of these is enough. */
  readonly alternatives: readonly Alternative[];
}

type Ruled = Pick<Bucket, "skills" | "policy">;
type Levels = Readonly<Record<string, number>>;

/** What is asked at first, then after each step; `own` is what an interaction needs by itself. */
export function stepsOf(
  { skills, policy }: Ruled,
  own: readonly SkillNeed[] = [],
): readonly Step[] {
  const required = (needs: readonly SkillNeed[]): Levels =>
    together(
      {},
      needs.filter((need) => need.required),
    );
  let mine = required(own);
  const all = together(
    mine,
    skills.filter((need) => need.required),
  );
  let alternatives =
    policy.anyOf.length === 0 ? [all] : policy.anyOf.map((set) => together(all, set));
  const steps: Step[] = [{ afterSeconds: 0, alternatives: once(alternatives) }];
  for (const step of policy.relax) {
    mine = relaxed(mine, step);
    alternatives = [
      ...alternatives.map((levels) => relaxed(levels, step)),
      ...step.widen.map((set) => together(mine, set)),
    ];
    steps.push({ afterSeconds: step.afterSeconds, alternatives: once(alternatives) });
  }
  return steps;
}

/** How many steps are in force after so many seconds in the bucket. */
export function stepAt(steps: readonly Step[], seconds: number): number {
  return steps.filter(({ afterSeconds }) => afterSeconds <= seconds).length - 1;
}

export function suffices(
  skills: Readonly<Record<string, number>>,
  { alternatives }: Step,
): boolean {
  return alternatives.some((needs) =>
    Object.entries(needs).every(([skillId, level]) => (skills[skillId] ?? 0) >= level),
  );
}

/** Of two needs of one skill the higher level counts. */
function together(levels: Levels, needs: readonly RequiredSkill[]): Levels {
  const both: Record<string, number> = { ...levels };
  for (const { skillId, level } of needs) both[skillId] = Math.max(level, both[skillId] ?? 0);
  return both;
}

function relaxed(levels: Levels, { lower, drop }: RelaxStep): Levels {
  const dropped = new Set<string>(drop);
  return Object.fromEntries(
    Object.entries(levels)
      .filter(([skillId]) => !dropped.has(skillId))
      .map(([skillId, level]) => {
        const to = lower.filter((one) => one.skillId === skillId).map((one) => one.to);
        return [skillId, Math.min(level, ...to)];
      }),
  );
}

/** Each set once. */
function once(sets: readonly Levels[]): readonly Levels[] {
  const byText = new Map(sets.map((set) => [JSON.stringify(Object.entries(set).sort()), set]));
  return [...byText.values()];
}
