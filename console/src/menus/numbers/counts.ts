/** What was counted, as the drawing and the table show it. */
import type { MenuFigures, NodeFigures } from "../../../../flows/figures.js";
import type { NodeId } from "../../../../protocol/ids.js";
import type { MenuTree } from "../../../../protocol/menu-tree.js";
import { slotsOf, waysOn } from "../edit/slots.js";

export const MEASURES = ["reached", "dropped", "seconds", "moved"] as const;
export type Measure = (typeof MEASURES)[number];

/** One node in figures. Shares are of 1. */
export interface Count {
  readonly nodeId: NodeId;
  /** The place in the drawn tree, for a node of a part. */
  readonly within: NodeId | null;
  readonly kind: NodeFigures["kind"];
  readonly reached: number;
  /** Of all contacts. */
  readonly share: number;
  readonly dropped: number;
  /** Of those who came. */
  readonly droppedShare: number;
  readonly wrongKeys: number;
  readonly silences: number;
  readonly operator: number;
  readonly back: number;
  /** null: nobody went on from here. */
  readonly seconds: number | null;
  readonly ended: number;
  readonly moved: number;
  /** Of those who ended here. */
  readonly movedShare: number;
}

export interface Numbers {
  readonly measure: Measure;
  readonly contacts: number;
  /** In the order of the tree; nodes of a part stand after its place. */
  readonly counts: readonly Count[];
  /** The drawn nodes; a place has what was counted inside of it, too. */
  readonly drawn: ReadonlyMap<string, Count>;
  /** How hot each drawn node is: 1 to `STEPS`; 0 is nothing. */
  readonly heat: ReadonlyMap<string, number>;
  /** The value at the upper end of the scale. */
  readonly top: number;
  /** How many took each way, as `node/place`. Ways that cannot be told apart are left out. */
  readonly ways: ReadonlyMap<string, number>;
}

/** As many as can be told apart on a card. */
export const STEPS = 5;
/** A node that fewer contacts come to says nothing with its shares and is not coloured by them. */
const TELLING_SHARE = 0.01;

export function numbersOf(tree: MenuTree, figures: MenuFigures, measure: Measure): Numbers {
  const { contacts } = figures;
  const counts = figures.nodes.map((node) => countOf(node, contacts));
  const byId = new Map(counts.map((count) => [count.nodeId, count]));
  const inside = new Map<NodeId | null, NodeFigures[]>();
  for (const node of figures.nodes) {
    if (node.within === null) continue;
    inside.set(node.within, [...(inside.get(node.within) ?? []), node]);
  }
  const drawn = new Map<string, Count>();
  for (const { id } of tree.nodes) {
    const own = byId.get(id);
    if (own !== undefined) drawn.set(id, withInside(own, inside.get(id) ?? []));
  }
  const telling = [...drawn.values()].filter(({ share }) => share >= TELLING_SHARE);
  const top = Math.max(0, ...telling.map((count) => valueOf(count, measure)));
  const heat = new Map(
    telling.map((count) => [
      count.nodeId as string,
      top === 0 ? 0 : Math.ceil((STEPS * valueOf(count, measure)) / top),
    ]),
  );
  return { measure, contacts, counts, drawn, heat, top, ways: waysOf(tree, figures) };
}

export function valueOf(count: Count, measure: Measure): number {
  switch (measure) {
    case "reached":
      return count.share;
    case "dropped":
      return count.droppedShare;
    case "seconds":
      return count.seconds ?? 0;
    case "moved":
      return count.movedShare;
    default:
      throw new Error(`unhandled measure ${String(measure satisfies never)}`);
  }
}

function countOf(node: NodeFigures, contacts: number): Count {
  const { nodeId, within, kind, reached, dropped, ended, transferred } = node;
  const { wrongKeys, silences, operator, back, meanSeconds } = node;
  return {
    ...{ nodeId, within, kind, reached, dropped, wrongKeys, silences, operator, back, ended },
    share: ratio(reached, contacts),
    droppedShare: ratio(dropped, reached),
    seconds: meanSeconds,
    moved: transferred,
    movedShare: ratio(transferred, ended),
  };
}

function withInside(place: Count, inside: readonly NodeFigures[]): Count {
  if (inside.length === 0) return place;
  const sum = (of: (node: NodeFigures) => number): number =>
    inside.reduce((all, node) => all + of(node), 0);
  const dropped = place.dropped + sum((node) => node.dropped);
  const ended = place.ended + sum((node) => node.ended);
  const moved = place.moved + sum((node) => node.transferred);
  return {
    ...place,
    ...{ dropped, ended, moved },
    droppedShare: ratio(dropped, place.reached),
    wrongKeys: place.wrongKeys + sum((node) => node.wrongKeys),
    silences: place.silences + sum((node) => node.silences),
    operator: place.operator + sum((node) => node.operator),
    back: place.back + sum((node) => node.back),
    // For each who came to the place: all that they spent inside of it.
    seconds: place.reached === 0 ? null : sum((node) => node.totalSeconds) / place.reached,
    movedShare: ratio(moved, ended),
  };
}

/** Options were pressed; where one way leads on, all went it; a node with one way in had all of it. */
function waysOf(tree: MenuTree, { nodes }: MenuFigures): ReadonlyMap<string, number> {
  const figures = new Map<string, NodeFigures>(nodes.map((node) => [node.nodeId, node]));
  const into = new Map<string, number>();
  for (const { to } of tree.nodes.flatMap(slotsOf)) into.set(to, (into.get(to) ?? 0) + 1);
  const ways = new Map<string, number>();
  for (const node of tree.nodes) {
    const counted = figures.get(node.id);
    if (counted === undefined) continue;
    const { options, kind, reached } = counted;
    for (const { place, to, keys } of waysOn(node)) {
      const pressed = options.filter(({ key }) => keys.split(" ").includes(key));
      const alone = into.get(to) === 1 ? figures.get(to)?.reached : undefined;
      const count =
        pressed.length > 0
          ? pressed.reduce((sum, option) => sum + option.pressed, 0)
          : kind === "say"
            ? reached
            : alone;
      if (count !== undefined) ways.set(`${node.id}/${place}`, count);
    }
  }
  return ways;
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
