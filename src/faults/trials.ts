/** Many trials, one seed after the other; the failing ones come back short and told line by line. */
import type { Parts } from "./node.js";
import { writeScript, type Step } from "./script.js";
import { shrink } from "./shrink.js";
import { runTrial } from "./trial.js";

export interface Failure {
  readonly seed: number;
  readonly broken: string;
  /** The steps that suffice. */
  readonly script: readonly Step[];
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

export async function runTrials(options: {
  readonly from: number;
  readonly seeds: number;
  readonly parts?: Parts;
  /** How many failures end it. Left out: five. */
  readonly failuresMax?: number;
}): Promise<Trials> {
  const { from, seeds, parts, failuresMax = FAILURES_MAX } = options;
  const faults = new Map<string, number>();
  const deeds = new Map<string, number>();
  const failures: Failure[] = [];
  let done = 0;
  let steps = 0;
  for (let seed = from; seed < from + seeds && failures.length < failuresMax; seed += 1) {
    const script = writeScript(seed);
    const trial = await runTrial({ seed, script, ...(parts && { parts }) });
    done += 1;
    steps += script.length;
    addUp(faults, trial.faults);
    addUp(deeds, trial.deeds);
    if (trial.broken !== null)
      failures.push(await explain({ seed, script, broken: trial.broken }, parts));
  }
  return { seeds: done, steps, faults, deeds, failures };
}

function addUp(sum: Map<string, number>, more: ReadonlyMap<string, number>): void {
  for (const [kind, often] of more) sum.set(kind, (sum.get(kind) ?? 0) + often);
}

async function explain(
  failing: { readonly seed: number; readonly script: readonly Step[]; readonly broken: string },
  parts?: Parts,
): Promise<Failure> {
  const script = await shrink(failing, parts);
  const { seed } = failing;
  const { broken, story } = await runTrial({ seed, script, told: true, ...(parts && { parts }) });
  return { seed, script, story, broken: broken ?? failing.broken };
}
