/**
 * Looks at several nodes: at what they commit, tell, answer and let people read, and at who does the
 * duties. The numbers are those of `docs/spec/nodes.md`.
 */
import { isDeepStrictEqual } from "node:util";
import type { Outcome } from "../../protocol/commands.js";
import type { Router } from "../../routing/router.js";
import { decodeRecord } from "../dispatch/record.js";
import type { Decided } from "../dispatch/turn.js";
import type { LiveState, TurnCommit } from "../store/store.js";
import { isOutage, type Ask } from "./ask.js";
import { copy, decisionText, type MemoryStore } from "./memory-store.js";
import type { World } from "./world.js";

/** What is looked at of a node. */
export interface Watched {
  readonly name: string;
  readonly id: string;
  readonly duties: number;
  readonly isOver: boolean;
  readonly member: { mayAct(): boolean; isLeading(): boolean; turnNumber(): number } | null;
}

interface Turn {
  readonly commands: readonly string[];
  readonly live: LiveState;
}

/** Where a node stands, as people at its consoles see it. */
interface Standing {
  /** The last turn it told, or that it showed all of. null: it has shown nothing yet. */
  told: number | null;
  /** No reader may see less. */
  seen: number;
}

/** Looking at everything takes time; between two looks a fault would stay. */
const LOOK_AT_EVERY = 4;

export class NodesWatch {
  readonly #world: World;
  readonly #tables: MemoryStore;
  readonly #nodes: () => readonly Watched[];
  /** By number; 0 is before the first. */
  readonly #turns: Turn[];
  readonly #turnOf = new Map<string, number>();
  readonly #standings = new Map<Watched, Standing>();
  #firstUntold = 1;

  constructor(world: World, tables: MemoryStore, nodes: () => readonly Watched[]) {
    this.#world = world;
    this.#tables = tables;
    this.#nodes = nodes;
    this.#turns = [{ commands: [], live: tables.live }];
  }

  get newest(): number {
    return this.#turns.length - 1;
  }

  /** N60, N61. */
  committed(node: Watched, turn: TurnCommit): void {
    const expected = this.newest + 1;
    const number = turn.record?.number ?? null;
    if (number !== expected) {
      this.#breaks(`N60: ${node.name} commits turn ${String(number)} after ${String(this.newest)}`);
    }
    if (turn.epoch !== this.#tables.epoch || node.id !== this.#tables.holder) {
      this.#breaks(`N60: ${node.name} commits, and ${this.#tables.holder} has the lease`);
    }
    const written = decodeRecord(turn.record?.body ?? "null")?.decided ?? [];
    const commands = turn.commands.map(({ command }) => command.id);
    if (
      !isDeepStrictEqual(
        written.map(({ command }) => command.id),
        commands,
      )
    ) {
      this.#breaks(`N60: the record of turn ${String(number)} says something else`);
    }
    for (const id of commands) {
      if (this.#turnOf.has(id)) this.#breaks(`N61: ${id} is done twice`);
      this.#turnOf.set(id, expected);
    }
    this.#turns.push({ commands, live: this.#tables.live });
  }

  joined(node: Watched): void {
    const number = node.member?.turnNumber() ?? 0;
    // 0: it could not load yet, and has shown nobody anything.
    if (number > 0) this.#standing(node).told ??= number;
  }

  /** N62. false: people at another node were told already. */
  told(node: Watched, decided: readonly Decided[], router: Router): boolean {
    const commands = decided.map(({ command }) => command.id);
    const number = this.#turnOf.get(commands[0] ?? "") ?? 0;
    const standing = this.#standing(node);
    const turn = this.#turns[number];
    this.#world.say(() => `${node.name} tells turn ${String(number)}`);
    if (turn === undefined || number === 0 || !isDeepStrictEqual(turn.commands, commands)) {
      this.#breaks(`N62: ${node.name} tells what was never committed, of ${commands.join(", ")}`);
      return false;
    }
    if (standing.told !== null && number !== standing.told + 1) {
      this.#breaks(`N62: ${node.name} tells turn ${String(number)} after ${String(standing.told)}`);
    }
    for (const { command, decision } of decided) {
      if (this.#tables.commands.get(command.id)?.text !== decisionText(decision)) {
        this.#breaks(`N62: ${node.name} tells ${command.id} otherwise than it is stored`);
      }
    }
    if (number % LOOK_AT_EVERY === 0) {
      const odd = difference(router, turn.live);
      if (odd !== null) this.#breaks(`N62: ${node.name} has other ${odd} at ${String(number)}`);
    }
    standing.told = number;
    standing.seen = Math.max(standing.seen, number);
    const isFirst = number >= this.#firstUntold;
    if (isFirst) this.#firstUntold = number + 1;
    return isFirst;
  }

  /** People at this node are shown everything anew. */
  anew(node: Watched): void {
    this.#world.did("shown anew");
    this.#world.say(() => `${node.name} shows everything anew`);
    const standing = this.#standing(node);
    standing.told = node.member?.turnNumber() ?? null;
    standing.seen = Math.max(standing.seen, standing.told ?? 0);
  }

  /** N61, N63. */
  answered(node: Watched, { command }: Ask, outcome: Outcome): void {
    if (isOutage(outcome)) return;
    const number = this.#turnOf.get(command.id);
    if (number === undefined) this.#breaks(`N61: ${command.id} is answered and was never done`);
    const standing = this.#standing(node);
    standing.seen = Math.max(standing.seen, number ?? 0);
  }

  /** N63. Answers with the look itself. */
  reading(node: Watched): (router: Router) => void {
    const atLeast = this.#standing(node).seen;
    return (router) => {
      this.#world.did("read");
      for (let number = atLeast; number <= this.newest; number += 1) {
        const turn = this.#turns[number];
        if (turn === undefined || difference(router, turn.live) !== null) continue;
        const standing = this.#standing(node);
        standing.seen = Math.max(standing.seen, number);
        return;
      }
      this.#breaks(
        `N63: ${node.name} is read, and shows no turn from ${String(atLeast)} to ${String(this.newest)}`,
      );
    };
  }

  /** N64. */
  leaseTaken(by: Watched): void {
    this.#world.did("lease taken");
    this.#expectNoOther(by, "has the lease now");
  }

  /** N64. */
  dutyStarted(by: Watched): void {
    this.#world.did("duty taken up");
    // One that was frozen meanwhile finds out with its next word to the store, and does nothing before.
    if (by.member?.mayAct() === true) this.#expectNoOther(by, "takes up the duties");
  }

  /** At rest every node knows what is stored. */
  rested(node: Watched, router: Router): void {
    const odd = difference(router, this.#tables.live);
    if (odd !== null) this.#breaks(`N62: ${node.name} has other ${odd} than are stored, at rest`);
    const told = this.#standing(node).told;
    if (told !== null && told !== this.newest) {
      this.#breaks(`N62: ${node.name} told up to ${String(told)} of ${String(this.newest)}`);
    }
  }

  #expectNoOther(by: Watched, what: string): void {
    for (const other of this.#nodes()) {
      if (other === by || other.isOver || other.member === null) continue;
      if (other.member.mayAct()) {
        this.#breaks(`N64: ${by.name} ${what}, and ${other.name} thinks it is alone`);
      }
      if (other.duties > 0) this.#world.fault("duties of two");
      if (other.duties > 0 && !other.member.isLeading()) {
        this.#world.say(() => `${other.name} still ends its duties`);
      }
    }
  }

  #standing(node: Watched): Standing {
    let standing = this.#standings.get(node);
    if (standing === undefined) {
      standing = { told: null, seen: 0 };
      this.#standings.set(node, standing);
    }
    return standing;
  }

  #breaks(promise: string): void {
    this.#world.breaks(promise);
  }
}

const KINDS = ["interactions", "offers", "engineers", "engineerStates", "buckets"] as const;

/** The first kind of rows that differs. null: none. */
function difference(router: Router, live: LiveState): string | null {
  const rows = router.snapshot();
  for (const kind of KINDS) {
    if (rows[kind].length !== live[kind].length) return kind;
    // Only what a row says counts; mostly it need not be written down to be compared.
    const isSame = isDeepStrictEqual(rows[kind], live[kind]);
    if (!isSame && !isDeepStrictEqual(copy(rows[kind]), live[kind])) return kind;
  }
  return null;
}
