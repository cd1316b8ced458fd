import { describe, expect, test } from "@jest/globals";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { advise } from "../../../flows/advisor/advise.js";
import { replaceNode } from "../../../flows/advisor/changes.js";
import { expectedSeconds } from "../../../flows/advisor/expected.js";
import { putTogether, takeApart } from "../../../flows/advisor/spoken-options.js";
import { MenuTree } from "../../../protocol/menu-tree.js";
import { drawTree } from "../draw.js";
import { countedAt as traffic, fourLevels, menuIn, redsOf, spokenTree } from "./spoken.js";

const KEYS = ["1", "2", "3", "4", "5", "6"] as const;

describe("a prompt taken apart", () => {
  test("[F60] each key has its part, and what stands between keeps its place", () => {
    const english = "Welcome. For Windows 11, press 1. If all is down, press 2. Thank you.";
    const apart = takeApart(english, ["1", "2"]);
    expect(apart).toEqual({
      intro: "Welcome. ",
      parts: [
        { key: "1", text: "For Windows 11, press 1" },
        { key: "2", text: "If all is down, press 2" },
      ],
      after: [". ", ". "],
      outro: "Thank you.",
    });
    const chinese = takeApart("服务器请按 1，网络请按 2。", ["1", "2"]);
    if (chinese === null) throw new Error("it can be taken apart");
    const turned = [
      { key: "2", becomes: "1" },
      { key: "1", becomes: "2" },
    ];
    expect(putTogether(chinese, turned)).toBe("网络请按 1，服务器请按 2。");
  });

  test("[F60] a prompt that names a key twice, or not at all, stays whole", () => {
    expect(takeApart("For this press 1. For that press 1.", ["1", "2"])).toBeNull();
    expect(takeApart("Press one for this, two for that.", ["1", "2"])).toBeNull();
    expect(takeApart("", ["1"])).toBeNull();
  });
});

describe("how long a tree keeps people", () => {
  //  each menu says one option of 5 words: 2 s, then 1.2 s to press; four of them
  test("[F61] worked out by hand: four menus of one option", () => {
    const tree = spokenTree(fourLevels("1>it", "it bucket"));
    expect(expectedSeconds(tree, new Map()).averageSeconds).toBeCloseTo(4 * 3.2, 9);
  });

  test("[F61] who is said later waits longer, and use weighs", () => {
    const tree = spokenTree(fourLevels("1>it 2>sales", "it bucket \n sales bucket"));
    const { averageSeconds, buckets } = expectedSeconds(
      tree,
      traffic({ last: { "1": 1, "2": 3 } }),
    );
    expect(buckets.map(({ share, seconds }) => [share, seconds])).toEqual([
      [0.25, expect.closeTo(12.8, 9)],
      [0.75, expect.closeTo(14.8, 9)],
    ]);
    expect(averageSeconds).toBeCloseTo(14.3, 9);
  });

  test("[F61] a way back is gone round again, and comes to an end", () => {
    const tree = spokenTree(fourLevels("1>it 2>n1", "it bucket"));
    const there = expectedSeconds(tree, traffic({ last: { "1": 1, "2": 1 } }));
    // 12.8 s when it is right, and as often 14.8 s for nothing before.
    expect(there.averageSeconds).toBeCloseTo(12.8 + 14.8, 3);
    const everybody = expectedSeconds(tree, traffic({ last: { "1": 0, "2": 1 } }));
    expect(everybody.averageSeconds).toBeNull();
  });
});

describe("what a caller meets", () => {
  test("[F61] a prompt that may not be interrupted is heard to its end", () => {
    const tree = spokenTree(fourLevels("1>it 2>sales", "it bucket \n sales bucket"));
    const patient = replaceNode(tree, { ...menuIn(tree, "last"), bargeIn: false });
    const { buckets } = expectedSeconds(patient, new Map());
    expect(buckets.map(({ seconds }) => seconds)).toEqual([
      expect.closeTo(14.8, 9),
      expect.closeTo(14.8, 9),
    ]);
    const { proposals } = advise(patient, traffic({ last: { "1": 1, "2": 9 } }));
    expect(proposals.map(({ kind }) => kind)).not.toContain("reorder");
  });

  test("[F61] a callback and a voice message are ways into a bucket", () => {
    const tree = spokenTree(
      fourLevels("1>it 2>back 3>tape", "it bucket \n back callback \n tape voicemail"),
    );
    const { buckets } = expectedSeconds(tree, new Map());
    expect(buckets.map(({ nodeId, share }) => [nodeId, share])).toEqual([
      ["it", expect.closeTo(1 / 3, 9)],
      ["back", expect.closeTo(1 / 3, 9)],
      ["tape", expect.closeTo(1 / 3, 9)],
    ]);
  });
});

describe("advice", () => {
  const cases = fc.array(
    fc.record({ words: fc.integer({ min: 1, max: 12 }), used: fc.nat(1000) }),
    { minLength: 2, maxLength: 5 },
  );

  test("[F62] no order of a menu is quicker than the one proposed", () => {
    fc.assert(
      fc.property(cases, (options) => {
        const keys = KEYS.slice(0, options.length);
        const tree = spokenTree(
          fourLevels(
            keys.map((key) => `${key}>b${key}`).join(" "),
            keys.map((key) => `b${key} bucket`).join("\n"),
          ),
          { last: Object.fromEntries(keys.map((key, n) => [key, options[n]?.words ?? 1])) },
        );
        const used = Object.fromEntries(keys.map((key, n) => [key, (options[n]?.used ?? 0) + 1]));
        const seen = traffic({ last: used });
        const best = Math.min(...orders(keys).map((order) => secondsIn(tree, order, used)));
        const now = expectedSeconds(tree, seen).averageSeconds ?? 0;
        const gain =
          advise(tree, seen).proposals.find(({ kind }) => kind === "reorder")?.gainSeconds ?? 0;
        // What gains less than 0.05 s is not proposed.
        expect(now - gain).toBeLessThan(best + 0.0501);
        expect(now - gain).toBeGreaterThan(best - 1e-6);
      }),
      { numRuns: 60 },
    );
  });

  test("[F62] what is said goes along with its key, and an emergency stays first", () => {
    const tree = spokenTree(
      `n1 menu 9!>fire 1>n2 2>n2 \n n2 menu 1>n3 \n n3 menu 1>n4 \n n4 menu 1>it
       it bucket \n fire bucket \n desk operator`,
      { n1: { "1": 4, "2": 1 } },
    );
    const { proposals } = advise(tree, traffic({ n1: { "9": 1, "1": 1, "2": 8 } }));
    const better = proposals.find(({ kind }) => kind === "reorder")?.tree;
    if (!better) throw new Error("the second is used most");
    expect(menuIn(better, "n1").prompt["en"]).toBe(
      "For thing thing, press 9. For thing, press 1. For thing thing thing thing, press 2.",
    );
    expect(menuIn(better, "n1").options.map(({ key, to }) => [key, to])).toEqual([
      ["9", "fire"],
      ["1", "n2"],
      ["2", "n2"],
    ]);
  });

  test("[F63] a menu that is in the way is merged, but not above four levels", () => {
    const deep = spokenTree(
      `n1 menu 1>n2 \n n2 menu 1>n3 \n n3 menu 1>n4 2>n5 \n n4 menu 1>last
       n5 menu 1>sales \n last menu 1>it 2>desk2
       it bucket \n sales bucket \n desk2 bucket \n desk operator`,
    );
    const merges = advise(deep, new Map()).proposals.filter(({ kind }) => kind === "merge");
    expect(merges.map(({ nodeId }) => nodeId)).toContain("last");
    // Between the start and `sales` there are four levels already.
    expect(merges.map(({ nodeId }) => nodeId)).not.toContain("n5");
    for (const { tree } of merges) expect(tree === null ? [] : redsOf(tree)).toEqual([]);
  });

  test("[F64] what every second caller wants gets a short way, said last", () => {
    const tree = spokenTree(
      `n1 menu 1>n2 2>m2 \n n2 menu 1>n3 \n n3 menu 1>n4 \n n4 menu 1>it
       m2 menu 1>m3 \n m3 menu 1>m4 \n m4 menu 1>sales
       it bucket \n sales bucket \n desk operator`,
    );
    const short = advise(tree, traffic({ n1: { "1": 1, "2": 1 } })).proposals.find(
      ({ kind }) => kind === "shortcut",
    );
    // 12.8 s to it, and 2 s more to sales, which from then on takes the third part: 6 s and 1.2 s.
    expect(short?.nodeId).toBe("sales");
    expect(short?.gainSeconds).toBeGreaterThan(3);
    expect(menuIn(short?.tree ?? tree, "n1").prompt["en"]).toMatch(/ For sales, press 9\.$/);
  });

  test("[F64] whoever took any of several ways to it takes the short one", () => {
    const tree = spokenTree(
      `n1 menu 1>n2 2>m2 \n n2 menu 1>n3 \n n3 menu 1>n4 \n n4 menu 1>it 2>sales
       m2 menu 1>m3 \n m3 menu 1>m4 \n m4 menu 1>sales
       it bucket \n sales bucket \n desk operator`,
    );
    const wishes = traffic({ n1: { "1": 1, "2": 1 }, n4: { "1": 1, "2": 1 } });
    const { proposals, expected } = advise(tree, wishes);
    const short = proposals.find(({ kind, nodeId }) => kind === "shortcut" && nodeId === "sales");
    // 1 in 4 goes on to it in 12.8 s; 3 in 4 hear two options of 2 s and five words of 2 s, then press.
    const after = (expected.averageSeconds ?? 0) - (short?.gainSeconds ?? 0);
    expect(after).toBeCloseTo(0.25 * 12.8 + 0.75 * (2 + 2 + 1.6 + 1.2), 9);
  });

  test("[F64] what may be said for another option is not said for the short way", () => {
    const tree = spokenTree(
      `n1 menu 1>n2 2>m2 \n n2 menu 1>n3 \n n3 menu 1>n4 \n n4 menu 1>it
       m2 menu 1>m3 \n m3 menu 1>m4 \n m4 menu 1>sales
       it bucket \n sales bucket \n desk operator`,
    );
    const first = menuIn(tree, "n1");
    const [one, ...others] = first.options;
    if (one === undefined) throw new Error("it has two");
    const spoken = replaceNode(tree, {
      ...first,
      options: [{ ...one, words: { en: ["servers"] } }, ...others],
    });
    const kinds = advise(spoken, traffic({ n1: { "1": 1, "2": 1 } })).proposals.map(
      ({ kind }) => kind,
    );
    expect(kinds).toContain("shortcut");
  });

  test("[F73] saved tests come along, whatever their keys have become", () => {
    const drawn = spokenTree(
      `n1 menu 1>n2 \n n2 menu 1>n3 \n n3 menu 1>n4 \n n4 menu 1>last
       last menu 1>it 2>sales 3>print \n it bucket \n sales bucket \n print bucket \n desk operator`,
    );
    const keys = { it: ["1", "1", "1", "1", "1"], print: ["1", "1", "1", "*", "1", "1", "3"] };
    const tests = Object.entries(keys).map(([bucketId, answers]) => ({
      ...{ name: bucketId, answers, bucketId },
    }));
    const tree = MenuTree.parse({ ...drawn, tests });
    expect(redsOf(tree)).toEqual([]);
    const { proposals } = advise(tree, traffic({ last: { "1": 1, "2": 1, "3": 8 } }));
    const reordered = proposals.find(({ kind }) => kind === "reorder")?.tree;
    expect(reordered?.tests.map(({ answers }) => answers)).toEqual([
      ["1", "1", "1", "1", "2"],
      ["1", "1", "1", "*", "1", "1", "1"],
    ]);
    const merged = proposals.find(({ kind }) => kind === "merge")?.tree;
    expect(merged?.tests[0]?.answers).toHaveLength(4);
    for (const { tree: better } of proposals)
      expect(better === null ? [] : redsOf(better)).toEqual([]);
  });

  test("[F65] a bucket that nobody reached in 500 contacts is named", () => {
    const tree = spokenTree(fourLevels("1>it 2>sales", "it bucket \n sales bucket"));
    const named = (contacts: number): string[] =>
      advise(tree, traffic({ n1: { "1": contacts }, last: { "1": contacts } }))
        .proposals.filter(({ kind }) => kind === "unused")
        .map(({ nodeId }) => nodeId);
    expect(named(499)).toEqual([]);
    expect(named(500)).toEqual(["sales"]);
  });

  test("[F66] nothing is below the bound, and no proposal is refused", () => {
    const tree = MenuTree.parse(JSON.parse(readFileSync("flows/trees/it-support.json", "utf8")));
    const { expected, boundSeconds, proposals } = advise(
      tree,
      traffic({ main: { "1": 5, "2": 50, "3": 300, "4": 60, "5": 100, "6": 10, "9": 1 } }),
    );
    const average = expected.averageSeconds ?? 0;
    expect(boundSeconds).toBeGreaterThan(10);
    expect(proposals.length).toBeGreaterThan(0);
    for (const { tree: changed, gainSeconds } of proposals) {
      expect(average - gainSeconds).toBeGreaterThan(boundSeconds ?? Infinity);
      expect(changed === null ? [] : redsOf(changed)).toEqual([]);
    }
  });

  test("[F66] a tree without a bucket has nothing to be advised", () => {
    const { expected, boundSeconds, proposals } = advise(drawTree("bye hangup"), new Map());
    expect([expected.averageSeconds, boundSeconds, proposals]).toEqual([null, null, []]);
  });
});

/** All orders of a few things. */
function orders<T>(things: readonly T[]): T[][] {
  if (things.length <= 1) return [[...things]];
  return things.flatMap((first, n) =>
    orders(things.filter((_, k) => k !== n)).map((rest) => [first, ...rest]),
  );
}

/** The mean time when the options of `last` are said in this order, each under the key it had. */
function secondsIn(
  tree: MenuTree,
  order: readonly string[],
  used: Readonly<Record<string, number>>,
): number {
  const last = menuIn(tree, "last");
  const said = (last.prompt["en"] ?? "").match(/For [^.]*\./g) ?? [];
  const parts = order.map((key) => said.find((part) => part.endsWith(`press ${key}.`)) ?? "");
  const changed = replaceNode(tree, { ...last, prompt: { en: parts.join(" ") } });
  return expectedSeconds(changed, traffic({ last: used })).averageSeconds ?? Infinity;
}
