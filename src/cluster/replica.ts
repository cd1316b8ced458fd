/**
 * What a node that does not lead knows of its partition: a router that never decides. It follows the
 * leader's records in their order; what it missed it reads from SQL, and when that is not there any
 * more it loads everything anew.
 *
 * Always one of:
 * - empty: nothing could be loaded yet; readers wait;
 * - following: memory is what SQL held after turn `number`;
 * - closed.
 */
import { StoreUnavailable, type LiveState, type Store } from "../store/store.js";
import { CommandId } from "../../protocol/ids.js";
import type { Decision, RoutingState } from "../../protocol/routing.js";
import type { Router } from "../../routing/router.js";
import { decodeRecord, type TurnRecord } from "../dispatch/record.js";
import { createLocks } from "../desk/locks.js";
import type { Schedule } from "../schedule.js";

export interface Replica {
  /** Takes a record that was told. In any order, and as often as anybody likes. */
  hear(body: string): Promise<void>;
  /** Reads from SQL what was missed. Answers with how many turns that were. */
  catchUp(): Promise<number>;
  /** Waits for the first load, and no longer than its patience. */
  read<T>(look: (router: Router) => T): Promise<T>;
  /** Of the last turn it knows. */
  readonly number: number;
  close(): void;
}

export interface ReplicaOptions {
  readonly store: Pick<Store, "load" | "turnsAfter">;
  readonly partition: number;
  readonly createRouter: (state: RoutingState) => Router;
  readonly onLoaded: (live: LiveState) => Promise<void>;
  /** A turn was taken over; memory is as it was after its commit. */
  readonly onTurn: (record: TurnRecord, router: Router) => void;
  /** Memory was made, or made anew: whoever was told of changes one by one must be told everything. */
  readonly onAnew: (router: Router) => void;
  readonly schedule: Schedule;
}

const NOTHING: Decision = {
  outcome: { ok: true, interactionId: null },
  events: [],
  interactions: [],
  offers: [],
  engineerStates: [],
  engineers: [],
  buckets: [],
};

const TURNS_AT_ONCE = 200;
/** Somebody waits for an answer. */
const FIRST_LOAD_MS_MAX = 3000;

export function createReplica(options: ReplicaOptions): Replica {
  const { store, partition } = options;
  const locks = createLocks();
  let router: Router | null = null;
  let number = 0;
  let isClosed = false;
  let waiting: ((router: Router | null) => void)[] = [];

  /** One thing after the other: a record must not overtake the load that it belongs after. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => locks("replica", work);

  async function load(): Promise<void> {
    const live = await store.load(partition);
    await options.onLoaded(live);
    if (isClosed) return;
    const fresh = options.createRouter(live);
    // Hours and who is ready are looked at in a turn, so it gets one in which nothing was decided.
    const at = live.lastAt;
    const id = CommandId.parse(`cmd_load:${String(live.turnNumber)}`);
    fresh.follow({ command: { id, at, type: "router.tick" }, decision: NOTHING });
    router = fresh;
    number = live.turnNumber;
    for (const go of waiting.splice(0)) go(fresh);
    options.onAnew(fresh);
  }

  /** false: turns are missing before it, or it cannot be read. */
  function follow(body: string): boolean {
    if (router === null) return false;
    const record = decodeRecord(body);
    if (record === null) return false;
    if (record.number <= number) return true;
    if (record.number > number + 1) return false;
    for (const { command, decision } of record.decided) router.follow({ command, decision });
    number = record.number;
    options.onTurn(record, router);
    return true;
  }

  async function readOn(): Promise<void> {
    if (router === null) {
      await load();
      return;
    }
    for (;;) {
      const turns = await store.turnsAfter(partition, number, TURNS_AT_ONCE);
      for (const { body } of turns) {
        if (isClosed) return;
        if (follow(body)) continue;
        await load();
        return;
      }
      if (turns.length < TURNS_AT_ONCE) return;
    }
  }

  return {
    hear: (body) =>
      inTurn(async () => {
        if (!isClosed && !follow(body)) await readOn();
      }),
    catchUp: () =>
      inTurn(async () => {
        const before = number;
        if (!isClosed) await readOn();
        return before === 0 ? 0 : number - before;
      }),
    read: async (look) => {
      const known = router ?? (await firstLoad());
      if (known === null) throw new StoreUnavailable("This node could not read the database yet.");
      return look(known);
    },
    get number() {
      return number;
    },
    close: () => {
      isClosed = true;
      for (const go of waiting.splice(0)) go(null);
    },
  };

  function firstLoad(): Promise<Router | null> {
    return new Promise((resolve) => {
      const callOff = options.schedule(() => {
        waiting = waiting.filter((one) => one !== go);
        resolve(null);
      }, FIRST_LOAD_MS_MAX);
      const go = (loaded: Router | null): void => {
        callOff();
        resolve(loaded);
      };
      waiting.push(go);
    });
  }
}
