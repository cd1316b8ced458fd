/** R6 as plainly as possible: which sets of skills suffice for an interaction at a moment. */
import type { RoutedInteraction } from "../../protocol/interactions.js";
import type { Bucket, Engineer } from "../../protocol/organisation.js";

/** The least level of each skill; an engineer meets all of them. */
type Needs = ReadonlyMap<string, number>;

export function isAble(
  engineer: Engineer,
  { row, bucket, now }: { row: RoutedInteraction; bucket: Bucket; now: number },
): boolean {
  return alternatives(row, bucket, now).some((needs) =>
    [...needs].every(([skillId, level]) => levelOf(engineer, skillId) >= level),
  );
}

function alternatives(row: RoutedInteraction, { skills, policy }: Bucket, now: number): Needs[] {
  let own = together(row.skills.filter(({ required }) => required));
  const common = together(skills.filter(({ required }) => required));
  const sets = policy.anyOf.length === 0 ? [[]] : policy.anyOf;
  let all = sets.map((set) => merged([together(set), common, own]));
  const waited = now - Number(row.enteredAt);
  for (const step of policy.relax) {
    if (waited < step.afterSeconds * 1000) break;
    const relaxed = (needs: Needs): Needs =>
      new Map(
        [...needs]
          .filter(([skillId]) => !step.drop.some((dropped) => dropped === skillId))
          .map(([skillId, level]) => {
            const lower = step.lower.filter((one) => one.skillId === skillId);
            return [skillId, Math.min(level, ...lower.map(({ to }) => to))];
          }),
      );
    own = relaxed(own);
    const before = all.map(relaxed);
    all = [...before, ...step.widen.map((set) => merged([together(set), own]))];
  }
  return all;
}

function together(needs: readonly { readonly skillId: string; readonly level: number }[]): Needs {
  return merged(needs.map(({ skillId, level }) => new Map([[skillId, level]])));
}

/** Of two needs of one skill the higher level counts. */
function merged(all: readonly Needs[]): Needs {
  const sum = new Map<string, number>();
  for (const needs of all) {
    for (const [skillId, level] of needs) {
      sum.set(skillId, Math.max(level, sum.get(skillId) ?? 0));
    }
  }
  return sum;
}

function levelOf({ skills }: Engineer, skillId: string): number {
  return Object.entries(skills).find(([id]) => id === skillId)?.[1] ?? 0;
}
