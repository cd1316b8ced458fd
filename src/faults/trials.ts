/** Many trials, one seed after the other; the failing ones come back short and told line by line. */
import type { Game } from "./game.js";
import type { Step } from "./script.js";
import { shrink } from "./shrink.js";

export interface Failure {
  readonly seed: number;
  readonly broken: string;
  /** The steps that suffice. */
  readonly script: readonly Step<string>[];
  readonly story: readonly string[];
}

export interface Trials {
  readonly seeds: number;
  readonly steps: number;
  /** As in a trial, all together. */
  readonly faults: ReadonlyMap<string, number>;
  readonly deeds: ReadonlyMap<string, number>;
  readonly failures: readonly Failure[];
}

/** Enough to see a pattern; the rest would only take time. */
const FAILURES_MAX = 5;

export async function runTrials<K extends string>(options: {
  readonly from: number;
  readonly seeds: number;
  readonly game: Game<K>;
  /** How many failures end it. Left out: five. */
  readonly failuresMax?: number;
}): Promise<Trials> {
  const { from, seeds, game, failuresMax = FAILURES_MAX } = options;
  const faults = new Map<string, number>();
  const deeds = new Map<string, number>();
  const failures: Failure[] = [];
  let done = 0;
  let steps = 0;
  for (let seed = from; seed < from + seeds && failures.length < failuresMax; seed += 1) {
    const script = game.write(seed);
    const trial = await game.run({ seed, script });
    done += 1;
    steps += script.length;
    addUp(faults, trial.faults);
    addUp(deeds, trial.deeds);
    if (trial.broken !== null)
      failures.push(await explain({ seed, script, broken: trial.broken }, game));
  }
  return { seeds: done, steps, faults, deeds, failures };
}

function addUp(sum: Map<string, number>, more: ReadonlyMap<string, number>): void {
  for (const [kind, often] of more) sum.set(kind, (sum.get(kind) ?? 0) + often);
}

async function explain<K extends string>(
  failing: { readonly seed: number; readonly script: readonly Step<K>[]; readonly broken: string },
  game: Game<K>,
): Promise<Failure> {
  const script = await shrink(failing, game);
  const { seed } = failing;
  const { broken, story } = await game.run({ seed, script, told: true });
  return { seed, script, story, broken: broken ?? failing.broken };
}
