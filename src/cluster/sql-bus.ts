/**
 * The bus over SQL alone: envelopes lie in the inbox until they are settled, and notices carry the news
 * and wake whoever takes. A notice may be missed, so the taker also looks by itself, every second.
 */
import { newId } from "../ids.js";
import type { ClusterStore, InboxRow, Notices } from "../store/cluster-types.js";
import { StoreUnavailable } from "../store/store.js";
import { BusLost, ears, unsettled, type Bus, type Taking } from "./bus.js";
import { partsOf, whole } from "./notice-parts.js";

type SqlBusStore = Pick<ClusterStore, "putInbox" | "inbox" | "dropInbox" | "notices">;

const LOOK_MS = 1000;
/** At one look. More would wait for the first ones to be settled anyway. */
const ENVELOPES_AT_ONCE = 500;
/** News that wait for a connection; the oldest go first, and the doubt that follows makes up for them. */
const UNSAID_MAX = 1000;
/** How long opening waits for the first connection. */
const OPEN_MS_MAX = 2000;

/**
 * Returns when it hears, or after two seconds. The store stays its owner's.
 *
 * @param where `prefix`: of the notices' names, which everybody hears who has the database open, whatever
 *   the schema
 */
export async function openSqlBus(
  store: SqlBusStore,
  where: { readonly prefix: string; readonly partition: number },
): Promise<Bus> {
  const { prefix, partition } = where;
  const { notices } = store;
  if (notices === null) throw new Error("this database serves one process, which needs no bus");
  const channel = (what: string): string => `${prefix} ${String(partition)} ${what}`;
  const news = ears<string>();
  const doubts = ears<undefined>();
  const wakes = ears<undefined>();
  const join = whole();
  const say = createTeller(notices, channel("news"));
  const send = createSender(store, partition, () => {
    // Whoever takes finds it a second later without this.
    notices.notify(channel("commands"), "").catch(() => undefined);
  });
  let isHeard = false;
  let onFirst = (): void => undefined;
  const first = new Promise<void>((resolve) => {
    onFirst = resolve;
    setTimeout(resolve, OPEN_MS_MAX).unref();
  });
  const takings = new Set<Taking>();
  const stops = [
    notices.listen(channel("news"), {
      hear: (payload) => {
        const told = join.add(payload);
        if (told !== null) news.tell(told);
      },
      lost: () => {
        isHeard = false;
        join.clear();
      },
      found: () => {
        isHeard = true;
        onFirst();
        say.again();
        doubts.tell(undefined);
      },
    }),
    notices.listen(channel("commands"), {
      hear: () => {
        wakes.tell(undefined);
      },
      lost: () => undefined,
      found: () => {
        wakes.tell(undefined);
      },
    }),
  ];
  await first;

  return {
    send,
    tell: say.tell,
    take: ({ hear }) => {
      const taking = takeFromInbox({ store, partition, hear, onWake: wakes.add });
      takings.add(taking);
      return {
        ...taking,
        stop: () => {
          takings.delete(taking);
          taking.stop();
        },
      };
    },
    hear: news.add,
    onDoubt: doubts.add,
    state: () => (isHeard ? "connected" : "lost"),
    // Counts no further than a look sees.
    lag: async () => {
      try {
        return (await store.inbox(partition, ENVELOPES_AT_ONCE)).length;
      } catch {
        return null;
      }
    },
    close: () => {
      for (const stop of stops) stop();
      for (const taking of takings) taking.stop();
      say.close();
      return Promise.resolve();
    },
  };
}

/** What is sent while a write is under way goes with the next one: in its order, and fewer writes. */
function createSender(
  store: SqlBusStore,
  partition: number,
  onPut: () => void,
): (envelope: string) => Promise<void> {
  let batch: InboxRow[] = [];
  let next: Promise<void> | null = null;
  let last: Promise<void> = Promise.resolve();
  return (envelope) => {
    batch.push({ id: newId("env", Date.now()), body: envelope });
    if (next === null) {
      next = last.then(async () => {
        const rows = batch;
        [batch, next] = [[], null];
        try {
          await store.putInbox(partition, rows);
        } catch (error) {
          throw new BusLost("The database did not take it.", { cause: error });
        }
        onPut();
      });
      last = next.catch(() => undefined);
    }
    return next;
  };
}

interface Teller {
  readonly tell: (news: string) => void;
  /** There is a connection again. */
  readonly again: () => void;
  readonly close: () => void;
}

/** One after the other; what could not be said is said once there is a connection again. */
function createTeller(notices: Notices, channel: string): Teller {
  const sender = newId("bus", Date.now());
  const unsaid: string[] = [];
  let isClosed = false;
  let isSaying = false;

  async function sayAll(): Promise<void> {
    for (let news = unsaid.shift(); news !== undefined; news = unsaid.shift()) {
      try {
        for (const part of partsOf(news, sender)) await notices.notify(channel, part);
      } catch (error) {
        // What the database refused it would refuse again.
        if (!(error instanceof StoreUnavailable)) continue;
        if (!isClosed) unsaid.unshift(news);
        return;
      }
    }
  }
  const again = (): void => {
    if (isSaying) return;
    isSaying = true;
    void sayAll().finally(() => {
      isSaying = false;
    });
  };
  return {
    tell: (news) => {
      unsaid.push(news);
      if (unsaid.length > UNSAID_MAX) unsaid.shift();
      again();
    },
    again,
    close: () => {
      isClosed = true;
      unsaid.length = 0;
    },
  };
}

interface TakeFromInbox {
  readonly store: SqlBusStore;
  readonly partition: number;
  readonly hear: Parameters<Bus["take"]>[0]["hear"];
  readonly onWake: (listener: () => void) => () => void;
}

/** Looks when it is woken and every second, one look at a time. */
function takeFromInbox({ store, partition, hear, onWake }: TakeFromInbox): Taking {
  const known = unsettled();
  let isStopped = false;
  /** Until a look saw the end of what there is. */
  let wasThere = true;
  let isLooking = false;
  let mustLook = false;

  async function look(): Promise<void> {
    const done = known.waiting();
    await store.dropInbox(partition, done);
    known.forgotten(done);
    const rows = await store.inbox(partition, ENVELOPES_AT_ONCE);
    if (isStopped) return;
    const found = rows.map(({ id, body }) => ({ key: id, envelope: body, wasThere }));
    if (rows.length < ENVELOPES_AT_ONCE) wasThere = false;
    const arrived = known.fresh(found);
    if (arrived.length > 0) hear(arrived);
  }
  const wake = (): void => {
    mustLook = true;
    if (isLooking || isStopped) return;
    isLooking = true;
    void (async () => {
      while (mustLook) {
        mustLook = false;
        // An outage: the next look is in a second.
        await look().catch(() => undefined);
      }
      isLooking = false;
    })();
  };
  const looking = setInterval(wake, LOOK_MS);
  const stopWaking = onWake(wake);
  wake();
  return {
    settled: (keys) => {
      known.settle(keys);
      wake();
    },
    stop: () => {
      isStopped = true;
      clearInterval(looking);
      stopWaking();
    },
  };
}
