/** Handing over, taking, calling back: what these commands do to the model's rows; see `reference.ts`. */
import type { CommandOf, TransferTarget } from "../../protocol/commands.js";
import type { ErrorCode } from "../../protocol/errors.js";
import { channelsInHand, isQueued, offersOf, one, stateOf, targetOf } from "./reference-facts.js";
import { hasRoom, isBlocked } from "./reference-match.js";
import type { ReferenceMoves } from "./reference-moves.js";
import type { ReferenceOverflow } from "./reference-overflow.js";
import { isAble, requirementNow } from "./reference-skills.js";

export class ReferenceHandover {
  readonly #moves: ReferenceMoves;
  readonly #overflow: ReferenceOverflow;

  constructor(moves: ReferenceMoves, overflow: ReferenceOverflow) {
    this.#moves = moves;
    this.#overflow = overflow;
  }

  transfer(command: CommandOf<"interaction.transfer">): ErrorCode | undefined {
    const { to, due } = command;
    const { facts } = this.#moves;
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
      this.#moves.undirect(row);
      const since = due === "keep" ? Number(row.queuedAt) : facts.now;
      this.#moves.enter(row, one(facts.buckets, to.bucketId), since);
    } else {
      this.#moves.warm(row, to.engineerId);
      this.#moves.directTo(row, to.engineerId);
      const target = targetOf(one(facts.buckets, row.bucketId), row) * 1000;
      if (due === "reset") row.dueAt = facts.now + target;
    }
    this.#moves.tell({
      type: "interaction.transferred",
      interactionId: row.id,
      fromEngineerId: from,
      toBucketId: "bucketId" in to ? to.bucketId : null,
      toEngineerId: "engineerId" in to ? to.engineerId : null,
      note: command.note,
    });
    if ("bucketId" in to) this.#overflow.arrived(row);
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

  change(command: CommandOf<"interaction.change">): ErrorCode | undefined {
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
    if (bucket !== current) this.#moves.enter(row, bucket, Number(row.queuedAt));
    this.#moves.tell({
      type: "interaction.changed",
      interactionId: row.id,
      priority,
      bucketId: bucket.id,
      dueAt: Number(row.dueAt),
    });
    if (bucket !== current) this.#overflow.arrived(row);
    return undefined;
  }

  assign(command: CommandOf<"interaction.assign">): ErrorCode | undefined {
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

  /** R4: taken from the list, by the same capacity rule as an offer. */
  pull({ interactionId, engineerId }: CommandOf<"interaction.pull">): ErrorCode | undefined {
    const { facts } = this.#moves;
    const row = this.#moves.find(interactionId);
    if (row === undefined) return "INTERACTION_UNKNOWN";
    const engineer = facts.engineers.find(({ id }) => id === engineerId);
    if (engineer === undefined) return "ENGINEER_UNKNOWN";
    if (this.#moves.holder(row) === engineerId) return undefined;
    if (row.state === "menu") return "INTERACTION_STATE";
    if (!isQueued(row)) return "OFFER_TAKEN";
    if (engineer.archived || !stateOf(facts, engineerId).connected) return "ENGINEER_AWAY";
    if (row.directTo !== null && row.directTo !== engineerId) return "INTERACTION_NOT_YOURS";
    const isByName = row.directTo === engineerId;
    if (!isByName && !isAble(engineer, requirementNow(facts, row))) return "SKILLS_MISSING";
    const own = offersOf(facts, row).find((offer) => offer.engineerId === engineerId);
    const inHand = channelsInHand(facts, engineer);
    const fits =
      hasRoom(engineer, inHand, row.channel) && !isBlocked(engineer, inHand, row.channel);
    // What they are offered is in hand already.
    if (own === undefined && !fits) return "ENGINEER_FULL";
    if (own !== undefined) this.#moves.drop(own);
    this.#moves.revokeAll(row, "taken by an engineer");
    this.#moves.tell({ type: "interaction.pulled", interactionId: row.id, engineerId });
    this.#moves.give(row, engineerId, own?.id ?? null);
    return undefined;
  }

  /** R9. */
  callback(command: CommandOf<"interaction.callback">): ErrorCode | undefined {
    const row = this.#moves.find(command.interactionId);
    if (row === undefined) return "INTERACTION_UNKNOWN";
    if (!isQueued(row)) return "INTERACTION_STATE";
    if (row.channel !== "voice") return "CHANNEL_CANNOT";
    if (row.callback !== null && row.notBeforeAt === command.notBeforeAt) return undefined;
    row.callback ??= { attempts: 0 };
    row.notBeforeAt = command.notBeforeAt;
    const { id: interactionId, notBeforeAt } = row;
    this.#moves.tell({ type: "callback.requested", interactionId, notBeforeAt });
    if (notBeforeAt !== null && notBeforeAt > this.#moves.facts.now) {
      this.#moves.revokeAll(row, "called back later");
    }
    return undefined;
  }

  /** R9. */
  callbackFailed(command: CommandOf<"callback.failed">): ErrorCode | undefined {
    const { engineerId, because } = command;
    const { facts } = this.#moves;
    const row = this.#moves.find(command.interactionId);
    if (row === undefined) return "INTERACTION_UNKNOWN";
    if (this.#moves.holder(row) !== engineerId) return "INTERACTION_NOT_YOURS";
    if (row.state !== "active" || row.callback === null) return "INTERACTION_STATE";
    const { callback } = one(facts.buckets, row.bucketId).policy;
    const attempts = row.callback.attempts + 1;
    const notBeforeAt =
      attempts < callback.attempts ? facts.now + callback.retrySeconds * 1000 : null;
    row.callback = { attempts };
    row.notBeforeAt = notBeforeAt;
    this.#moves.tell({
      type: "callback.failed",
      interactionId: row.id,
      engineerId,
      because,
      attempts,
      notBeforeAt,
    });
    if (notBeforeAt === null) {
      this.#moves.end(row, { by: "system", outcome: "unreached", engineerId });
      this.#moves.close(row);
    } else {
      this.#moves.free(row);
    }
    return undefined;
  }
}
