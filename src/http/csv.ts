/**
 * Tables for spreadsheets, as RFC 4180 has them. A spreadsheet takes a cell that begins with `=`, `+`, `-`
 * or `@` for a formula and runs it, and names come from people: a quote in front makes it text.
 */

type Cell = string | number | null;

const FORMULA = /^\s*[=+\-@\t\r]/;
/** Without it spreadsheets take UTF-8 for the alphabet of their country. */
const BYTE_ORDER_MARK = "\uFEFF";

export function csvOf(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const lines = [header, ...rows].map((cells) => `${cells.map(cellOf).join(",")}\r\n`);
  return BYTE_ORDER_MARK + lines.join("");
}

function cellOf(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
