/**
 * How this process takes part: alone, or as one of several nodes over one PostgreSQL. Everything else
 * is the same in both, so hardly anything else asks.
 */
import type { ServerNodeId } from "../../protocol/ids.js";
import type { Dispatch } from "../dispatch/dispatch-parts.js";
import { leadAlone } from "../dispatch/dispatch.js";
import { realSchedule } from "../schedule.js";
import type { ClusterView, NodeFacts } from "../store/cluster-types.js";
import type { Store } from "../store/store.js";
import type { Bus } from "./bus.js";
import type { Clock } from "./clock.js";
import type { Duty } from "./leading.js";
import { joinPartition } from "./member.js";
import type { Member, MemberOptions } from "./member-parts.js";
import { NODE_LOST_MS } from "./roll-call.js";
import { openNewsWire, type News } from "./news.js";

export interface Seat {
  readonly dispatch: Dispatch;
  readonly node: ServerNodeId;
  /** Other nodes change what this one keeps in memory, so memory may be a moment behind. */
  readonly isShared: boolean;
  isLeading(): boolean;
  /** Nobody else can be doing it: asked before something is done that no commit fences. */
  mayAct(): boolean;
  /** No other node is alive. */
  isAlone(): boolean;
  /** Does the duties whenever it is this node that does them. */
  open(duties: readonly Duty[]): Promise<void>;
  /** Takes no duty up any more, and ends those it does. */
  closeDuties(): Promise<void>;
  /** To the other nodes. */
  tell(news: News): void;
  /** Nodes and leases, as the database said last. */
  view(): ClusterView;
  turnNumber(): number;
  /** Turns that had to be looked for in SQL at the last beat, without those that were on their way. */
  behind(): number;
  /** How often it began to lead. */
  takeovers(): number;
  /** Commands on their way to the leader; null: unknown. */
  lag(): Promise<number | null>;
  bus(): "off" | "connected" | "lost";
  stop(): Promise<void>;
}

export type SeatOptions = Pick<
  MemberOptions,
  | "createRouter"
  | "onLoaded"
  | "planEffects"
  | "onTurn"
  | "onAnew"
  | "onArriving"
  | "onGone"
  | "share"
  | "onLeading"
  | "log"
  | "measure"
> & {
  readonly store: Store;
  readonly node: MemberOptions["node"];
  readonly now: () => number;
};

/** Each organisation has a database schema of its own, so in it there is one partition. */
const PARTITION = 0;

/** The embedded database has one process, which leads from its start to its end. */
export async function sitAlone(options: SeatOptions): Promise<Seat> {
  const { node, log } = options;
  const dispatch = await leadAlone({
    ...options,
    holder: node.id,
    onCommitted: (decided, router, committedAt) => {
      options.onTurn({ decided, committedAt }, router);
    },
  });
  const stops: (() => Promise<void> | void)[] = [];
  const closeDuties = async (): Promise<void> => {
    for (const stop of stops.splice(0).toReversed()) {
      try {
        await stop();
      } catch (error) {
        log.error({ err: error }, "a duty could not be ended");
      }
    }
  };
  options.onLeading(true);
  return {
    dispatch,
    node: node.id,
    isShared: false,
    isLeading: () => true,
    mayAct: () => true,
    isAlone: () => true,
    open: async (duties) => {
      for (const duty of duties) stops.push(await duty.start());
    },
    tell: () => undefined,
    view: () => ({
      now: options.now(),
      nodes: [{ ...node, silentMs: 0 }],
      leases: [{ partition: PARTITION, epoch: 0, holder: node.id, expiresInMs: null }],
    }),
    turnNumber: () => 0,
    behind: () => 0,
    takeovers: () => 0,
    lag: () => Promise.resolve(0),
    bus: () => "off",
    closeDuties,
    stop: async () => {
      await closeDuties();
      await dispatch.stop();
    },
  };
}

/** One of several nodes. Resolves when it leads or follows. */
export async function sitAmongOthers(
  options: SeatOptions & {
    readonly bus: Bus;
    readonly sendAgain: Bus["send"];
    readonly clock: Clock;
    /** Shown with this node. */
    readonly facts: () => NodeFacts["facts"];
    readonly onNews: (news: News) => void;
    /** News may have been missed. */
    readonly onDoubt: () => void;
  },
): Promise<Seat> {
  const { store, bus, clock, log } = options;
  /** The node's facts change, and each beat tells the time. */
  const beating: Pick<Store, "beat"> = {
    beat: (node) => clock.ask(() => store.beat({ ...node, facts: options.facts() })),
  };
  let joined: Member | null = null;
  const hearNews = (news: News): void => {
    if (news.type === "answer") joined?.hearAnswer(news.answer);
    else if (news.type === "lease") joined?.hearLeaseFree();
    else options.onNews(news);
  };
  // Before anything is loaded: what is told meanwhile is not told again.
  const wire = openNewsWire({
    bus,
    node: options.node.id,
    onRecord: (body) => joined?.hearRecord(body),
    onNews: hearNews,
    log,
  });
  const member = await joinPartition({
    ...options,
    store: { ...store, ...beating },
    partition: PARTITION,
    tell: {
      record: (body) => {
        wire.tellRecord(body);
      },
      answer: (answer) => {
        wire.tell({ type: "answer", answer });
      },
      leaseFree: () => {
        wire.tell({ type: "lease" });
      },
    },
    steady: () => performance.now(),
    schedule: realSchedule,
  });
  joined = member;
  // What was told before it had joined.
  void member.catchUp().catch(() => undefined);
  bus.onDoubt(() => {
    void member.catchUp().catch(() => undefined);
    options.onDoubt();
  });
  return {
    dispatch: member.dispatch,
    node: member.node,
    isShared: true,
    isLeading: () => member.isLeading(),
    mayAct: () => member.mayAct(),
    isAlone: () =>
      member
        .view()
        .nodes.every(({ id, silentMs }) => id === member.node || silentMs >= NODE_LOST_MS),
    open: (duties) => member.open(duties),
    closeDuties: () => member.closeDuties(),
    tell: (news) => {
      wire.tell(news);
    },
    view: () => member.view(),
    turnNumber: () => member.turnNumber(),
    behind: () => member.behind(),
    takeovers: () => member.takeovers(),
    lag: () => bus.lag(),
    bus: () => bus.state(),
    stop: () => member.stop(),
  };
}
