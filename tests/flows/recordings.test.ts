import { describe, expect, test } from "@jest/globals";
import { advise } from "../../flows/advisor/advise.js";
import { momentsOf, passingSeconds } from "../../flows/advisor/timing.js";
import { diffTrees } from "../../flows/diff.js";
import { wholeTree } from "../../flows/parts.js";
import type { Known } from "../../flows/rules/finding.js";
import { validateTree } from "../../flows/validate.js";
import { MenuTreeId, NodeId } from "../../protocol/ids.js";
import { MenuNode, MenuTree, type MenuNodeOf } from "../../protocol/menu-tree.js";
import { fourLevels, spokenTree } from "./advisor/spoken.js";
import { draw, drawTree, nodeOf } from "./draw.js";
import { NOON, end } from "./walker.js";

const sound = (pair: string, seconds = 3) => ({ id: `rec-${pair.repeat(32)}`, seconds });
const partId = MenuTreeId.parse("part");
const [ONE, TWO] = [sound("a1"), sound("b2")];

/** What is heard at the end of a walk: a recording by the first sign of its name, words as they are. */
function heard(tree: MenuTree, words: string, at: Parameters<typeof end>[2] = NOON): string[] {
  return end(tree, words, at).says.map(({ text, language, recordingId }) =>
    recordingId === undefined ? text : `${language} ${recordingId.slice(4, 6)}`,
  );
}

const GOOD = `
  a     menu 1>b
  b     menu 1>c
  c     menu 1>d
  d     menu 1>it
  it    bucket
  desk  operator`;

/** A good tree in English and Chinese in which one node is different. */
function changed(id: string, change: object): MenuTree {
  const drawing = draw(GOOD, ["en", "zh"]);
  Object.assign(nodeOf(drawing, id), change);
  return MenuTree.parse(drawing);
}

function told(tree: MenuTree, known: Known = {}): string[] {
  const { findings } = validateTree(tree, known);
  return findings.map(({ rule, severity, nodeId }) => `${severity} ${rule} ${nodeId ?? "tree"}`);
}

describe("what is played", () => {
  test("[F90] a recording is heard in its language, and the words of the others", () => {
    const drawing = draw(
      "l language 1=en 2=zh >hi \n hi say >m \n m menu 1>it \n it bucket \n desk operator",
      ["en", "zh"],
    );
    nodeOf(drawing, "l")["recordings"] = { zh: TWO };
    nodeOf(drawing, "hi")["recordings"] = { en: ONE };
    Object.assign(nodeOf(drawing, "m"), { noInput: patient({ recordings: { en: TWO } }) });
    const tree = MenuTree.parse(drawing);
    expect(heard(tree, "")).toEqual(["l", "zh b2"]);
    expect(heard(tree, "1")).toEqual(["en a1", "m"]);
    expect(heard(tree, "2")).toEqual(["hi (zh)", "m (zh)"]);
    expect(heard(tree, "1 .")).toEqual(["en b2", "m"]);
  });

  test("[F90] an article's text may be recorded, and a part keeps what is recorded in it", () => {
    const drawing = draw("reset article >bye >bye ~bye \n bye hangup");
    Object.assign(nodeOf(drawing, "reset"), { textRecordings: { en: ONE }, recordings: {} });
    const part = MenuTree.parse(drawing);
    expect(heard(part, "")[0]).toBe("en a1");
    const whole = wholeTree(
      drawTree("p subtree part"),
      new Map([["part", { ...part, id: partId }]]),
    );
    expect(heard(whole.tree, "")[0]).toBe("en a1");
  });

  test("[F91] a tree without recordings is as it was before there were any", () => {
    const tree = drawTree(GOOD);
    expect(JSON.stringify(tree)).not.toContain("ecording");
    const recorded = changed("b", { recordings: { en: ONE } });
    expect(MenuTree.parse(JSON.parse(JSON.stringify(recorded)))).toEqual(recorded);
    expect(told(recorded)).toEqual([]);
  });

  test("[F91] an id that is none, or a length that nobody listens to, is no recording", () => {
    for (const en of [{ ...ONE, id: "rec-1" }, sound("a1", 0), sound("a1", 301), ONE.id]) {
      const drawing = draw(GOOD);
      nodeOf(drawing, "b")["recordings"] = { en };
      expect(validateTree(drawing).findings.map(({ rule }) => rule)).toEqual(["F1"]);
    }
  });
});

describe("what is found", () => {
  test("[F92] a recording that the server does not have blocks publishing, where it is known", () => {
    const tree = changed("b", {
      recordings: { en: ONE },
      noInput: patient({ recordings: { zh: TWO } }),
    });
    expect(told(tree)).toEqual([]);
    expect(told(tree, { recordingIds: new Set([ONE.id, TWO.id]) })).toEqual([]);
    expect(told(tree, { recordingIds: new Set([ONE.id]) })).toEqual(["red F92 b"]);
    expect(told(tree, { recordingIds: new Set() })).toEqual(["red F92 b", "red F92 b"]);
  });

  test("[F92] a recording in a language that the tree does not speak is pointed out", () => {
    expect(told(changed("b", { recordings: { fr: ONE } }))).toEqual(["yellow F92 b"]);
  });

  test("[F93] a recording is no words: what chats show is still missing", () => {
    const tree = changed("b", { prompt: { en: "b" }, recordings: { en: ONE, zh: TWO } });
    expect(told(tree)).toEqual(["red F13 b"]);
  });

  test("[F94] a prompt is as long as its recording", () => {
    const short = { prompt: { en: "b", zh: "b" }, recordings: { en: sound("a1", 31) } };
    expect(told(changed("b", short))).toEqual(["yellow F18 b"]);
    const long = { en: "word ".repeat(100), zh: "b" };
    expect(told(changed("b", { prompt: long }))).toEqual(["yellow F18 b"]);
    expect(told(changed("b", { prompt: long, recordings: { en: sound("a1", 29) } }))).toEqual([]);
  });
});

describe("how long it takes", () => {
  test("[F94] whoever recorded a menu speaks at one pace, so each key is said at its share", () => {
    const tree = spokenTree("n menu 1>it 2>it \n it bucket", { n: { 1: 1, 2: 5 } });
    const spoken = momentsOf(menuIn(tree), ["en"]);
    const total = spoken.get("2") ?? 0;
    const recorded = { ...menuIn(tree), recordings: { en: { ...ONE, seconds: total * 2 } } };
    const moments = momentsOf(menuIn({ ...tree, nodes: [MenuNode.parse(recorded)] }), ["en"]);
    expect(moments.get("1")).toBeCloseTo((spoken.get("1") ?? 0) * 2);
    expect(moments.get("2")).toBeCloseTo(total * 2);
  });

  test("[F94] a passing prompt takes as long as its recording", () => {
    const tree = changed("it", { recordings: { en: sound("a1", 7) } });
    const [node] = tree.nodes.filter(({ id }) => id === "it");
    if (node === undefined) throw new Error("it was drawn");
    expect(passingSeconds(node, "en")).toBe(7);
    expect(passingSeconds(node, "zh")).toBeLessThan(1);
  });

  test("[F95] what is on a recording is never moved: such a menu is not proposed anew", () => {
    const drawing = fourLevels("1>a 2>b", "a bucket \n b bucket");
    const tree = spokenTree(drawing, { last: { 1: 30, 2: 1 } });
    const kinds = (of: MenuTree): string[] =>
      advise(
        of,
        new Map([
          [
            NodeId.parse("last"),
            new Map([
              ["1", 1],
              ["2", 9],
            ]),
          ],
        ]),
      ).proposals.map(({ kind, nodeId }) => `${kind} ${nodeId}`);
    expect(kinds(tree)).toContain("reorder last");
    const nodes = tree.nodes.map((node) =>
      node.kind === "menu" ? { ...node, recordings: { en: ONE } } : node,
    );
    expect(kinds(MenuTree.parse({ ...tree, nodes }))).toEqual([]);
  });
});

test("[F72] another recording is another prompt", () => {
  const before = changed("b", { recordings: { en: ONE } });
  const fields = (after: MenuTree): unknown => diffTrees(before, after).changed;
  expect(fields(changed("b", { recordings: { en: TWO } }))).toEqual([
    { nodeId: "b", fields: ["prompt"] },
  ]);
  expect(fields(changed("b", { prompt: { en: "new", zh: "b" } }))).toEqual([
    { nodeId: "b", fields: ["prompt"] },
  ]);
});

function patient(with_: object): object {
  return { prompt: { en: "again", zh: "again" }, times: 1, fallback: "it", ...with_ };
}

function menuIn({ nodes }: MenuTree): MenuNodeOf<"menu"> {
  const [first] = nodes;
  if (first?.kind !== "menu") throw new Error("a menu was drawn first");
  return first;
}
