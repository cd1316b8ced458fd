/** What the dispatcher is, for those who send and read, and what it is given. */
import type { Command, Outcome } from "../../protocol/commands.js";
import type { CommandId, ServerNodeId } from "../../protocol/ids.js";
import type { RoutingState } from "../../protocol/routing.js";
import type { Router } from "../../routing/router.js";
import type { Schedule } from "../schedule.js";
import type { LiveState, Store } from "../store/store.js";
import type { Decided, Luggage, PlanEffects } from "./turn.js";

/** A command as its sender writes it: the id may be given, the time is the dispatcher's. */
export type Asked = DistributiveOmit<Command, "id" | "at"> & {
  /** Given: sent again after a lost answer, the same id gets the same answer and changes nothing. */
  readonly id?: CommandId;
  /** The id was made for this very sending, so nobody can have committed it before. */
  readonly isFresh?: true;
};
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

export interface Dispatch {
  /** Resolves after the commit, refusals included. Rejects never. */
  send(asked: Asked, luggage?: Luggage): Promise<Outcome>;
  /** Runs `look` on a router whose memory is exactly what SQL holds. */
  read<T>(look: (router: Router) => T): Promise<T>;
  /** Refuses new commands, finishes those under way. */
  stop(): Promise<void>;
}

export interface DispatchOptions {
  readonly store: Pick<
    Store,
    "load" | "knownCommands" | "commitTurn" | "commitParts" | "turnsAfter"
  >;
  /** The lease that this process has taken. */
  readonly lease: Lease;
  /** Nodes whose consoles are connected still. Left out: nobody is. */
  readonly alive?: readonly ServerNodeId[];
  /** Other nodes follow: hears the record of each turn right after its commit. Left out: nobody follows. */
  readonly tellRecord?: (record: { readonly number: number; readonly body: string }) => void;
  /** Another process has the lease; everything is refused from now on. */
  readonly onFenced?: () => void;
  readonly createRouter: (state: RoutingState) => Router;
  /** Called with what was read, before anything is decided; also after each reload. */
  readonly onLoaded: (live: LiveState) => Promise<void>;
  readonly planEffects: PlanEffects;
  /** Called after each commit, in the order of the turns. Must not throw. */
  readonly onCommitted: (turn: readonly Decided[], router: Router, committedAt: number) => void;
  readonly now: () => number;
  /** Left out: the machine's own timers. */
  readonly schedule?: Schedule;
  readonly log: {
    warn(details: object, message: string): void;
    error(details: object, message: string): void;
  };
  readonly measure: {
    turn(seconds: number, commands: number): void;
    /** From when the first part was handed over. */
    commit(seconds: number): void;
    turnFailed?(): void;
  };
}

/** Fences every commit of a partition's router. */
export interface Lease {
  readonly partition: number;
  readonly epoch: number;
}
