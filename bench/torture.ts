/**
 * `npm run torture -- --nodes 3 --seconds 60 [--seed 1] [--rate 1] [--overlap] [--json]`: real nodes under load
 * while they, Redis and PostgreSQL are killed, frozen and restarted. Judged from outside, by what
 * customers and engineers were told. Exit code 1: a promise was broken. `docs/operating/torture.md`.
 */
import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { quantile, rounded } from "./figures.js";
import type { Problem } from "../tests/torture/story.js";
import { AROUND_MS_MAX, runTrial, type Trial } from "../tests/torture/trial.js";

const TAKEOVER_SECONDS_MAX = 3;
const RECOVERY_SECONDS_MAX = 10;
/** Killing everything and removing its folders. */
const CLOSING_MS = 3000;
/** Enough to see what is wrong. */
const PROBLEMS_SHOWN = 40;

const { values } = parseArgs({
  options: {
    nodes: { type: "string", default: "3" },
    seconds: { type: "string", default: "60" },
    seed: { type: "string", default: String(randomInt(1_000_000)) },
    rate: { type: "string", default: "1" },
    overlap: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});
const options = {
  nodes: whole("nodes", { text: values.nodes, min: 1, max: 9 }),
  seconds: whole("seconds", { text: values.seconds, min: 5, max: 3600 }),
  seed: whole("seed", { text: values.seed, min: 0, max: 4_294_967_295 }),
  rate: number("rate", { text: values.rate, min: 0.1, max: 20 }),
  overlap: values.overlap,
};

class TooLate extends Error {}
const stopping = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    stopping.abort(new Error(`stopped by ${signal}`));
  });
}
const began = Date.now();
const late = setTimeout(
  () => {
    stopping.abort(new TooLate("the trial took too long"));
  },
  options.seconds * 1000 + AROUND_MS_MAX - CLOSING_MS,
);
late.unref();
const say = (line: string): void => {
  const seconds = ((Date.now() - began) / 1000).toFixed(1).padStart(6);
  process.stderr.write(`${seconds} s  ${line}\n`);
};

try {
  const trial = await runTrial({ ...options, signal: stopping.signal, say });
  process.exitCode = tell(trial) ? 0 : 1;
} catch (error) {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = stopping.signal.aborted && !(error instanceof TooLate) ? 130 : 1;
}
// Whatever still waits for an answer from somebody who is gone.
setImmediate(() => process.exit());

/** true: every promise was kept. */
function tell({ verdict, faults, story, lateP99Ms }: Trial): boolean {
  const { problems, stuckMs } = verdict;
  const count = (kind: Problem["kind"]): number =>
    problems.filter((problem) => problem.kind === kind).length;
  const ofNodes = faults.filter(({ node }) => node !== null).map(({ pauseMs }) => pauseMs);
  const figures = {
    acked: verdict.acked,
    lost: count("lost"),
    doubled: count("doubled"),
    overCapacity: count("overCapacity"),
    doubleOffers: count("doubleOffers"),
    takeoverSeconds: rounded(Math.max(0, ...ofNodes) / 1000),
    recoverySeconds: rounded(Math.max(0, ...stuckMs) / 1000),
    untrue: count("untrue"),
    accidents: story.accidents.length,
    faults: faults.length,
    ...verdict.ackedBy,
    stuckP50Seconds: rounded((quantile(stuckMs, 0.5) || 0) / 1000),
    stuckP99Seconds: rounded((quantile(stuckMs, 0.99) || 0) / 1000),
    lateP99Ms: rounded(lateP99Ms),
    seed: options.seed,
  };
  for (const { kind, node, at, recoveredAt, pauseMs } of faults) {
    const recovered = recoveredAt === null ? "never" : `${seconds(recoveredAt - at)} s`;
    const name = `${kind}${node === null ? "" : ` (${node})`}`.padEnd(28);
    say(`${name} without decisions ${seconds(pauseMs)} s, all well after ${recovered}`);
  }
  for (const { kind, what, history } of problems.slice(0, PROBLEMS_SHOWN)) {
    say(`${kind}: ${what}`);
    if (history !== undefined) say(`  ${history}`);
  }
  for (const accident of story.accidents) say(`accident: ${accident}`);
  for (const [name, value] of Object.entries(figures)) {
    process.stdout.write(`${name.padEnd(22)} ${String(value)}\n`);
  }
  const broken = [
    ...(problems.length > 0 ? [`${String(problems.length)} problems`] : []),
    ...(story.accidents.length > 0 ? [`${String(story.accidents.length)} accidents`] : []),
    ...Object.entries(verdict.ackedBy).flatMap(([kind, many]) =>
      many === 0 ? [`no ${kind} at all`] : [],
    ),
    // One node has nobody who could take over: its silence is its own start.
    ...(options.nodes > 1 && figures.takeoverSeconds > TAKEOVER_SECONDS_MAX
      ? [`nobody decided for ${String(figures.takeoverSeconds)} s`]
      : []),
    ...(figures.recoverySeconds > RECOVERY_SECONDS_MAX
      ? [`somebody was stuck for ${String(figures.recoverySeconds)} s`]
      : []),
  ];
  say(broken.length === 0 ? "every promise was kept" : `BROKEN: ${broken.join("; ")}`);
  if (values.json) {
    process.stdout.write(`${JSON.stringify({ bench: "torture", figures, ...figures })}\n`);
  }
  return broken.length === 0;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(1);
}

interface Given {
  readonly text: string;
  readonly min: number;
  readonly max: number;
}

function whole(name: string, given: Given): number {
  const value = number(name, given);
  return Number.isInteger(value) ? value : refuse(name, given);
}

function number(name: string, given: Given): number {
  const value = Number(given.text);
  return value >= given.min && value <= given.max ? value : refuse(name, given);
}

function refuse(name: string, { min, max }: Given): never {
  process.stderr.write(`--${name} must be a number from ${String(min)} to ${String(max)}\n`);
  process.exit(2);
}
