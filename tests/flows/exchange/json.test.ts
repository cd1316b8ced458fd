import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { exportTree } from "../../../flows/exchange/json.js";
import type { Names } from "../../../protocol/menu-exchange.js";
import { MenuTree } from "../../../protocol/menu-tree.js";
import { readMenuFile } from "../../../src/menu-file.js";
import { draw, drawTree } from "../draw.js";
import { anyTree } from "./any-tree.js";
import { home, made, read, refusalOf } from "./home.js";

function fileOf(tree: MenuTree, names: Names = home): string {
  return JSON.stringify(exportTree(tree, names), null, 2);
}

const shipped = MenuTree.parse(JSON.parse(readFileSync("flows/trees/it-support.json", "utf8")));

describe("a tree as a file", () => {
  test("[F100] comes back as it was, whatever is in it", () => {
    const kinds = new Set<string>();
    fc.assert(
      fc.property(anyTree, (tree) => {
        for (const { kind } of tree.nodes) kinds.add(kind);
        const back = readMenuFile({ name: "x.json", text: fileOf(tree) }, home);
        expect(back).toEqual({ type: "imported", format: "strowger", tree, lost: [] });
      }),
      { numRuns: 150 },
    );
    expect(kinds.size).toBe(14);
  });

  test("[F100] and so does what is shipped, with its cover and without", () => {
    expect(made(fileOf(shipped)).tree).toEqual(shipped);
    expect(made(readFileSync("flows/trees/it-support.json", "utf8")).tree).toEqual(shipped);
  });
});

const tree = (() => {
  const drawn = drawTree(
    `lang language 1=en >main
     main menu 1>desk 2>it 3>part
     it   condition length@desk=3>desk >old
     old  bucket
     part subtree billing
     desk bucket
     op   operator`,
  );
  return MenuTree.parse({
    ...drawn,
    tests: [{ name: "one", answers: ["1"], bucketId: "desk" }],
    nodes: drawn.nodes.map((node) => (node.kind === "subtree" ? { ...node, version: 4 } : node)),
  });
})();
const elsewhere: Names = {
  buckets: [
    { id: "desk", name: "Service desk" },
    { id: "old", name: "Old" },
  ],
  skills: [{ id: "speaks-en", name: " english" }],
  trees: [{ id: "billing", name: "Bills" }],
};

describe("a tree that comes from another organisation", () => {
  test("[F101] takes the ids that bear the same names here, wherever they stand", () => {
    const here: Names = { ...home, trees: [{ id: "rechnung", name: "BILLS" }] };
    const text = fileOf(tree, elsewhere);
    const result = readMenuFile({ name: "x.json", text }, here);
    if (result.type === "refused") throw new Error(result.code);
    const expected = JSON.stringify(tree)
      .replaceAll('"bucketId":"desk"', '"bucketId":"bkt-7"')
      .replaceAll("speaks-en", "english")
      .replaceAll('"treeId":"billing","version":4', '"treeId":"rechnung","version":null');
    expect(result.tree).toEqual(JSON.parse(expected));
    expect(result.lost.map(({ where, what, kind }) => `${where} ${what} ${kind}`)).toEqual([
      "bucketId desk Service desk named",
      "skillId speaks-en  english named",
      "treeId billing Bills latest",
    ]);
  });

  test("[F101] keeps what is known by id, and what several could be", () => {
    const twice: Names = {
      buckets: [
        { id: "desk", name: "Something else" },
        { id: "a", name: "Old" },
        { id: "b", name: "old" },
      ],
      skills: [],
      trees: [],
    };
    const result = readMenuFile({ name: "x.json", text: fileOf(tree, elsewhere) }, twice);
    expect(result).toMatchObject({ type: "imported", tree, lost: [] });
  });
});

describe("what is no tree of ours", () => {
  test("[F102] is refused with a code and the place", () => {
    const drawn = draw("n1 menu 1>it \n it bucket");
    const hostile = draw("n1 menu 1>it \n it bucket");
    for (const node of hostile.nodes) node["prompt"] = { en: '<break time="9999s"/>' };
    const strange = { ...drawn, nodes: [{ id: "x", kind: "teleport" }] };
    const cover = { format: "strowger.menu", formatVersion: 1 };
    expect(
      [
        "",
        "{",
        '{\n "nodes": [] []}',
        "[]",
        "7",
        '"menu"',
        JSON.stringify({ hello: "world" }),
        JSON.stringify({ format: "other", tree: drawn }),
        JSON.stringify({ ...cover, formatVersion: 2, tree: drawn }),
        JSON.stringify({ ...cover, formatVersion: "1", tree: drawn }),
        JSON.stringify(cover),
        JSON.stringify({ ...cover, tree: strange }),
        JSON.stringify({ ...cover, tree: hostile }),
        JSON.stringify({ ...cover, tree: { ...drawn, nodes: [] } }),
        `${"[".repeat(500_000)}${"]".repeat(500_000)}`,
        `{"nodes":${"[".repeat(500_000)}${"]".repeat(500_000)}}`,
      ].map(refusalOf),
    ).toMatchInlineSnapshot(`
     [
       "MENU_FILE_BROKEN file",
       "MENU_FILE_BROKEN 1:2",
       "MENU_FILE_BROKEN 2:14",
       "MENU_FILE_UNKNOWN file",
       "MENU_FILE_UNKNOWN file",
       "MENU_FILE_UNKNOWN file",
       "MENU_FILE_UNKNOWN file",
       "MENU_FILE_UNKNOWN file",
       "MENU_FILE_NEWER formatVersion",
       "MENU_FILE_INVALID formatVersion",
       "MENU_FILE_INVALID tree",
       "MENU_FILE_INVALID x",
       "MENU_FILE_INVALID n1",
       "MENU_FILE_INVALID tree",
       "MENU_FILE_UNKNOWN file",
       "MENU_FILE_INVALID tree",
     ]
    `);
  });

  test("[F102] a million nodes and a huge file are refused before they are looked at", () => {
    const nodes = `[${'{"id":"n"},'.repeat(1_000_000)}{"id":"n"}]`;
    expect(refusalOf(`{"nodes":${nodes}}`)).toBe("MENU_FILE_TOO_LARGE file");
    const short = `[${"7,".repeat(1_000_000)}7]`;
    expect(refusalOf(`{"nodes":${short}}`)).toBe("MENU_FILE_TOO_LARGE tree.nodes");
  });

  test("[F102] keys that would reach into objects do nothing", () => {
    const text = JSON.stringify(draw("n1 menu 1>it \n it bucket")).replace(
      "{",
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},',
    );
    const { tree: imported } = made(text);
    expect(Object.keys(imported)).not.toContain("polluted");
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  });

  test("[F102] reading never throws", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(["imported", "refused"]).toContain(read(text).type);
      }),
      { numRuns: 200 },
    );
  });
});
