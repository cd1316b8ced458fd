/** Makes a failing script short: steps are left out, in halves first, as long as it still fails. */
import type { Game } from "./game.js";
import type { Step } from "./script.js";

/** Enough for any script, and a second or two at most. */
const RUNS_MAX = 300;

export async function shrink<K extends string>(
  failing: { readonly seed: number; readonly script: readonly Step<K>[]; readonly broken: string },
  game: Game<K>,
): Promise<readonly Step<K>[]> {
  const { seed, broken } = failing;
  let script = failing.script;
  let runs = 0;
  for (let size = Math.ceil(script.length / 2); size >= 1 && runs < RUNS_MAX;) {
    let shorter: readonly Step<K>[] | null = null;
    for (let from = 0; from < script.length && shorter === null && runs < RUNS_MAX; from += size) {
      const candidate = [...script.slice(0, from), ...script.slice(from + size)];
      runs += 1;
      const trial = await game.run({ seed, script: candidate });
      // Another promise would be another story.
      if (trial.broken !== null && ruleOf(trial.broken) === ruleOf(broken)) shorter = candidate;
    }
    if (shorter !== null) script = shorter;
    else if (size === 1) break;
    else size = Math.ceil(size / 2);
  }
  return script;
}

/** Such as `T8`. */
function ruleOf(broken: string): string {
  return broken.slice(0, broken.indexOf(":"));
}
