/** What of a bucket is edited, and what may not be said. */
import type { UseFormReturnType } from "@mantine/form";
import type { TFunction } from "i18next";
import { Bucket } from "../../../protocol/organisation.js";
import type { RelaxStep, RoutingPolicy } from "../../../protocol/policy.js";
import { overflowsBack } from "../state/overflow-circle.js";
import { type Problems, problemsOf } from "./form-problems.js";

/** Closing at once is no part of the form: it acts at once. */
export type BucketValues = Omit<Bucket, "id" | "archived" | "closed">;
export type BucketForm = UseFormReturnType<BucketValues>;

const Values = Bucket.omit({ id: true, archived: true, closed: true }).refine(
  ({ priority, policy: { ageing } }) => ageing === null || ageing.upTo <= priority,
  { path: ["policy", "ageing", "upTo"] },
);

export function valuesOf(bucket: Bucket): BucketValues {
  const { id: _id, archived: _archived, closed: _closed, ...values } = bucket;
  return values;
}

/** Steps in the order of their time, whichever was written first. What is not a time yet stays last. */
export function inOrder(values: BucketValues): BucketValues {
  const { policy } = values;
  const time = ({ afterSeconds }: RelaxStep): number =>
    Number.isNaN(afterSeconds) ? Infinity : afterSeconds;
  const relax = [...policy.relax].sort((a, b) => (time(a) < time(b) ? -1 : 1));
  return { ...values, policy: { ...policy, relax } };
}

/** `all`: every bucket there is, for what one may not say beside the others. */
export function bucketProblems(
  values: BucketValues,
  { id, all, t }: { readonly id: string; readonly all: readonly Bucket[]; readonly t: TFunction },
): Problems {
  const ascending = t("organisation.problem.ascending");
  // Beside the field that comes too early, not below them all.
  const found: Record<string, string> = Object.fromEntries(
    Object.entries(problemsOf(Values, values, t)).filter(([, problem]) => problem !== ascending),
  );
  const { relax, abandonSeconds, overflow } = values.policy;
  tooEarly(relax.map((step) => step.afterSeconds)).forEach((k) => {
    found[`policy.relax.${String(k)}.afterSeconds`] ??= ascending;
  });
  tooEarly(abandonSeconds).forEach((k) => {
    found[`policy.abandonSeconds.${String(k)}`] ??= ascending;
  });
  overflow.forEach(({ then }, k) => {
    const path = `policy.overflow.${String(k)}.then`;
    if (then.kind === "bucket" && overflowsBack(id, then.bucketId, all)) {
      found[`${path}.bucketId`] ??= t("organisation.problem.circle");
    }
    if (then.kind === "message" && Object.keys(then.text).length === 0) {
      found[`${path}.text`] ??= t("organisation.problem.needed");
    }
  });
  values.addresses.forEach((address, k) => {
    const other = all.find(
      (one) => one.id !== id && !one.archived && one.addresses.includes(address.toLowerCase()),
    );
    if (other === undefined) return;
    found[`addresses.${String(k)}`] ??= t("organisation.problem.address", {
      address,
      bucket: other.name,
    });
  });
  return found;
}

/** Where a list does not go up. */
function tooEarly(list: readonly number[]): readonly number[] {
  return list.flatMap((value, k) => (value <= (list[k - 1] ?? -Infinity) ? [k] : []));
}

/** Changes parts of the policy and leaves the rest. */
export function changePolicy(form: BucketForm, part: Partial<RoutingPolicy>): void {
  form.setFieldValue("policy", { ...form.values.policy, ...part });
}
