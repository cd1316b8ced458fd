/** Who is there, as the database knows it from everybody's beats. */
import { z } from "zod";
import { ServerNodeId } from "../../protocol/ids.js";
import type { Router } from "../../routing/router.js";
import type { ClusterView } from "../store/cluster-types.js";

/** A node that is silent for so long has lost its engineers to others. */
export const NODE_LOST_MS = 3000;

/** What a node says of its process; one that says nothing is left alone. */
const Facts = z.looseObject({ leads: z.int() });
export function leadsIn(facts: unknown): number {
  const read = Facts.safeParse(facts);
  return read.success ? read.data.leads : Infinity;
}

/** Whoever asks is alive. */
export function aliveIn(view: ClusterView, self: ServerNodeId): ServerNodeId[] {
  const others = view.nodes.filter(({ id, silentMs }) => id !== self && silentMs < NODE_LOST_MS);
  return [self, ...others.map(({ id }) => ServerNodeId.parse(id))];
}

/** Nodes that engineers' consoles are said to be at, and that are not there any more. */
export function lostIn(router: Router, alive: readonly ServerNodeId[]): ServerNodeId[] {
  const there = new Set(alive);
  const gone = new Set<ServerNodeId>();
  for (const { id } of router.engineers()) {
    for (const node of router.engineerState(id)?.nodes ?? []) if (!there.has(node)) gone.add(node);
  }
  return [...gone];
}
