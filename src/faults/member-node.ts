/**
 * One of several nodes: the real member of a partition, with the real dispatch, replica, asker and
 * router, between a store and a wire that are the trial's. Besides being killed it can be frozen, which
 * its timers and everything it would hear wait for; and it can be cut off from the store.
 *
 * Always one of:
 * - starting: it has not joined yet;
 * - open: it takes commands;
 * - closing: a graceful stop is under way;
 * - over: killed, stopped, or it could not start.
 */
import type { Outcome } from "../../protocol/commands.js";
import type { DomainEvent } from "../../protocol/events.js";
import { ServerNodeId } from "../../protocol/ids.js";
import type { createRouter } from "../../routing/router.js";
import type { Duty } from "../cluster/leading.js";
import { createClock, type Clock } from "../cluster/clock.js";
import type { joinPartition } from "../cluster/member.js";
import type { Member } from "../cluster/member-parts.js";
import { openNewsWire, type NewsWire } from "../cluster/news.js";
import { StoreFenced, StoreFault, StoreKeyTaken, StoreUnavailable } from "../store/store.js";
import type { Ask } from "./ask.js";
import type { MemoryStore, NodesStore, TurnStore } from "./memory-store.js";
import { openNodeStore, type StoreScene } from "./node-store.js";
import type { Traveller } from "./travel.js";
import type { Wire, WireEnd } from "./wire.js";

/** The parts under trial; a test puts faulty ones in, to see them caught. */
export interface NodeParts {
  readonly createRouter: typeof createRouter;
  readonly joinPartition: typeof joinPartition;
  readonly openTables: (now: () => number) => MemoryStore;
}

/** What all nodes of a trial share. */
export interface NodesShared extends StoreScene {
  readonly wire: Wire;
  readonly parts: NodeParts;
  /** Ids of commands that were taken anywhere before. */
  readonly taken: Set<string>;
}

/** Who hears of a node. */
export interface HearsOfNode {
  open(): void;
  /** It could not start. */
  useless(): void;
  /** What happened, the first time that any node tells it. */
  told(events: readonly DomainEvent[]): void;
}

export class MemberNode implements Traveller {
  readonly name: string;
  readonly id: ServerNodeId;
  mode: "starting" | "open" | "closing" | "over" = "starting";
  member: Member | null = null;
  /** Commands it has not answered. */
  unanswered = 0;
  /** Duties it does. */
  duties = 0;
  isCutOff = false;
  /** What this machine's clock is ahead by, in milliseconds. */
  clockOff = 0;
  readonly clock: Clock;
  readonly end: WireEnd;
  readonly store: TurnStore & NodesStore;
  readonly #shared: NodesShared;
  readonly #hears: HearsOfNode;
  readonly #timers = new Set<() => void>();
  /** What waits for a frozen node. null: it runs. */
  #backlog: (() => void)[] | null = null;

  constructor(name: string, shared: NodesShared, hears: (node: MemberNode) => HearsOfNode) {
    this.name = name;
    this.id = ServerNodeId.parse(`nod_${name}`);
    this.#shared = shared;
    this.#hears = hears(this);
    const { world } = shared;
    this.clock = createClock(() => world.now() + this.clockOff, { warn: () => undefined });
    this.store = openNodeStore(this, shared);
    this.end = shared.wire.connect(this);
  }

  start(): void {
    const { world } = this.#shared;
    world.say(() => `${this.name} starts`);
    this.#join().then(
      () => {
        if (this.isOver) return;
        world.say(() => `${this.name} is open`);
        this.mode = "open";
        this.#hears.open();
      },
      (error: unknown) => {
        if (this.isOver) return;
        this.#expectKnown({ err: error });
        world.say(() => `${this.name} cannot start: ${String(error)}`);
        this.kill();
        this.#hears.useless();
      },
    );
  }

  /** Gone from one moment to the next. */
  kill(): void {
    this.mode = "over";
    this.duties = 0;
    for (const callOff of this.#timers) callOff();
    this.#timers.clear();
    void this.end.close();
  }

  /** Only when it is open. */
  stop(then: () => void): void {
    this.mode = "closing";
    void this.member?.stop().then(() => {
      if (this.isOver) return;
      this.#shared.world.say(() => `${this.name} has stopped`);
      this.#shared.watch.stopped(this);
      if (this.duties > 0) this.#shared.world.breaks(`N64: ${this.name} stopped with its duties`);
      this.kill();
      then();
    });
  }

  freeze(): void {
    this.#backlog ??= [];
  }

  /** Everything at once, in any order. */
  thaw(): void {
    const waiting = this.#backlog ?? [];
    this.#backlog = null;
    for (const work of waiting) {
      this.#shared.world.add(() => {
        this.enter(work);
      });
    }
  }

  enter(work: () => void): void {
    if (this.isOver) return;
    if (this.#backlog === null) work();
    else this.#backlog.push(work);
  }

  get isOver(): boolean {
    return this.mode === "over";
  }

  get isFrozen(): boolean {
    return this.#backlog !== null;
  }

  get epoch(): number {
    return this.#shared.tables.epoch;
  }

  /** A command arrives; `hear` gets the answer, unless the node is gone by then. */
  take(ask: Ask, hear: (outcome: Outcome) => void): void {
    const { taken, watch, nodesWatch, world } = this.#shared;
    const isFresh = !taken.has(ask.command.id);
    taken.add(ask.command.id);
    this.enter(() => {
      const { member } = this;
      if (member === null) return;
      this.unanswered += 1;
      const asked = { ...ask.command, ...(isFresh && { isFresh: true as const }) };
      void member.dispatch.send(asked, ask.luggage).then((outcome) => {
        this.unanswered -= 1;
        if (this.isOver) return;
        nodesWatch.answered(this, ask, outcome);
        watch.answered(ask, outcome);
        hear(outcome);
        if (world.dice.chance(0.3)) this.read();
      });
    });
  }

  /** Somebody looks. */
  read(): void {
    this.enter(() => {
      const { member } = this;
      if (member === null) return;
      const look = this.#shared.nodesWatch.reading(this);
      member.dispatch
        .read((router) => {
          if (!this.isOver) look(router);
        })
        .catch((error: unknown) => {
          this.#expectKnown({ err: error });
        });
    });
  }

  schedule(work: () => void, ms: number): () => void {
    if (this.isOver) return () => undefined;
    let isOff = false;
    const callOff = this.#shared.world.schedule(() => {
      this.#timers.delete(callOff);
      this.enter(() => {
        if (!isOff) work();
      });
    }, ms);
    this.#timers.add(callOff);
    return () => {
      isOff = true;
      this.#timers.delete(callOff);
      callOff();
    };
  }

  async #join(): Promise<void> {
    const { world, parts, nodesWatch } = this.#shared;
    let wire: NewsWire | null = null;
    const log = {
      info: () => undefined,
      warn: (details: object) => {
        this.#expectKnown(details);
      },
      error: (details: object) => {
        this.#expectKnown(details);
      },
    };
    const member = await parts.joinPartition({
      store: this.store,
      bus: this.end,
      sendAgain: this.end.sendAgain,
      partition: 0,
      node: {
        id: this.id,
        startedAt: world.now(),
        version: "trial",
        address: this.name,
        schema: 1,
        facts: null,
      },
      createRouter: parts.createRouter,
      onLoaded: () => Promise.resolve(),
      planEffects: () => [],
      onTurn: ({ decided }, router) => {
        if (this.isOver) return;
        if (!nodesWatch.told(this, decided, router)) return;
        this.#hears.told(decided.flatMap(({ decision }) => decision.events));
      },
      onAnew: () => {
        if (!this.isOver) nodesWatch.anew(this);
      },
      onArriving: () => undefined,
      onGone: () => undefined,
      onLeading: (isLeading) => {
        world.say(() => `${this.name} ${isLeading ? "leads" : "follows"}`);
      },
      tell: {
        record: (body) => wire?.tellRecord(body),
        answer: (answer) => wire?.tell({ type: "answer", answer }),
        leaseFree: () => wire?.tell({ type: "lease" }),
      },
      now: () => this.clock.now(),
      steady: () => world.elapsed(),
      schedule: (work, ms) => this.schedule(work, ms),
      log,
      measure: { turn: () => undefined, commit: () => undefined },
    });
    if (this.isOver) return;
    this.member = member;
    nodesWatch.joined(this);
    wire = openNewsWire({
      bus: this.end,
      node: this.id,
      onRecord: (body) => {
        member.hearRecord(body);
      },
      onNews: (news) => {
        if (news.type === "answer") member.hearAnswer(news.answer);
        else if (news.type === "lease") member.hearLeaseFree();
      },
      log,
    });
    this.end.onDoubt(() => {
      void member.catchUp().catch(() => undefined);
    });
    await member.open([this.#duty()]);
  }

  #duty(): Duty {
    return {
      name: "duty",
      start: () => {
        this.duties += 1;
        this.#shared.nodesWatch.dutyStarted(this);
        return () =>
          new Promise<void>((resolve) => {
            this.#shared.world.add(() => {
              this.enter(() => {
                this.duties -= 1;
                resolve();
              });
            });
          });
      },
    };
  }

  /** Whatever fails here must be a failure that was made. */
  #expectKnown(details: object): void {
    if (!("err" in details)) return;
    const made = [StoreUnavailable, StoreFenced, StoreKeyTaken, StoreFault];
    if (made.some((kind) => details.err instanceof kind)) return;
    if (details.err instanceof Error && details.err.name === "BusLost") return;
    this.#shared.world.breaks(`a fault of the program: ${String(details.err)}`);
  }
}
