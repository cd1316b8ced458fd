/**
 * How many levels deep each node lies. A level is one choice: a key pressed at a menu or a language
 * node. Digits entered are no choice, for they take the caller nowhere else; neither are fallbacks.
 */
import type { NodeId } from "../protocol/ids.js";
import { survey, type Arrow, type Graph } from "./graph.js";

export interface Depth {
  readonly levels: number;
  /** The arrow the path ends with. null: it begins here. */
  readonly last: Arrow | null;
}
type Depths = ReadonlyMap<NodeId, Depth>;

/**
 * The fewest levels to each node by the caller's own choices: without fallbacks, and without the
 * short ways that are marked as such. Nodes with no such path are missing.
 */
export function shortest({ start, arrows }: Graph): Depths {
  const depths = new Map<NodeId, Depth>([[start, { levels: 0, last: null }]]);
  // All nodes of one level before any of the next; arrows of no level stay within theirs.
  let level = [start];
  while (level.length > 0) {
    const next: NodeId[] = [];
    for (const nodeId of level) {
      const here = depths.get(nodeId)?.levels ?? 0;
      for (const arrow of arrows.get(nodeId) ?? []) {
        if (arrow.shortcut || arrow.by === "fallback") continue;
        const levels = here + arrow.levels;
        if (levels >= (depths.get(arrow.to)?.levels ?? Infinity)) continue;
        depths.set(arrow.to, { levels, last: arrow });
        (arrow.levels === 0 ? level : next).push(arrow.to);
      }
    }
    level = next;
  }
  return depths;
}

/** The most levels to each node, along every arrow but those back to where the caller has been. */
export function longest({ start, arrows }: Graph): Depths {
  const { order, backwards } = survey([start], arrows);
  const depths = new Map<NodeId, Depth>([[start, { levels: 0, last: null }]]);
  for (const nodeId of order) {
    const here = depths.get(nodeId)?.levels ?? 0;
    for (const arrow of arrows.get(nodeId) ?? []) {
      if (backwards.has(arrow)) continue;
      const levels = here + arrow.levels;
      if (levels <= (depths.get(arrow.to)?.levels ?? -1)) continue;
      depths.set(arrow.to, { levels, last: arrow });
    }
  }
  return depths;
}

/** The keys along the path to a node, as a person would read them out, such as `1 – 2 – 5`. */
export function keysTo(nodeId: NodeId, depths: Depths): string {
  const keys: string[] = [];
  for (let arrow = depths.get(nodeId)?.last; arrow; arrow = depths.get(arrow.from)?.last) {
    if (arrow.key !== null) keys.push(arrow.key);
    // A path to be shown needs no more, and in a tree that is all wrong it can be thousands long.
    if (keys.length > 20) return `… – ${keys.reverse().join(" – ")}`;
  }
  return keys.reverse().join(" – ");
}
