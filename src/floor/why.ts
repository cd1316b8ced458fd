/** Why an interaction still waits, for people to read: what stops each engineer, and what comes next. */
import type { ExplainedWait } from "../../protocol/explanation.js";
import type { InteractionId } from "../../protocol/ids.js";
import { obstacles, type Obstacle } from "../../protocol/why.js";
import type { Router } from "../../routing/router.js";

/** Longer lists are counts by obstacle only. */
const ENGINEERS_SHOWN_MAX = 200;

/** Nearest to taking it first. Nothing between comes before all of them. */
const NEARNESS: Readonly<Record<Obstacle, number>> = {
  asked_already: 1,
  held_for_last: 2,
  not_yet: 3,
  no_room: 4,
  blocked: 5,
  cooling_down: 6,
  channel_off: 7,
  not_responding: 8,
  not_available: 9,
  disconnected: 10,
  outside_hours: 11,
  skills: 12,
  direct_to_other: 13,
  archived: 14,
};

/** null: it is not in a queue. */
export function whyWaiting(router: Router, id: InteractionId, at: number): ExplainedWait | null {
  const why = router.waitingWhy(id, at);
  if (why === null) return null;
  const engineers = why.engineers
    .map(({ engineerId, because }) => ({
      engineerId,
      name: router.engineer(engineerId)?.name ?? engineerId,
      because,
    }))
    .sort((a, b) => nearness(a.because) - nearness(b.because) || (a.name < b.name ? -1 : 1));
  const place = router.position(id, at);
  const estimated = place?.estimatedSeconds ?? null;
  return {
    position: why.position,
    estimate:
      place === null || estimated === null
        ? null
        : {
            seconds: estimated,
            lowSeconds: place.lowSeconds,
            highSeconds: place.highSeconds,
          },
    step: why.step,
    nextStep: why.nextStepAt === null ? null : { step: why.step + 1, at: why.nextStepAt },
    free: engineers.filter(({ because }) => because === null).length,
    obstacles: [...obstacles]
      .map((because) => ({
        because,
        count: engineers.filter((engineer) => engineer.because === because).length,
      }))
      .filter(({ count }) => count > 0)
      .sort((a, b) => NEARNESS[a.because] - NEARNESS[b.because]),
    engineers: engineers.slice(0, ENGINEERS_SHOWN_MAX),
    more: Math.max(0, engineers.length - ENGINEERS_SHOWN_MAX),
    unservable: why.unservable,
  };
}

function nearness(because: Obstacle | null): number {
  return because === null ? 0 : NEARNESS[because];
}
