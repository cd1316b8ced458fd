/** What each command does to the reference model's rows; see `reference.ts`. */
import type { Command, CommandOf, TransferTarget } from "../../protocol/commands.js";
import type { ErrorCode } from "../../protocol/errors.js";
import { UNQUEUED, type RoutedInteraction } from "../../protocol/interactions.js";
import type { Engineer } from "../../protocol/organisation.js";
import { held, one, stateOf } from "./reference-match.js";
import type { ReferenceMoves } from "./reference-moves.js";

export class ReferenceCommands {
  readonly #moves: ReferenceMoves;

  constructor(moves: ReferenceMoves) {
    this.#moves = moves;
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
        return this.#transfer(command);
      case "interaction.change":
        return this.#change(command);
      case "interaction.assign":
        return this.#assign(command);
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
        this.#moves.facts.buckets = [
          ...this.#moves.facts.buckets.filter((bucket) => bucket.id !== command.bucket.id),
          command.bucket,
        ];
        this.#moves.tell({ type: "bucket.changed", bucketId: command.bucket.id });
        return undefined;
      case "router.recover":
        this.#recover();
        return undefined;
      case "interaction.callback":
      case "callback.failed":
      case "interaction.pull":
      case "router.forget":
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
    const bucket = this.#moves.openBucket(command.bucketId);
    if (bucket === undefined) return "BUCKET_UNKNOWN";
    const row = known ?? this.#create(command);
    row.state = "waiting";
    row.bucketId = bucket.id;
    row.priority = command.priority ?? bucket.priority;
    row.skills = command.skills;
    row.lastEngineerId = command.lastEngineerId;
    row.customerId = command.customerId ?? row.customerId;
    row.queuedAt = facts.now;
    row.dueAt = facts.now + bucket.targetSeconds[row.channel] * 1000;
    this.#moves.tell({
      type: "interaction.queued",
      interactionId: row.id,
      channel: row.channel,
      bucketId: bucket.id,
      priority: row.priority,
      dueAt: row.dueAt,
    });
    return undefined;
  }

  #end(command: CommandOf<"interaction.end">): ErrorCode | undefined {
    const { by, engineerId } = command;
    const row = this.#moves.find(command.interactionId);
    if (row === undefined) return by === "engineer" ? "INTERACTION_UNKNOWN" : undefined;
    if (by === "engineer" && engineerId !== null && this.#moves.holder(row) !== engineerId) {
      return "INTERACTION_NOT_YOURS";
    }
    const ended = (outcome: NonNullable<RoutedInteraction["outcome"]>): void => {
      row.outcome = outcome;
      row.endedAt = this.#moves.facts.now;
      const who = outcome === "handled" ? row.engineerId : null;
      this.#moves.tell({
        type: "interaction.ended",
        interactionId: row.id,
        by,
        outcome,
        engineerId: who,
      });
    };
    if (row.state === "menu") {
      ended(by === "menu" ? "menu_ended" : by === "engineer" ? "dismissed" : "left_in_menu");
      this.#moves.close(row);
    } else if (row.state === "waiting" || row.state === "offered") {
      if (by === "menu") return undefined;
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
      row.directTo = null;
    } else {
      return;
    }
    if (engineerId === null) return;
    this.#moves.cool(row, engineerId);
    if (row.channel === "voice") this.#moves.silence(engineerId);
  }

  #transfer(command: CommandOf<"interaction.transfer">): ErrorCode | undefined {
    const { to } = command;
    const row = this.#moves.find(command.interactionId);
    if (row === undefined) return "INTERACTION_UNKNOWN";
    const from = this.#moves.holder(row);
    if (command.engineerId !== null && from !== command.engineerId) return "INTERACTION_NOT_YOURS";
    if (row.state === "menu" || row.state === "wrapup") return "INTERACTION_STATE";
    const refusal = this.#refuseTarget(to);
    if (refusal !== undefined) return refusal;
    if ("engineerId" in to && to.engineerId === from) return undefined;
    this.#moves.revokeAll(row, "transferred");
    if (from !== null) {
      this.#moves.free(row);
      this.#moves.cool(row, from);
    }
    if ("bucketId" in to) {
      const bucket = one(this.#moves.facts.buckets, to.bucketId);
      row.bucketId = bucket.id;
      row.dueAt = this.#moves.facts.now + bucket.targetSeconds[row.channel] * 1000;
      row.directTo = null;
    } else {
      this.#moves.warm(row, to.engineerId);
      row.directTo = to.engineerId;
    }
    this.#moves.tell({
      type: "interaction.transferred",
      interactionId: row.id,
      fromEngineerId: from,
      toBucketId: "bucketId" in to ? to.bucketId : null,
      toEngineerId: "engineerId" in to ? to.engineerId : null,
      note: command.note,
    });
    return undefined;
  }

  #refuseTarget(to: TransferTarget): ErrorCode | undefined {
    if ("bucketId" in to) {
      return this.#moves.openBucket(to.bucketId) === undefined ? "BUCKET_UNKNOWN" : undefined;
    }
    return this.#moves.workingEngineer(to.engineerId) === undefined
      ? "ENGINEER_UNKNOWN"
      : undefined;
  }

  #change(command: CommandOf<"interaction.change">): ErrorCode | undefined {
    const row = this.#moves.find(command.interactionId);
    if (row === undefined) return "INTERACTION_UNKNOWN";
    if (row.state === "menu" || row.state === "wrapup") return "INTERACTION_STATE";
    const current = one(this.#moves.facts.buckets, row.bucketId);
    const bucketId = command.bucketId ?? current.id;
    const bucket = bucketId === current.id ? current : this.#moves.openBucket(bucketId);
    if (bucket === undefined) return "BUCKET_UNKNOWN";
    const priority = command.priority ?? row.priority;
    if (bucket === current && priority === row.priority) return undefined;
    row.priority = priority;
    if (bucket !== current) {
      row.bucketId = bucket.id;
      row.dueAt = Number(row.queuedAt) + bucket.targetSeconds[row.channel] * 1000;
    }
    this.#moves.tell({
      type: "interaction.changed",
      interactionId: row.id,
      priority,
      bucketId: bucket.id,
      dueAt: Number(row.dueAt),
    });
    return undefined;
  }

  #assign(command: CommandOf<"interaction.assign">): ErrorCode | undefined {
    const row = this.#moves.find(command.interactionId);
    if (row === undefined) return "INTERACTION_UNKNOWN";
    const { engineerId, reason } = command;
    if (this.#moves.workingEngineer(engineerId) === undefined) return "ENGINEER_UNKNOWN";
    if (row.state === "menu" || row.state === "wrapup") return "INTERACTION_STATE";
    if (this.#moves.holder(row) === engineerId) return undefined;
    this.#moves.revokeAll(row, "assigned by a supervisor");
    if (row.state === "active") this.#moves.free(row);
    this.#moves.tell({ type: "interaction.assigned", interactionId: row.id, engineerId, reason });
    this.#moves.give(row, engineerId, null);
    return undefined;
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
      row.outcome = "handled";
      row.endedAt = this.#moves.facts.now;
      this.#moves.tell({
        type: "interaction.ended",
        interactionId: row.id,
        by: "engineer",
        outcome: "handled",
        engineerId: holder,
      });
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
    row.directTo = null;
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
    } else if (command.type === "engineer.connect" && !state.connected) {
      state.connected = true;
      state.disconnectedAt = null;
      this.#moves.tell({ type: "engineer.connected", engineerId });
    } else if (command.type === "engineer.disconnect" && state.connected) {
      state.connected = false;
      state.disconnectedAt = this.#moves.facts.now;
      this.#moves.tell({ type: "engineer.disconnected", engineerId });
    }
    return undefined;
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
        statusAt: facts.now,
        idleAt: facts.now,
        disconnectedAt: null,
        askedAt: null,
        today: null,
      });
    }
    facts.engineers = [...facts.engineers.filter(({ id }) => id !== engineer.id), engineer];
    for (const row of facts.interactions) {
      if (engineer.archived && row.directTo === engineer.id) row.directTo = null;
    }
    this.#moves.tell({ type: "engineer.changed", engineerId: engineer.id });
  }

  #recover(): void {
    const offers = this.#moves.offersInOrder();
    for (const offer of offers) this.#moves.revoke(offer, "server restarted");
    for (const state of this.#moves.facts.states) {
      const chats = held(this.#moves.facts, state.engineerId).filter(
        (row) => row.channel === "chat" && row.state === "active",
      );
      state.connected = false;
      state.disconnectedAt = chats.length > 0 ? this.#moves.facts.now : null;
    }
    this.#moves.tell({ type: "router.recovered", offersReturned: offers.length });
  }
}
