/** Who presses what: counted, or assumed. */
import type { NodeId } from "../../protocol/ids.js";
import type { MenuTree } from "../../protocol/menu-tree.js";
import { graphOf, isQueue, survey, type Graph } from "../graph.js";

/** How often each key of each node that asks for one was pressed, over some period. */
export type Traffic = ReadonlyMap<NodeId, ReadonlyMap<string, number>>;

/**
 * The share of each key at its node. Where nothing was counted, every bucket below is taken to be
 * wanted equally often.
 */
export function sharesOf(tree: MenuTree, traffic: Traffic): Traffic {
  const graph = graphOf(tree);
  const below = endsBelow(graph);
  const shares = new Map<NodeId, ReadonlyMap<string, number>>();
  for (const node of graph.nodes.values()) {
    if (node.kind !== "menu" && node.kind !== "language") continue;
    const counted = traffic.get(node.id);
    const weights = node.options.map((option): [string, number] => {
      if (counted !== undefined) return [option.key, counted.get(option.key) ?? 0];
      return [option.key, "to" in option ? (below.get(option.to) ?? 0) : 1];
    });
    const sum = weights.reduce((all, [, weight]) => all + weight, 0);
    const even = 1 / weights.length;
    shares.set(
      node.id,
      new Map(weights.map(([key, weight]) => [key, sum === 0 ? even : weight / sum])),
    );
  }
  return shares;
}

/** How many buckets lie below each node; what several arrows lead to counts for each of them. */
function endsBelow({ start, nodes, arrows }: Graph): ReadonlyMap<NodeId, number> {
  const { order, backwards } = survey([start], arrows);
  const below = new Map<NodeId, number>();
  for (const nodeId of [...order].reverse()) {
    const node = nodes.get(nodeId);
    let count = node !== undefined && isQueue(node) ? 1 : 0;
    for (const arrow of arrows.get(nodeId) ?? []) {
      if (arrow.by !== "fallback" && !backwards.has(arrow)) count += below.get(arrow.to) ?? 0;
    }
    below.set(nodeId, count);
  }
  return below;
}
