/** The rule about conditions: F39. */
import type { ConditionWhen, Finding, MenuNodeOf } from "../../protocol/menu-tree.js";
import { tiers } from "../../protocol/words.js";
import { red, yellow, type Rule } from "./finding.js";

export const conditionsCanHold: Rule = ({ tree }) =>
  tree.nodes.flatMap((node) =>
    node.kind === "condition" ? [...empty(node), ...neverTaken(node, tree.languages)] : [],
  );

function empty(node: MenuNodeOf<"condition">): readonly Finding[] {
  return node.branches.flatMap(({ when }, index) => {
    if (valuesOf(when)?.length !== 0) return [];
    return [
      red("F39", node.id, {
        message: `Branch ${String(index + 1)} asks for nothing.`,
        mend: `Name at least one ${when.kind}, or take the branch out.`,
        variant: "branchEmpty",
        values: { branch: index + 1 },
      }),
    ];
  });
}

function neverTaken(
  node: MenuNodeOf<"condition">,
  languages: readonly string[],
): readonly Finding[] {
  const findings: Finding[] = [];
  const taken: ConditionWhen[] = [];
  for (const [index, { when }] of node.branches.entries()) {
    const values = valuesOf(when);
    const isSpoken =
      when.kind !== "language" || when.languages.some((one) => languages.includes(one));
    if (values?.length === 0) continue;
    if (!isSpoken || isCovered(when, taken)) {
      findings.push(
        yellow("F39", node.id, {
          message: isSpoken
            ? `Branch ${String(index + 1)} is never taken: the branches before it take everybody.`
            : `Branch ${String(index + 1)} is never taken: the tree does not speak its languages.`,
          mend: "Put it further up, or take it out.",
          variant: isSpoken ? "branchCovered" : "branchUnspoken",
          values: { branch: index + 1 },
        }),
      );
    }
    taken.push(when);
  }
  const everybody: readonly ConditionWhen[] = [
    { kind: "tier", tiers: [...tiers] },
    { kind: "language", languages: [...languages] },
  ];
  if (everybody.some((all) => isCovered(all, taken))) {
    findings.push(
      yellow("F39", node.id, {
        message: "The other way is never taken: the branches take everybody.",
        mend: "Take the last branch out and let the other way lead there.",
        variant: "otherwiseNever",
      }),
    );
  }
  return findings;
}

/** Whether whoever could take the branch has taken one of those before it. */
function isCovered(when: ConditionWhen, before: readonly ConditionWhen[]): boolean {
  switch (when.kind) {
    case "tier":
    case "language":
    case "address": {
      const earlier = new Set(
        before.flatMap((other) => (other.kind === when.kind ? (valuesOf(other) ?? []) : [])),
      );
      return (valuesOf(when) ?? []).every((value) => earlier.has(value));
    }
    case "length":
      return before.some(
        (other) =>
          other.kind === "length" &&
          other.bucketId === when.bucketId &&
          other.atLeast <= when.atLeast,
      );
    case "estimate":
      return before.some(
        (other) =>
          other.kind === "estimate" &&
          other.bucketId === when.bucketId &&
          other.seconds <= when.seconds,
      );
    case "hours": {
      const hours = JSON.stringify(when.hours);
      return before.some(
        (other) => other.kind === "hours" && JSON.stringify(other.hours) === hours,
      );
    }
    default:
      throw new Error(`unhandled condition ${String(when satisfies never)}`);
  }
}

/** What a branch lists. null: it lists nothing. */
function valuesOf(when: ConditionWhen): readonly string[] | null {
  switch (when.kind) {
    case "tier":
      return when.tiers;
    case "language":
      return when.languages;
    case "address":
      return when.addresses.map((address) => address.toLowerCase());
    default:
      return null;
  }
}
