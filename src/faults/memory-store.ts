/**
 * The tables of a turn in memory, honest: a method is one transaction, all of it or nothing; command
 * ids and contact keys are unique; the lease is checked; and rows go through JSON, so that what a
 * router holds and what is stored are never the same object. It answers as the real store does, which
 * a test compares call by call.
 *
 * Nothing waits here: when a call arrives and whether its answer does is the trial's business.
 */
import type { Command, Outcome } from "../../protocol/commands.js";
import type { DomainEvent } from "../../protocol/events.js";
import type { CommandId } from "../../protocol/ids.js";
import type { Offer, RoutedInteraction } from "../../protocol/interactions.js";
import type { Bucket, Engineer, EngineerState } from "../../protocol/organisation.js";
import type {
  ClusterView,
  InboxRow,
  LeaseRow,
  LeaseWish,
  NodeFacts,
  TurnRecord,
} from "../store/cluster-types.js";
import {
  StoreFault,
  StoreFenced,
  StoreKeyTaken,
  StoreUnavailable,
  type ContentWrite,
  type LiveState,
  type OutboxRow,
  type Store,
  type TurnCommit,
} from "../store/store.js";

/** What the turn and the outbox ask of a store. */
export type TurnStore = Pick<
  Store,
  | "takeLease"
  | "load"
  | "knownCommands"
  | "commitTurn"
  | "turnsAfter"
  | "replay"
  | "dueEffects"
  | "finishEffect"
  | "postponeEffect"
>;

/** What several nodes ask of it beside that. */
export type NodesStore = Pick<
  Store,
  "renewLease" | "releaseLease" | "beat" | "dropNode" | "putInbox" | "inbox" | "dropInbox"
>;

/** The same calls, answered at once. */
type Tables<S extends TurnStore | NodesStore> = {
  readonly [K in keyof S]: S[K] extends (...args: infer A) => infer R
    ? (...args: A) => Awaited<R>
    : never;
};
export type TurnTables = Tables<TurnStore>;
export type NodesTables = Tables<NodesStore>;

export interface StoredCommand {
  readonly seq: number;
  readonly command: Command;
  readonly outcome: Outcome;
  readonly events: readonly DomainEvent[];
  /** What was decided, as it was written; see `decisionText`. */
  readonly text: string;
}

export interface StoredEffect extends OutboxRow {
  readonly state: "waiting" | "done" | "refused";
}

/** Two decisions are the same when they read the same. */
export function decisionText(of: {
  readonly outcome: Outcome;
  readonly events: readonly DomainEvent[];
}): string {
  return JSON.stringify({ outcome: of.outcome, events: of.events });
}

export function copy<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

export class MemoryStore implements TurnTables, NodesTables {
  readonly #now: () => number;
  /** Whether a commit asks for the lease and for new ids; tests switch these off, to see it noticed. */
  readonly #checks: { readonly lease: boolean; readonly ids: boolean };
  #epoch = 0;
  #holder = "";
  #leaseEndsAt: number | null = null;
  #seq = 0;
  #lastAt = 0;
  #live: LiveState | null = null;
  #liveText: string | null = null;
  readonly #interactions = new Map<string, RoutedInteraction>();
  readonly #offers = new Map<string, Offer>();
  readonly #engineers = new Map<string, Engineer>();
  readonly #states = new Map<string, EngineerState>();
  readonly #buckets = new Map<string, Bucket>();
  readonly #contents = new Map<string, ContentWrite>();
  readonly #keys = new Map<string, string>();
  readonly #commands = new Map<string, StoredCommand>();
  readonly #effects = new Map<string, StoredEffect>();
  /** Of turns, by their numbers. */
  readonly #records = new Map<number, string>();
  /** No commit is under way for as long as a record is kept. */
  #forgottenUpTo = 0;
  readonly #nodes = new Map<string, { readonly facts: NodeFacts; readonly seenAt: number }>();
  /** In the order in which they were put. */
  readonly #inbox = new Map<string, string>();

  constructor(now: () => number, checks = { lease: true, ids: true }) {
    this.#now = now;
    this.#checks = checks;
  }

  get epoch(): number {
    return this.#epoch;
  }

  /** Who took the lease last. */
  get holder(): string {
    return this.#holder;
  }

  /** In the order in which they were decided. */
  get commands(): ReadonlyMap<string, StoredCommand> {
    return this.#commands;
  }

  /** In the order in which they were asked for. */
  get effects(): ReadonlyMap<string, StoredEffect> {
    return this.#effects;
  }

  /** What a router would load, not to be changed. */
  get live(): LiveState {
    this.#live ??= {
      interactions: inOrder(this.#interactions).filter((row) => row.state !== "closed"),
      offers: inOrder(this.#offers).filter((row) => row.state === "pending"),
      engineers: inOrder(this.#engineers),
      engineerStates: inOrder(this.#states),
      buckets: inOrder(this.#buckets),
      lastAt: this.#lastAt,
      epoch: this.#epoch,
      turnNumber: Math.max(0, ...this.#records.keys()),
    };
    return this.#live;
  }

  takeLease({ ttlMs, holder }: LeaseWish): number | null {
    const isFree = this.#leaseEndsAt === null || this.#leaseEndsAt <= this.#now();
    if (ttlMs !== null && !isFree) return null;
    this.#leaseEndsAt = ttlMs === null ? null : this.#now() + ttlMs;
    this.#epoch += 1;
    this.#holder = holder;
    this.#live = null;
    this.#liveText = null;
    return this.#epoch;
  }

  renewLease({ epoch, ttlMs }: Parameters<Store["renewLease"]>[0]): boolean {
    if (epoch !== this.#epoch || this.#leaseEndsAt === null) return false;
    this.#leaseEndsAt = this.#now() + ttlMs;
    return true;
  }

  releaseLease({ epoch }: Parameters<Store["releaseLease"]>[0]): void {
    if (epoch === this.#epoch) this.#leaseEndsAt = null;
  }

  beat(facts: NodeFacts): ClusterView {
    const now = this.#now();
    this.#nodes.set(facts.id, { facts: copy(facts), seenAt: now });
    const lease: LeaseRow = {
      partition: 0,
      epoch: this.#epoch,
      holder: this.#holder,
      expiresInMs: this.#leaseEndsAt === null ? null : this.#leaseEndsAt - now,
    };
    return {
      now,
      nodes: inOrder(this.#nodes).map((row) => ({ ...row.facts, silentMs: now - row.seenAt })),
      leases: this.#epoch === 0 ? [] : [lease],
    };
  }

  dropNode(id: string): void {
    this.#nodes.delete(id);
  }

  turnsAfter(_partition: number, number: number, limit: number): TurnRecord[] {
    return [...this.#records]
      .filter(([of]) => of > number)
      .slice(0, limit)
      .map(([of, body]) => ({ number: of, body }));
  }

  /** As the sweep does after ten minutes: only the newest record is left. */
  forgetTurns(): void {
    const newest = Math.max(...this.#records.keys());
    for (const number of [...this.#records.keys()]) {
      if (number >= newest) continue;
      this.#records.delete(number);
      this.#forgottenUpTo = number;
    }
  }

  putInbox(_partition: number, rows: readonly InboxRow[]): void {
    for (const { id, body } of rows) if (!this.#inbox.has(id)) this.#inbox.set(id, body);
  }

  inbox(_partition: number, limit: number): InboxRow[] {
    return [...this.#inbox].slice(0, limit).map(([id, body]) => ({ id, body }));
  }

  dropInbox(_partition: number, ids: readonly string[]): void {
    for (const id of ids) this.#inbox.delete(id);
  }

  load(_partition: number): LiveState {
    this.#liveText ??= JSON.stringify(this.live);
    return JSON.parse(this.#liveText) as LiveState;
  }

  knownCommands(ids: readonly CommandId[]): { id: CommandId; type: string; outcome: Outcome }[] {
    return [...new Set(ids)].flatMap((id) => {
      const known = this.#commands.get(id);
      return known === undefined
        ? []
        : [{ id, type: known.command.type, outcome: copy(known.outcome) }];
    });
  }

  commitTurn(turn: TurnCommit): number {
    this.#assertMayBeWritten(turn);
    this.#writeFacts(turn);
    const written = copy({ ...turn, commands: [], events: [] });
    for (const row of written.engineers) this.#engineers.set(row.id, row);
    for (const row of written.buckets) this.#buckets.set(row.id, row);
    for (const row of written.engineerStates) this.#states.set(row.engineerId, row);
    for (const row of written.interactions) this.#interactions.set(row.id, row);
    for (const row of written.offers) this.#offers.set(row.id, row);
    for (const row of written.contents) this.#writeContent(row);
    for (const effect of written.effects) {
      if (this.#effects.has(effect.id)) continue;
      const row = { effect, attempts: 0, nextAt: 0, state: "waiting" } as const;
      this.#effects.set(effect.id, row);
    }
    if (turn.record) this.#records.set(turn.record.number, turn.record.body);
    this.#live = null;
    this.#liveText = null;
    return this.#now();
  }

  replay(
    afterSeq: number,
    limit: number,
  ): { seq: number; command: Command; events: DomainEvent[] }[] {
    return [...this.#commands.values()]
      .filter(({ seq }) => seq > afterSeq)
      .slice(0, limit)
      .map(({ seq, command, events }) => copy({ seq, command, events: [...events] }));
  }

  dueEffects(at: number, limit: number): OutboxRow[] {
    const waiting = [...this.#effects.values()].filter(({ state }) => state === "waiting");
    const first = new Map<string, StoredEffect>();
    for (const row of waiting) {
      if (!first.has(row.effect.interactionId)) first.set(row.effect.interactionId, row);
    }
    return [...first.values()]
      .filter(({ nextAt }) => nextAt <= at)
      .slice(0, limit)
      .map(({ effect, attempts, nextAt }) => copy({ effect, attempts, nextAt }));
  }

  finishEffect(effectId: string, { state }: { state: "done" | "refused" }): void {
    const row = this.#effects.get(effectId);
    if (row !== undefined) this.#effects.set(effectId, { ...row, state });
  }

  postponeEffect(
    effectId: string,
    { attempts, nextAt }: { readonly attempts: number; readonly nextAt: number },
  ): void {
    const row = this.#effects.get(effectId);
    if (row?.state === "waiting") this.#effects.set(effectId, { ...row, attempts, nextAt });
  }

  /** Throws before anything is written. */
  #assertMayBeWritten(turn: TurnCommit): void {
    if (this.#checks.lease && turn.epoch !== this.#epoch) {
      throw new StoreFenced(
        `epoch ${String(turn.epoch)} is over, it is ${String(this.#epoch)} now`,
      );
    }
    const ids = new Set(turn.commands.map(({ command }) => command.id));
    for (const id of this.#checks.ids ? ids : []) {
      if (this.#commands.has(id)) throw new StoreUnavailable(`${id} was committed before`);
    }
    const number = turn.record?.number ?? Infinity;
    if (number <= this.#forgottenUpTo || this.#records.has(number)) {
      throw new StoreFault("23505", `there is a turn ${String(number)}`);
    }
    for (const { commandId } of turn.events) {
      if (!ids.has(commandId)) throw new Error(`an event names ${commandId}, not of this turn`);
    }
    const given = new Map<string, string>();
    for (const { key, interactionId } of turn.contents) {
      if (key === null) continue;
      const owner = this.#keys.get(key) ?? given.get(key) ?? interactionId;
      if (owner !== interactionId) throw new StoreKeyTaken(key);
      given.set(key, interactionId);
    }
  }

  #writeFacts({ commands, events }: TurnCommit): void {
    const told = new Map<string, DomainEvent[]>(commands.map(({ command }) => [command.id, []]));
    for (const { commandId, event } of events) told.get(commandId)?.push(event);
    for (const { command, outcome } of commands) {
      this.#seq += 1;
      const text = decisionText({ outcome, events: told.get(command.id) ?? [] });
      const decided = JSON.parse(text) as Pick<StoredCommand, "outcome" | "events">;
      const row = { seq: this.#seq, command: copy(command), ...decided, text };
      this.#commands.set(command.id, row);
      this.#lastAt = command.at;
    }
  }

  #writeContent(row: ContentWrite): void {
    const key = row.key ?? this.#contents.get(row.interactionId)?.key ?? null;
    this.#contents.set(row.interactionId, { ...row, key });
    if (key !== null) this.#keys.set(key, row.interactionId);
  }
}

/** Ids compare byte by byte, as in the database. */
function inOrder<T>(rows: ReadonlyMap<string, T>): T[] {
  return [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}
