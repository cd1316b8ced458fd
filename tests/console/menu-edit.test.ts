/** What the hand does to a menu tree: pure functions, without a browser. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { readFileSync } from "node:fs";
import { planOf } from "../../console/src/menus/draw/plan.js";
import { branchAt, copied, pasted } from "../../console/src/menus/edit/branch.js";
import { freshTree } from "../../console/src/menus/edit/fresh.js";
import { begun, changed, redone, settled, undone } from "../../console/src/menus/edit/history.js";
import { litBy } from "../../console/src/menus/edit/lit.js";
import {
  NOWHERE,
  type Port,
  connected,
  nodeIn,
  slotsOf,
  targetOf,
  waysOn,
  withNode,
} from "../../console/src/menus/edit/slots.js";
import { neighbour, rowsOf } from "../../console/src/menus/edit/spine.js";
import {
  added,
  hungOn,
  moved,
  renamed,
  staysBecause,
  withOption,
  withOptionMoved,
  without,
} from "../../console/src/menus/edit/tree-edit.js";
import { arrowsFrom } from "../../flows/graph.js";
import { validateTree } from "../../flows/validate.js";
import { NodeId } from "../../protocol/ids.js";
import { MenuNode, type MenuNodeKind, MenuTree } from "../../protocol/menu-tree.js";

const sample = MenuTree.parse(
  JSON.parse(readFileSync("flows/trees/it-support.json", "utf8")) as unknown,
);
const kinds = MenuNode.options.map((option) => option.shape.kind.value);
const id = (text: string): NodeId => NodeId.parse(text);

const small = freshTree({
  name: "Help desk",
  languages: ["en"],
  operatorBucketId: "general",
  taken: new Set(),
});
const first = small.start;
const port = (nodeId: NodeId, place: string): Port => ({ nodeId, place });

/** Start: 1 leads to a second menu, whose key 1 leads to a bucket. */
function threeDeep(): { tree: MenuTree; second: NodeId; bucket: NodeId } {
  const one = added(small, port(first, "options.0"), "menu");
  const two = added(one.tree, port(one.nodeId, "options.0"), "bucket");
  return { tree: two.tree, second: one.nodeId, bucket: two.nodeId };
}

describe("ways", () => {
  test("[K26] every arrow the rules know is a way the editor can move", () => {
    const fresh = kinds.map((kind) => {
      const { tree, nodeId } = added(small, port(first, "options.0"), kind);
      return nodeIn(tree, nodeId);
    });
    for (const node of [...sample.nodes, ...fresh]) {
      if (node === undefined) throw new Error("a kind that cannot be made");
      const editable = new Set(slotsOf(node).map(({ to }) => to));
      expect(editable).toEqual(new Set(arrowsFrom(node).map(({ to }) => to)));
      for (const { place } of slotsOf(node)) {
        const led = connected({ ...sample, nodes: [node] }, port(node.id, place), id("elsewhere"));
        expect(targetOf(led, port(node.id, place))).toBe("elsewhere");
      }
    }
  });
});

describe("adding and taking out", () => {
  test("[K26] a new tree can be read and knows what is still to do", () => {
    expect(small.id).toBe("help-desk");
    const { tree, findings } = validateTree(small);
    expect(tree).not.toBeNull();
    expect(findings.map(({ rule }) => rule)).toContain("F3");
  });

  test("[K26] a node put between two keeps what hung below", () => {
    const { tree, second } = threeDeep();
    const between = added(tree, port(first, "options.0"), "say");
    expect(targetOf(between.tree, port(between.nodeId, "to"))).toBe(second);
    expect(targetOf(between.tree, port(first, "options.0"))).toBe(between.nodeId);
  });

  test("[K26] a node that is taken out leaves what hung below in its place, or takes it along", () => {
    const { tree, second, bucket } = threeDeep();
    const kept = without(tree, second, "keep");
    expect(targetOf(kept, port(first, "options.0"))).toBe(bucket);
    const gone = without(tree, second, "delete");
    expect(nodeIn(gone, bucket)).toBeUndefined();
    expect(targetOf(gone, port(first, "options.0"))).toBe(NOWHERE);
  });

  test("[K26] what others lead to as well is not taken along", () => {
    const { tree, second, bucket } = threeDeep();
    const menu = withNode(tree, first, (node) =>
      node.kind === "menu" ? withOption(node, tree.languages) : node,
    );
    const shared = connected(menu, port(first, "options.1"), bucket);
    expect([...branchAt(shared, second)]).toEqual([second]);
    expect(nodeIn(without(shared, second, "delete"), bucket)).toBeDefined();
  });

  test("[K26] the last node stays, and the start hands on to the first below", () => {
    const { tree, second } = threeDeep();
    const only = { ...tree, nodes: tree.nodes.slice(0, 1) };
    expect(staysBecause(only, first)).toBe("last");
    expect(without(tree, first, "keep").start).toBe(second);
  });
});

describe("moving", () => {
  test("[K26] a branch moved onto a port that leads somewhere changes places with it", () => {
    const { tree, second, bucket } = threeDeep();
    const wide = withNode(tree, first, (node) =>
      node.kind === "menu" ? withOption(node, tree.languages) : node,
    );
    const there = moved(wide, port(first, "options.0"), port(first, "options.1"));
    if (there === null) throw new Error("it can be moved");
    expect(targetOf(there, port(first, "options.1"))).toBe(second);
    expect(targetOf(there, port(first, "options.0"))).toBe(NOWHERE);
    const hung = hungOn(there, bucket, port(first, "options.0"));
    expect(hung && targetOf(hung, port(second, "options.0"))).toBe(NOWHERE);
  });

  test("[K26] nothing is hung on itself", () => {
    const { tree, second } = threeDeep();
    expect(moved(tree, port(first, "options.0"), port(second, "options.0"))).toBeNull();
    expect(hungOn(tree, second, port(second, "options.0"))).toBeNull();
  });

  test("[K26] options change places and keep the keys in order; a tenth key is not given", () => {
    const node = nodeIn(sample, id("main"));
    if (node?.kind !== "menu") throw new Error("the sample has a main menu");
    const swapped = withOptionMoved(node, 0, 1);
    expect(swapped.options.map(({ key }) => key)).toEqual(node.options.map(({ key }) => key));
    expect(swapped.options[0]?.to).toBe(node.options[1]?.to);
    let full = node;
    for (let n = 0; n < 12; n += 1) full = withOption(full, ["en", "zh"]);
    expect(full.options).toHaveLength(9);
  });

  test("[K26] another id goes wherever the node is named, and never over a node that exists", () => {
    const next = renamed(sample, id("main"), id("reception"));
    expect(JSON.stringify(next)).not.toContain('"main"');
    expect(next.nodes).toHaveLength(sample.nodes.length);
    expect(renamed(sample, id("main"), id("operator"))).toBe(sample);
  });
});

describe("copying", () => {
  test("[K26] a branch is pasted under new ids, and leads out to where it led", () => {
    const { tree, second } = threeDeep();
    const wide = withNode(tree, first, (node) =>
      node.kind === "menu" ? withOption(node, tree.languages) : node,
    );
    const done = pasted(wide, copied(wide, second), port(first, "options.1"));
    expect(done.tree.nodes).toHaveLength(wide.nodes.length + 2);
    expect(new Set(done.tree.nodes.map((node) => node.id)).size).toBe(done.tree.nodes.length);
    const copy = nodeIn(done.tree, done.top);
    expect(copy?.kind === "menu" && copy.noInput.fallback).toBe("operator");
    const elsewhere = pasted(sample, copied(wide, second), port(id("main"), "options.0"));
    expect(MenuTree.safeParse(elsewhere.tree).success).toBe(true);
  });
});

describe("undo", () => {
  test("[K27] each change is a step back, typing in one field is one, and redo brings it again", () => {
    let history = begun("a");
    for (const text of ["b", "bc", "bcd"]) history = changed(history, text, "field");
    history = changed(history, "e", null);
    history = undone(history);
    expect(history.present).toBe("bcd");
    history = undone(history);
    expect(history.present).toBe("a");
    expect(undone(history).present).toBe("a");
    expect(redone(redone(history)).present).toBe("e");
    expect(changed(history, "x", null).future).toEqual([]);
  });

  test("[K28] whichever is chosen after a clash, the other is one step back", () => {
    const mine = changed(begun("base"), "mine", null);
    const kept = settled(mine, { theirs: "theirs", keep: "mine" });
    expect([kept.present, undone(kept).present]).toEqual(["mine", "theirs"]);
    const taken = settled(mine, { theirs: "theirs", keep: "theirs" });
    expect([taken.present, undone(taken).present]).toEqual(["theirs", "mine"]);
  });
});

describe("outline and drawing", () => {
  test("[K29] every node stands once in the outline, whatever leads back or nowhere", () => {
    for (const tree of [sample, threeDeep().tree, small]) {
      const listed = rowsOf(tree).flatMap((row) => (row.is === "node" ? [row.nodeId] : []));
      expect([...listed].sort()).toEqual(tree.nodes.map((node) => node.id).sort());
    }
  });

  test("[K29] arrows walk the tree: right goes in, left goes back", () => {
    const { tree, second, bucket } = threeDeep();
    expect(neighbour(tree, first, "in")).toBe(second);
    expect(neighbour(tree, second, "in")).toBe(bucket);
    expect(neighbour(tree, second, "out")).toBe(first);
    expect(neighbour(tree, first, "out")).toBeNull();
    const below = neighbour(sample, id("servers"), "next");
    expect(below && neighbour(sample, below, "previous")).toBe("servers");
  });

  test("[K29] levels are columns: a choice leads to the right, and ends stand at the edge", () => {
    const { cards, ways, columns } = planOf(sample);
    const column = new Map(cards.map((card) => [card.node.id, card.column]));
    for (const { from, to, by } of ways) {
      // One that leads back up to a menu on the way here goes to the left.
      if (by !== "choice" || below(sample, to).has(from)) continue;
      expect(column.get(from) ?? 0).toBeLessThan(column.get(to) ?? 0);
    }
    const ends = cards.filter(({ node }) => node.kind === "bucket");
    expect(new Set(ends.map((card) => card.column))).toEqual(new Set([columns]));
  });

  test("[K31] the way through prompts and opening hours is lit with the rest", () => {
    const lit = litBy(sample, [{ from: "language", to: "main", input: "2" }]);
    expect([...lit].sort()).toEqual(["hint", "hint/to", "language", "language/to", "main"]);
  });
});

test("[K26] whatever is done, in whatever order, the tree can be stored", () => {
  const act = fc.tuple(
    fc.nat(),
    fc.nat(),
    fc.constantFrom("add", "delete", "keep", "hang", "paste", "option"),
    fc.constantFrom(...kinds),
  );
  fc.assert(
    fc.property(fc.array(act, { maxLength: 30 }), (acts) => {
      let tree = small;
      for (const [n, m, what, kind] of acts) tree = does(tree, { n, m, what, kind });
      expect(MenuTree.safeParse(tree).error).toBeUndefined();
      expect(new Set(tree.nodes.map((node) => node.id)).size).toBe(tree.nodes.length);
      expect(rowsOf(tree).filter(({ is }) => is === "node")).toHaveLength(tree.nodes.length);
      expect(planOf(tree).cards).toHaveLength(tree.nodes.length);
    }),
    { numRuns: 150 },
  );
});

/** What can be come to from a node by answers. */
function below(tree: MenuTree, top: NodeId): ReadonlySet<NodeId> {
  const seen = new Set([top]);
  for (const nodeId of seen) {
    const node = nodeIn(tree, nodeId);
    for (const { to } of node === undefined ? [] : waysOn(node)) seen.add(to);
  }
  return seen;
}

interface Act {
  readonly n: number;
  readonly m: number;
  readonly what: "add" | "delete" | "keep" | "hang" | "paste" | "option";
  readonly kind: MenuNodeKind;
}

function does(tree: MenuTree, { n, m, what, kind }: Act): MenuTree {
  const node = tree.nodes[n % tree.nodes.length];
  if (node === undefined) return tree;
  const ways = waysOn(node);
  const way = ways[m % Math.max(1, ways.length)];
  const other = tree.nodes[m % tree.nodes.length] ?? node;
  const here = way === undefined ? null : port(node.id, way.place);
  switch (what) {
    case "add":
      return here === null ? tree : added(tree, here, kind).tree;
    case "delete":
    case "keep":
      return without(tree, node.id, what);
    case "hang":
      return (here && hungOn(tree, other.id, here)) ?? tree;
    case "paste":
      return here === null ? tree : pasted(tree, copied(tree, other.id), here).tree;
    case "option":
      return withNode(tree, node.id, (one) =>
        one.kind === "menu" ? withOption(one, tree.languages) : one,
      );
    default:
      throw new Error(`unhandled act ${String(what satisfies never)}`);
  }
}
