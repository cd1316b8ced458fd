/** What the drawing shows, before anybody knows where: cards, ways, levels. */
import { longest } from "../../../../flows/levels.js";
import { type Arrow, arrowsFrom, graphOf, isEnd, survey } from "../../../../flows/graph.js";
import type { NodeId } from "../../../../protocol/ids.js";
import type { MenuNode, MenuTree } from "../../../../protocol/menu-tree.js";
import type { Slot } from "../../../../flows/slots.js";
import { slotsOf, waysOn } from "../edit/slots.js";
import { rowsOf } from "../edit/spine.js";
import type { Comparison } from "../compare/comparison.js";

/** In pixels of the drawing at its natural size. The style sheet has the same figures. */
export const CARD = { width: 232, head: 58, end: 40, row: 24, foot: 6, figures: 26 } as const;

export interface Card {
  readonly node: MenuNode;
  readonly ways: readonly Slot[];
  readonly height: number;
  /** Which column it stands in; ends stand in the last. */
  readonly column: number;
  /** Within its column: how many cards of it come before, one after the other. */
  readonly inner: number;
  /** How many levels a caller has behind them here, at most. null: nobody can come here. */
  readonly levels: number | null;
  /** Ways that are gone begin here. */
  readonly losing: boolean;
}

export interface Way {
  readonly id: string;
  readonly from: NodeId;
  readonly place: string;
  readonly to: NodeId;
  readonly by: Slot["by"];
  /** It leads to where the caller has been, or across. */
  readonly back: boolean;
  /** Compared with an earlier tree: only here, or only there. */
  readonly change: "new" | "gone" | null;
}

export interface Plan {
  readonly cards: readonly Card[];
  /** Ways to nodes that exist. */
  readonly ways: readonly Way[];
  /** Columns of the levels, ends not counted. */
  readonly columns: number;
  /** The same text: the same places for everything. */
  readonly shape: string;
}

/** The port at which ways that are gone begin. */
export const GONE = "gone";

export interface DrawnWith {
  /** Each card has a line of figures. */
  readonly figures: boolean;
  /** What is drawn is the tree of this comparison. */
  readonly comparison: Comparison | null;
}

const ALONE: DrawnWith = { figures: false, comparison: null };

export function planOf(tree: MenuTree, { figures, comparison }: DrawnWith = ALONE): Plan {
  const known = new Set(tree.nodes.map(({ id }) => id));
  const levels = new Map(levelsOf(tree));
  // What is gone stands in the column where it stood.
  const earlier = comparison === null ? null : levelsOf(comparison.before);
  for (const id of comparison?.diff.removed ?? []) {
    const stood = earlier?.get(id);
    if (stood !== undefined) levels.set(id, stood);
  }
  const inside = tree.nodes.filter((node) => !isEnd(node));
  const columns = 1 + Math.max(0, ...inside.map(({ id }) => levels.get(id)?.column ?? 0));
  const columnOf = (node: MenuNode): number =>
    isEnd(node) ? columns : (levels.get(node.id)?.column ?? 0);
  const inner = innerOf(tree, columnOf);
  const goneWays = comparison?.goneWays.filter(({ to }) => known.has(to)) ?? [];
  const gone = new Set(comparison?.diff.removed);
  const cards = tree.nodes.map((node) => {
    const ways = waysOn(node);
    const deep = levels.get(node.id)?.levels ?? null;
    return {
      node,
      ways,
      height:
        (ways.length === 0 ? CARD.end : CARD.head + ways.length * CARD.row + CARD.foot) +
        (figures ? CARD.figures : 0),
      column: columnOf(node),
      inner: inner.get(node.id) ?? 0,
      levels: deep,
      losing: goneWays.some(({ from }) => from === node.id),
    };
  });
  const column = new Map(cards.map((card) => [card.node.id, card.column]));
  const isBack = (from: NodeId, to: NodeId): boolean =>
    (column.get(to) ?? 0) < (column.get(from) ?? 0);
  const ways = tree.nodes.flatMap((node) =>
    slotsOf(node)
      .filter(({ to }) => known.has(to))
      .map(({ place, to, by }): Way => {
        const id = `${node.id}/${place}`;
        const isNew = comparison?.newWays.has(id) === true;
        return {
          ...{ id, from: node.id, place, to, by },
          back: isBack(node.id, to),
          change: gone.has(node.id) ? "gone" : isNew ? "new" : null,
        };
      }),
  );
  for (const { from, to, place } of goneWays) {
    ways.push({
      ...{ id: `${from}/${GONE}/${place}`, from, place: GONE, to },
      ...{ by: "pass", back: isBack(from, to), change: "gone" },
    });
  }
  const shape = JSON.stringify([
    cards.map(({ node, height, column, inner: step, losing }) => {
      return [node.id, height, column, step, losing];
    }),
    ways.filter(({ by }) => by !== "fallback").map(({ id, to }) => [id, to]),
  ]);
  return { cards, ways, columns, shape };
}

interface Deep {
  readonly column: number;
  readonly levels: number | null;
}

/** Fallbacks are no choice of the caller, so they push nothing to the right. */
function levelsOf(tree: MenuTree): ReadonlyMap<NodeId, Deep> {
  const graph = graphOf(tree);
  const arrows = new Map<NodeId, readonly Arrow[]>();
  for (const node of graph.nodes.values()) {
    arrows.set(
      node.id,
      arrowsFrom(node).filter(({ by, to }) => by !== "fallback" && graph.nodes.has(to)),
    );
  }
  const deep = new Map<NodeId, Deep>();
  for (const [id, { levels }] of longest({ ...graph, arrows })) {
    deep.set(id, { column: levels, levels });
  }
  // What nothing leads to begins at the left, with what hangs on it to its right.
  for (const { nodeId, depth, is } of rowsOf(tree)) {
    if (is !== "node" || depth > 0 || deep.has(nodeId)) continue;
    for (const [id, { levels }] of longest({ ...graph, arrows, start: nodeId })) {
      if (!deep.has(id)) deep.set(id, { column: levels, levels: null });
    }
  }
  return deep;
}

/** Prompts, opening hours and the like take no level; they stand one after the other in a column. */
function innerOf(
  tree: MenuTree,
  columnOf: (node: MenuNode) => number,
): ReadonlyMap<NodeId, number> {
  const { nodes, arrows } = graphOf(tree);
  const ways = new Map<NodeId, readonly Arrow[]>();
  for (const node of nodes.values()) {
    const column = columnOf(node);
    const within = (arrows.get(node.id) ?? []).filter(({ by, to }) => {
      const target = nodes.get(to);
      return by !== "fallback" && target !== undefined && columnOf(target) === column;
    });
    ways.set(node.id, within);
  }
  const inner = new Map<NodeId, number>();
  const { order, backwards } = survey([...nodes.keys()], ways);
  for (const nodeId of order) {
    const next = (inner.get(nodeId) ?? 0) + 1;
    for (const arrow of ways.get(nodeId) ?? []) {
      if (!backwards.has(arrow)) inner.set(arrow.to, Math.max(inner.get(arrow.to) ?? 0, next));
    }
  }
  return inner;
}
