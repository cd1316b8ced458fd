/**
 * The turn: the only way anything that can change an assignment happens. One writer per partition.
 *
 * Always in one of these modes:
 * - deciding: commands of a batch go through the router, synchronously; of a large batch the first
 *   ones are being written already while the others are decided;
 * - committing: their rows are on the way to SQL; whatever arrives now joins the next batch;
 * - settled: memory and SQL say the same; readers (`read`) are served here and nowhere else, so that
 *   nobody is told what was not committed;
 * - reloading: a commit failed; memory is dropped and read again, then the batch is tried again;
 * - stopped: draining is over, everything is refused.
 */
import type { Command, Outcome } from "../../protocol/commands.js";
import { CommandId } from "../../protocol/ids.js";
import { errorCatalog, type ErrorCode } from "../../protocol/errors.js";
import type { Router } from "../../routing/router.js";
import { newId } from "../ids.js";
import { here, traced, tracedApart, type Beginning, type Span } from "../observe/trace.js";
import { realSchedule, type Schedule } from "../schedule.js";
import { StoreFenced, StoreUnavailable, type Store, type TurnCommit } from "../store/store.js";
import { wholeTurn } from "../store/whole-turn.js";
import type { Asked, Dispatch, DispatchOptions } from "./dispatch-parts.js";
import { decodeRecord, encodeRecord } from "./record.js";
import { SteadyClock } from "./steady-clock.js";
import { commitOf, inParts, type Decided, type Luggage } from "./turn.js";

/** More than this and one transaction gets too long for whoever waits for the next. */
const COMMANDS_PER_TURN_MAX = 500;
/** A command whose commit failed this often is refused; its sender may try again. */
const TRIES_MAX = 3;
const RELOAD_WAIT_MS_MAX = 5000;

interface Job {
  readonly command: Command;
  readonly luggage: Luggage;
  /** What was under way where it was asked for. */
  readonly origin: Span | null;
  /** It may have been committed before; SQL is asked. */
  readonly again: boolean;
  tries: number;
  /** What the last try wrote, or would have written; null before the first. */
  decided: Decided | null;
  readonly answer: (outcome: Outcome) => void;
}

export async function startDispatch(options: DispatchOptions): Promise<Dispatch> {
  const dispatch = new TurnDispatch(options);
  try {
    await dispatch.start();
  } catch (error) {
    // Its timers must not write turns that nobody looks after.
    await dispatch.stop();
    throw error;
  }
  return dispatch;
}

/** For the only process of a database: takes the lease by force, as it will never be asked for. */
export async function leadAlone({
  holder,
  ...options
}: Omit<DispatchOptions, "lease" | "store"> & {
  readonly store: DispatchOptions["store"] & Pick<Store, "takeLease">;
  readonly holder: string;
}): Promise<Dispatch> {
  const epoch = await options.store.takeLease({ partition: 0, holder, ttlMs: null });
  if (epoch === null) throw new StoreUnavailable("Another process is writing its last turn.");
  return startDispatch({ ...options, lease: { partition: 0, epoch } });
}

class TurnDispatch implements Dispatch {
  readonly #options: DispatchOptions;
  #router: Router | null = null;
  /** Of the last turn that was committed. */
  #number = 0;
  /** Of the last turn that was told. Less than `#number` only while the answer of a commit is lost. */
  #told = 0;
  #queue: Job[] = [];
  #readers: ((router: Router) => void)[] = [];
  #turnedAway: ((error: Error) => void)[] = [];
  readonly #pending = new Map<
    string,
    { readonly type: string; readonly answer: Promise<Outcome> }
  >();
  #running: Promise<void> | null = null;
  #stopped = false;
  /** Memory was read again and nothing was decided since. */
  #mustForget = false;
  /** Another process has the lease: nothing can be written any more. */
  #isFenced = false;
  readonly #clock: SteadyClock;
  readonly #schedule: Schedule;
  /** Calls the router's next timer off. */
  #disarm: (() => void) | null = null;

  constructor(options: DispatchOptions) {
    this.#options = options;
    this.#schedule = options.schedule ?? realSchedule;
    this.#clock = new SteadyClock(options.now);
  }

  async start(): Promise<void> {
    await this.#load();
    this.#told = this.#number;
    // A recovery forgets as well.
    this.#mustForget = false;
    const { alive } = this.#options;
    const recovered = await this.send({
      type: "router.recover",
      ...(alive !== undefined && { nodes: [...alive] }),
    });
    // Without it, those who were connected before would be offered work that they cannot see.
    if (!recovered.ok)
      throw new StoreUnavailable("The router could not start: nothing was written.");
  }

  send({ isFresh, ...asked }: Asked, luggage: Luggage = {}): Promise<Outcome> {
    if (this.#stopped) return Promise.resolve(refusal("SHUTTING_DOWN"));
    const given = asked.id;
    const under = given === undefined ? undefined : this.#pending.get(given);
    if (under?.type === asked.type) return under.answer;
    // The id is another command's, unless that one comes to nothing.
    if (under !== undefined) return under.answer.then(() => this.send(asked, luggage));
    const at = this.#clock.now();
    const id = given ?? CommandId.parse(newId("cmd", at));
    const command: Command = { ...asked, id, at };
    const promise = new Promise<Outcome>((answer) => {
      this.#queue.push({
        command,
        luggage,
        origin: here(),
        again: given !== undefined && isFresh !== true,
        tries: 0,
        decided: null,
        answer,
      });
      this.#running ??= this.#run();
    });
    this.#pending.set(id, { type: asked.type, answer: promise });
    void promise.then(() => this.#pending.delete(id));
    return promise;
  }

  read<T>(look: (router: Router) => T): Promise<T> {
    if (this.#running === null && this.#router !== null) return Promise.resolve(look(this.#router));
    if (this.#stopped && this.#running === null) return Promise.reject(gone());
    return new Promise<T>((resolve, reject) => {
      this.#turnedAway.push(reject);
      this.#readers.push((router) => {
        try {
          resolve(look(router));
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      });
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#disarm?.();
    while (this.#running !== null) await this.#running;
  }

  async #run(): Promise<void> {
    // A short breath: commands sent in the same tick of the event loop share a turn.
    await Promise.resolve();
    while (this.#queue.length > 0) {
      await this.#followedTurn(this.#queue.splice(0, COMMANDS_PER_TURN_MAX));
      this.#serveReaders();
    }
    this.#running = null;
    this.#armTimer();
  }

  #followedTurn(jobs: readonly Job[]): Promise<void> {
    const beginning = (): Beginning => ({
      kind: "internal",
      links: jobs.map(({ origin }) => origin),
      attributes: {
        "strowger.partition": this.#options.lease.partition,
        "strowger.commands": jobs.length,
        "strowger.command_types": [...new Set(jobs.map(({ command }) => command.type))],
      },
    });
    return tracedApart("turn", beginning, () => this.#turn(jobs));
  }

  async #turn(jobs: readonly Job[]): Promise<void> {
    const started = performance.now();
    let fresh = jobs;
    try {
      fresh = await this.#answerKnown(jobs);
      if (fresh.length === 0) return;
      const router = this.#router ?? (await this.#load());
      fresh = this.#withForgetting(fresh);
      const decided: Decided[] = [];
      let handedOverAt = 0;
      const parts = inParts(fresh, (some) => {
        const part = some.map((job) => this.#decide(router, job));
        if (decided.length === 0) handedOverAt = performance.now();
        decided.push(...part);
        return commitOf(part, this.#options.lease);
      });
      const committedAt = await this.#commit(parts, decided);
      this.#mustForget = false;
      const commitSeconds = (performance.now() - handedOverAt) / 1000;
      this.#options.measure.commit(commitSeconds);
      here()?.note({ "strowger.commit_seconds": commitSeconds });
      fresh.forEach((job, index) => {
        const outcome = decided[index]?.decision.outcome;
        if (outcome !== undefined) job.answer(outcome);
      });
      this.#options.onCommitted(decided, router, committedAt);
      this.#options.measure.turn((performance.now() - started) / 1000, fresh.length);
    } catch (error) {
      await this.#afterFailure(fresh, error);
    }
  }

  /**
   * What a router learnt on the way is not in SQL. One that was made anew begins with a word about it in
   * the journal, so that a replay forgets where it did (R13).
   */
  #withForgetting(jobs: readonly Job[]): readonly Job[] {
    const [first] = jobs;
    if (!this.#mustForget || first === undefined) return jobs;
    const { at } = first.command;
    const command: Command = {
      id: CommandId.parse(newId("cmd", at)),
      at,
      type: "router.forget",
    };
    const forgetting: Job = {
      command,
      luggage: {},
      origin: null,
      again: false,
      tries: 0,
      decided: null,
      answer: () => undefined,
    };
    return [forgetting, ...jobs];
  }

  /** Answers those that were committed before from SQL; the rest is fresh. */
  async #answerKnown(jobs: readonly Job[]): Promise<readonly Job[]> {
    const ask = jobs.filter((job) => job.again && job.tries === 0);
    if (ask.length === 0) return jobs;
    const known = await this.#known(ask);
    if (known.length > 0) await this.#expectNoLaterTurn();
    return this.#answerFrom(known, jobs);
  }

  /**
   * What is known may have been written by whoever leads after us, or by a commit of ours that was given
   * up and arrived late. Memory must have it before anybody is answered.
   */
  async #expectNoLaterTurn(): Promise<void> {
    const { store, lease, tellRecord } = this.#options;
    if (tellRecord === undefined) return;
    const later = await store.turnsAfter(lease.partition, this.#number, 1);
    if (later.length > 0) throw new StoreUnavailable("There are turns that memory does not have.");
  }

  #known(jobs: readonly Job[]): ReturnType<Store["knownCommands"]> {
    return this.#options.store.knownCommands(jobs.map((job) => job.command.id));
  }

  #answerFrom(known: Awaited<ReturnType<Store["knownCommands"]>>, jobs: readonly Job[]): Job[] {
    const byId = new Map(known.map((row) => [row.id, row]));
    return jobs.filter((job) => {
      const before = byId.get(job.command.id);
      if (before === undefined) return true;
      job.answer(before.type === job.command.type ? before.outcome : refusal("COMMAND_ID_REUSED"));
      return false;
    });
  }

  /** `decided` fills as the parts are made. */
  async #commit(parts: Iterable<TurnCommit>, decided: readonly Decided[]): Promise<number> {
    const { store, lease, now, tellRecord } = this.#options;
    if (tellRecord === undefined) {
      return traced(
        "store commit",
        {},
        () => store.commitParts?.(parts) ?? store.commitTurn(wholeTurn([...parts])),
      );
    }
    const turn = wholeTurn([...parts]);
    const number = this.#number + 1;
    const body = encodeRecord({ number, epoch: lease.epoch, committedAt: now(), decided });
    const committedAt = await traced("store commit", {}, () =>
      store.commitTurn({ ...turn, record: { number, body } }),
    );
    this.#number = number;
    this.#told = number;
    tellRecord({ number, body });
    return committedAt;
  }

  #decide(router: Router, job: Job): Decided {
    const decision = router.handle(job.command);
    const rows = new Map(decision.interactions.map((row) => [row.id, row]));
    const planned = decision.events.flatMap((fact) => {
      const row = "interactionId" in fact ? rows.get(fact.interactionId) : undefined;
      return this.#options.planEffects(fact, row, job.luggage);
    });
    // The command tells apart what is asked alike twice within a millisecond.
    const effects = planned.map((effect) => ({ ...effect, id: `${effect.id}:${job.command.id}` }));
    job.decided = { command: job.command, luggage: job.luggage, decision, effects };
    return job.decided;
  }

  /** Memory may be ahead of SQL now: it is dropped and read again, and the jobs get another try. */
  async #afterFailure(jobs: readonly Job[], error: unknown): Promise<void> {
    this.#options.log.error({ err: error, commands: jobs.length }, "a turn could not be committed");
    this.#options.measure.turnFailed?.();
    this.#router = null;
    for (const job of jobs) job.tries += 1;
    if (error instanceof StoreFenced) this.#loseLease();
    // Tried one by one from now on, so that a single bad command cannot fail its neighbours.
    for (const job of await this.#reloadWhenBack(jobs)) {
      // Memory is new once more, and forgets with the next turn.
      if (job.command.type === "router.forget") continue;
      if (this.#isFenced) job.answer(refusal("SHUTTING_DOWN"));
      else if (job.tries < TRIES_MAX) await this.#turn([job]);
      else job.answer(refusal("STORE_UNAVAILABLE"));
    }
  }

  #loseLease(): void {
    if (this.#isFenced) return;
    this.#isFenced = true;
    this.#stopped = true;
    this.#disarm?.();
    for (const job of this.#queue.splice(0)) job.answer(refusal("SHUTTING_DOWN"));
    this.#options.onFenced?.();
  }

  /**
   * Reads memory again, and what became of the jobs. Answers with those that were not written; none
   * when it cannot be known any more, because the lease is lost or a stop cannot wait.
   */
  async #reloadWhenBack(jobs: readonly Job[]): Promise<readonly Job[]> {
    for (let wait = 50; !this.#isFenced; wait = Math.min(wait * 2, RELOAD_WAIT_MS_MAX)) {
      try {
        return await this.#reload(jobs);
      } catch (error) {
        this.#router = null;
        if (error instanceof StoreFenced) {
          this.#loseLease();
          break;
        }
        this.#options.log.warn(
          { err: error, waitMs: wait },
          "the database does not answer; trying again",
        );
        this.#refuseWaiting();
        if (this.#stopped) break;
        await new Promise<void>((resolve) => this.#schedule(resolve, wait));
      }
    }
    const code = this.#isFenced ? "SHUTTING_DOWN" : "STORE_UNAVAILABLE";
    for (const job of jobs) job.answer(refusal(code));
    return [];
  }

  /**
   * What had been written, its answer lost, is answered and told now. Asked before memory is loaded:
   * if the lease is ours afterwards, it was ours then, and nobody else can have written it.
   */
  async #reload(jobs: readonly Job[]): Promise<readonly Job[]> {
    const known = await this.#known(jobs);
    const router = await this.#load();
    const { tellRecord, onCommitted, now } = this.#options;
    if (tellRecord !== undefined) {
      const late = await this.#tellLate(tellRecord, { jobs, router });
      const written = late.map(({ command: { id, type }, decision: { outcome } }) => {
        return { id, type, outcome };
      });
      // It may have been written after it was asked for.
      return this.#answerFrom([...known, ...written], jobs);
    }
    const unwritten = this.#answerFrom(known, jobs);
    const written = jobs.filter((job) => !unwritten.includes(job));
    const late = written.flatMap(({ decided }) => decided ?? []);
    if (late.length > 0) onCommitted(late, router, now());
    return unwritten;
  }

  /**
   * Turns that were written and not told. They are told as SQL has them: which of several tries was
   * written, nobody else knows.
   */
  async #tellLate(
    tellRecord: NonNullable<DispatchOptions["tellRecord"]>,
    to: { readonly jobs: readonly Job[]; readonly router: Router },
  ): Promise<readonly Decided[]> {
    const { store, lease, onCommitted } = this.#options;
    const missing = this.#number - this.#told;
    if (missing === 0) return [];
    const ours = new Map(to.jobs.map((job) => [job.command.id, job]));
    const late: Decided[] = [];
    for (const { number, body } of await store.turnsAfter(lease.partition, this.#told, missing)) {
      const record = decodeRecord(body);
      if (record === null) throw new Error(`turn ${String(number)} cannot be read`);
      this.#told = number;
      tellRecord({ number, body });
      const decided = record.decided.map((one) => {
        const job = ours.get(one.command.id);
        if (job === undefined) return one;
        return { ...one, luggage: job.luggage, effects: job.decided?.effects ?? [] };
      });
      onCommitted(decided, to.router, record.committedAt);
      late.push(...decided);
    }
    return late;
  }

  /** While SQL is away, senders and readers learn it at once instead of hanging. */
  #refuseWaiting(): void {
    for (const job of this.#queue.splice(0)) job.answer(refusal("STORE_UNAVAILABLE"));
    this.#readers = [];
    for (const reject of this.#turnedAway.splice(0)) reject(gone());
  }

  async #load(): Promise<Router> {
    const { partition, epoch } = this.#options.lease;
    const live = await this.#options.store.load(partition);
    if (live.epoch !== epoch) throw new StoreFenced(`the lease is ${String(live.epoch)} now`);
    this.#number = live.turnNumber;
    this.#clock.goOnFrom(live.lastAt);
    await this.#options.onLoaded(live);
    this.#router = this.#options.createRouter(live);
    this.#mustForget = true;
    return this.#router;
  }

  #serveReaders(): void {
    const router = this.#router;
    const turnAway = this.#turnedAway.splice(0);
    const readers = this.#readers.splice(0);
    // Without memory there is nothing true to read; the router lost its lease or cannot load.
    if (router === null) for (const reject of turnAway) reject(gone());
    else for (const serve of readers) serve(router);
  }

  #armTimer(): void {
    this.#disarm?.();
    this.#disarm = null;
    const due = this.#router?.nextTimerAt() ?? null;
    if (due === null || this.#stopped) return;
    // setTimeout takes at most 2^31 - 1 ms; a later timer is looked at again then.
    const wait = Math.min(this.#clock.until(due), 2_000_000_000);
    this.#disarm = this.#schedule(() => void this.send({ type: "router.tick" }), wait);
  }
}

function gone(): StoreUnavailable {
  return new StoreUnavailable("The router has no memory to read from.");
}

function refusal(code: ErrorCode): Outcome {
  return { ok: false, error: { code, message: errorCatalog[code] } };
}
