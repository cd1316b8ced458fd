/**
 * One process of the program: the real dispatch over the real router, and the real outbox. Its calls
 * to the database and to the carrier travel through the world, in two halves: the request arrives, and
 * the answer does. Killed, it hears and does nothing any more; what it had sent may still arrive.
 *
 * Always one of:
 * - starting: it has no dispatch yet;
 * - open: it takes commands;
 * - closing: a graceful stop is under way;
 * - over: killed, stopped, or it could not start.
 */
import type { ChannelPort, Performed } from "../../channels/channel.js";
import type { Outcome } from "../../protocol/commands.js";
import type { DomainEvent } from "../../protocol/events.js";
import type { Effect } from "../../protocol/effects.js";
import { EngineerId } from "../../protocol/ids.js";
import type { Channel } from "../../protocol/words.js";
import type { createRouter } from "../../routing/router.js";
import type { leadAlone } from "../dispatch/dispatch.js";
import type { Dispatch } from "../dispatch/dispatch-parts.js";
import type { Outbox, startOutbox } from "../dispatch/outbox.js";
import { StoreFenced, StoreKeyTaken, StoreUnavailable } from "../store/store.js";
import { isOutage, type Ask } from "./ask.js";
import type { Carrier } from "./carrier.js";
import { planEffects } from "./effects.js";
import type { MemoryStore, TurnStore } from "./memory-store.js";
import { outage, type Outages, type StoreCall } from "./outages.js";
import { travel, type Traveller } from "./travel.js";
import type { Watch } from "./watch.js";
import type { World } from "./world.js";

/** The parts under trial; a test puts faulty ones in, to see them caught. */
export interface Parts {
  readonly createRouter: typeof createRouter;
  readonly startDispatch: typeof leadAlone;
  readonly startOutbox: typeof startOutbox;
  readonly openTables: (now: () => number) => MemoryStore;
}

/** What all processes of a trial share. */
export interface Shared {
  readonly world: World;
  readonly tables: MemoryStore;
  readonly outages: Outages;
  readonly carrier: Carrier;
  readonly watch: Watch;
  readonly parts: Parts;
}

/** Who hears of a process. */
export interface Hears {
  /** It takes commands now. */
  open(): void;
  /** It can do nothing for anybody any more. */
  useless(): void;
  /** What happened, as consoles and customers are told. */
  told(events: readonly DomainEvent[]): void;
}

export class TrialNode implements Traveller {
  readonly name: string;
  /** Of the lease it took; 0 before. */
  epoch = 0;
  mode: "starting" | "open" | "closing" | "over" = "starting";
  /** It refuses everything, because another one has the lease. */
  isFenced = false;
  /** Commands it has not answered. */
  unanswered = 0;
  /** Readers it has not let look. */
  unread = 0;
  readonly #shared: Shared;
  readonly #hears: Hears;
  readonly #timers = new Set<() => void>();
  #dispatch: Dispatch | null = null;
  #outbox: Outbox | null = null;

  constructor(name: string, shared: Shared, hears: (node: TrialNode) => Hears) {
    this.name = name;
    this.#shared = shared;
    this.#hears = hears(this);
  }

  start(): void {
    const { world, parts } = this.#shared;
    world.say(() => `${this.name} starts`);
    const opening = parts.startDispatch({
      store: this.#store(),
      createRouter: parts.createRouter,
      onLoaded: () => Promise.resolve(),
      planEffects,
      onCommitted: (turn) => {
        if (this.isOver) return;
        this.#shared.watch.told(this, turn);
        this.#hears.told(turn.flatMap(({ decision }) => decision.events));
        if (turn.some(({ effects }) => effects.length > 0)) this.#outbox?.nudge();
      },
      now: () => world.now(),
      schedule: (work, ms) => this.#schedule(work, ms),
      holder: this.name,
      log: {
        warn: () => undefined,
        error: (details) => {
          this.#expectKnown(details);
        },
      },
      measure: { turn: () => undefined, commit: () => undefined },
    });
    opening.then(
      (dispatch) => {
        if (this.isOver) return;
        this.#open(dispatch);
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
    for (const callOff of this.#timers) callOff();
    this.#timers.clear();
  }

  /** Drains first. Only when it is open. */
  stop(then: () => void): void {
    const { world, watch } = this.#shared;
    this.mode = "closing";
    void Promise.all([this.#dispatch?.stop(), this.#outbox?.stop()]).then(() => {
      if (this.isOver) return;
      world.say(() => `${this.name} has stopped`);
      watch.stopped(this);
      this.kill();
      then();
    });
  }

  /** A command arrives; `hear` gets the answer, unless the process is gone by then. */
  take(ask: Ask, hear: (outcome: Outcome) => void): void {
    if (this.#dispatch === null) return;
    this.unanswered += 1;
    void this.#dispatch.send(ask.command, ask.luggage).then((outcome) => {
      this.unanswered -= 1;
      if (this.isOver) return;
      this.#shared.watch.answered(ask, outcome);
      hear(outcome);
      if (isRefusedForEver(outcome)) this.#loseLease();
    });
  }

  /** Somebody looks. */
  read(): void {
    const { watch } = this.#shared;
    if (this.#dispatch === null) return;
    this.unread += 1;
    this.#dispatch
      .read((router) => {
        if (!this.isOver) watch.read(this, router);
      })
      .catch((error: unknown) => {
        this.#expectKnown({ err: error });
      })
      .finally(() => {
        this.unread -= 1;
      });
  }

  enter(work: () => void): void {
    if (!this.isOver) work();
  }

  // Behind a getter, because it changes while promises are awaited.
  get isOver(): boolean {
    return this.mode === "over";
  }

  #open(dispatch: Dispatch): void {
    const { world, parts } = this.#shared;
    world.say(() => `${this.name} is open, with lease ${String(this.epoch)}`);
    this.mode = "open";
    this.#dispatch = dispatch;
    this.#outbox = parts.startOutbox({
      store: this.#store(),
      channel: (channel) => this.#port(channel),
      onPerformed: (effect, performed) => this.#report(effect, performed),
      now: () => world.now(),
      schedule: (work, ms) => this.#schedule(work, ms),
      log: { warn: () => undefined },
    });
  }

  /** Somebody finds out that it refuses everything: another process has the lease. */
  #loseLease(): void {
    if (this.isFenced || this.mode !== "open") return;
    this.isFenced = true;
    this.#hears.useless();
  }

  #store(): TurnStore {
    const { tables } = this.#shared;
    return {
      takeLease: async (wish) => {
        const epoch = await this.#call("takeLease", () => {
          this.#shared.watch.takingOver();
          return tables.takeLease(wish);
        });
        if (epoch !== null) this.epoch = epoch;
        return epoch;
      },
      load: (partition) => this.#call("load", () => tables.load(partition)),
      knownCommands: (ids) => this.#call("knownCommands", () => tables.knownCommands(ids)),
      commitTurn: (turn) =>
        this.#call("commitTurn", () => {
          this.#shared.watch.committing(turn);
          const at = tables.commitTurn(turn);
          this.#shared.watch.committed(turn);
          return at;
        }),
      turnsAfter: (...args) => this.#call("turnsAfter", () => tables.turnsAfter(...args)),
      replay: (afterSeq, limit) => this.#call("replay", () => tables.replay(afterSeq, limit)),
      dueEffects: (at, limit) => this.#call("dueEffects", () => tables.dueEffects(at, limit)),
      finishEffect: (id, result) =>
        this.#call("finishEffect", () => {
          tables.finishEffect(id, result);
        }),
      postponeEffect: (id, next) =>
        this.#call("postponeEffect", () => {
          tables.postponeEffect(id, next);
        }),
    };
  }

  #call<T>(name: StoreCall, work: () => T): Promise<T> {
    const { world, outages } = this.#shared;
    return travel(world, this, () => {
      const moment = outages.meets(name);
      if (moment === "before") throw outage(name, moment);
      const answer = work();
      world.say(() => `  ${this.name}: ${name} is done`);
      if (moment === "after") throw outage(name, moment);
      return answer;
    });
  }

  #port(channel: Channel): ChannelPort {
    const { carrier } = this.#shared;
    return {
      channel,
      capabilities: { menu: true, messages: false, live: true },
      effectsOf: () => [],
      perform: (effect) =>
        travel(this.#shared.world, this, () => {
          const performed = carrier.arrive(effect);
          this.#shared.world.say(() => `  ${this.name}: ${effect.id} ${performed.type}`);
          return performed;
        }),
      close: () => Promise.resolve(),
    };
  }

  /** As the program does: a call that could not be put through goes back to its place. */
  async #report(effect: Effect, performed: Performed): Promise<void> {
    if (effect.kind !== "bridge" || performed.type !== "refused" || this.#dispatch === null) return;
    const outcome = await this.#dispatch.send({
      type: "interaction.requeue",
      interactionId: effect.interactionId,
      because: reportOf(effect.id),
      engineerId: EngineerId.parse(effect.payload["engineerId"]),
    });
    if (!outcome.ok && isOutage(outcome)) throw new StoreUnavailable("the report was not kept");
  }

  #schedule(work: () => void, ms: number): () => void {
    if (this.isOver) return () => undefined;
    const callOff = this.#shared.world.schedule(() => {
      this.#timers.delete(callOff);
      work();
    }, ms);
    this.#timers.add(callOff);
    return callOff;
  }

  /** Whatever fails here must be a failure that was made. */
  #expectKnown(details: object): void {
    const error: unknown = "err" in details ? details.err : details;
    const made = [StoreUnavailable, StoreFenced, StoreKeyTaken];
    if (made.some((kind) => error instanceof kind)) return;
    this.#shared.world.breaks(`a fault of the program: ${String(error)}`);
  }
}

function isRefusedForEver(outcome: Outcome): boolean {
  return !outcome.ok && outcome.error.code === "SHUTTING_DOWN";
}

/** What a report says, so that it is found in the journal. */
export function reportOf(effectId: string): string {
  return `refused ${effectId}`.slice(0, 120);
}
