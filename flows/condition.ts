/** Whether a branch of a condition holds. Pure: everything it asks came with the caller's answer. */
import type { BucketId } from "../protocol/ids.js";
import type { MenuFacts } from "../protocol/menu-session.js";
import type { ConditionWhen, MenuNode, MenuNodeKind, MenuTree } from "../protocol/menu-tree.js";
import type { Tier } from "../protocol/words.js";
import { isOpen } from "./hours.js";

/** Of an ordinary caller of whom nothing is known. */
export const NO_FACTS: MenuFacts = {
  channel: "voice",
  isCallable: true,
  tier: "basic",
  to: null,
  queues: [],
};

interface Asked {
  readonly at: number;
  readonly language: string;
  readonly facts: MenuFacts;
  /** Of the customer that a lookup found. null: the contact's own counts. */
  readonly tier: Tier | null;
}

export function isTrue(when: ConditionWhen, { at, language, facts, tier }: Asked): boolean {
  switch (when.kind) {
    case "tier":
      return when.tiers.includes(tier ?? facts.tier);
    case "language":
      return when.languages.includes(language);
    case "address": {
      const to = facts.to?.toLowerCase();
      return when.addresses.some((address) => address.toLowerCase() === to);
    }
    case "length":
      return (queueOf(facts, when.bucketId)?.waiting ?? -1) >= when.atLeast;
    case "estimate":
      return (queueOf(facts, when.bucketId)?.estimatedSeconds ?? -1) >= when.seconds;
    case "hours":
      return isOpen(when.hours, at);
    default:
      throw new Error(`unhandled condition ${String(when satisfies never)}`);
  }
}

/** The buckets whose queues a tree asks about; nobody else's need be looked at. */
export function bucketsAskedAbout(tree: MenuTree): readonly BucketId[] {
  return [...new Set(tree.nodes.flatMap(bucketsAsked))];
}

/** Whether a walk through the tree may depend on more than the caller's answers and the time. */
export function asksFacts(tree: MenuTree): boolean {
  return tree.nodes.some(({ kind }) => ASKING_FACTS.includes(kind));
}

const ASKING_FACTS: readonly MenuNodeKind[] = ["condition", "callback", "voicemail", "article"];

/** The buckets whose queues a node asks about. */
export function bucketsAsked(node: MenuNode): readonly BucketId[] {
  if (node.kind !== "condition") return [];
  return node.branches.flatMap(({ when }) => ("bucketId" in when ? [when.bucketId] : []));
}

function queueOf(
  { queues }: MenuFacts,
  bucketId: BucketId,
): MenuFacts["queues"][number] | undefined {
  return queues.find((queue) => queue.bucketId === bucketId);
}
