/** Parts that each break one promise, for the trial to find out. */
import type { Command } from "../../protocol/commands.js";
import type { Engineer } from "../../protocol/organisation.js";
import type { Decision } from "../../protocol/routing.js";
import { createRouter, type Router } from "../../routing/router.js";
import { leadAlone } from "../../src/dispatch/dispatch.js";
import { startOutbox } from "../../src/dispatch/outbox.js";
import { copy, MemoryStore } from "../../src/faults/memory-store.js";
import type { Parts } from "../../src/faults/node.js";
import { REAL_PARTS } from "../../src/faults/trial.js";
import type { LiveState, OutboxRow, TurnCommit } from "../../src/store/store.js";

class AnswersBeforeWriting extends MemoryStore {
  #late: TurnCommit | null = null;
  override commitTurn(turn: TurnCommit): number {
    if (this.#late !== null) super.commitTurn(this.#late);
    this.#late = copy(turn);
    return 0;
  }
}

class WritesHalf extends MemoryStore {
  override commitTurn(turn: TurnCommit): number {
    return super.commitTurn({ ...turn, offers: turn.offers.slice(1) });
  }
}

class ForgetsIds extends MemoryStore {
  constructor(now: () => number) {
    super(now, { lease: true, ids: false });
  }
  override knownCommands(): never[] {
    return [];
  }
}

class ForgetsTheTime extends MemoryStore {
  override load(partition: number): LiveState {
    return { ...super.load(partition), lastAt: 0 };
  }
}

class IgnoresOrder extends MemoryStore {
  override dueEffects(at: number): OutboxRow[] {
    return [...this.effects.values()]
      .filter(({ state, nextAt }) => state === "waiting" && nextAt <= at)
      .map(({ effect, attempts, nextAt }) => copy({ effect, attempts, nextAt }));
  }
}

class NeverAgain extends MemoryStore {
  override postponeEffect(id: string, next: { attempts: number; nextAt: number }): void {
    super.postponeEffect(id, { ...next, nextAt: Number.MAX_SAFE_INTEGER });
  }
}

const over = (Tables: new (now: () => number) => MemoryStore): Parts => ({
  ...REAL_PARTS,
  openTables: (now) => new Tables(now),
});

const dispatching = (startDispatch: Parts["startDispatch"]): Parts => ({
  ...REAL_PARTS,
  startDispatch,
});

const posting = (startOutbox: Parts["startOutbox"]): Parts => ({ ...REAL_PARTS, startOutbox });

/** Lets everybody have anything, and says nothing of it. */
export function generousRouter(): Parts["createRouter"] {
  const capacity = {
    units: 1000,
    costs: { voice: 1, chat: 1, email: 1 },
    max: { voice: 1, chat: 50, email: 50 },
    interruptible: [],
    blocks: { voice: [], chat: [], email: [] },
  };
  const generous = (engineer: Engineer): Engineer => ({ ...engineer, capacity });
  return (state) => {
    const real = new Map(state.engineers.map((engineer) => [engineer.id, engineer]));
    const router = createRouter({ ...state, engineers: state.engineers.map(generous) });
    const honest = (engineer: Engineer): Engineer => real.get(engineer.id) ?? engineer;
    const handle = (command: Command): Decision => {
      if (command.type !== "engineer.put") return router.handle(command);
      real.set(command.engineer.id, command.engineer);
      const decision = router.handle({ ...command, engineer: generous(command.engineer) });
      return { ...decision, engineers: decision.engineers.map(honest) };
    };
    const snapshot: Router["snapshot"] = () => {
      const rows = router.snapshot();
      return { ...rows, engineers: rows.engineers.map(honest) };
    };
    return { ...router, handle, snapshot };
  };
}

/** Decides otherwise than the journal says now and then. */
function moodyRouter(): Parts["createRouter"] {
  let handled = 0;
  return (state) => {
    const router = createRouter(state);
    return {
      ...router,
      handle: (command) => {
        const decision = router.handle(command);
        handled += 1;
        return handled % 20 === 0 ? { ...decision, events: [] } : decision;
      },
    };
  };
}

export const faultyParts: readonly (readonly [rule: string, what: string, parts: Parts])[] = [
  ["T1", "a store that answers before it writes", over(AnswersBeforeWriting)],
  ["T12", "a store that writes a part of a turn", over(WritesHalf)],
  ["T3", "a store that forgets which commands it has", over(ForgetsIds)],
  [
    "T6",
    "a store that does not ask for the lease",
    { ...REAL_PARTS, openTables: (now) => new MemoryStore(now, { lease: false, ids: true }) },
  ],
  ["T15", "a store that forgets the time", over(ForgetsTheTime)],
  ["T8", "a store that gives effects out of turn", over(IgnoresOrder)],
  ["T13", "an outbox that tries nothing again", over(NeverAgain)],
  [
    "T1",
    "a dispatch that answers before the commit",
    dispatching(async (options) => {
      const dispatch = await leadAlone(options);
      return {
        ...bound(dispatch),
        send: (asked, luggage) => {
          void dispatch.send(asked, luggage);
          return Promise.resolve({ ok: true, interactionId: null });
        },
      };
    }),
  ],
  [
    "T4",
    "a dispatch that keeps its memory after a failed commit",
    dispatching((options) => {
      let kept: Router | null = null;
      return leadAlone({
        ...options,
        createRouter: (state) => (kept ??= options.createRouter(state)),
      });
    }),
  ],
  [
    "T11",
    "a dispatch that does not tell of every commit",
    dispatching((options) => {
      let turns = 0;
      return leadAlone({
        ...options,
        onCommitted: (turn, router, at) => {
          turns += 1;
          if (turns % 10 > 0) options.onCommitted(turn, router, at);
        },
      });
    }),
  ],
  [
    "T12",
    "a dispatch that lets readers see what is being decided",
    dispatching(async (options) => {
      let current: Router | null = null;
      const dispatch = await leadAlone({
        ...options,
        createRouter: (state) => (current = options.createRouter(state)),
      });
      return {
        ...bound(dispatch),
        read: (look) => (current === null ? dispatch.read(look) : Promise.resolve(look(current))),
      };
    }),
  ],
  [
    "T8",
    "an outbox that calls done what it has only begun",
    posting((options) =>
      startOutbox({
        ...options,
        channel: (channel) => {
          const port = options.channel(channel);
          return port === undefined
            ? undefined
            : {
                ...port,
                perform: (effect) => {
                  port.perform(effect).catch(() => undefined);
                  return Promise.resolve({ type: "done" });
                },
              };
        },
      }),
    ),
  ],
  [
    "T14",
    "an outbox that tells nobody of refusals",
    posting((options) => startOutbox({ ...options, onPerformed: () => Promise.resolve() })),
  ],
  ["R3", "a router without capacity", { ...REAL_PARTS, createRouter: generousRouter() }],
  ["R13", "a router that does not say all", { ...REAL_PARTS, createRouter: moodyRouter() }],
];

/** Its methods, to be handed on one by one. */
function bound(dispatch: Awaited<ReturnType<Parts["startDispatch"]>>): typeof dispatch {
  return {
    send: (asked, luggage) => dispatch.send(asked, luggage),
    read: (look) => dispatch.read(look),
    stop: () => dispatch.stop(),
  };
}
