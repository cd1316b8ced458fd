/** The floor as supervisors see it: one whole object, made from settled memory. */
import type { EngineerId } from "../../protocol/ids.js";
import type { Bucket } from "../../protocol/organisation.js";
import type { Board, BucketOnFloor, EngineerOnFloor } from "../../protocol/sockets.js";
import type { Router } from "../../routing/router.js";
import type { Contacts } from "../desk/contacts.js";
import type { Tally } from "./tally.js";

/** Longer lists are read page by page over HTTP. */
const WAITING_SHOWN_MAX = 500;

export function engineerOnFloor(router: Router, id: EngineerId): EngineerOnFloor | null {
  const engineer = router.engineer(id);
  const state = router.engineerState(id);
  if (engineer === undefined || state === undefined) return null;
  const held = router.holding(id);
  const { costs } = engineer.capacity;
  return {
    engineer,
    state,
    holding: held.map((row) => ({ interactionId: row.id, channel: row.channel, state: row.state })),
    used: held.reduce((sum, row) => sum + costs[row.channel], 0),
  };
}

export function boardOf(
  router: Router,
  parts: { readonly contacts: Contacts; readonly tally: Tally; readonly at: number },
): Board {
  const { contacts, tally, at } = parts;
  const lines = router.floor(at);
  const buckets: BucketOnFloor[] = lines.map((line) => {
    const bucket = router.bucket(line.bucketId);
    return {
      bucketId: line.bucketId,
      name: bucket?.name ?? line.bucketId,
      waiting: line.waiting,
      waitingByChannel: line.waitingByChannel,
      oldestQueuedAt: line.oldestQueuedAt,
      nextDueAt: line.nextDueAt,
      estimatedSeconds: line.estimatedSeconds,
      ready: line.ready,
      active: line.active,
      closed: closedNow(bucket, line.isOpen),
      unservable: line.unservable,
      callbacks: line.callbacks,
      today: tally.today(line.bucketId, { at, limits: bucket?.policy.abandonSeconds ?? [] }),
    };
  });
  return {
    at,
    buckets,
    engineers: router
      .engineers()
      .filter((engineer) => !engineer.archived)
      .flatMap((engineer) => engineerOnFloor(router, engineer.id) ?? []),
    waiting: router.waiting(WAITING_SHOWN_MAX).map((row) => contacts.view(row)),
    trend: tally.trend(
      at,
      lines.reduce((sum, line) => sum + line.waiting, 0),
    ),
  };
}

/** A supervisor's closing stands above the hours. */
function closedNow(bucket: Bucket | undefined, isOpen: boolean): BucketOnFloor["closed"] {
  if (bucket === undefined) return null;
  if (bucket.closed !== null) return { by: "supervisor", reason: bucket.closed.reason };
  return isOpen ? null : { by: "hours", reason: null };
}
