/**
 * How long a tree keeps people: the expected seconds from the first word to each bucket. Callers are
 * sent through the tree as shares of one, with the seconds they have spent; a way back sends a share
 * round again, smaller each time.
 */
import type { BucketId, NodeId } from "../../protocol/ids.js";
import type { MenuNode, MenuTree } from "../../protocol/menu-tree.js";
import { arrowsFrom, graphOf, isEnd, isQueue, survey, type Graph } from "../graph.js";
import { PRESS_SECONDS, momentsOf, passingSeconds } from "./timing.js";
import { sharesOf, type Traffic } from "./traffic.js";

/** Shares smaller than this are not followed any further. */
const NEGLIGIBLE = 1e-9;
/** A tree in which everybody goes round for ever is not followed for ever. */
const ROUNDS_MAX = 200;

export interface BucketTime {
  readonly nodeId: NodeId;
  readonly bucketId: BucketId;
  /** Of all callers; 0: nobody comes here, and `seconds` is null. */
  readonly share: number;
  readonly seconds: number | null;
}

export interface Expected {
  /** Over all who reach a bucket. null: nobody does. */
  readonly averageSeconds: number | null;
  /** Of all callers, those who come past; more than 1 when they come past again. */
  readonly visits: ReadonlyMap<NodeId, number>;
  /** In the order of the tree. */
  readonly buckets: readonly BucketTime[];
}

interface Flow {
  share: number;
  /** The sum over the share of the seconds spent so far. */
  spent: number;
}

/** One way on from a node. */
export interface Way {
  readonly to: NodeId;
  readonly share: number;
  readonly seconds: number;
}

export function expectedSeconds(tree: MenuTree, traffic: Traffic): Expected {
  const graph = graphOf(tree);
  const shares = sharesOf(tree, traffic);
  const arrived = new Map<NodeId, Flow>();
  for (const { language, share } of languagesOf(tree, shares)) {
    flowThrough(graph, { share, ways: waysOf(tree, shares, language), arrived });
  }
  const ends = tree.nodes.filter(isQueue);
  const buckets = ends.map(({ id, bucketId }): BucketTime => {
    const { share, spent } = arrived.get(id) ?? { share: 0, spent: 0 };
    return { nodeId: id, bucketId, share, seconds: share === 0 ? null : spent / share };
  });
  const reached = buckets.reduce((sum, { share }) => sum + share, 0);
  const spent = buckets.reduce((sum, { share, seconds }) => sum + share * (seconds ?? 0), 0);
  return {
    averageSeconds: reached === 0 ? null : spent / reached,
    visits: new Map([...arrived].map(([nodeId, { share }]) => [nodeId, share])),
    buckets,
  };
}

/** By the choices at the first language node; without one everybody hears the first language. */
function languagesOf(
  tree: MenuTree,
  shares: Traffic,
): readonly { readonly language: string; readonly share: number }[] {
  const node = tree.nodes.find((one) => one.kind === "language");
  if (node === undefined) return [{ language: tree.languages[0] ?? "", share: 1 }];
  return node.options.map(({ key, language }) => ({
    language,
    share: shares.get(node.id)?.get(key) ?? 0,
  }));
}

/** The ways on from each node, for callers who speak one language. */
export function waysOf(
  tree: MenuTree,
  shares: Traffic,
  language: string,
): (node: MenuNode) => readonly Way[] {
  return (node) => {
    if (node.kind === "language") {
      const moments = momentsOf(node, tree.languages);
      const option = node.options.find((one) => one.language === language) ?? node.options[0];
      const seconds = (moments.get(option?.key ?? "") ?? 0) + PRESS_SECONDS;
      return [{ to: node.to, share: 1, seconds }];
    }
    if (node.kind === "menu") {
      const moments = momentsOf(node, [language]);
      return node.options.map(({ key, to }) => ({
        to,
        share: shares.get(node.id)?.get(key) ?? 0,
        seconds: (moments.get(key) ?? 0) + PRESS_SECONDS,
      }));
    }
    return passing(node, passingSeconds(node, language));
  };
}

/** Opening hours are open; where nothing was counted, other branches are taken equally often. */
function passing(node: MenuNode, seconds: number): Way[] {
  const arrows = arrowsFrom(node).filter((arrow) => arrow.by !== "fallback");
  const taken = node.kind === "hours" ? arrows.slice(0, 1) : arrows;
  return taken.map(({ to }) => ({ to, share: 1 / taken.length, seconds }));
}

function flowThrough(
  { start, nodes, arrows }: Graph,
  through: {
    readonly share: number;
    readonly ways: (node: MenuNode) => readonly Way[];
    readonly arrived: Map<NodeId, Flow>;
  },
): void {
  const { order } = survey([start], arrows);
  const coming = new Map<NodeId, Flow>([[start, { share: through.share, spent: 0 }]]);
  for (let round = 0; round < ROUNDS_MAX && coming.size > 0; round += 1) {
    for (const nodeId of order) {
      const here = coming.get(nodeId);
      const node = nodes.get(nodeId);
      if (here === undefined || node === undefined) continue;
      coming.delete(nodeId);
      if (here.share < NEGLIGIBLE) continue;
      pour(through.arrived, nodeId, here);
      if (isEnd(node)) continue;
      for (const { to, share, seconds } of through.ways(node)) {
        const spent = (here.spent + here.share * seconds) * share;
        pour(coming, to, { share: here.share * share, spent });
      }
    }
  }
}

function pour(into: Map<NodeId, Flow>, nodeId: NodeId, { share, spent }: Flow): void {
  const there = into.get(nodeId);
  if (there === undefined) into.set(nodeId, { share, spent });
  else {
    there.share += share;
    there.spent += spent;
  }
}
