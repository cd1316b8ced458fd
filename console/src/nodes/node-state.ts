/** What a node's figures come to, so that the picture and the tables say the same. */
import type { Cluster, ClusterNode, ClusterPartition } from "../../../protocol/cluster.js";

/** well: nothing to do. look: it works, something is amiss. silent: it is not heard of. */
export type NodeState = "well" | "look" | "silent";

export function stateOf(node: ClusterNode): NodeState {
  if (node.warnings.includes("silent")) return "silent";
  return node.warnings.length > 0 ? "look" : "well";
}

/** By age, then by id: nothing changes its place because its state changes. */
export function inOrder(nodes: readonly ClusterNode[]): readonly ClusterNode[] {
  return nodes.toSorted((a, b) => a.startedAt - b.startedAt || (a.id < b.id ? -1 : 1));
}

export function ledBy(cluster: Cluster, { id }: ClusterNode): readonly ClusterPartition[] {
  return cluster.partitions.filter(({ leaderId }) => leaderId === id);
}

/** Turns it has not applied, of the partition where it is furthest behind. */
export function turnsBehind(cluster: Cluster, { id }: ClusterNode): number {
  return Math.max(0, ...cluster.partitions.map(({ behind }) => behind[id] ?? 0));
}

/** Partitions that nobody decides for: whoever comes there waits. */
export function vacant(cluster: Cluster): readonly ClusterPartition[] {
  const silent = new Set(
    cluster.nodes.filter((node) => stateOf(node) === "silent").map(({ id }) => id),
  );
  return cluster.partitions.filter(({ leaderId }) => leaderId === null || silent.has(leaderId));
}
