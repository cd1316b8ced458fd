/** The arrows between a tree's nodes, and what can be learnt from them in linear time. */
import type { NodeId } from "../protocol/ids.js";
import type { MenuNode, MenuNodeOf, MenuTree } from "../protocol/menu-tree.js";

/** One way from a node to the next. */
export interface Arrow {
  readonly from: NodeId;
  readonly to: NodeId;
  /**
   * - choice: an option of a menu or of a language node, one level deep;
   * - entry: digits were taken, or an article helped or not, which is no choice and no level;
   * - pass: nothing is asked, as after a prompt or at opening hours;
   * - fallback: silence, wrong answers, or a lookup that failed, in place of what was hoped for.
   */
  readonly by: "choice" | "entry" | "pass" | "fallback";
  /** 1 for a choice, else 0. */
  readonly levels: 0 | 1;
  /** The key of a choice. null: no key leads this way. */
  readonly key: string | null;
  readonly shortcut: boolean;
}

export interface Graph {
  readonly start: NodeId;
  /** Of nodes with the same id the first counts. */
  readonly nodes: ReadonlyMap<NodeId, MenuNode>;
  /** Arrows to nodes that exist, by where they begin. */
  readonly arrows: ReadonlyMap<NodeId, readonly Arrow[]>;
}

export function graphOf(tree: MenuTree): Graph {
  const nodes = new Map<NodeId, MenuNode>();
  for (const node of tree.nodes) if (!nodes.has(node.id)) nodes.set(node.id, node);
  const arrows = new Map<NodeId, Arrow[]>();
  for (const node of nodes.values()) {
    arrows.set(
      node.id,
      arrowsFrom(node).filter((arrow) => nodes.has(arrow.to)),
    );
  }
  return { start: tree.start, nodes, arrows };
}

export function arrowsFrom(node: MenuNode): readonly Arrow[] {
  const from = node.id;
  const pass = (to: NodeId): Arrow => arrow({ from, to, by: "pass" });
  switch (node.kind) {
    case "menu": {
      const choices = node.options.map(({ to, key, shortcut }) =>
        arrow({ from, to, by: "choice", levels: 1, key, shortcut }),
      );
      return [...choices, ...fallbacks(node)];
    }
    case "language": {
      const choices = node.options.map(({ key }) =>
        arrow({ from, to: node.to, by: "choice", levels: 1, key }),
      );
      return [...choices, ...fallbacks(node)];
    }
    case "collect":
      return [arrow({ from, to: node.to, by: "entry" }), ...fallbacks(node)];
    case "article":
      return [
        arrow({ from, to: node.solved, by: "entry", key: "1" }),
        arrow({ from, to: node.unsolved, by: "entry", key: "2" }),
        ...fallbacks(node),
      ];
    case "say":
      return [pass(node.to)];
    case "subtree":
      return node.start === null ? [] : [pass(node.start)];
    case "hours":
      return [pass(node.open), pass(node.closed)];
    case "lookup":
      return [
        pass(node.found),
        pass(node.missing),
        arrow({ from, to: node.fallback, by: "fallback" }),
      ];
    case "condition":
      return [...node.branches.map(({ to }) => pass(to)), pass(node.otherwise)];
    case "bucket":
    case "callback":
    case "voicemail":
    case "operator":
    case "hangup":
      return [];
    default:
      throw new Error(`unhandled node ${String(node satisfies never)}`);
  }
}

export function isEnd(node: MenuNode): boolean {
  // A tree whose inside is not looked at leads on by itself.
  if (node.kind === "subtree") return node.start === null;
  return isQueue(node) || node.kind === "operator" || node.kind === "hangup";
}

/** Whoever comes here was led here, and is in the queue of a bucket, on the line or not. */
export function isQueue(
  node: MenuNode,
): node is MenuNodeOf<"bucket"> | MenuNodeOf<"callback"> | MenuNodeOf<"voicemail"> {
  return node.kind === "bucket" || node.kind === "callback" || node.kind === "voicemail";
}

/** Every node that can be come to from `starts`, along arrows that `follow` accepts. */
export function reachable(
  starts: readonly NodeId[],
  arrows: ReadonlyMap<NodeId, readonly Arrow[]>,
  follow: (arrow: Arrow) => boolean = () => true,
): ReadonlySet<NodeId> {
  const seen = new Set(starts);
  // A set can be added to while it is walked, and the walk comes to what was added.
  for (const nodeId of seen) {
    for (const arrow of arrows.get(nodeId) ?? []) if (follow(arrow)) seen.add(arrow.to);
  }
  return seen;
}

/** The same arrows, turned round. */
export function reversed({ arrows }: Graph): ReadonlyMap<NodeId, readonly Arrow[]> {
  const back = new Map<NodeId, Arrow[]>();
  for (const arrow of [...arrows.values()].flat()) {
    const into = back.get(arrow.to) ?? [];
    into.push({ ...arrow, from: arrow.to, to: arrow.from });
    back.set(arrow.to, into);
  }
  return back;
}

/** What a walk through every node once, deep first, tells. */
export interface Survey {
  /** Each node stands before every node its arrows lead to, but for those in `backwards`. */
  readonly order: readonly NodeId[];
  /** Arrows back to a node on the way here: without them there is no loop left. */
  readonly backwards: ReadonlySet<Arrow>;
}

/** Surveys from `starts`, in their order. Without recursion: a chain may be thousands of nodes long. */
export function survey(
  starts: readonly NodeId[],
  arrows: ReadonlyMap<NodeId, readonly Arrow[]>,
): Survey {
  const finished: NodeId[] = [];
  const backwards = new Set<Arrow>();
  const state = new Map<NodeId, "open" | "done">();
  for (const start of starts) {
    if (state.has(start)) continue;
    const way = [{ nodeId: start, next: 0 }];
    state.set(start, "open");
    for (let here = way.at(-1); here !== undefined; here = way.at(-1)) {
      const arrow = arrows.get(here.nodeId)?.[here.next];
      here.next += 1;
      if (arrow === undefined) {
        state.set(here.nodeId, "done");
        finished.push(here.nodeId);
        way.pop();
      } else if (state.get(arrow.to) === "open") {
        backwards.add(arrow);
      } else if (!state.has(arrow.to)) {
        state.set(arrow.to, "open");
        way.push({ nodeId: arrow.to, next: 0 });
      }
    }
  }
  return { order: finished.reverse(), backwards };
}

function fallbacks(node: Extract<MenuNode, { noInput: unknown }>): readonly Arrow[] {
  return [node.noInput.fallback, node.invalid.fallback].map((to) =>
    arrow({ from: node.id, to, by: "fallback" }),
  );
}

function arrow(known: Pick<Arrow, "from" | "to" | "by"> & Partial<Arrow>): Arrow {
  return { levels: 0, key: null, shortcut: false, ...known };
}
