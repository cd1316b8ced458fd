/**
 * Today's counts by bucket and the last hour's trend: read from the journal at start, kept by the
 * committed events from then on.
 */
import type { BucketId } from "../../protocol/ids.js";
import type { RoutedInteraction } from "../../protocol/interactions.js";
import type { Bucket } from "../../protocol/organisation.js";
import type { Board, BucketOnFloor } from "../../protocol/sockets.js";
import type { Decided } from "../dispatch/turn.js";
import type { Router } from "../../routing/router.js";
import type { Store } from "../store/store.js";

export interface Tally {
  /**
   * Counts of the day that `at` lies in, in the server's time zone. `limits` are those of the
   * bucket's policy, in seconds: who gave up sooner than the first is no failure of ours.
   */
  today(
    bucketId: BucketId,
    now: { readonly at: number; readonly limits: readonly number[] },
  ): BucketOnFloor["today"];
  /** Twelve steps of five minutes, oldest first. */
  trend(at: number, waitingNow: number): Board["trend"];
  note(decided: readonly Decided[], router: Router): void;
}

interface Count {
  readonly bucketId: BucketId;
  readonly kind: "queued" | "answered" | "abandoned";
  readonly at: number;
  readonly waitedSeconds: number;
  readonly inTarget: boolean;
}

interface Day {
  readonly startsAt: number;
  readonly buckets: Map<BucketId, Sums>;
}

interface Sums {
  queued: number;
  answered: number;
  answeredInTarget: number;
  /** How long each had waited; classes are made of them when somebody asks, by the limits then. */
  readonly abandoned: { readonly waitedSeconds: number; readonly late: boolean }[];
}

const STEP_MS = 300_000;
const STEPS = 12;

export async function createTally(store: Store, at: number): Promise<Tally> {
  let day = emptyDay(at);
  /** Step start → what happened in it; old steps are dropped as new ones begin. */
  const steps = new Map<number, { answered: number; abandoned: number; waiting: number }>();
  for (const count of await store.counts(Math.min(day.startsAt, at - STEP_MS * STEPS))) add(count);

  function add(count: Count): void {
    if (startOfDay(count.at) > day.startsAt) day = emptyDay(count.at);
    if (count.at >= day.startsAt) {
      const sums = day.buckets.get(count.bucketId) ?? noSums();
      day.buckets.set(count.bucketId, sums);
      if (count.kind === "abandoned") {
        sums.abandoned.push({ waitedSeconds: count.waitedSeconds, late: !count.inTarget });
      } else {
        sums[count.kind] += 1;
        if (count.kind === "answered" && count.inTarget) sums.answeredInTarget += 1;
      }
    }
    if (count.kind !== "queued") stepOf(count.at)[count.kind] += 1;
  }

  function stepOf(moment: number): { answered: number; abandoned: number; waiting: number } {
    const start = Math.floor(moment / STEP_MS) * STEP_MS;
    const step = steps.get(start) ?? { answered: 0, abandoned: 0, waiting: 0 };
    steps.set(start, step);
    for (const old of steps.keys()) if (old < start - STEP_MS * STEPS) steps.delete(old);
    return step;
  }

  return {
    today: (bucketId, { at: moment, limits }) => {
      const kept = startOfDay(moment) === day.startsAt ? day.buckets.get(bucketId) : undefined;
      const { queued, answered, answeredInTarget, abandoned } = kept ?? noSums();
      const short = limits[0] ?? 0;
      const abandonedLate = abandoned.filter(
        ({ late, waitedSeconds }) => late && waitedSeconds >= short,
      ).length;
      const counted = answered + abandonedLate;
      return {
        queued,
        answered,
        answeredInTarget,
        abandoned: abandoned.length,
        abandonedWithin: byClass(abandoned, limits),
        abandonedLate,
        serviceLevel: counted === 0 ? null : answeredInTarget / counted,
      };
    },
    trend: (moment, waitingNow) => {
      stepOf(moment).waiting = waitingNow;
      const last = Math.floor(moment / STEP_MS) * STEP_MS;
      return Array.from({ length: STEPS }, (_, index) => {
        const start = last - (STEPS - 1 - index) * STEP_MS;
        return { at: start, ...(steps.get(start) ?? { answered: 0, abandoned: 0, waiting: 0 }) };
      });
    },
    note: (decided, router) => {
      for (const { decision } of decided) {
        const rows = new Map(decision.interactions.map((row) => [row.id, row]));
        for (const event of decision.events) {
          if (!("interactionId" in event)) continue;
          const row = rows.get(event.interactionId);
          if (row === undefined || row.bucketId === null) continue;
          const { bucketId, queuedAt } = row;
          const target = targetOf(router.bucket(bucketId), row);
          const waited =
            ("waitedSeconds" in event ? event.waitedSeconds : undefined) ??
            (event.at - (queuedAt ?? event.at)) / 1000;
          const counted = {
            bucketId,
            at: event.at,
            waitedSeconds: waited,
            inTarget: waited <= target,
          };
          if (event.type === "interaction.queued") {
            add({ ...counted, kind: "queued", waitedSeconds: 0, inTarget: true });
          }
          // A second answer, after a transfer, is not another contact answered.
          if (event.type === "interaction.accepted" && row.answeredAt === event.at) {
            add({ ...counted, kind: "answered" });
          }
          if (event.type === "interaction.ended" && event.outcome === "abandoned") {
            add({ ...counted, kind: "abandoned" });
          }
        }
      }
    },
  };
}

/** The tier's own target stands above the bucket's. */
function targetOf(bucket: Bucket | undefined, { tier, channel }: RoutedInteraction): number {
  if (bucket === undefined) return 0;
  return (bucket.policy.tiers[tier].targetSeconds ?? bucket.targetSeconds)[channel];
}

/** One more than there are limits: below the first, …, from the last on. */
function byClass(
  abandoned: readonly { readonly waitedSeconds: number }[],
  limits: readonly number[],
): number[] {
  const classes = Array.from({ length: limits.length + 1 }, () => 0);
  for (const { waitedSeconds } of abandoned) {
    const at = limits.findIndex((limit) => waitedSeconds < limit);
    const slot = at < 0 ? limits.length : at;
    classes[slot] = (classes[slot] ?? 0) + 1;
  }
  return classes;
}

function noSums(): Sums {
  return { queued: 0, answered: 0, answeredInTarget: 0, abandoned: [] };
}

function emptyDay(at: number): Day {
  return { startsAt: startOfDay(at), buckets: new Map() };
}

function startOfDay(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}
