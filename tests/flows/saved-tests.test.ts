import { describe, expect, test } from "@jest/globals";
import { partKey, placesOf, wholeTree } from "../../flows/parts.js";
import { runSavedTests } from "../../flows/saved-tests.js";
import { validateTree } from "../../flows/validate.js";
import { MenuTree } from "../../protocol/menu-tree.js";
import { draw } from "./draw.js";

const TREE = `
  n1 menu 1>n2 2>open
  n2 menu 1>n3
  n3 menu 1>n4
  n4 menu 1>it 2>pin
  pin collect 4-6 # >sales
  open hours 09:00-17:00 >n2 >bye
  it bucket
  sales bucket
  bye hangup
  desk operator`;

function tests(...saved: object[]): (string | null)[] {
  const tree = MenuTree.parse({ ...draw(TREE), tests: saved });
  return runSavedTests(tree).map(({ failure }) => failure);
}

const four = ["1", "1", "1", "1"];

describe("saved tests", () => {
  test("[F70] keys, digits and silence lead where a caller would come", () => {
    expect(
      tests(
        { name: "keys", answers: four, bucketId: "it" },
        { name: "digits", answers: ["1", "1", "1", "2", "4711#"], bucketId: "sales" },
        { name: "a wrong key, then the right one", answers: ["7", ...four], bucketId: "it" },
        { name: "silent", answers: [".", "."], bucketId: "desk" },
        { name: "operator", answers: ["0"], bucketId: "desk" },
      ),
    ).toEqual([null, null, null, null, null]);
  });

  test("[F70] the clock is the test's own; without one it is a Monday at noon", () => {
    const answers = ["2", "1", "1", "1"];
    expect(
      tests(
        { name: "noon", answers, bucketId: "it" },
        { name: "night", answers: ["2"], at: Date.UTC(2026, 0, 5, 22), bucketId: null },
        { name: "early", answers, at: Date.UTC(2026, 0, 5, 8, 59), bucketId: "it" },
      ),
    ).toEqual([null, null, "It is over 3 answers too soon, with a goodbye at bye."]);
  });

  test("[F70] lookups find what the test says", () => {
    const lookup = `n1 menu 1>n2 \n n2 menu 1>n3 \n n3 menu 1>look \n look lookup >n4 >n5 ~bye
      n4 menu 1>it \n n5 menu 1>sales \n it bucket \n sales bucket \n bye hangup \n desk operator`;
    const saved = [
      { name: "known", answers: four, bucketId: "it" },
      { name: "unknown", answers: four, lookup: "missing", bucketId: "sales" },
      { name: "no answer", answers: ["1", "1", "1"], lookup: "failed", bucketId: null },
    ];
    const tree = MenuTree.parse({ ...draw(lookup), tests: saved });
    expect(runSavedTests(tree).map(({ failure }) => failure)).toEqual([null, null, null]);
  });

  test("[F70] a failure says where the caller came out", () => {
    expect(
      tests(
        { name: "short", answers: ["1", "1"], bucketId: "it" },
        { name: "elsewhere", answers: four, bucketId: "sales" },
        { name: "goodbye", answers: four, bucketId: null },
      ),
    ).toEqual([
      "It still asks at n3 after the last answer.",
      "It comes out in the bucket it at it.",
      "It comes out in the bucket it at it.",
    ]);
  });

  test("[F70] a failing test keeps a tree from being published; a broken tree is not walked", () => {
    const failing = { ...draw(TREE), tests: [{ name: "x", answers: four, bucketId: "sales" }] };
    expect(validateTree(failing).findings).toEqual([
      {
        rule: "F70",
        severity: "red",
        nodeId: null,
        message:
          "The saved test “x” should come out with the bucket sales. It comes out in the bucket it at it.",
        mend: expect.any(String),
        variant: "testBucket",
        values: expect.any(Object),
      },
    ]);
    const broken = { ...draw(TREE.replace("1>n3", "1>nowhere")), tests: failing.tests };
    const rules = validateTree(broken).findings.map(({ rule }) => rule);
    expect(rules).toContain("F3");
    expect(rules).not.toContain("F70");
  });

  test("[F70] rubbish in place of an answer is refused by the shape", () => {
    for (const answer of ["", "a", "1a", "..", '""', "😀"]) {
      const given = { ...draw(TREE), tests: [{ name: "x", answers: [answer], bucketId: "it" }] };
      expect(validateTree(given).findings.map(({ rule }) => rule)).toEqual(["F1"]);
    }
  });
});

test("[F70] a test of a tree with parts walks through them", () => {
  const part = MenuTree.parse(draw("ask menu 1>done\n done bucket"));
  const outer = draw(`
    n1 menu 1>n2
    n2 menu 1>n3
    n3 menu 1>part
    part subtree other
    desk operator`);
  const saved = { name: "through", answers: four, bucketId: "done" };
  const tree = MenuTree.parse({ ...outer, tests: [saved] });
  const parts = new Map(placesOf(tree).map((place) => [partKey(place), part]));
  expect(runSavedTests(wholeTree(tree, parts).tree).map(({ failure }) => failure)).toEqual([null]);
  expect(runSavedTests(tree).map(({ came }) => came)).toEqual([null]);
});
