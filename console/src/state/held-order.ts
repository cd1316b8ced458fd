/**
 * The order of a list that must not move under the hand.
 *
 * While it is held, rows keep the places they were shown in, those that left leave, and new ones
 * come last; when the hand is gone the wanted order takes over.
 */
export function heldOrder(
  shown: readonly string[],
  wanted: readonly string[],
  held: boolean,
): readonly string[] {
  if (!held) return wanted;
  const still = new Set(wanted);
  const kept = shown.filter((id) => still.has(id));
  const known = new Set(kept);
  return [...kept, ...wanted.filter((id) => !known.has(id))];
}
