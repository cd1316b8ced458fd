/** `npm run simulate -- compare A.json B.json`: what the same customers meet under two scenarios. */
import { type Comparison, compare } from "../../routing/simulation/compare.js";
import { type Answer, UsageError, scenarioIn, wordsOf } from "./simulate-answer.js";
import { figureTable } from "./simulate-run.js";

export function compareFiles(args: readonly string[]): Answer {
  const words = wordsOf(args, ["json", "seed", "replications"]);
  const [fileA, fileB, ...more] = words.files;
  if (fileA === undefined || fileB === undefined || more.length > 0) {
    throw new UsageError("Give two scenario files: compare A.json B.json.");
  }
  const begin = performance.now();
  const comparison = compare(scenarioIn(fileA, words), scenarioIn(fileB, words));
  const seconds = (performance.now() - begin) / 1000;
  return {
    lines: [
      ...report(comparison),
      ...(words.json ? [JSON.stringify({ ...comparison, seconds })] : []),
    ],
    exitCode: 0,
  };
}

function report({ a, b, difference, ci95 }: Comparison): string[] {
  const share = (100 * difference.asaMinutes) / a.asaMinutes;
  const width = (100 * ci95.asaMinutes) / a.asaMinutes;
  return [
    `A: ${a.name}`,
    ...figureTable(a, a.ci95),
    "",
    `B: ${b.name}`,
    ...figureTable(b, b.ci95),
    "",
    `B − A, on the same customers in ${String(a.replications)} replications`,
    ...figureTable(difference, ci95),
    "",
    `B's wait is ${share.toFixed(1)} ± ${width.toFixed(1)} % of A's above it.`,
  ];
}
