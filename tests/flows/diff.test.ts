import { expect, test } from "@jest/globals";
import { diffTrees } from "../../flows/diff.js";
import { drawTree } from "./draw.js";

const nothing = { tree: [], added: [], removed: [], changed: [], moved: [] };

function diff(before: string, after: string): ReturnType<typeof diffTrees> {
  return diffTrees(drawTree(before), drawTree(after));
}

test("[F72] the same tree has no differences, in whatever order it was written", () => {
  const tree = drawTree("n1 menu 1>it 2>bye \n it bucket \n bye hangup");
  const turned = { ...tree, nodes: [...tree.nodes].reverse() };
  expect(diffTrees(tree, turned)).toEqual(nothing);
});

test("[F72] what is new, gone, changed and moved is told apart", () => {
  const before = "n1 menu 1>n2 2>old \n n2 menu 1>it \n it bucket \n old bucket";
  const after = "n1 menu 1>n2 2>it \n n2 menu 1>new \n it bucket \n new bucket";
  expect(diff(before, after)).toEqual({
    ...nothing,
    added: ["new"],
    removed: ["old"],
    changed: [
      { nodeId: "n1", fields: ["options"] },
      { nodeId: "n2", fields: ["options"] },
    ],
    moved: ["it"],
  });
});

test("[F72] another key to the same node has moved it; the tree's own fields are named", () => {
  const before = drawTree("n1 menu 1>it \n it bucket");
  const after = { ...drawTree("n1 menu 2>it \n it bucket"), name: "Other" };
  expect(diffTrees(before, after)).toEqual({
    ...nothing,
    tree: ["name"],
    changed: [{ nodeId: "n1", fields: ["options"] }],
    moved: ["it"],
  });
});
