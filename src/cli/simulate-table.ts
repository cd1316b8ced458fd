/** Figures as people read them. */

/** A mean and what it may be off by, with as many digits as that leaves sure. A dash: not measured. */
export function figure(mean: number, width: number): string {
  if (!Number.isFinite(mean)) return "–";
  const shown = digits(Number.isFinite(width) ? width : mean / 1000);
  const text = mean.toFixed(shown);
  return Number.isFinite(width) ? `${text} ± ${width.toFixed(shown)}` : text;
}

/** Two digits of what is unsure. */
function digits(width: number): number {
  if (width <= 0) return 0;
  return Math.min(6, Math.max(0, 1 - Math.floor(Math.log10(width))));
}

/** The first column to the left, the others to the right. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, at) => (widths[at] = Math.max(widths[at] ?? 0, cell.length)));
  }
  return rows.map((row) =>
    row
      .map((cell, at) => {
        const width = widths[at] ?? 0;
        return at === 0 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join("  ")
      .trimEnd(),
  );
}
