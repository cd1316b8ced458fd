/** What a bucket may not say, beyond the shape of its fields. Circles of overflow are the router's. */
import type { Bucket } from "../../../protocol/organisation.js";
import type { Named, Problem } from "./known.js";

/** Every skill a bucket names, with the field it stands in. */
export function skillsNamed({ skills, policy }: Bucket): Named[] {
  return [
    ...skills.map(({ skillId }, k) => ({ field: `body.skills.${at(k)}.skillId`, id: skillId })),
    ...alternatives("body.policy.anyOf", policy.anyOf),
    ...policy.relax.flatMap((step, n) => {
      const field = `body.policy.relax.${at(n)}`;
      return [
        ...step.lower.map(({ skillId }, k) => ({
          field: `${field}.lower.${at(k)}.skillId`,
          id: skillId,
        })),
        ...step.drop.map((id, k) => ({ field: `${field}.drop.${at(k)}`, id })),
        ...alternatives(`${field}.widen`, step.widen),
      ];
    }),
  ];
}

/** Every bucket its overflow names. */
export function bucketsNamed({ policy }: Bucket): Named[] {
  return policy.overflow.flatMap(({ then }, k) =>
    then.kind === "bucket"
      ? [{ field: `body.policy.overflow.${at(k)}.then.bucketId`, id: then.bucketId }]
      : [],
  );
}

/** Waiting must not make anybody less urgent. */
export function ageingProblems({ priority, policy: { ageing } }: Bucket): Problem[] {
  if (ageing === null || ageing.upTo <= priority) return [];
  return [
    {
      field: "body.policy.ageing.upTo",
      problem: `the bucket has priority ${String(priority)} already, which is more urgent`,
    },
  ];
}

/** Whoever is told something before it ends must hear it. */
export function messageProblems({ policy }: Bucket): Problem[] {
  return policy.overflow.flatMap(({ then }, k) => {
    if (then.kind !== "message") return [];
    const field = `body.policy.overflow.${at(k)}.then.text`;
    const languages = Object.entries(then.text);
    if (languages.length === 0) return [{ field, problem: "says nothing in any language" }];
    return languages
      .filter(([, text]) => text.trim() === "")
      .map(([language]) => ({ field: `${field}.${language}`, problem: "is blank" }));
  });
}

/** An address of two buckets would send mail to whichever is found first. */
export function addressProblems(bucket: Bucket, others: readonly Bucket[]): Problem[] {
  const taken = others.filter(
    (other) => other.id !== bucket.id && !other.archived && !bucket.archived,
  );
  return bucket.addresses.flatMap((address, k) => {
    const other = taken.find(({ addresses }) => addresses.includes(address));
    if (other === undefined) return [];
    const problem = `${address} belongs to the bucket ${other.name}`;
    return [{ field: `body.addresses.${at(k)}`, problem }];
  });
}

function alternatives(
  field: string,
  sets: readonly (readonly { readonly skillId: string }[])[],
): Named[] {
  return sets.flatMap((set, n) =>
    set.map(({ skillId }, k) => ({ field: `${field}.${at(n)}.${at(k)}.skillId`, id: skillId })),
  );
}

const at = String;
