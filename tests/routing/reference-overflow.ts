/** What happens on arrival in a bucket, in the reference model (R6, R15); see `reference.ts`. */
import type { RoutedInteraction } from "../../protocol/interactions.js";
import type { Bucket } from "../../protocol/organisation.js";
import type { OverflowRule, OverflowThen } from "../../protocol/policy.js";
import { isOpen, isQueued, one } from "./reference-facts.js";
import type { ReferenceMoves } from "./reference-moves.js";
import { isUnservable } from "./reference-skills.js";

export class ReferenceOverflow {
  readonly #moves: ReferenceMoves;

  constructor(moves: ReferenceMoves) {
    this.#moves = moves;
  }

  /** It has just entered its bucket. */
  arrived(row: RoutedInteraction): void {
    if (!isQueued(row)) return;
    const { facts } = this.#moves;
    const bucket = one(facts.buckets, row.bucketId);
    if (isUnservable(facts, row)) {
      this.#moves.tell({
        type: "interaction.unservable",
        interactionId: row.id,
        bucketId: bucket.id,
      });
    }
    if (row.directTo !== null) return;
    const rule = bucket.policy.overflow.find(
      (one) => this.#applies(row, bucket, one) && this.#can(row, one),
    );
    if (rule !== undefined) this.#run(row, rule);
  }

  /** When the time comes to look at the `wait` rules; null: never, as things are. */
  looksAt(row: RoutedInteraction): number | null {
    if (row.state !== "waiting" || row.directTo !== null) return null;
    const times = this.#waitRules(row).map(({ at }) => at);
    return times.length === 0 ? null : Math.min(...times);
  }

  waitedTooLong(row: RoutedInteraction): void {
    const due = this.#waitRules(row).find(({ at }) => at <= this.#moves.facts.now);
    if (due !== undefined) this.#run(row, due.rule);
  }

  #waitRules(row: RoutedInteraction): { rule: OverflowRule; at: number }[] {
    return one(this.#moves.facts.buckets, row.bucketId).policy.overflow.flatMap((rule) =>
      rule.when.kind === "wait" && this.#can(row, rule)
        ? [{ rule, at: Number(row.enteredAt) + rule.when.seconds * 1000 }]
        : [],
    );
  }

  #applies(row: RoutedInteraction, bucket: Bucket, { when }: OverflowRule): boolean {
    const { facts } = this.#moves;
    switch (when.kind) {
      case "closed":
        return (
          bucket.closed !== null || (bucket.hours !== null && !isOpen(bucket.hours, facts.now))
        );
      case "nobody":
        return isUnservable(facts, row);
      case "length": {
        const others = facts.interactions.filter(
          (other) => other !== row && isQueued(other) && other.bucketId === bucket.id,
        );
        return others.length >= when.atLeast;
      }
      case "estimate":
        throw new Error("the model has learnt nothing about pace");
      case "wait":
        return false;
    }
  }

  #can(row: RoutedInteraction, { channels, then }: OverflowRule): boolean {
    if (!channels.includes(row.channel)) return false;
    if (then.kind !== "bucket") return row.callback === null;
    return (
      this.#moves.openBucket(then.bucketId) !== undefined &&
      !row.overflowedFrom.includes(then.bucketId)
    );
  }

  #run(row: RoutedInteraction, { when, then }: OverflowRule): void {
    const from = one(this.#moves.facts.buckets, row.bucketId);
    this.#moves.tell({
      type: "interaction.overflowed",
      interactionId: row.id,
      bucketId: from.id,
      when,
      then,
    });
    this.#act(row, then);
  }

  #act(row: RoutedInteraction, then: OverflowThen): void {
    switch (then.kind) {
      case "bucket":
        if (row.bucketId !== null) row.overflowedFrom = [...row.overflowedFrom, row.bucketId];
        this.#moves.enter(row, one(this.#moves.facts.buckets, then.bucketId), Number(row.queuedAt));
        this.arrived(row);
        return;
      case "callback":
      case "voicemail":
        row.callback = { attempts: 0 };
        return;
      case "message":
        this.#moves.revokeAll(row, "interaction closed");
        this.#moves.end(row, { by: "system", outcome: "overflowed", engineerId: null });
        this.#moves.close(row);
    }
  }
}
