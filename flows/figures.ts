/**
 * What callers did, node by node: how many came past, gave up, pressed something wrong, and how long it
 * took them. Counted are answers, and an answer says where the caller rested before and after it; the
 * prompts and opening hours that they passed in between follow from the tree.
 */
import type { NodeId } from "../protocol/ids.js";
import type { MenuNode, MenuNodeKind, MenuTree } from "../protocol/menu-tree.js";
import type { Traffic } from "./advisor/traffic.js";
import { graphOf, isEnd, type Arrow, type Graph } from "./graph.js";

/** How often one answer was given at one node. The beginning of a walk has the input `start`. */
export interface CountedAnswers {
  readonly fromNodeId: string;
  readonly toNodeId: string;
  /** A key, `digits`, `silence`, `found`, `missing`, `failed`; `start`: the walk began, and both nodes are the one of its first screen. */
  readonly input: string;
  readonly result: string;
  readonly count: number;
  /** All of them together, since the screen before each. */
  readonly milliseconds: number;
}

/** Everything that was counted of one tree in some period. */
export interface Counted {
  readonly steps: readonly CountedAnswers[];
  /** Who is in the menu while it is counted. */
  readonly still: readonly { readonly nodeId: string; readonly count: number }[];
  /** Contacts that somebody moved afterwards: where their walk ended, and where they are now. */
  readonly moved: readonly {
    readonly nodeId: string;
    readonly bucketId: string;
    readonly count: number;
  }[];
}

export interface OptionFigures {
  readonly key: string;
  /** Where it leads. */
  readonly to: NodeId;
  /** Of a language choice; null: of a menu. */
  readonly language: string | null;
  readonly pressed: number;
}

export interface NodeFigures {
  readonly nodeId: NodeId;
  /** Of a node that came with a part: the node of the drawn tree that the part stands at. */
  readonly within: NodeId | null;
  readonly kind: MenuNodeKind;
  /** How often somebody came here, also those who only came past. */
  readonly reached: number;
  /** Contacts that were given up here. */
  readonly dropped: number;
  /** Contacts that are here now. */
  readonly still: number;
  readonly wrongKeys: number;
  readonly silences: number;
  /** Asked for the operator from here. */
  readonly operator: number;
  /** Went back from here. */
  readonly back: number;
  readonly repeated: number;
  /** Answers that led on from here, of whatever kind. */
  readonly wentOn: number;
  /** From each screen here to the answer, all together; prompts on the way here are heard in it. */
  readonly totalSeconds: number;
  /** For each answer that led on. null: none did. */
  readonly meanSeconds: number | null;
  /** Walks that ended here: in a bucket, with the operator, with a goodbye. */
  readonly ended: number;
  /** Of these, contacts that somebody moved to another bucket: the menu had sent them wrong. */
  readonly transferred: number;
  readonly options: readonly OptionFigures[];
}

export interface MenuFigures {
  /** Walks that began. */
  readonly contacts: number;
  readonly nodes: readonly NodeFigures[];
}

type Sums = {
  -readonly [K in Exclude<keyof NodeFigures, "meanSeconds" | "options">]: NodeFigures[K];
};

/** `placeOf`: of nodes that came with a part, as `wholeTree` tells it. */
export function menuFigures(
  tree: MenuTree,
  counted: Counted,
  placeOf: ReadonlyMap<NodeId, NodeId> = new Map(),
): MenuFigures {
  const graph = graphOf(tree);
  const ways = waysIn(graph);
  const nothing = (node: MenuNode): Sums => nothingAt(node, placeOf.get(node.id) ?? null);
  const sums = new Map([...graph.nodes].map(([id, node]) => [id as string, nothing(node)]));
  const pressed = new Map<string, number>();
  const rested = new Map<string, number>();
  let contacts = 0;
  for (const step of counted.steps) {
    const { fromNodeId, toNodeId, input, result, count } = step;
    if (input === "start") contacts += count;
    else if (isStay(result)) stay(sums.get(fromNodeId), step);
    else {
      leave(sums.get(fromNodeId), step);
      raise(rested, fromNodeId, -count);
      if (result === "moved") raise(pressed, optionKey(fromNodeId, input), count);
    }
    if (input !== "start" && isStay(result)) continue;
    raise(rested, toNodeId, count);
    for (const nodeId of ways(step)) {
      const here = sums.get(nodeId);
      if (here !== undefined) here.reached += count;
    }
  }
  for (const { nodeId, count } of counted.still) {
    const here = sums.get(nodeId);
    if (here !== undefined) here.still += count;
  }
  for (const [nodeId, node] of graph.nodes) {
    const here = sums.get(nodeId);
    if (here === undefined) continue;
    const resting = rested.get(nodeId) ?? 0;
    if (isEnd(node)) here.ended = resting;
    else here.dropped = Math.max(0, resting - here.still);
  }
  for (const { nodeId, bucketId, count } of counted.moved) {
    const node = graph.nodes.get(nodeId as NodeId);
    const here = sums.get(nodeId);
    if (here === undefined || node === undefined || !("bucketId" in node)) continue;
    if (node.bucketId !== bucketId) here.transferred += count;
  }
  const nodes = [...graph.nodes].map(([nodeId, node]) =>
    finished(sums.get(nodeId) ?? nothing(node), optionsOf(node, pressed)),
  );
  return { contacts, nodes };
}

/**
 * The figures of several versions on one of them, or on a draft. A node is known by its id, an option by
 * where it leads, because keys are given out anew. Nodes of a part stand after its place; nodes that the tree
 * has no more come last.
 */
export function menuFiguresOn(tree: MenuTree, parts: readonly MenuFigures[]): MenuFigures {
  const none = menuFigures(tree, { steps: [], still: [], moved: [] });
  const nodes = new Map(none.nodes.map((node) => [node.nodeId, node]));
  for (const node of parts.flatMap((part) => part.nodes)) {
    const known = nodes.get(node.nodeId);
    if (known !== undefined) nodes.set(node.nodeId, together(known, node));
    else if (node.reached > 0) nodes.set(node.nodeId, node);
  }
  const contacts = parts.reduce((sum, part) => sum + part.contacts, 0);
  return { contacts, nodes: afterTheirPlaces([...nodes.values()]) };
}

function afterTheirPlaces(nodes: readonly NodeFigures[]): NodeFigures[] {
  const drawn = new Set<NodeId | null>(nodes.map(({ nodeId }) => nodeId));
  const inside = new Map<NodeId | null, NodeFigures[]>();
  for (const node of nodes) {
    if (!drawn.has(node.within)) continue;
    inside.set(node.within, [...(inside.get(node.within) ?? []), node]);
  }
  return nodes
    .filter(({ within }) => !drawn.has(within))
    .flatMap((node) => [node, ...(inside.get(node.nodeId) ?? [])]);
}

/** What the advisor asks for. Nodes at which nothing was pressed are left out: it assumes something there. */
export function trafficOf({ nodes }: MenuFigures): Traffic {
  const traffic = new Map<NodeId, ReadonlyMap<string, number>>();
  for (const { nodeId, options } of nodes) {
    if (options.every(({ pressed }) => pressed === 0)) continue;
    traffic.set(nodeId, new Map(options.map(({ key, pressed }) => [key, pressed])));
  }
  return traffic;
}

/** The caller stays where they are and is asked again. */
function isStay(result: string): boolean {
  return result === "no_input" || result === "invalid" || result === "repeated";
}

function stay(here: Sums | undefined, { result, count, milliseconds }: CountedAnswers): void {
  if (here === undefined) return;
  here.totalSeconds += milliseconds / 1000;
  if (result === "no_input") here.silences += count;
  else if (result === "invalid") here.wrongKeys += count;
  else here.repeated += count;
}

/** A fallback was taken because of one more silence, or one more wrong answer. */
function leave(
  here: Sums | undefined,
  { input, result, count, milliseconds }: CountedAnswers,
): void {
  if (here === undefined) return;
  here.totalSeconds += milliseconds / 1000;
  here.wentOn += count;
  if (result === "operator") here.operator += count;
  else if (result === "back") here.back += count;
  else if (result === "fallback" && input === "silence") here.silences += count;
  else if (result === "fallback" && input !== "failed") here.wrongKeys += count;
}

/** Answers with the nodes that an answer led past, the one where the caller came to rest included. */
function waysIn(graph: Graph): (step: CountedAnswers) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  return (step) => {
    const { fromNodeId, toNodeId, input, result } = step;
    const key = JSON.stringify([fromNodeId, toNodeId, input, result]);
    const before = known.get(key);
    if (before !== undefined) return before;
    const way = wayOf(graph, step);
    known.set(key, way);
    return way;
  };
}

function wayOf(graph: Graph, step: CountedAnswers): readonly string[] {
  for (const first of firstNodes(graph, step)) {
    const way = passing(graph, first, step);
    if (way !== null) return way;
  }
  return [step.toNodeId];
}

/** Where an answer leads at first, the likeliest place in front. */
function firstNodes(graph: Graph, { fromNodeId, input, result }: CountedAnswers): NodeId[] {
  if (input === "start") return [graph.start];
  const arrows = graph.arrows.get(fromNodeId as NodeId) ?? [];
  if (result === "operator" || result === "back") return [];
  if (result === "fallback") {
    const [afterSilence, afterMistakes] = arrows.filter(({ by }) => by === "fallback");
    // A lookup has one only, for when it fails.
    const taken = input === "silence" ? afterSilence : (afterMistakes ?? afterSilence);
    return taken === undefined ? [] : [taken.to];
  }
  const led = arrows.filter(({ by }) => by !== "fallback");
  const chosen = led.filter(({ key }) => key === input);
  const others = led.filter(({ key }) => key === null);
  // A lookup names what was found first.
  return [...chosen, ...(input === "missing" ? others.slice(1) : others)].map(({ to }) => to);
}

/**
 * The shortest way on which nothing is asked, through open hours rather than closed ones when both lead
 * there. A language that was known is not asked for at the beginning.
 */
function passing(graph: Graph, first: NodeId, step: CountedAnswers): readonly string[] | null {
  const cameFrom = new Map<NodeId, NodeId | null>([[first, null]]);
  // A map can be added to while it is walked, and the walk comes to what was added.
  for (const nodeId of cameFrom.keys()) {
    if (nodeId === step.toNodeId) return backFrom(nodeId, cameFrom);
    // What a lookup finds is an answer of its own.
    if (graph.nodes.get(nodeId)?.kind === "lookup") continue;
    for (const arrow of graph.arrows.get(nodeId) ?? []) {
      const isPassed = arrow.by === "pass" || isUnasked(graph, arrow, step);
      if (isPassed && !cameFrom.has(arrow.to)) cameFrom.set(arrow.to, nodeId);
    }
  }
  return null;
}

function isUnasked({ nodes }: Graph, arrow: Arrow, { input }: CountedAnswers): boolean {
  return input === "start" && arrow.by === "choice" && nodes.get(arrow.from)?.kind === "language";
}

function backFrom(end: NodeId, cameFrom: ReadonlyMap<NodeId, NodeId | null>): readonly string[] {
  const way: NodeId[] = [];
  for (let at: NodeId | null = end; at !== null; at = cameFrom.get(at) ?? null) way.push(at);
  return way.reverse();
}

function raise(sums: Map<string, number>, key: string, by: number): void {
  sums.set(key, (sums.get(key) ?? 0) + by);
}

function optionKey(nodeId: string, key: string): string {
  return `${key} ${nodeId}`;
}

function nothingAt({ id, kind }: MenuNode, within: NodeId | null): Sums {
  return {
    nodeId: id,
    within,
    kind,
    reached: 0,
    dropped: 0,
    still: 0,
    wrongKeys: 0,
    silences: 0,
    operator: 0,
    back: 0,
    repeated: 0,
    wentOn: 0,
    totalSeconds: 0,
    ended: 0,
    transferred: 0,
  };
}

function optionsOf(node: MenuNode, pressed: ReadonlyMap<string, number>): OptionFigures[] {
  if (node.kind !== "menu" && node.kind !== "language") return [];
  return node.options.map((option) => ({
    key: option.key,
    to: "to" in option ? option.to : "to" in node ? node.to : node.id,
    language: "language" in option ? option.language : null,
    pressed: pressed.get(optionKey(node.id, option.key)) ?? 0,
  }));
}

function finished(sums: Sums, options: readonly OptionFigures[]): NodeFigures {
  const { totalSeconds, wentOn } = sums;
  return { ...sums, meanSeconds: wentOn === 0 ? null : totalSeconds / wentOn, options };
}

function together(shown: NodeFigures, more: NodeFigures): NodeFigures {
  const sums: Sums = {
    nodeId: shown.nodeId,
    within: shown.within,
    kind: shown.kind,
    reached: shown.reached + more.reached,
    dropped: shown.dropped + more.dropped,
    still: shown.still + more.still,
    wrongKeys: shown.wrongKeys + more.wrongKeys,
    silences: shown.silences + more.silences,
    operator: shown.operator + more.operator,
    back: shown.back + more.back,
    repeated: shown.repeated + more.repeated,
    wentOn: shown.wentOn + more.wentOn,
    totalSeconds: shown.totalSeconds + more.totalSeconds,
    ended: shown.ended + more.ended,
    transferred: shown.transferred + more.transferred,
  };
  const options = shown.options.map((option) => ({ ...option }));
  for (const pressed of more.options) {
    const same = sameOption(options, pressed);
    if (same !== undefined) same.pressed += pressed.pressed;
  }
  return finished(sums, options);
}

/** Leads to the same place; the same key, when several do. */
function sameOption<T extends OptionFigures>(
  options: readonly T[],
  { key, to, language }: OptionFigures,
): T | undefined {
  const same = options.filter((one) =>
    language === null ? one.language === null && one.to === to : one.language === language,
  );
  return same.find((one) => one.key === key) ?? same[0];
}
