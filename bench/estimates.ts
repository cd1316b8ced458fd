/** How true the estimated waits are; `estimates-truth.ts` says how it is measured. */
import { report, rounded } from "./figures.js";
import { truths } from "./estimates-truth.js";

const figures: Record<string, number> = {};
for (const { name, waits, meanSeconds, error, lastFiveError, inRange } of truths()) {
  process.stdout.write(
    `${name.padEnd(30)} ${String(waits).padStart(7)} waits of ${meanSeconds.toFixed(0).padStart(4)} s` +
      `  error ${percent(error)}  last five ${percent(lastFiveError)}  in range ${percent(inRange)}\n`,
  );
  figures[`${name}.waits`] = waits;
  figures[`${name}.error`] = rounded(error);
  figures[`${name}.lastFiveError`] = rounded(lastFiveError);
  figures[`${name}.inRange`] = rounded(inRange);
}
report("estimates", figures);

function percent(share: number): string {
  return `${(share * 100).toFixed(0).padStart(3)} %`;
}
