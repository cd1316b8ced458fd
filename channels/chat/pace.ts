/** How fast one page may speak. A person never meets this; a script that floods does. */

/** A burst of typing, choosing and sending, as after a lost connection. */
const BURST_MAX = 40;
/** What is allowed for ever. */
const PER_SECOND = 5;

/** Answers with a function that says whether one more event is allowed at this time (ms). */
export function createPace(startedAt: number): (at: number) => boolean {
  let left = BURST_MAX;
  let countedAt = startedAt;
  return (at) => {
    left = Math.min(BURST_MAX, left + (Math.max(0, at - countedAt) / 1000) * PER_SECOND);
    countedAt = at;
    if (left < 1) return false;
    left -= 1;
    return true;
  };
}
