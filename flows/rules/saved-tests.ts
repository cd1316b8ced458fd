/** The rule about the walks that were saved with a tree: F70. */
import type { Finding } from "../../protocol/menu-tree.js";
import type { TestResult } from "../saved-tests.js";
import { red } from "./finding.js";

export function savedTestsPass(results: readonly TestResult[]): readonly Finding[] {
  return results.flatMap(({ test, failure }) => {
    if (failure === null) return [];
    const should = test.bucketId === null ? "a goodbye" : `the bucket ${test.bucketId}`;
    return [
      red("F70", null, {
        message: `The saved test “${test.name}” should come out with ${should}. ${failure}`,
        mend: "Change the tree back, or the test when the caller is meant to come out elsewhere.",
        variant: test.bucketId === null ? "testGoodbye" : "testBucket",
        values: { test: test.name, bucket: test.bucketId ?? "", failure },
      }),
    ];
  });
}
