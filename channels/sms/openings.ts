/**
 * How many conversations one number may begin: a telephone that answers every text by itself would
 * otherwise walk a menu for ever, and every answer is billed.
 */
const OPENINGS_MAX = 10;
const WINDOW_MS = 60 * 60_000;
/** Bounds what is kept; the number that was quiet for longest is forgotten first. */
const NUMBERS_MAX = 10_000;

/** Counts one more of that number; false: too many within an hour. */
export function createOpenings(now: () => number): (number: string) => boolean {
  const openedAt = new Map<string, readonly number[]>();
  return (number) => {
    const at = now();
    const recent = (openedAt.get(number) ?? []).filter((before) => at - before < WINDOW_MS);
    if (recent.length >= OPENINGS_MAX) return false;
    openedAt.delete(number);
    openedAt.set(number, [...recent, at]);
    const quietest = openedAt.keys().next();
    if (openedAt.size > NUMBERS_MAX && quietest.done !== true) openedAt.delete(quietest.value);
    return true;
  };
}
