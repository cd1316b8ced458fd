/**
 * Performs what was committed: takes due effects from the outbox, hands each to its channel, and
 * repeats the failed ones. Effects of one interaction go in order, one at a time, because a hang-up
 * must not overtake the call it ends; different interactions go side by side.
 */
import type { ChannelPort, Performed } from "../../channels/channel.js";
import type { Effect } from "../../protocol/effects.js";
import type { Channel } from "../../protocol/words.js";
import { here, tracedApart, type Beginning } from "../observe/trace.js";
import { realSchedule, type Schedule } from "../schedule.js";
import type { OutboxRow, Store } from "../store/store.js";
import { SteadyClock } from "./steady-clock.js";

export interface Outbox {
  /** There may be something new; cheap to call often. */
  nudge(): void;
  /** Finishes what is under way; the rest stays in SQL for the next start. */
  stop(): Promise<void>;
}

export interface OutboxOptions {
  readonly store: Pick<Store, "dueEffects" | "finishEffect" | "postponeEffect">;
  readonly channel: (channel: Channel) => ChannelPort | undefined;
  /**
   * What came of it. A refusal somebody must act on, so it is told before it is kept, and told again
   * when that fails; that all went well is told afterwards, because asking again could do it twice.
   */
  readonly onPerformed: (effect: Effect, performed: Performed) => Promise<void>;
  /** A try came to nothing; another may follow. */
  readonly onFailed?: (effect: Effect) => void;
  readonly now: () => number;
  /** Whether this process is still the one that performs. Left out: it always is. */
  readonly mayAct?: () => boolean;
  /** Left out: the machine's own timers. */
  readonly schedule?: Schedule;
  readonly log: { warn(details: object, message: string): void };
}

const SIDE_BY_SIDE_MAX = 16;
/** After this an effect is asked for again whose refusal could not be told. */
const TELL_AGAIN_MS = 5000;
/** A net below the nudges, for whatever was missed. */
const SWEEP_MS = 5000;

/**
 * How long until the next try, in milliseconds; null: give up. A call is gone after two minutes, a
 * text of a chat is stale after an hour; a mail is tried for two days, as mail servers do.
 */
export function retryAfter(channel: Channel, attempts: number): number | null {
  if (channel === "email") {
    const waits = [30_000, 300_000, 900_000];
    return attempts > 50 ? null : (waits[attempts - 1] ?? 3_600_000);
  }
  if (channel === "chat") return attempts > 65 ? null : Math.min(500 * 2 ** (attempts - 1), 60_000);
  return attempts > 10 ? null : Math.min(500 * 2 ** (attempts - 1), 30_000);
}

export function startOutbox(options: OutboxOptions): Outbox {
  const { store, schedule = realSchedule } = options;
  // A clock that is set back by an hour would put every next try off by an hour.
  const clock = new SteadyClock(options.now);
  const now = (): number => clock.now();
  const busy = new Set<string>();
  const under = new Set<Promise<void>>();
  let looking: Promise<void> | null = null;
  let lookAgain = false;
  let stopped = false;

  async function look(): Promise<void> {
    lookAgain = false;
    const due = await store.dueEffects(now(), 200);
    for (const row of due) {
      if (stopped || under.size >= SIDE_BY_SIDE_MAX || options.mayAct?.() === false) break;
      if (busy.has(row.effect.interactionId)) continue;
      busy.add(row.effect.interactionId);
      const work = followed(row).finally(() => {
        busy.delete(row.effect.interactionId);
        under.delete(work);
        nudge();
      });
      under.add(work);
    }
  }

  function followed(row: OutboxRow): Promise<void> {
    const { channel, kind, interactionId } = row.effect;
    const beginning = (): Beginning => ({
      kind: "client",
      attributes: {
        "strowger.channel": channel,
        "strowger.effect": kind,
        "strowger.interaction_id": interactionId,
        "strowger.tries": row.attempts + 1,
      },
    });
    return tracedApart(`effect ${channel} ${kind}`, beginning, () => perform(row));
  }

  async function perform({ effect, attempts }: OutboxRow): Promise<void> {
    let performed: Performed;
    try {
      const port = options.channel(effect.channel);
      performed = port === undefined ? refused("no such channel here") : await port.perform(effect);
    } catch (error) {
      options.onFailed?.(effect);
      here()?.fail(error instanceof Error ? error.name : "unknown");
      const because = error instanceof Error ? error.message : String(error);
      const wait = retryAfter(effect.channel, attempts + 1);
      options.log.warn(
        { effect: effect.id, interactionId: effect.interactionId, because },
        "an effect failed",
      );
      if (wait !== null) {
        await settle(() =>
          store.postponeEffect(effect.id, {
            attempts: attempts + 1,
            nextAt: now() + wait,
            error: because.slice(0, 500),
          }),
        );
        return;
      }
      performed = refused(`given up after ${String(attempts + 1)} tries: ${because}`);
    }
    here()?.note({ "strowger.outcome": performed.type });
    if (performed.type === "refused") await keepRefused(effect, { attempts, ...performed });
    else await keepDone(effect);
  }

  async function keepDone(effect: Effect): Promise<void> {
    await settle(() => store.finishEffect(effect.id, { state: "done", because: null, at: now() }));
    await settle(() => options.onPerformed(effect, { type: "done" }));
  }

  async function keepRefused(
    effect: Effect,
    { attempts, because }: { readonly attempts: number; readonly because: string },
  ): Promise<void> {
    const again = { attempts, nextAt: now() + TELL_AGAIN_MS, error: because.slice(0, 500) };
    try {
      await options.onPerformed(effect, refused(because));
    } catch (error) {
      options.log.warn({ err: error, effect: effect.id }, "a refusal could not be told");
      await settle(() => store.postponeEffect(effect.id, again));
      return;
    }
    await settle(() => store.finishEffect(effect.id, { state: "refused", because, at: now() }));
  }

  /** The outcome could not be kept: the effect stays due and, being idempotent, is done again. */
  async function settle(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      options.log.warn({ err: error }, "an effect's result could not be kept; it is repeated");
    }
  }

  function nudge(): void {
    if (stopped) return;
    if (looking !== null) {
      lookAgain = true;
      return;
    }
    looking = look()
      .catch((error: unknown) => {
        options.log.warn({ err: error }, "the outbox could not be read");
      })
      .finally(() => {
        looking = null;
        if (lookAgain) nudge();
      });
  }

  function sweep(): () => void {
    return schedule(() => {
      callOff = sweep();
      nudge();
    }, SWEEP_MS);
  }

  let callOff = sweep();
  nudge();
  return {
    nudge,
    stop: async () => {
      stopped = true;
      callOff();
      if (looking !== null) await looking;
      await Promise.allSettled([...under]);
    },
  };
}

function refused(because: string): Performed {
  return { type: "refused", because };
}
