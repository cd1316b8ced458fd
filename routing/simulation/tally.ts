/** What one replication counts. */

/** Of the contacts of one bucket that arrive between the warm-up and the horizon. */
export interface Tally {
  offered: number;
  /** Would have had to wait, and all waiting places were taken. */
  blocked: number;
  served: number;
  abandoned: number;
  /** Sent away by the bucket's overflow, with a message instead of an engineer. */
  turnedAway: number;
  /** Still waiting when nothing could happen any more: nobody can serve them, and they do not leave. */
  unserved: number;
  servedInTime: number;
  abandonedLate: number;
  /** Of those who were served, together. */
  waitMinutes: number;
}

/** Of the engineers of one group, between the warm-up and the moment the last contact has left. */
export interface GroupTime {
  /** Minutes that its engineers were here: on shift, or finishing what they had when it ended. */
  hereMinutes: number;
  /** Minutes with at least one contact or its wrap-up in hand. */
  busyMinutes: number;
  /** Minutes of contacts and wrap-up, by bucket; with several in hand at once each counts. */
  readonly handleMinutes: number[];
}

/** One replication. */
export interface Day {
  /** Its place among all replications by the day factor, smallest first. */
  readonly rank: number;
  /** By bucket, in the order of the scenario. */
  readonly buckets: readonly Tally[];
  /** By group, in the order of the scenario. */
  readonly groups: readonly GroupTime[];
  readonly decisions: number;
}

export function newTally(): Tally {
  return {
    offered: 0,
    blocked: 0,
    served: 0,
    abandoned: 0,
    turnedAway: 0,
    unserved: 0,
    servedInTime: 0,
    abandonedLate: 0,
    waitMinutes: 0,
  };
}

export function sumOf(tallies: readonly Tally[]): Tally {
  const sum = newTally();
  for (const tally of tallies) {
    sum.offered += tally.offered;
    sum.blocked += tally.blocked;
    sum.served += tally.served;
    sum.abandoned += tally.abandoned;
    sum.turnedAway += tally.turnedAway;
    sum.unserved += tally.unserved;
    sum.servedInTime += tally.servedInTime;
    sum.abandonedLate += tally.abandonedLate;
    sum.waitMinutes += tally.waitMinutes;
  }
  return sum;
}
