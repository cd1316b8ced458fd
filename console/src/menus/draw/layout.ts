/** Where each card stands. elk does it in a worker of its own, so that the page stays quick. */
import ElkApi, { type ELK, type ElkNode } from "elkjs/lib/elk-api.js";
import workerUrl from "elkjs/lib/elk-worker.min.js?url";
import { CARD, type Plan } from "./plan.js";

export interface Place {
  readonly x: number;
  readonly y: number;
}
export type Places = ReadonlyMap<string, Place>;

const OPTIONS = {
  "elk.algorithm": "layered",
  "elk.direction": "RIGHT",
  "elk.partitioning.activate": "true",
  "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
  "elk.layered.spacing.nodeNodeBetweenLayers": "88",
  "elk.spacing.nodeNode": "14",
  "elk.layered.nodePlacement.strategy": "BRANDES_KOEPF",
  "elk.separateConnectedComponents": "false",
} as const;

let engine: ELK | null = null;

/** Rejects when the browser allows no worker; the cards then stay where they were. */
export async function placesOf(plan: Plan): Promise<Places> {
  engine ??= new ElkApi({ workerUrl });
  const { children = [] } = await engine.layout(graphOf(plan));
  return new Map(children.map(({ id, x = 0, y = 0 }) => [id, { x, y }]));
}

function graphOf({ cards, ways }: Plan): ElkNode {
  return {
    id: "tree",
    layoutOptions: OPTIONS,
    children: cards.map(({ node, ways: ports, height, column }) => ({
      id: node.id,
      width: CARD.width,
      height,
      layoutOptions: {
        "elk.partitioning.partition": String(column),
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
