/** `npm run simulate -- FILE.json`: a scenario's figures. */
import type { Observer } from "../../routing/simulation/observer.js";
import {
  type AllFigures,
  type Figures,
  type Simulated,
  simulate,
} from "../../routing/simulation/simulate.js";
import { type Answer, UsageError, scenarioIn, wordsOf } from "./simulate-answer.js";
import { openJournal } from "./simulate-journal.js";
import { figure, table } from "./simulate-table.js";

export function runFile(args: readonly string[]): Answer {
  const words = wordsOf(args, ["json", "record", "seed", "replications"]);
  const [file, ...more] = words.files;
  if (file === undefined || more.length > 0) {
    throw new UsageError("Give one scenario file.");
  }
  const scenario = scenarioIn(file, words);
  const { record } = words;
  const journal = record === null ? null : openJournal(record);
  const observer: Observer = journal?.observer ?? {};
  const begin = performance.now();
  const simulated = simulate(scenario, observer);
  journal?.close();
  const seconds = (performance.now() - begin) / 1000;
  return {
    lines: [
      ...report(simulated, seconds),
      ...(record === null ? [] : [`Replication 1 is recorded in ${record}.`]),
      ...(words.json ? [JSON.stringify({ ...simulated, seconds })] : []),
    ],
    exitCode: 0,
  };
}

function report(simulated: Simulated, seconds: number): string[] {
  const { name, replications, decisions, ci95 } = simulated;
  return [
    `${name}: means of ${String(replications)} replications, ± half of the 95 % interval`,
    ...figureTable(simulated, ci95),
    `${String(decisions)} decisions in ${seconds.toFixed(1)} s`,
  ];
}

/** A column for all and for each bucket. */
export function figureTable(means: AllFigures, widths: AllFigures): string[] {
  const columns: (readonly [string, Figures, Figures])[] = [["all", means, widths]];
  for (const [id, bucket] of Object.entries(means.perBucket)) {
    columns.push([id, bucket, widths.perBucket[id] ?? bucket]);
  }
  const row = (label: string, read: (figures: Figures) => number): string[] => [
    label,
    ...columns.map(([, mean, width]) => figure(read(mean), read(width))),
  ];
  const { all, groups } = {
    all: ["occupancy", figure(means.occupancyAll, widths.occupancyAll)],
    groups: Object.keys(means.occupancy),
  };
  return table([
    ["", ...columns.map(([name]) => name)],
    row("offered", ({ offered }) => offered),
    row("blocked", ({ blocked }) => blocked),
    row("served", ({ served }) => served),
    row("abandoned", ({ abandoned }) => abandoned),
    row("turned away", ({ turnedAway }) => turnedAway),
    row("unserved", ({ unserved }) => unserved),
    row("service level", ({ serviceLevel }) => serviceLevel),
    row("wait (minutes)", ({ asaMinutes }) => asaMinutes),
    all,
    ...groups.map((id) => row(`  ${id}`, ({ occupancy }) => occupancy[id] ?? Number.NaN)),
  ]);
}
