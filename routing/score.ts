/**
 * Best-worker scoring, as Azure's job router publishes it (`distribution-concepts.md` of its
 * documentation): each need gives a share between 0 and 1, and the score is their mean.
 */

/** By how much a value goes beyond what was asked for, as a part of it. Negative: it falls short. */
export function excess({
  value,
  asked,
}: {
  readonly value: number;
  readonly asked: number;
}): number {
  return (value - asked) / asked;
}

/** 0.5 for exactly what was asked for, more for more, never quite 1. */
export function shareOf(excessOfNeed: number): number {
  return 1 / (1 + Math.exp(-excessOfNeed));
}

/**
 * The mean of the shares; what is only there or not gives 1 or 0. To nine digits, so that the order in
 * which they are added never sets two engineers apart, nor one machine's exponential from another's.
 */
export function scoreOf(shares: readonly number[]): number {
  if (shares.length === 0) return 0;
  let sum = 0;
  for (const share of shares) sum += share;
  return Math.round((sum / shares.length) * 1e9) / 1e9;
}
