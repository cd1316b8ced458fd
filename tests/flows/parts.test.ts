import { describe, expect, test } from "@jest/globals";
import { compileTree } from "../../flows/compile.js";
import { partKey, pinned, wholeTree, type Parts } from "../../flows/parts.js";
import { validateTree } from "../../flows/validate.js";
import { MenuTreeId } from "../../protocol/ids.js";
import { MenuTree } from "../../protocol/menu-tree.js";
import { draw } from "./draw.js";
import { log } from "./walker.js";

function named(id: string, text: string, languages = ["en"]): MenuTree {
  return MenuTree.parse({ ...draw(text, languages), id, isPart: true });
}

//  main ─1─> bill ──> [ ask ─1─> pay ─1─> due ■, 0 and silence ─> clerk ]
const BILLING = named(
  "billing",
  `
  ask   menu 1>pay 2>clerk ~clerk
  pay   menu 1>due 9>ask ~clerk
  due   bucket
  clerk operator`,
);
const MAIN = `
  main  menu 1>more 2>bill
  more  menu 1>bill
  bill  subtree billing
  desk  operator`;

function partsOf(...trees: MenuTree[]): Parts {
  return new Map(trees.map((tree) => [tree.id, tree]));
}

function found(tree: unknown, parts: Parts | undefined = partsOf(BILLING)): string[] {
  const { findings } = validateTree(tree, { parts });
  return findings.map(({ rule, nodeId, message }) => `${rule} ${String(nodeId)} ${message}`);
}

describe("trees in trees", () => {
  test("[F49] a part is entered at its start, and its ends are ends", () => {
    const { tree, troubles } = wholeTree(MenuTree.parse(draw(MAIN)), partsOf(BILLING));
    expect(troubles).toEqual([]);
    expect(log(tree, "1 1 1 9 * * * 2 1 1")).toBe(`
start -> moved main: main
1 -> moved more: more
1 -> moved bill.ask: ask
1 -> moved bill.pay: pay
9 -> moved bill.ask: ask
* -> back more: more
* -> back main: main
* -> repeated main: main
2 -> moved bill.ask: ask
1 -> moved bill.pay: pay
1 -> moved bill.due: due
`);
  });

  test("[F49] 0 leads to the operator of the tree that was entered, and so does the part's own", () => {
    const { tree } = wholeTree(MenuTree.parse(draw(MAIN)), partsOf(BILLING));
    for (const keys of ["2 0", "2 2", "2 . ."]) expect(log(tree, keys)).toMatch(/desk: desk\n$/);
    const without = "main menu 1>bill ~bill \n bill subtree billing";
    const alone = wholeTree(MenuTree.parse(draw(without)), partsOf(BILLING));
    expect(log(alone.tree, "1 0")).toContain("0 -> invalid bill.ask");
    expect(log(alone.tree, "1 2")).toContain("2 -> moved bill.clerk: clerk");
  });

  test("[F49] a part may be used in several places, and hold parts itself", () => {
    const outer = named("outer", "go subtree billing");
    const text =
      "main menu 1>a 2>b 3>a.ask \n a subtree billing \n b subtree outer \n a.ask bucket \n desk operator";
    const { tree, placeOf } = wholeTree(MenuTree.parse(draw(text)), partsOf(BILLING, outer));
    expect(new Set(tree.nodes.map(({ id }) => id)).size).toBe(tree.nodes.length);
    expect(log(tree, "2 1 1")).toContain("1 -> moved b.go.due: due");
    expect(log(tree, "1 1 1")).toContain("1 -> moved a.due: due");
    expect([...placeOf].filter(([id]) => id.startsWith("b."))).not.toEqual([]);
    expect(new Set(placeOf.values())).toEqual(new Set(["a", "b"]));
    expect(log(tree, "3")).toContain("moved a.ask: a.ask");
  });

  test("[F7] levels are counted through a part", () => {
    expect(found(draw(MAIN))).toEqual([
      "F7 bill The end bill.due of this part is reached with the keys 2 – 1 – 1, in 3 levels; at least 4 are needed to know what the caller wants.",
    ]);
    const deep = MAIN.replace(" 2>bill", "");
    expect(found(draw(deep))).toEqual([]);
  });

  test("[F8] a part may make a path too long", () => {
    const far = Array.from({ length: 5 }, (_, n) => `n${String(n)} menu 1>n${String(n + 1)}`);
    const text = [...far, "n5 subtree billing", "desk operator"].join("\n");
    expect(found(draw(text))).toEqual([
      expect.stringMatching(/^F8 n5 The end n5.due of this part/),
    ]);
  });

  test("[F7] a tree that is only a part may be less deep", () => {
    expect(found(BILLING)).toEqual([]);
    const { isPart: _isPart, ...own } = BILLING;
    expect(found(own)).toEqual([expect.stringMatching(/^F7 due/)]);
  });

  test("[F50] publishing writes down which version a part is", () => {
    const tree = MenuTree.parse(draw(MAIN));
    const now = pinned(tree, new Map([[MenuTreeId.parse("billing"), 3]]));
    const place = now.nodes.find((node) => node.kind === "subtree");
    expect(place).toMatchObject({ treeId: "billing", version: 3 });
    expect(place?.kind === "subtree" && partKey(place)).toBe("billing 3");
    expect(pinned(now, new Map([[MenuTreeId.parse("billing"), 4]]))).toEqual(now);
  });

  test("[F51] a part was published and speaks the tree's languages", () => {
    expect(found(draw(MAIN), new Map())).toEqual([
      expect.stringMatching(/^F51 bill .*never published/),
    ]);
    expect(found(draw(MAIN, ["en", "zh"]))).toContain(
      "F51 bill The tree it stands for does not speak zh.",
    );
    expect(validateTree(draw(MAIN)).findings).toEqual([]);
  });

  test("[F51] no tree is a part of itself, and parts of parts do not grow without end", () => {
    const round = named("billing", "ask subtree drawn");
    expect(found(draw(MAIN), partsOf(round, named("drawn", MAIN)))).toEqual([
      expect.stringMatching(/^F51 bill .*leads back/),
    ]);
    // 20 trees, each twice in the one before: a million nodes, were they put in place.
    const text = (n: number) =>
      `m menu 1>a 2>b ~a \n a subtree t${String(n + 1)} \n b subtree t${String(n + 1)}`;
    const trees = Array.from({ length: 20 }, (_, n) => named(`t${String(n)}`, text(n)));
    const last = named("t20", "it bucket");
    const many = found({ ...draw(text(-1)) }, partsOf(...trees, last));
    expect(many.filter((line) => line.startsWith("F51"))).toEqual([
      expect.stringMatching(/^F51 a .*more than 5000 nodes/),
    ]);
  });

  test("[F49] a tree whose parts are not in place is not walked", () => {
    expect(() => compileTree(MenuTree.parse(draw(MAIN)))).toThrow("not in place");
  });
});
