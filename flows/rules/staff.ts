/** The rule about buckets that nobody answers: F107. */
import { yellow, type Rule } from "./finding.js";

export const bucketsHaveStaff: Rule = ({ tree, known }) => {
  const { staffedBucketIds, bucketIds } = known;
  if (staffedBucketIds === undefined) return [];
  return tree.nodes.flatMap((node) => {
    if (!("bucketId" in node)) return [];
    const { bucketId, id } = node;
    if (staffedBucketIds.has(bucketId) || bucketIds?.has(bucketId) === false) return [];
    return [
      yellow("F107", id, {
        message: `Nobody can ever take a call or a chat from the bucket ${bucketId}: no engineer has what it asks for.`,
        mend: "Give an engineer its skills, let the bucket ask for less, or choose another bucket.",
        variant: "noStaff",
        values: { bucket: bucketId },
      }),
    ];
  });
};
