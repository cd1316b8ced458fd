/**
 * `npm run simulate -- faults [--seeds N] [--from N] [--nodes N] [--json]`: trials by fault, of one
 * process or of several nodes. A failure is told with its seed, the steps that suffice and what happened.
 */
import { parseArgs } from "node:util";
import { severalNodes } from "../faults/nodes-trial.js";
import { oneProcess } from "../faults/trial.js";
import { runTrials, type Failure, type Trials } from "../faults/trials.js";

const USAGE = "Usage: npm run simulate -- faults [--seeds N] [--from N] [--nodes N] [--json]";

/** Prints what `faultsAnswer` says. */
export async function runFaults(args: readonly string[]): Promise<number> {
  const { told, lines, exitCode } = await faultsAnswer(args);
  for (const line of told) console.error(line);
  for (const line of lines) console.log(line);
  return exitCode;
}

/** `told`: what is wrong, for people. `lines`: the answer; with `--json` one JSON object. */
export async function faultsAnswer(args: readonly string[]): Promise<{
  readonly told: readonly string[];
  readonly lines: readonly string[];
  /** 0: every promise held. 1: one did not. 2: it could not be begun. */
  readonly exitCode: 0 | 1 | 2;
}> {
  const options = read(args);
  if (options === null) return { told: [USAGE], lines: [], exitCode: 2 };
  const startedAt = process.cpuUsage();
  const { seeds, from, nodes } = options;
  const trials =
    nodes === 1
      ? await runTrials({ seeds, from, game: oneProcess() })
      : await runTrials({ seeds, from, game: severalNodes(nodes) });
  const { user, system } = process.cpuUsage(startedAt);
  const seconds = Math.round((user + system) / 10_000) / 100;
  return {
    told: trials.failures.map(explained),
    lines: [options.json ? JSON.stringify(figures(trials, seconds)) : summary(trials, seconds)],
    exitCode: trials.failures.length === 0 ? 0 : 1,
  };
}

/** More would only take longer. */
const NODES_MAX = 9;

interface Options {
  readonly seeds: number;
  readonly from: number;
  readonly nodes: number;
  readonly json: boolean;
}

function read(args: readonly string[]): Options | null {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        seeds: { type: "string", default: "1000" },
        from: { type: "string", default: "1" },
        nodes: { type: "string", default: "1" },
        json: { type: "boolean", default: false },
      },
    });
    const [seeds, from] = [Number(values.seeds), Number(values.from)];
    const nodes = Number(values.nodes);
    const isSound =
      [seeds, from, nodes].every((n) => Number.isInteger(n) && n >= 1 && n <= 1e9) &&
      nodes <= NODES_MAX;
    return isSound ? { seeds, from, nodes, json: values.json } : null;
  } catch {
    return null;
  }
}

/** CPU seconds, because the machine may have other work. */
function figures({ seeds, steps, faults, deeds, failures }: Trials, seconds: number): object {
  const { command = 0, ...others } = inOrder(deeds);
  return {
    seeds,
    steps,
    commands: command,
    faults: inOrder(faults),
    deeds: others,
    failures: failures.map(({ seed, broken }) => ({ seed, broken })),
    seconds,
  };
}

function inOrder(counts: ReadonlyMap<string, number>): Readonly<Record<string, number>> {
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function summary({ seeds, steps, faults, deeds, failures }: Trials, seconds: number): string {
  const lines = (counts: ReadonlyMap<string, number>): string[] =>
    Object.entries(inOrder(counts)).map(([kind, often]) => `  ${kind.padEnd(26)} ${String(often)}`);
  return [
    `${String(seeds)} seeds, ${String(steps)} steps, ${String(seconds)} s of CPU`,
    "What was done:",
    ...lines(deeds),
    "What went wrong:",
    ...lines(faults),
    failures.length === 0 ? "Every promise held." : `${String(failures.length)} seeds failed.`,
  ].join("\n");
}

function explained({ seed, broken, script, story }: Failure): string {
  const steps = script.map(({ kind, a, b, c, wait, happenings, seed: chance }, at) =>
    [`  ${String(at + 1)}`, `+${String(wait)} ms`, kind, a, b, c, happenings, chance].join("  "),
  );
  return [
    `seed ${String(seed)}: ${broken}`,
    "The steps that suffice (wait, what, three numbers, happenings, chance):",
    ...steps,
    "What happened (seconds since the start):",
    ...story,
    "",
  ].join("\n");
}
