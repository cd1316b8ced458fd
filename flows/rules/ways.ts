/** The rules about the ways through a tree: F2, F3, F7 to F12. */
import type { NodeId } from "../../protocol/ids.js";
import type { Finding, MenuNode } from "../../protocol/menu-tree.js";
import { arrowsFrom, isEnd, isQueue, reachable, reversed, survey, type Arrow } from "../graph.js";
import type { Whole } from "../parts.js";
import { keysTo, longest, shortest } from "../levels.js";
import { patienceOf, red, repeatedIn, type Rule } from "./finding.js";

/** Fewer leave the caller in the wrong place, more tire them. */
export const LEVELS_MIN = 4;
const LEVELS_MAX = 6;

export const idsAreUnique: Rule = ({ tree }) =>
  [...repeatedIn(tree.nodes.map((node) => node.id))].map((id) =>
    red("F2", id, {
      message: "Several nodes have this id.",
      mend: "Give each node an id of its own.",
      variant: "idTwice",
    }),
  );

export const arrowsLeadSomewhere: Rule = ({ tree, graph }) => {
  const findings: Finding[] = [];
  if (!graph.nodes.has(tree.start)) {
    findings.push(
      red("F3", null, {
        message: `The tree starts at ${tree.start}, which does not exist.`,
        mend: "Choose a node to start at.",
        variant: "startsNowhere",
        values: { to: tree.start },
      }),
    );
  }
  for (const node of tree.nodes) {
    const lost = arrowsFrom(node).filter((arrow) => !graph.nodes.has(arrow.to));
    for (const arrow of lost.filter(({ by }) => by !== "fallback" || !("noInput" in node))) {
      const key = arrow.key === null ? "It" : `Key ${arrow.key}`;
      findings.push(
        red("F3", node.id, {
          message: `${key} leads to ${arrow.to}, which does not exist.`,
          mend: "Let it lead to a node of this tree.",
          variant: arrow.key === null ? "leadsNowhere" : "keyLeadsNowhere",
          values: { key: arrow.key ?? "", to: arrow.to },
        }),
      );
    }
    for (const [which, { fallback }] of patienceOf(node)) {
      if (graph.nodes.has(fallback)) continue;
      findings.push(
        red("F12", node.id, {
          message: `After too ${which === "noInput" ? "much silence" : "many wrong keys"} it leads to ${fallback}, which does not exist.`,
          mend: "Let the fallback be a node of this tree, such as the operator.",
          variant: which === "noInput" ? "silenceLeadsNowhere" : "wrongKeysLeadNowhere",
          values: { to: fallback },
        }),
      );
    }
  }
  return findings;
};

export const pathsAreLongEnough: Rule = ({ tree, whole }) => {
  if (tree.isPart === true) return [];
  const { graph, placeOf } = whole;
  const depths = shortest(graph);
  return ends(graph.nodes).flatMap((node) => {
    const levels = depths.get(node.id)?.levels ?? Infinity;
    if (!isQueue(node) || levels >= LEVELS_MIN) return [];
    const way = levels === 0 ? "without a key" : `with the keys ${keysTo(node.id, depths)}`;
    return [
      red("F7", placeOf.get(node.id) ?? node.id, {
        message: `${named(node, whole)} is reached ${way}, in ${count(levels)}; at least ${String(LEVELS_MIN)} are needed to know what the caller wants.`,
        mend: "Ask more on the way, or mark the option as a shortcut if it is an emergency.",
        variant: levels === 0 ? "tooShortWithoutKey" : "tooShort",
        values: { node: node.id, keys: keysTo(node.id, depths), levels, least: LEVELS_MIN },
      }),
    ];
  });
};

export const pathsAreShortEnough: Rule = ({ whole }) => {
  const { graph, placeOf } = whole;
  const depths = longest(graph);
  return ends(graph.nodes).flatMap((node) => {
    const levels = depths.get(node.id)?.levels ?? 0;
    if (node.kind === "operator" || levels <= LEVELS_MAX) return [];
    return [
      red("F8", placeOf.get(node.id) ?? node.id, {
        message: `${named(node, whole)} is reached with the keys ${keysTo(node.id, depths)}, in ${count(levels)}; callers follow at most ${String(LEVELS_MAX)}.`,
        mend: "Ask less on the way, or put two of the menus together.",
        variant: "tooLong",
        values: { node: node.id, keys: keysTo(node.id, depths), levels, most: LEVELS_MAX },
      }),
    ];
  });
};

export const choicesLeadToAnEnd: Rule = ({ graph }) => {
  const good = reachable(
    ends(graph.nodes).map((node) => node.id),
    reversed(graph),
    (arrow) => arrow.by !== "fallback",
  );
  const visited = reachable([graph.start], graph.arrows);
  return [...graph.nodes.keys()]
    .filter((id) => visited.has(id) && !good.has(id))
    .map((id) =>
      red("F9", id, {
        message: "Whatever the caller chooses from here, no bucket is ever reached.",
        mend: "Let one of its ways lead to a bucket, or say goodbye.",
        variant: "deadEnd",
      }),
    );
};

export const everyNodeIsReached: Rule = ({ graph }) => {
  if (!graph.nodes.has(graph.start)) return [];
  const operators = ends(graph.nodes).filter((node) => node.kind === "operator");
  const visited = reachable([graph.start, ...operators.map((node) => node.id)], graph.arrows);
  return [...graph.nodes.keys()]
    .filter((id) => !visited.has(id))
    .map((id) =>
      red("F10", id, {
        message: "No caller can come here.",
        mend: "Let an option lead here, or take the node out.",
        variant: "unreached",
      }),
    );
};

export const silenceComesToAnEnd: Rule = ({ graph }) => {
  const isPassive = ({ by }: Arrow) => by === "pass" || by === "fallback";
  const passive = new Map<NodeId, readonly Arrow[]>();
  for (const [id, arrows] of graph.arrows) passive.set(id, arrows.filter(isPassive));
  const { backwards } = survey([...graph.nodes.keys()], passive);
  return [...new Set([...backwards].map((arrow) => arrow.to))].map((id) =>
    red("F11", id, {
      message: "A caller who presses no key, or only wrong ones, comes back here for ever.",
      mend: "Let a fallback on the way round lead to an end, such as the operator.",
      variant: "circle",
    }),
  );
};

function ends(nodes: ReadonlyMap<NodeId, MenuNode>): readonly MenuNode[] {
  return [...nodes.values()].filter(isEnd);
}

/** What a finding at the node is about: the node itself, or something in the part it stands for. */
function named({ id, kind }: MenuNode, { placeOf }: Whole): string {
  if (placeOf.has(id)) return `The end ${id} of this part`;
  return kind === "hangup" || kind === "operator" ? "This end" : "This bucket";
}

function count(levels: number): string {
  return levels === 1 ? "1 level" : `${String(levels)} levels`;
}
