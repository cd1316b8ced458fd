/** A marked short way to one bucket from the first menu, and the traffic that it would see. */
import type { NodeId } from "../../protocol/ids.js";
import type { MenuNode, MenuNodeOf, MenuTree } from "../../protocol/menu-tree.js";
import { arrowsFrom, graphOf, isEnd, survey } from "../graph.js";
import { addShortcut, type Changed } from "./changes.js";
import { waysOf } from "./expected.js";
import type { Traffic } from "./traffic.js";

/** Shares that differ by less are the same. */
const NEGLIGIBLE = 1e-9;
/** Ways back are followed so often. */
const ROUNDS_MAX = 200;

/** null: it is there already, there is no key left, or the menu speaks a language that we cannot. */
export function shortened({ tree, traffic }: Changed, nodeId: NodeId): Changed | null {
  const first = firstMenu(tree);
  const option = tree.nodes
    .flatMap((node) => (node.kind === "menu" ? node.options : []))
    .find(({ to }) => to === nodeId);
  if (first === undefined || option === undefined) return null;
  if (first.options.some(({ to }) => to === nodeId)) return null;
  const changed = addShortcut(tree, first, { nodeId, label: option.label });
  const added = changed?.nodes.find(({ id }) => id === first.id);
  const key = added?.kind === "menu" ? added.options.at(-1)?.key : undefined;
  if (changed === null || key === undefined) return null;
  const towards = sharesTowards({ tree, traffic }, nodeId);
  const diverted = withoutThose({ tree, traffic }, towards);
  const atFirst = new Map(diverted.get(first.id) ?? []);
  atFirst.set(key, towards.get(first.id) ?? 0);
  return { tree: changed, traffic: new Map([...diverted, [first.id, atFirst]]) };
}

/** The first menu that every caller comes to. */
export function firstMenu({ start, nodes }: MenuTree): MenuNodeOf<"menu"> | undefined {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const seen = new Set<NodeId>();
  let node = byId.get(start);
  while (node !== undefined && node.kind !== "menu" && !seen.has(node.id)) {
    seen.add(node.id);
    const next = onlyWay(node);
    node = next === undefined ? undefined : byId.get(next);
  }
  return node?.kind === "menu" ? node : undefined;
}

/** Where everybody goes on to from here; opening hours are open. */
function onlyWay(node: MenuNode): NodeId | undefined {
  if (node.kind === "hours") return node.open;
  const ways = new Set(arrowsFrom(node).flatMap(({ by, to }) => (by === "fallback" ? [] : [to])));
  return ways.size === 1 ? [...ways][0] : undefined;
}

/** At each node, the share of those there who will come to this end, on whatever way. */
function sharesTowards({ tree, traffic }: Changed, end: NodeId): ReadonlyMap<NodeId, number> {
  const { start, nodes, arrows } = graphOf(tree);
  const ways = waysOf(tree, traffic, tree.languages[0] ?? "");
  const order = [...survey([start], arrows).order].reverse();
  const shares = new Map<NodeId, number>([[end, 1]]);
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    let change = 0;
    for (const nodeId of order) {
      const node = nodes.get(nodeId);
      if (node === undefined || isEnd(node)) continue;
      const share = ways(node).reduce((sum, way) => sum + way.share * (shares.get(way.to) ?? 0), 0);
      change = Math.max(change, Math.abs(share - (shares.get(nodeId) ?? 0)));
      shares.set(nodeId, share);
    }
    if (change < NEGLIGIBLE) break;
  }
  return shares;
}

/** What the others press. */
function withoutThose({ tree, traffic }: Changed, gone: ReadonlyMap<NodeId, number>): Traffic {
  const left = new Map(traffic);
  for (const node of tree.nodes) {
    const shares = node.kind === "menu" ? traffic.get(node.id) : undefined;
    if (node.kind !== "menu" || shares === undefined) continue;
    const others = node.options.map(({ key, to }): [string, number] => [
      key,
      (shares.get(key) ?? 0) * (1 - (gone.get(to) ?? 0)),
    ]);
    left.set(node.id, new Map(others));
  }
  return left;
}
