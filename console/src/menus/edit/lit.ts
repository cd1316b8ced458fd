/** Which nodes and ways a walk has passed, to light them on the drawing. */
import type { NodeId } from "../../../../protocol/ids.js";
import type { MenuTree } from "../../../../protocol/menu-tree.js";
import type { Slot } from "../../../../flows/slots.js";
import { nodeIn, slotsOf } from "./slots.js";

/** One answer of a walk: from where, with which key, and where it came to rest. */
export interface Leg {
  readonly from: string;
  readonly to: string;
  readonly input: string;
}

/** Ids of nodes, and of ways as `node/place`. */
export function litBy(tree: MenuTree, legs: readonly Leg[]): ReadonlySet<string> {
  const lit = new Set<string>();
  for (const leg of legs) {
    lit.add(leg.from);
    lit.add(leg.to);
    for (const id of passedOn(tree, leg)) lit.add(id);
  }
  return lit;
}

/** Between two rests nothing is asked: the shortest way through what is only said or looked up. */
function passedOn(tree: MenuTree, { from, to, input }: Leg): readonly string[] {
  const node = tree.nodes.find(({ id }) => id === from);
  if (node === undefined) return [];
  const first = slotsOf(node).filter((slot) => mayBe(slot, input));
  const queue = first.map((slot) => ({ at: slot.to, passed: [`${from}/${slot.place}`] }));
  const seen = new Set<NodeId>();
  for (const { at, passed } of queue) {
    if (at === to) return passed;
    const next = seen.has(at) ? undefined : nodeIn(tree, at);
    seen.add(at);
    if (next === undefined || "noInput" in next) continue;
    for (const slot of slotsOf(next)) {
      queue.push({ at: slot.to, passed: [...passed, at, `${at}/${slot.place}`] });
    }
  }
  return [];
}

function mayBe({ by, keys }: Slot, input: string): boolean {
  return by === "fallback" || keys === "" || keys.split(" ").includes(input);
}
