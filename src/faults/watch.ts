/**
 * Looks at everything that is stored, told, answered and read, and says when a promise is broken. The
 * numbers are those of `docs/spec/turn.md` and `docs/spec/routing.md`.
 */
import { isDeepStrictEqual } from "node:util";
import type { Outcome } from "../../protocol/commands.js";
import type { CommandId } from "../../protocol/ids.js";
import type { RoutingState } from "../../protocol/routing.js";
import type { Router } from "../../routing/router.js";
import type { Decided } from "../dispatch/turn.js";
import type { LiveState, TurnCommit } from "../store/store.js";
import { isOutage, type Ask } from "./ask.js";
import { copy, decisionText, type MemoryStore } from "./memory-store.js";
import { brokenPromise } from "./promises.js";
import type { World } from "./world.js";

/** What is looked at of a process. */
export interface Watched {
  readonly name: string;
  readonly epoch: number;
  readonly unanswered: number;
}

export class Watch {
  readonly #world: World;
  readonly #tables: MemoryStore;
  #before: LiveState;
  /** The latest `at` of all commands committed so far. */
  #latestAt = 0;
  /** By lease: what was committed under it and not told yet, in order. */
  readonly #untold = new Map<number, CommandId[]>();
  /** By lease: the rows when it ended. */
  readonly #endOf = new Map<number, LiveState>();

  constructor(world: World, tables: MemoryStore) {
    this.#world = world;
    this.#tables = tables;
    this.#before = tables.live;
  }

  /** The lease is about to change hands. */
  takingOver(): void {
    this.#endOf.set(this.#tables.epoch, this.#tables.live);
  }

  committing(turn: TurnCommit): void {
    this.#before = this.#tables.live;
    for (const { id } of turn.effects) {
      if (this.#tables.effects.has(id)) this.#breaks(`T8: there are two effects ${id}`);
    }
  }

  committed(turn: TurnCommit): void {
    const { epoch, commands } = turn;
    this.#world.did("commit");
    if (epoch !== this.#tables.epoch)
      this.#breaks(`T6: a commit under the old lease ${String(epoch)}`);
    const untold = this.#untold.get(epoch) ?? [];
    untold.push(...commands.map(({ command }) => command.id));
    this.#untold.set(epoch, untold);
    for (const { command } of commands) {
      if (command.at < this.#latestAt) this.#breaks(`T15: ${command.id} comes before its time`);
      this.#latestAt = Math.max(this.#latestAt, command.at);
    }
    for (const { event } of turn.events) this.#world.did(event.type);
    const after = this.#tables.live;
    const broken = brokenPromise({ before: this.#before, turn, after, now: this.#latestAt });
    if (broken !== null) this.#breaks(broken);
  }

  /** T1, T11: only what is stored is told, all of it, in the order of the journal. */
  told(node: Watched, turn: readonly Decided[]): void {
    const untold = this.#untold.get(node.epoch) ?? [];
    for (const { command, decision } of turn) {
      const next = untold.shift();
      if (next !== command.id) {
        const instead = next === undefined ? "nothing was committed" : `${next} comes first`;
        this.#breaks(`T11: ${node.name} tells of ${command.id}, and ${instead}`);
        return;
      }
      const stored = this.#tables.commands.get(command.id);
      if (stored?.text !== decisionText(decision)) {
        this.#breaks(`T1: ${command.id} is told otherwise than it is stored`);
      }
    }
  }

  /** T1, T3: an answer is the stored one, whenever it is given. */
  answered(ask: Ask, outcome: Outcome): void {
    if (isOutage(outcome)) return;
    const { command, heard } = ask;
    const stored = this.#tables.commands.get(command.id);
    if (stored === undefined) {
      this.#breaks(`T1: ${command.id} is answered and not stored`);
    } else if (stored.command.type !== command.type) {
      const isReused = !outcome.ok && outcome.error.code === "COMMAND_ID_REUSED";
      if (!isReused) this.#breaks(`T3: ${command.id} is the id of another command`);
    } else if (!isDeepStrictEqual(stored.outcome, copy(outcome))) {
      this.#breaks(`T3: ${command.id} is answered otherwise than it is stored`);
    }
    if (heard !== null && !isDeepStrictEqual(heard, outcome)) {
      this.#breaks(`T3: ${command.id} has two answers`);
    }
  }

  /** T12: what is read is what is stored; by a router that lost its lease, what was stored then. */
  read(node: Watched, router: Router): void {
    this.#world.did("read");
    const stored =
      node.epoch === this.#tables.epoch ? this.#tables.live : this.#endOf.get(node.epoch);
    if (stored === undefined) this.#breaks(`T12: ${node.name} is read without a lease`);
    else this.#expectSame(router.snapshot(), stored, `T12: ${node.name} is read`);
  }

  /** T9. */
  stopped(node: Watched): void {
    if (node.unanswered === 0) return;
    this.#breaks(`T9: ${node.name} stopped with ${String(node.unanswered)} commands unanswered`);
  }

  /** At rest, whoever leads has told everything. */
  rested(node: Watched): void {
    const [first] = this.#untold.get(node.epoch) ?? [];
    if (first !== undefined) this.#breaks(`T11: ${first} was committed and nobody is told`);
  }

  #expectSame(seen: RoutingState, stored: LiveState, where: string): void {
    const live = copy(seen);
    for (const kind of [
      "interactions",
      "offers",
      "engineers",
      "engineerStates",
      "buckets",
    ] as const) {
      if (isDeepStrictEqual(live[kind], stored[kind])) continue;
      const odd = live[kind].find((row, at) => !isDeepStrictEqual(row, stored[kind][at]));
      this.#breaks(
        `${where} with other ${kind} than are stored, such as ${JSON.stringify(odd ?? null)}`,
      );
    }
  }

  #breaks(promise: string): void {
    this.#world.breaks(promise);
  }
}
