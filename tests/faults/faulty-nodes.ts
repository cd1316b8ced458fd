/** Parts of a node that each break one promise of several nodes, for the trial to find out. */
import type { RoutingState } from "../../protocol/routing.js";
import { createRouter, type Router } from "../../routing/router.js";
import { joinPartition } from "../../src/cluster/member.js";
import type { Member, MemberOptions } from "../../src/cluster/member-parts.js";
import type { Dispatch } from "../../src/dispatch/dispatch-parts.js";
import type { NodeParts } from "../../src/faults/member-node.js";
import { MemoryStore } from "../../src/faults/memory-store.js";
import { REAL_NODE_PARTS } from "../../src/faults/nodes-trial.js";
import { generousRouter } from "./faulty-parts.js";
import type { LeaseWish, TurnRecord } from "../../src/store/cluster-types.js";

class ForgetsIds extends MemoryStore {
  constructor(now: () => number) {
    super(now, { lease: true, ids: false });
  }
  override knownCommands(): never[] {
    return [];
  }
}

/** Gives the lease to everybody who asks, and renews it for everybody. */
class GivesTheLeaseTwice extends MemoryStore {
  override takeLease(wish: LeaseWish): number | null {
    return super.takeLease({ ...wish, ttlMs: null });
  }
}

/** Whoever had the lease once has it for ever. */
class KeepsTheLease extends MemoryStore {
  #isTaken = false;
  override takeLease(wish: LeaseWish): number | null {
    if (this.#isTaken) return null;
    this.#isTaken = true;
    return super.takeLease(wish);
  }
}

class LosesTheInbox extends MemoryStore {
  override putInbox(): void {
    return;
  }
}

/** Turns that were missed cannot be read. */
class HasNoTurns extends MemoryStore {
  override turnsAfter(): TurnRecord[] {
    return [];
  }
}

const over = (Tables: new (now: () => number) => MemoryStore): NodeParts => ({
  ...REAL_NODE_PARTS,
  openTables: (now) => new Tables(now),
});

/** The real member, asked otherwise or seen otherwise. */
function joining(change: {
  readonly options?: (options: MemberOptions) => MemberOptions;
  readonly member?: (member: Member, options: MemberOptions) => Partial<Member>;
}): NodeParts {
  return {
    ...REAL_NODE_PARTS,
    joinPartition: async (given) => {
      const options = change.options?.(given) ?? given;
      const member = await joinPartition(options);
      return { ...bound(member), ...change.member?.(member, options) };
    },
  };
}

/** Following another one, it leaves out what engineers do. */
function forgetfulRouter(state: RoutingState): Router {
  const router = createRouter(state);
  const follow: Router["follow"] = ({ command, decision }) => {
    router.follow({ command, decision: { ...decision, engineerStates: [] } });
  };
  return { ...router, follow };
}

export const faultyNodes: readonly (readonly [rule: string, what: string, parts: NodeParts])[] = [
  [
    "N60",
    "a store that does not ask for the lease",
    {
      ...REAL_NODE_PARTS,
      openTables: (now) => new MemoryStore(now, { lease: false, ids: true }),
    },
  ],
  [
    "N60",
    "a member that leaves a number out",
    joining({
      options: (options) => ({
        ...options,
        store: {
          ...options.store,
          load: async (partition) => {
            const live = await options.store.load(partition);
            return { ...live, turnNumber: live.turnNumber + 1 };
          },
        },
      }),
    }),
  ],
  ["N61", "a store that forgets which commands it has", over(ForgetsIds)],
  [
    "N61",
    "a member that answers before it knows",
    joining({
      member: ({ dispatch }) => ({
        dispatch: {
          ...boundDispatch(dispatch),
          send: (asked, luggage) => {
            void dispatch.send(asked, luggage);
            return Promise.resolve({ ok: true, interactionId: null });
          },
        },
      }),
    }),
  ],
  [
    "N62",
    "a replica that leaves out what engineers do",
    { ...REAL_NODE_PARTS, createRouter: forgetfulRouter },
  ],
  [
    "N62",
    "a member that tells some turns twice",
    joining({
      options: (options) => {
        let turns = 0;
        return {
          ...options,
          onTurn: (record, router) => {
            turns += 1;
            options.onTurn(record, router);
            if (turns % 10 === 0) options.onTurn(record, router);
          },
        };
      },
    }),
  ],
  [
    "N62",
    "a member that says nothing when it shows everything anew",
    joining({ options: (options) => ({ ...options, onAnew: () => undefined }) }),
  ],
  [
    "N63",
    "a member whose readers see what was",
    joining({
      member: ({ dispatch }) => {
        let known: Router | null = null;
        return {
          dispatch: {
            ...boundDispatch(dispatch),
            read: (look) =>
              dispatch.read((router) => {
                known ??= createRouter(router.snapshot());
                return look(known);
              }),
          },
        };
      },
    }),
  ],
  [
    "N64",
    "a member that always thinks it is alone",
    joining({ member: (member) => ({ mayAct: () => member.isLeading() }) }),
  ],
  ["N64", "a store that gives the lease to everybody", over(GivesTheLeaseTwice)],
  [
    "N65",
    "a member that does the duties whether it leads or not",
    joining({
      member: () => ({
        open: async (duties) => {
          for (const duty of duties) await duty.start();
        },
      }),
    }),
  ],
  ["N65", "a lease that nobody else gets", over(KeepsTheLease)],
  ["N65", "an inbox that loses everything", over(LosesTheInbox)],
  ["N63", "a store that keeps no turns to catch up on", over(HasNoTurns)],
  ["R3", "a router without capacity", { ...REAL_NODE_PARTS, createRouter: generousRouter() }],
];

/** Its methods, to be handed on one by one. */
function bound(member: Member): Member {
  return {
    dispatch: member.dispatch,
    node: member.node,
    isLeading: () => member.isLeading(),
    mayAct: () => member.mayAct(),
    open: (duties) => member.open(duties),
    closeDuties: () => member.closeDuties(),
    view: () => member.view(),
    turnNumber: () => member.turnNumber(),
    behind: () => member.behind(),
    takeovers: () => member.takeovers(),
    hearRecord: (body) => {
      member.hearRecord(body);
    },
    hearAnswer: (answer) => {
      member.hearAnswer(answer);
    },
    hearLeaseFree: () => {
      member.hearLeaseFree();
    },
    catchUp: () => member.catchUp(),
    stop: () => member.stop(),
  };
}

function boundDispatch(dispatch: Dispatch): Dispatch {
  return {
    send: (asked, luggage) => dispatch.send(asked, luggage),
    read: (look) => dispatch.read(look),
    stop: () => dispatch.stop(),
  };
}
