/**
 * One measurement, in a process of its own: a day is lived through once and its commands are kept, which
 * also warms the code up; then another router of the same rows decides the same commands, and only that
 * is measured. R13 promises the decisions are the same, and it is checked.
 */
import type { Command } from "../protocol/commands.js";
import type { Decision, RoutingState } from "../protocol/routing.js";
import { createRouter } from "../routing/router.js";
import { Chance } from "./routing-chance.js";
import { Day, firstTick } from "./routing-day.js";
import { makeOrganisation, makeState } from "./routing-world.js";

export interface Measure {
  readonly engineers: number;
  readonly waiting: number;
  /** Commands before the measured ones, and the measured ones. */
  readonly warm: number;
  readonly commands: number;
  /** Share of the engineers' time that arrivals would fill. null: for each that leaves one comes. */
  readonly busy: number | null;
}

export interface Figures {
  /** Of the time the router took; what happens between two commands is not counted. */
  readonly commandsPerSecond: number;
  /** Processor time of the whole process while it decided, all threads. */
  readonly cpuMicros: number;
  readonly p50Micros: number;
  readonly p99Micros: number;
  readonly p999Micros: number;
  readonly maxMicros: number;
  /** The first turn, in which everybody is looked at. */
  readonly firstMs: number;
  /** Resident memory of the process, in MiB; only where it was asked for. */
  readonly memoryMb: number | null;
}

/** On average so many interactions of an engineer's channels are in hand at full load, for so long. */
const LIVES_PER_ENGINEER_MS = 200_000;

export function measure(what: Measure): Figures {
  const organisation = makeOrganisation(what.engineers, new Chance(1));
  const state = makeState(organisation, what.waiting, new Chance(2));
  const { commands, sum } = live(what, organisation, state);
  const router = createRouter(state);
  const micros = new Float64Array(what.commands);
  let check = 0;
  let firstMs = 0;
  for (const command of commands.slice(0, -what.commands)) {
    const before = performance.now();
    check = summed(check, router.handle(command));
    if (firstMs === 0) firstMs = performance.now() - before;
  }
  const { user, system } = process.cpuUsage();
  let spent = 0;
  for (let k = 0; k < what.commands; k += 1) {
    const command = commands[commands.length - what.commands + k];
    if (command === undefined) break;
    const before = performance.now();
    const decision = router.handle(command);
    const took = (performance.now() - before) * 1000;
    micros[k] = took;
    spent += took;
    check = summed(check, decision);
  }
  const cpu = process.cpuUsage({ user, system });
  if (check !== sum) throw new Error("R13: the same commands were decided differently");
  micros.sort();
  const at = (share: number): number => micros[Math.ceil(micros.length * share) - 1] ?? Number.NaN;
  return {
    commandsPerSecond: (what.commands / spent) * 1e6,
    cpuMicros: (cpu.user + cpu.system) / what.commands,
    p50Micros: at(0.5),
    p99Micros: at(0.99),
    p999Micros: at(0.999),
    maxMicros: at(1),
    firstMs,
    memoryMb: null,
  };
}

/** The memory of a process that has this organisation at work, and nothing else that matters. */
export function measureMemory(what: Measure): Pick<Figures, "memoryMb"> {
  const organisation = makeOrganisation(what.engineers, new Chance(1));
  const router = createRouter(makeState(organisation, what.waiting, new Chance(2)));
  router.handle(firstTick());
  // What the loading left behind is garbage, and would be collected sooner or later.
  globalThis.gc?.();
  const memoryMb = process.memoryUsage.rss() / 2 ** 20;
  // Asked afterwards, so that the router is there until then.
  if (router.nextTimerAt() === null) throw new Error("nobody was asked for anything");
  return { memoryMb };
}

/** The commands of one day, and what they led to in one number. */
function live(
  what: Measure,
  organisation: ReturnType<typeof makeOrganisation>,
  state: RoutingState,
): { readonly commands: readonly Command[]; readonly sum: number } {
  const router = createRouter(state);
  const commands: Command[] = [];
  let sum = 0;
  const act = (command: Command): Decision => {
    commands.push(command);
    const decision = router.handle(command);
    sum = summed(sum, decision);
    return decision;
  };
  const day = new Day(
    { act, nextTimerAt: () => router.nextTimerAt() },
    { organisation, state, chance: new Chance(3) },
  );
  day.open();
  if (what.busy !== null) {
    day.keepsFull = false;
    day.arrive(LIVES_PER_ENGINEER_MS / what.engineers / what.busy);
  }
  while (commands.length < what.warm + what.commands) day.step();
  return { commands, sum };
}

/** Differs when one offer goes to somebody else. */
function summed(before: number, { offers }: Decision): number {
  let sum = before;
  for (const { id, engineerId } of offers) {
    sum = (Math.imul(sum, 31) + hash(id) + hash(engineerId)) | 0;
  }
  return sum;
}

function hash(text: string): number {
  let sum = 0;
  for (let k = 0; k < text.length; k += 1) sum = (Math.imul(sum, 31) + text.charCodeAt(k)) | 0;
  return sum;
}
