/** Where each card stands. elk does it in a worker of its own, so that the page stays quick. */
import ElkApi, { type ELK, type ElkNode } from "elkjs/lib/elk-api.js";
import workerUrl from "elkjs/lib/elk-worker.min.js?url";
import { CARD, GONE, type Plan } from "./plan.js";

export interface Place {
  readonly x: number;
  readonly y: number;
}
export type Places = ReadonlyMap<string, Place>;

const OPTIONS = {
  "elk.algorithm": "layered",
  "elk.direction": "RIGHT",
  // Which layer a card is in is known; elk is told by positions. With partitions instead, 500 cards
  // took eight times as long.
  "elk.layered.layering.strategy": "INTERACTIVE",
  "elk.layered.cycleBreaking.strategy": "INTERACTIVE",
  "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
  "elk.layered.spacing.nodeNodeBetweenLayers": "88",
  "elk.spacing.nodeNode": "14",
  "elk.layered.nodePlacement.strategy": "BRANDES_KOEPF",
  "elk.separateConnectedComponents": "false",
} as const;

/** More than a tree can have. */
const CARDS_MAX = 10_000;

let engine: ELK | null = null;

/** Rejects when the browser allows no worker; the cards then stay where they were. */
export async function placesOf(plan: Plan): Promise<Places> {
  engine ??= new ElkApi({ workerUrl });
  const { children = [] } = await engine.layout(graphOf(plan));
  return new Map(children.map(({ id, x = 0, y = 0 }) => [id, { x, y }]));
}

/** Further apart than a card is wide, so that no two layers are taken for one. */
const LAYER_PX = 2 * CARD.width;

function graphOf({ cards, ways }: Plan): ElkNode {
  const keys = cards.map(({ column, inner }) => column * CARDS_MAX + inner);
  const layers = new Map([...new Set(keys)].sort((a, b) => a - b).map((key, k) => [key, k]));
  return {
    id: "tree",
    layoutOptions: OPTIONS,
    children: cards.map(({ node, ways: ports, height, column, inner, losing }) => ({
      id: node.id,
      x: (layers.get(column * CARDS_MAX + inner) ?? 0) * LAYER_PX,
      width: CARD.width,
      height,
      layoutOptions: {
        "elk.portConstraints": "FIXED_POS",
      },
      ports: [
        { id: `${node.id}/in`, x: 0, y: inY(ports.length), width: 1, height: 1 },
        ...ports.map(({ place }, k) => ({
          id: `${node.id}/${place}`,
          x: CARD.width,
          y: portY(k),
          width: 1,
          height: 1,
        })),
        ...(losing
          ? [
              {
                id: `${node.id}/${GONE}`,
                ...{ x: CARD.width, y: inY(ports.length), width: 1, height: 1 },
              },
            ]
          : []),
      ],
    })),
    edges: ways
      .filter(({ by }) => by !== "fallback")
      .map(({ id, from, place, to }) => ({
        id,
        sources: [`${from}/${place}`],
        targets: [`${to}/in`],
      })),
  };
}

/** Where ways come in: the middle of what is always there. */
export function inY(ports: number): number {
  return (ports === 0 ? CARD.end : CARD.head) / 2;
}

/** The middle of the nth row of a card. */
export function portY(n: number): number {
  return CARD.head + n * CARD.row + CARD.row / 2;
}
