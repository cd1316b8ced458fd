/** What each command does to the reference model's rows; see `reference.ts`. */
import type { Command, CommandOf } from "../../protocol/commands.js";
import type { ErrorCode } from "../../protocol/errors.js";
import { ONE_SERVER_NODE, type ServerNodeId } from "../../protocol/ids.js";
import { UNQUEUED, type RoutedInteraction } from "../../protocol/interactions.js";
import type { Bucket, Engineer, EngineerState } from "../../protocol/organisation.js";
import { held, isQueued, one, stateOf } from "./reference-facts.js";
import { ReferenceHandover } from "./reference-handover.js";
import type { ReferenceMoves } from "./reference-moves.js";
import type { ReferenceOverflow } from "./reference-overflow.js";

export class ReferenceCommands {
  readonly #moves: ReferenceMoves;
  readonly #overflow: ReferenceOverflow;
  readonly #handover: ReferenceHandover;

  constructor(moves: ReferenceMoves, overflow: ReferenceOverflow) {
    this.#moves = moves;
    this.#overflow = overflow;
    this.#handover = new ReferenceHandover(moves, overflow);
  }

  /** Why it was refused; nothing: it was not. */
  apply(command: Command): ErrorCode | undefined {
    switch (command.type) {
      case "interaction.start":
        if (this.#moves.find(command.interactionId) === undefined) {
          this.#create(command);
          const { interactionId, channel } = command;
          this.#moves.tell({ type: "interaction.started", interactionId, channel });
        }
        return undefined;
      case "interaction.queue":
        return this.#queue(command);
      case "interaction.end":
        return this.#end(command);
      case "interaction.requeue":
        this.#requeue(command);
        return undefined;
      case "interaction.transfer":
        return this.#handover.transfer(command);
      case "interaction.change":
        return this.#handover.change(command);
      case "interaction.assign":
        return this.#handover.assign(command);
      case "wrapup.complete":
        return this.#complete(command);
      case "offer.accept":
      case "offer.decline":
        return this.#answer(command);
      case "presence.set":
      case "engineer.connect":
      case "engineer.disconnect":
        return this.#presence(command);
      case "engineer.put":
        this.#putEngineer(command.engineer);
        return undefined;
      case "bucket.put":
        return this.#putBucket(command.bucket);
      case "router.recover":
        this.#recover(command.nodes ?? []);
        return undefined;
      case "node.lost":
        this.#loseNode(command.nodeId);
        return undefined;
      case "interaction.pull":
        return this.#handover.pull(command);
      case "interaction.callback":
        return this.#handover.callback(command);
      case "callback.failed":
        return this.#handover.callbackFailed(command);
      case "router.forget":
        this.#moves.tell({ type: "router.forgot" });
        return undefined;
      case "router.tick":
        return undefined;
    }
  }

  #create(
    command: CommandOf<"interaction.start"> | CommandOf<"interaction.queue">,
  ): RoutedInteraction {
    const row: RoutedInteraction = {
      id: command.interactionId,
      channel: command.channel,
      state: "menu",
      outcome: null,
      customerId: command.customerId,
      bucketId: null,
      priority: 5,
      skills: [],
      directTo: null,
      engineerId: null,
      lastEngineerId: null,
      startedAt: this.#moves.facts.now,
      queuedAt: null,
      dueAt: null,
      answeredAt: null,
      endedAt: null,
      wrapUpEndsAt: null,
      closedAt: null,
      disposition: null,
      offers: 0,
      cooldowns: [],
      ...UNQUEUED,
    };
    this.#moves.facts.interactions.push(row);
    return row;
  }

  #queue(command: CommandOf<"interaction.queue">): ErrorCode | undefined {
    const { facts } = this.#moves;
    const known = this.#moves.find(command.interactionId);
    if (known !== undefined && known.state !== "menu") return undefined;
    if (known === undefined && command.fromMenu === true) return "INTERACTION_UNKNOWN";
    const bucket = this.#moves.openBucket(command.bucketId);
    if (bucket === undefined) return "BUCKET_UNKNOWN";
    const row = known ?? this.#create(command);
    const old = this.#placeBefore(command, bucket);
    row.state = "waiting";
    row.tier = command.tier ?? "basic";
    row.priority = command.priority ?? bucket.policy.tiers[row.tier].priority ?? bucket.priority;
    row.skills = command.skills;
    row.lastEngineerId = command.lastEngineerId;
    row.customerId = command.customerId ?? row.customerId;
    row.queuedAt = old?.queuedAt ?? facts.now;
    this.#moves.enter(row, bucket, row.queuedAt);
    this.#moves.tell({
      type: "interaction.queued",
      interactionId: row.id,
      channel: row.channel,
      bucketId: bucket.id,
      priority: row.priority,
      dueAt: Number(row.dueAt),
      ...(row.tier !== "basic" && { tier: row.tier }),
      ...(old !== null && { reentryOf: old.interactionId }),
    });
    this.#overflow.arrived(row);
    return undefined;
  }

  /** R9: the contact whose place it takes over. */
  #placeBefore(
    { reentry }: CommandOf<"interaction.queue">,
    { id, policy }: Bucket,
  ): NonNullable<CommandOf<"interaction.queue">["reentry"]> | null {
    if (reentry?.bucketId !== id) return null;
    const { now } = this.#moves.facts;
    const isBackInTime = now - reentry.endedAt <= policy.reentrySeconds * 1000;
    return policy.reentrySeconds > 0 && isBackInTime && reentry.queuedAt <= now ? reentry : null;
  }

  #end(command: CommandOf<"interaction.end">): ErrorCode | undefined {
    const { by, engineerId } = command;
    const row = this.#moves.find(command.interactionId);
    if (row === undefined) return by === "engineer" ? "INTERACTION_UNKNOWN" : undefined;
    if (by === "engineer" && engineerId !== null && this.#moves.holder(row) !== engineerId) {
      return "INTERACTION_NOT_YOURS";
    }
    const ended = (outcome: NonNullable<RoutedInteraction["outcome"]>): void => {
      this.#moves.end(row, { by, outcome, engineerId: this.#moves.holder(row) });
    };
    if (row.state === "menu") {
      ended(by === "menu" ? "menu_ended" : by === "engineer" ? "dismissed" : "left_in_menu");
      this.#moves.close(row);
    } else if (isQueued(row)) {
      if (by === "menu" || (by === "customer" && row.callback !== null)) return undefined;
      this.#moves.revokeAll(row, by === "customer" ? "customer left" : "interaction closed");
      ended(by === "customer" ? "abandoned" : "dismissed");
      this.#moves.close(row);
    } else if (row.state === "active") {
      ended("handled");
      const seconds = one(this.#moves.facts.buckets, row.bucketId).wrapUpSeconds[row.channel];
      if (seconds === 0) {
        this.#moves.close(row);
      } else if (row.engineerId !== null) {
        row.state = "wrapup";
        row.wrapUpEndsAt = this.#moves.facts.now + seconds * 1000;
        this.#moves.tell({
          type: "wrapup.started",
          interactionId: row.id,
          engineerId: row.engineerId,
          endsAt: row.wrapUpEndsAt,
        });
      }
    }
    return undefined;
  }

  #requeue(command: CommandOf<"interaction.requeue">): void {
    const { engineerId, because } = command;
    const row = this.#moves.find(command.interactionId);
    if (row === undefined) return;
    const offer = this.#moves.facts.offers.find(
      (pending) => pending.interactionId === row.id && pending.engineerId === engineerId,
    );
    if (row.state === "active" && (engineerId === null || engineerId === row.engineerId)) {
      this.#moves.free(row);
      this.#moves.tellRequeued(row, because);
    } else if (offer !== undefined) {
      this.#moves.revoke(offer, because);
      this.#moves.undirect(row);
    } else {
      return;
    }
    if (engineerId === null) return;
    this.#moves.cool(row, engineerId);
    if (row.channel === "voice") this.#moves.silence(engineerId);
  }

  #complete(command: CommandOf<"wrapup.complete">): ErrorCode | undefined {
    const row = this.#moves.find(command.interactionId);
    if (row === undefined) return "INTERACTION_UNKNOWN";
    const holder = this.#moves.holder(row);
    if (command.engineerId !== null && holder !== command.engineerId) {
      return "INTERACTION_NOT_YOURS";
    }
    if (holder === null) return "INTERACTION_STATE";
    if (row.state === "active") {
      this.#moves.end(row, { by: "engineer", outcome: "handled", engineerId: holder });
    }
    this.#moves.completed(row, command.disposition, command.note);
    return undefined;
  }

  #answer(command: CommandOf<"offer.accept"> | CommandOf<"offer.decline">): ErrorCode | undefined {
    const { offerId, engineerId } = command;
    const offer = this.#moves.facts.offers.find((pending) => pending.id === offerId);
    if (offer === undefined) return this.#answerLate(command);
    if (offer.engineerId !== engineerId) return "OFFER_NOT_YOURS";
    const row = this.#moves.drop(offer);
    if (command.type === "offer.accept") {
      this.#moves.revokeAll(row, "accepted by another engineer");
      this.#moves.give(row, engineerId, offerId);
      return undefined;
    }
    const { reason } = command;
    this.#moves.tell({
      type: "offer.declined",
      interactionId: row.id,
      offerId,
      engineerId,
      reason,
    });
    this.#moves.undirect(row);
    this.#moves.cool(row, engineerId);
    return undefined;
  }

  #answerLate(
    command: CommandOf<"offer.accept"> | CommandOf<"offer.decline">,
  ): ErrorCode | undefined {
    const [, interactionId = "", number] = /^(.*)\.o(\d+)$/.exec(command.offerId) ?? [];
    const row = this.#moves.find(interactionId);
    if (row === undefined || Number(number) < 1 || Number(number) > row.offers) {
      return "OFFER_UNKNOWN";
    }
    const holder = this.#moves.holder(row);
    if (holder === command.engineerId) {
      return command.type === "offer.accept" ? undefined : "INTERACTION_STATE";
    }
    const cooling = row.cooldowns.some(({ engineerId }) => engineerId === command.engineerId);
    if (command.type === "offer.decline" && cooling) return undefined;
    return holder === null ? "OFFER_EXPIRED" : "OFFER_TAKEN";
  }

  #presence(
    command:
      CommandOf<"presence.set"> | CommandOf<"engineer.connect"> | CommandOf<"engineer.disconnect">,
  ): ErrorCode | undefined {
    const { engineerId } = command;
    if (!this.#moves.facts.engineers.some(({ id }) => id === engineerId)) return "ENGINEER_UNKNOWN";
    const state = stateOf(this.#moves.facts, engineerId);
    if (command.type === "presence.set") {
      const channels = command.channels ?? state.channels;
      const same =
        state.status === command.status &&
        state.reason === command.reason &&
        JSON.stringify(state.channels) === JSON.stringify(channels);
      if (same) return undefined;
      state.channels = channels;
      this.#moves.setStatus(state, command);
    } else if (command.type === "engineer.connect") {
      const { nodeId = ONE_SERVER_NODE } = command;
      if (!state.nodes.includes(nodeId)) state.nodes = [...state.nodes, nodeId];
      if (state.connected) return undefined;
      state.connected = true;
      state.disconnectedAt = null;
      this.#moves.tell({ type: "engineer.connected", engineerId });
    } else {
      this.#leaveNode(state, command.nodeId ?? ONE_SERVER_NODE);
    }
    return undefined;
  }

  #leaveNode(state: EngineerState, nodeId: ServerNodeId): void {
    state.nodes = state.nodes.filter((id) => id !== nodeId);
    if (!state.connected || state.nodes.length > 0) return;
    state.connected = false;
    state.disconnectedAt = this.#moves.facts.now;
    this.#moves.tell({ type: "engineer.disconnected", engineerId: state.engineerId });
  }

  #loseNode(nodeId: ServerNodeId): void {
    const there = this.#moves.facts.states.filter(({ nodes }) => nodes.includes(nodeId));
    if (there.length > 0) this.#moves.tell({ type: "node.lost", nodeId });
    there.sort((a, b) => (a.engineerId < b.engineerId ? -1 : 1));
    for (const state of there) this.#leaveNode(state, nodeId);
  }

  #putEngineer(engineer: Engineer): void {
    const { facts } = this.#moves;
    if (!facts.engineers.some(({ id }) => id === engineer.id)) {
      facts.states.push({
        engineerId: engineer.id,
        status: "offline",
        reason: null,
        channels: ["voice", "chat", "email"],
        connected: false,
        nodes: [],
        statusAt: facts.now,
        idleAt: facts.now,
        disconnectedAt: null,
        askedAt: null,
        today: null,
      });
    }
    facts.engineers = [...facts.engineers.filter(({ id }) => id !== engineer.id), engineer];
    for (const row of facts.interactions) {
      if (engineer.archived && row.directTo === engineer.id) this.#moves.undirect(row);
    }
    this.#moves.tell({ type: "engineer.changed", engineerId: engineer.id });
  }

  /** R15: refused when overflow leads nowhere, or could come back to it; nothing enters an archived one. */
  #putBucket(bucket: Bucket): ErrorCode | undefined {
    const { facts } = this.#moves;
    const before = facts.buckets.find(({ id }) => id === bucket.id);
    const after = [...facts.buckets.filter(({ id }) => id !== bucket.id), bucket];
    const targets = ({ policy }: Bucket): string[] =>
      policy.overflow.flatMap(({ then }) => (then.kind === "bucket" ? [then.bucketId] : []));
    if (targets(bucket).some((id) => !after.some((one) => one.id === id))) return "BUCKET_UNKNOWN";
    const next = (id: string): string[] =>
      after.filter((one) => one.id === id && !one.archived).flatMap(targets);
    const reached = next(bucket.id);
    for (const id of reached) reached.push(...next(id).filter((one) => !reached.includes(one)));
    if (reached.includes(bucket.id)) return "OVERFLOW_CYCLE";
    facts.buckets = after;
    this.#moves.tell({ type: "bucket.changed", bucketId: bucket.id });
    const reason = bucket.closed?.reason;
    if (reason !== undefined && reason !== before?.closed?.reason) {
      this.#moves.tell({ type: "bucket.closed", bucketId: bucket.id, reason });
    } else if (reason === undefined && (before?.closed ?? null) !== null) {
      this.#moves.tell({ type: "bucket.reopened", bucketId: bucket.id });
    }
    return undefined;
  }

  #recover(alive: readonly ServerNodeId[]): void {
    const { states } = this.#moves.facts;
    for (const state of states) state.nodes = state.nodes.filter((id) => alive.includes(id));
    const gone = states.filter(({ nodes }) => nodes.length === 0);
    const offers = this.#moves
      .offersInOrder()
      .filter(({ engineerId }) => gone.some((state) => state.engineerId === engineerId));
    for (const offer of offers) this.#moves.revoke(offer, "server restarted");
    for (const state of gone) {
      const chats = held(this.#moves.facts, state.engineerId).filter(
        (row) => row.channel === "chat" && row.state === "active",
      );
      state.connected = false;
      state.disconnectedAt = chats.length > 0 ? this.#moves.facts.now : null;
    }
    this.#moves.tell({ type: "router.recovered", offersReturned: offers.length });
  }
}
