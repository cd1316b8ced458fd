/**
 * One node's part in a partition that several nodes serve. For the rest of the program it is a
 * `Dispatch` like any other: commands are answered after their commit, readers see what was committed.
 *
 * Always one of:
 * - following: a replica follows the leader's records, commands travel to the leader;
 * - leading: this node has the lease, decides, and does the duties;
 * - stopped.
 *
 * Who leads is decided in SQL alone (`takeLease`), by the database's clock. A leader that cannot renew
 * its lease goes on as long as nobody else has it: what it may write is decided by the fence of each
 * commit, not by what it believes.
 */
import { CommandId, type ServerNodeId } from "../../protocol/ids.js";
import type { Outcome } from "../../protocol/commands.js";
import type { Router } from "../../routing/router.js";
import { startDispatch } from "../dispatch/dispatch.js";
import type { Asked, Dispatch } from "../dispatch/dispatch-parts.js";
import type { TurnRecord } from "../dispatch/record.js";
import type { Luggage } from "../dispatch/turn.js";
import { createLocks } from "../desk/locks.js";
import { newId } from "../ids.js";
import type { ClusterView } from "../store/cluster-types.js";
import { createAsker, refusal, type Asker } from "./asker.js";
import { takeCommands, type Answer, type Duty } from "./leading.js";
import type { Member, MemberOptions } from "./member-parts.js";
import { createReplica, type Replica } from "./replica.js";
import { aliveIn, leadsIn, lostIn, NODE_LOST_MS } from "./roll-call.js";

/** A leader that is silent for so long is no leader. */
export const LEASE_MS = 2000;
const RENEW_MS = 400;
/** How often it is looked whether the lease can have run out; SQL is asked only then. */
const TRY_MS = 100;
/** After a try that came too early, or an outage. */
const TRY_AGAIN_MS = 250;
const BEAT_MS = 1000;
/** Turns committed and not heard of yet: so many are just being told. */
const ON_THEIR_WAY_MAX = 20;
/** Who leads more waits longer for the next lease. */
const MODESTY_MS = 100;
/** Who handed a lease over lets the others go first. */
const REST_MS = 2000;
/** How often records are looked for in SQL while nobody carries them. */
const LOOK_WHILE_LOST_MS = 100;

/** Resolves when this node leads or follows. */
export async function joinPartition(options: MemberOptions): Promise<Member> {
  const member = new PartitionMember(options);
  await member.start();
  return member;
}

type Role =
  | { readonly kind: "following"; readonly replica: Replica }
  | {
      readonly kind: "leading";
      readonly epoch: number;
      readonly dispatch: Dispatch;
      /** On the steady clock. */
      validUntil: number;
      readonly stopTaking: () => void;
      readonly stopDuties: (() => Promise<void> | void)[];
    };

class PartitionMember implements Member {
  readonly dispatch: Dispatch;
  readonly node: ServerNodeId;
  readonly #options: MemberOptions;
  readonly #asker: Asker;
  readonly #locks = createLocks();
  readonly #timers = new Set<() => void>();
  #role: Role | null = null;
  #duties: readonly Duty[] | null = null;
  #view: ClusterView | null = null;
  /** Of the last turn that this node committed. */
  #number = 0;
  /** The replica must not hear of the first turns of our own. */
  #isPromoting = false;
  /** On the steady clock: it handed the lease over. */
  #restsUntil = 0;
  /** On the steady clock: before this somebody else has the lease. */
  #heldUntil = 0;
  #behind = 0;
  #takeovers = 0;
  #isStopped = false;

  constructor(options: MemberOptions) {
    this.#options = options;
    this.node = options.node.id;
    this.#asker = createAsker({
      ...options,
      node: this.node,
      catchUp: () => this.catchUp(),
    });
    this.dispatch = {
      send: (asked, luggage) => this.#send(asked, luggage),
      read: (look) => this.#read(look),
      stop: () => this.stop(),
    };
  }

  async start(): Promise<void> {
    await this.#beat();
    await this.#tryToLead();
    if (this.#role === null) await this.#follow({ isFirst: true });
    this.#every(BEAT_MS, () => this.#beat());
    this.#every(TRY_MS, () =>
      this.isLeading() || this.#options.steady() < this.#heldUntil
        ? Promise.resolve()
        : this.#tryToLead(),
    );
    this.#every(RENEW_MS, () => this.#renew());
    this.#every(LOOK_WHILE_LOST_MS, () => this.#lookWhileLost());
  }

  isLeading(): boolean {
    return this.#role?.kind === "leading";
  }

  mayAct(): boolean {
    return this.#role?.kind === "leading" && this.#options.steady() < this.#role.validUntil;
  }

  async open(duties: readonly Duty[]): Promise<void> {
    this.#duties = duties;
    await this.#locks("role", async () => {
      if (this.#role?.kind === "leading") await this.#startDuties(this.#role);
    });
  }

  async closeDuties(): Promise<void> {
    this.#duties = null;
    await this.#locks("role", async () => {
      if (this.#role?.kind === "leading") await this.#stopDuties(this.#role);
    });
  }

  view(): ClusterView {
    return this.#view ?? { now: this.#options.now(), nodes: [], leases: [] };
  }

  turnNumber(): number {
    return this.#role?.kind === "following" ? this.#role.replica.number : this.#number;
  }

  behind(): number {
    return this.#role?.kind === "following" ? this.#behind : 0;
  }

  takeovers(): number {
    return this.#takeovers;
  }

  hearRecord(body: string): void {
    if (this.#role?.kind !== "following" || this.#isPromoting) return;
    this.#role.replica.hear(body).catch((error: unknown) => {
      this.#options.log.warn({ err: error }, "a turn could not be followed yet");
    });
  }

  hearAnswer({ to, outcome, ...command }: Answer): void {
    if (to !== this.node) return;
    if (!outcome.ok && outcome.error.code === "STORE_UNAVAILABLE") {
      this.#asker.heard(command, outcome);
      return;
    }
    // A known one was committed in a turn that memory here may not have.
    void this.#quietly(async () => {
      await this.catchUp();
      this.#asker.heard(command, outcome);
    });
  }

  hearLeaseFree(): void {
    const modestly = MODESTY_MS * (this.#options.share?.leads() ?? 0);
    const callOff = this.#options.schedule(() => {
      this.#timers.delete(callOff);
      void this.#quietly(() => this.#tryToLead());
    }, modestly);
    this.#timers.add(callOff);
  }

  async catchUp(): Promise<void> {
    // Until it is clear whether this node leads; the replica is left alone meanwhile.
    while (this.#isPromoting) await this.#locks("role", () => Promise.resolve());
    if (this.#role?.kind === "following") await this.#role.replica.catchUp();
    // Whoever leads knows everything, unless the lease is another's by now.
    else if (!this.mayAct()) await this.#renew();
  }

  async stop(): Promise<void> {
    if (this.#isStopped) return;
    this.#isStopped = true;
    for (const callOff of this.#timers) callOff();
    await this.#locks("role", async () => {
      const role = this.#role;
      if (role?.kind === "following") role.replica.close();
      if (role?.kind === "leading") await this.#layDown(role);
    });
    this.#asker.close();
    await this.#quietly(() => this.#options.store.dropNode(this.node));
  }

  // ---- as a dispatch

  async #send(asked: Asked, luggage: Luggage = {}): Promise<Outcome> {
    const id = asked.id ?? CommandId.parse(newId("cmd", this.#options.now()));
    const named: Asked & { readonly id: CommandId } =
      asked.id === undefined ? { ...asked, id, isFresh: true } : { ...asked, id };
    if (this.#role?.kind === "leading") {
      const outcome = await this.#role.dispatch.send(named, luggage);
      if (outcome.ok || outcome.error.code !== "SHUTTING_DOWN" || this.#isStopped) return outcome;
      // The lease was lost under way: whoever has it now is asked. Nobody knows whether it was done.
      const { isFresh: _, ...again } = named;
      return this.#asker.ask({ ...again, id }, luggage);
    }
    return this.#isStopped ? refusal("SHUTTING_DOWN") : this.#asker.ask(named, luggage);
  }

  async #read<T>(look: (router: Router) => T): Promise<T> {
    const role = this.#role;
    if (role?.kind === "following") return role.replica.read(look);
    if (role?.kind !== "leading") throw new Error("this node has not joined yet");
    try {
      return await role.dispatch.read(look);
    } catch (error) {
      // The lease was lost while they waited; the replica has what they look for.
      if (this.#role?.kind === "following") return this.#role.replica.read(look);
      throw error;
    }
  }

  // ---- the role

  async #tryToLead(): Promise<void> {
    const { store, partition } = this.#options;
    await this.#locks("role", async () => {
      if (this.#isStopped || this.isLeading()) return;
      if (this.#options.steady() < this.#restsUntil) return;
      const askedAt = this.#options.steady();
      this.#heldUntil = askedAt + TRY_AGAIN_MS;
      const epoch = await store.takeLease({ partition, holder: this.node, ttlMs: LEASE_MS });
      if (epoch === null) return;
      this.#isPromoting = true;
      try {
        await this.#lead(epoch, askedAt + LEASE_MS);
      } catch (error) {
        this.#options.log.warn({ err: error, epoch }, "this node could not lead");
        await this.#quietly(() => store.releaseLease({ partition, epoch }));
      } finally {
        this.#isPromoting = false;
      }
    });
  }

  async #lead(epoch: number, validUntil: number): Promise<void> {
    const { store, bus, partition, log, tell } = this.#options;
    const view = await store.beat(this.#options.node);
    this.#view = view;
    // Nobody can commit under an earlier epoch any more: after this, sockets here know every turn.
    if (this.#role?.kind === "following") await this.#role.replica.catchUp();
    const fence = { isOver: false };
    const dispatch = await startDispatch({
      ...this.#options,
      lease: { partition, epoch },
      alive: aliveIn(view, this.node),
      tellRecord: ({ number, body }) => {
        this.#number = number;
        tell.record(body);
      },
      onCommitted: (decided, router, committedAt) => {
        this.#answer(decided);
        // Heard of after the lease was lost: the replica has it already, and more.
        if (!this.#isPromoting && !this.isLeading()) return;
        this.#options.onTurn({ decided, committedAt }, router);
      },
      onFenced: () => {
        fence.isOver = true;
        void this.#quietly(() => this.#abdicate(epoch));
      },
    });
    if (this.#role?.kind === "following") this.#role.replica.close();
    const stopTaking = takeCommands({
      bus,
      dispatch,
      onArriving: this.#options.onArriving,
      onGone: this.#options.onGone,
      tellAnswer: (answer) => {
        this.#asker.heard(answer, answer.outcome);
        tell.answer(answer);
      },
      now: this.#options.now,
      log,
    });
    const role: Role = {
      kind: "leading",
      epoch,
      dispatch,
      validUntil,
      stopTaking,
      stopDuties: [],
    };
    this.#role = role;
    log.info({ partition, epoch, node: this.node }, "this node leads");
    this.#takeovers += 1;
    this.#options.share?.began();
    this.#options.onLeading(true);
    if (!fence.isOver) await this.#startDuties(role);
  }

  async #abdicate(epoch: number): Promise<void> {
    await this.#locks("role", async () => {
      const role = this.#role;
      if (role?.kind !== "leading" || role.epoch !== epoch || this.#isStopped) return;
      this.#options.log.warn(
        { epoch, node: this.node },
        "another node leads now; this one follows",
      );
      role.stopTaking();
      await Promise.all([this.#follow({ isFirst: false }), this.#stopDuties(role)]);
      await role.dispatch.stop();
    });
  }

  async #follow({ isFirst }: { readonly isFirst: boolean }): Promise<void> {
    const { store, partition, createRouter, onLoaded, onAnew, schedule } = this.#options;
    const wasLeading = this.isLeading();
    // Nobody was told anything yet. Whoever led knows nothing of the turns since.
    let isNew = isFirst;
    const replica = createReplica({
      store,
      partition,
      createRouter,
      onLoaded,
      schedule,
      onTurn: (record, router) => {
        this.#answer(record.decided);
        this.#options.onTurn(record, router);
      },
      onAnew: () => {
        if (!isNew) onAnew();
        isNew = false;
      },
    });
    this.#role = { kind: "following", replica };
    if (wasLeading) {
      this.#options.share?.ended();
      this.#options.onLeading(false);
    }
    try {
      await replica.catchUp();
    } catch (error) {
      // Tried again with every beat.
      this.#options.log.warn({ err: error }, "the database does not answer; trying again");
    }
  }

  /** Commands of this node that were done in a turn. */
  #answer(decided: TurnRecord["decided"]): void {
    for (const { command, decision } of decided) this.#asker.answered(command, decision.outcome);
  }

  async #renew(): Promise<void> {
    const role = this.#role;
    if (role?.kind !== "leading" || this.#isStopped) return;
    const { store, partition, steady } = this.#options;
    const askedAt = steady();
    if (await store.renewLease({ partition, epoch: role.epoch, ttlMs: LEASE_MS })) {
      role.validUntil = askedAt + LEASE_MS;
    } else await this.#abdicate(role.epoch);
  }

  async #beat(): Promise<void> {
    const { store, partition, steady } = this.#options;
    const askedAt = steady();
    const view = await store.beat(this.#options.node);
    this.#view = view;
    const lease = view.leases.find((one) => one.partition === partition);
    // Counted from the question, so that it is never too late.
    this.#heldUntil = askedAt + (lease?.expiresInMs ?? 0);
    if (this.#role?.kind === "following" && !this.#isPromoting) {
      const missed = await this.#role.replica.catchUp();
      this.#behind = missed > ON_THEIR_WAY_MAX ? missed : 0;
    }
    if (this.#role?.kind !== "leading") return;
    await this.#missLost(this.#role.dispatch, this.#view);
    await this.#shareOut(this.#role, this.#view);
  }

  /** Nodes that engineers' consoles are said to be at, and that are not there any more. */
  async #missLost(dispatch: Dispatch, view: ClusterView): Promise<void> {
    const alive = aliveIn(view, this.node);
    const lost = await dispatch.read((router) => lostIn(router, alive));
    for (const nodeId of lost) {
      this.#options.log.warn({ nodeId }, "a node is lost; its engineers have to come back");
      void dispatch.send({ type: "node.lost", nodeId });
    }
  }

  /** Hands the lease over when another process leads clearly fewer organisations. */
  async #shareOut(role: Extract<Role, { kind: "leading" }>, view: ClusterView): Promise<void> {
    const { share, steady, log } = this.#options;
    const others = view.nodes.filter(
      ({ id, silentMs }) => id !== this.node && silentMs < NODE_LOST_MS,
    );
    const fewest = Math.min(...others.map(({ facts }) => leadsIn(facts)));
    if (share === undefined || share.leads() - fewest < 2 || !share.mayHandOver()) return;
    share.handedOver();
    await this.#locks("role", async () => {
      if (this.#role !== role || this.#isStopped) return;
      log.info({ leads: share.leads(), fewest }, "another node leads fewer; this one hands over");
      this.#restsUntil = steady() + REST_MS;
      await this.#layDown(role);
      await this.#follow({ isFirst: false });
    });
  }

  /** Ends what it does as a leader, in order, and lets the others know. */
  async #layDown(role: Extract<Role, { kind: "leading" }>): Promise<void> {
    await this.#stopDuties(role);
    role.stopTaking();
    await role.dispatch.stop();
    role.validUntil = -Infinity;
    await this.#quietly(async () => {
      const { store, partition, tell } = this.#options;
      await store.releaseLease({ partition, epoch: role.epoch });
      tell.leaseFree();
    });
  }

  async #lookWhileLost(): Promise<void> {
    if (this.#options.bus.state() === "lost") await this.catchUp();
  }

  // ---- duties

  async #startDuties(role: Extract<Role, { kind: "leading" }>): Promise<void> {
    if (this.#duties === null || role.stopDuties.length > 0) return;
    for (const duty of this.#duties) {
      try {
        role.stopDuties.push(await duty.start());
      } catch (error) {
        this.#options.log.error({ err: error, duty: duty.name }, "a duty could not be taken up");
      }
    }
  }

  async #stopDuties(role: Extract<Role, { kind: "leading" }>): Promise<void> {
    for (const stop of role.stopDuties.splice(0).toReversed()) {
      await this.#quietly(async () => {
        await stop();
      });
    }
  }

  // ---- time

  /** Again and again, `ms` after the end of the time before. */
  #every(ms: number, work: () => Promise<void>): void {
    const arm = (): void => {
      if (this.#isStopped) return;
      const callOff = this.#options.schedule(() => {
        this.#timers.delete(callOff);
        void this.#quietly(work).finally(arm);
      }, ms);
      this.#timers.add(callOff);
    };
    arm();
  }

  async #quietly(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#options.log.warn({ err: error }, "the database does not answer; trying again");
    }
  }
}
