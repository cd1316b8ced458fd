/** What a node's part in a partition offers the rest of the program, and what it is given. */
import type { ServerNodeId } from "../../protocol/ids.js";
import type { RoutingState } from "../../protocol/routing.js";
import type { Router } from "../../routing/router.js";
import type { Dispatch, DispatchOptions } from "../dispatch/dispatch-parts.js";
import type { TurnRecord } from "../dispatch/record.js";
import type { Luggage } from "../dispatch/turn.js";
import type { Schedule } from "../schedule.js";
import type { ClusterView, NodeFacts } from "../store/cluster-types.js";
import type { Store } from "../store/store.js";
import type { Bus } from "./bus.js";
import type { LeadShare } from "./lead-share.js";
import type { Answer, Duty } from "./leading.js";

export interface Member {
  readonly dispatch: Dispatch;
  readonly node: ServerNodeId;
  isLeading(): boolean;
  /** Leading, and nobody else can be: asked before something is done that no commit fences. */
  mayAct(): boolean;
  /** Does the duties whenever this node leads. */
  open(duties: readonly Duty[]): Promise<void>;
  /** Takes no duty up any more, and ends those it does. */
  closeDuties(): Promise<void>;
  /** As the database said last. */
  view(): ClusterView;
  /** Of the last turn this node knows. */
  turnNumber(): number;
  /** Turns that had to be looked for in SQL at the last beat, without those that were on their way. */
  behind(): number;
  /** How often it began to lead. */
  takeovers(): number;
  /** A record that was told. */
  hearRecord(body: string): void;
  hearAnswer(answer: Answer): void;
  /** Somebody gave the lease up. */
  hearLeaseFree(): void;
  /** Something may have been missed. */
  catchUp(): Promise<void>;
  /** Finishes what it leads, gives the lease up, says goodbye. */
  stop(): Promise<void>;
}

export type MemberStore = DispatchOptions["store"] &
  Pick<
    Store,
    | "takeLease"
    | "renewLease"
    | "releaseLease"
    | "beat"
    | "dropNode"
    | "turnsAfter"
    | "knownCommands"
    | "load"
  >;

export interface MemberOptions {
  readonly store: MemberStore;
  readonly bus: Bus;
  /** By the way on which nothing gets lost. */
  readonly sendAgain: Bus["send"];
  readonly partition: number;
  readonly node: NodeFacts & { readonly id: ServerNodeId };
  readonly createRouter: (state: RoutingState) => Router;
  readonly onLoaded: DispatchOptions["onLoaded"];
  readonly planEffects: DispatchOptions["planEffects"];
  /** After each commit, in the order of the turns, whoever led. Must not throw. */
  readonly onTurn: (record: Omit<TurnRecord, "number" | "epoch">, router: Router) => void;
  /** Turns were missed: consoles and customers must be shown everything again. */
  readonly onAnew: () => void;
  readonly onArriving: (luggage: Luggage) => void;
  /** What arrived with a command has come to nothing, as far as `router` knows. */
  readonly onGone: (luggage: Luggage, router: Router) => void;
  readonly onLeading: (isLeading: boolean) => void;
  /** Of this process, over all its organisations. Left out: it has one. */
  readonly share?: LeadShare | undefined;
  readonly tell: {
    record(body: string): void;
    answer(answer: Answer): void;
    leaseFree(): void;
  };
  readonly now: () => number;
  /** Milliseconds on a clock that nobody sets. */
  readonly steady: () => number;
  readonly schedule: Schedule;
  readonly log: DispatchOptions["log"] & { info(details: object, message: string): void };
  readonly measure: DispatchOptions["measure"];
}
