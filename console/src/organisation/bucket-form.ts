/** What of a bucket is edited, and what may not be said. */
import type { UseFormReturnType } from "@mantine/form";
import type { TFunction } from "i18next";
import { Bucket } from "../../../protocol/organisation.js";
import type { RelaxStep, RoutingPolicy } from "../../../protocol/policy.js";
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

export function bucketProblems(values: BucketValues, t: TFunction): Problems {
  return problemsOf(Values, values, t);
}

/** Changes parts of the policy and leaves the rest. */
export function changePolicy(form: BucketForm, part: Partial<RoutingPolicy>): void {
  form.setFieldValue("policy", { ...form.values.policy, ...part });
}
