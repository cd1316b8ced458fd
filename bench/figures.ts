/** Small arithmetic that every benchmark shares. */

/** The value that `share` (0–1) of the samples do not exceed. NaN when there are none. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/** To two digits after the point; more would claim more than was measured. */
export function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Prints the figures as people read them, and with `--json` the one line that programs read. */
export function report(bench: string, figures: Readonly<Record<string, number | null>>): void {
  for (const [name, value] of Object.entries(figures)) {
    process.stdout.write(
      `${name.padEnd(22)} ${value === null ? "not measured yet" : String(value)}\n`,
    );
  }
  if (process.argv.includes("--json")) {
    process.stdout.write(`${JSON.stringify({ bench, figures })}\n`);
  }
}
