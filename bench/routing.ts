/**
 * The router alone, on one core: how many commands a second it decides in a large organisation, how that
 * grows with the number of engineers, what it remembers, and how it does in a quiet hour. Each
 * measurement is a process of its own, so that none inherits the garbage of the one before.
 *
 * `npm run bench -- routing [--json]`; parts of it by name: `busy`, `quiet`, `growth`, `memory`.
 */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { report, rounded } from "./figures.js";
import { type Figures, measure, measureMemory } from "./routing-run.js";

const BUSY = { engineers: 10_000, waiting: 100_000, warm: 100_000, commands: 300_000, busy: null };

const MEASUREMENTS = {
  busy: () => measure(BUSY),
  small: () => measure({ ...BUSY, engineers: 1_000 }),
  large: () => measure({ ...BUSY, engineers: 50_000 }),
  quiet: () => measure({ ...BUSY, waiting: 0, busy: 0.6 }),
  memory: () => measureMemory({ ...BUSY, engineers: 20_000, waiting: 500_000 }),
} as const;

type Name = keyof typeof MEASUREMENTS;

const [, , asked = "", one] = process.argv;
if (asked === "--one" && isName(one)) {
  process.stdout.write(JSON.stringify(MEASUREMENTS[one]()));
} else {
  const parts = ["busy", "quiet", "growth", "memory"];
  const wanted = parts.includes(asked) ? [asked] : parts;
  const does = (part: string): boolean => wanted.includes(part);
  report("routing", {
    ...(does("busy") && busy(run("busy"))),
    ...(does("quiet") && quiet(run("quiet"))),
    ...(does("growth") && growth(run("small"), run("large"))),
    ...(does("memory") && { memoryMb: rounded(run("memory").memoryMb ?? Number.NaN) }),
  });
}

function isName(name: string | undefined): name is Name {
  return name !== undefined && name in MEASUREMENTS;
}

function run(name: Name): Partial<Figures> {
  const script = fileURLToPath(import.meta.url);
  const flags = [...process.execArgv, "--expose-gc"];
  const output = execFileSync(process.execPath, [...flags, script, "--one", name], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  return JSON.parse(output) as Partial<Figures>;
}

function busy(figures: Partial<Figures>): Record<string, number> {
  const { commandsPerSecond = NaN, cpuMicros = NaN, p50Micros = NaN } = figures;
  const { p99Micros = NaN, p999Micros = NaN, maxMicros = NaN, firstMs = NaN } = figures;
  return {
    commandsPerSecond: Math.round(commandsPerSecond),
    p50Micros: rounded(p50Micros),
    p99Micros: rounded(p99Micros),
    p999Micros: rounded(p999Micros),
    maxMillis: rounded(maxMicros / 1000),
    // Of the process, garbage collection and its threads included: does not depend on other programs.
    cpuMicros: rounded(cpuMicros),
    firstTurnMs: rounded(firstMs),
  };
}

function quiet({
  commandsPerSecond = NaN,
  p99Micros = NaN,
}: Partial<Figures>): Record<string, number> {
  return {
    quietCommandsPerSecond: Math.round(commandsPerSecond),
    quietP99Micros: rounded(p99Micros),
  };
}

/** By processor time, because it is a ratio of two runs minutes apart. */
function growth(small: Partial<Figures>, large: Partial<Figures>): Record<string, number> {
  return { growth1kTo50k: rounded((large.cpuMicros ?? NaN) / (small.cpuMicros ?? NaN)) };
}
