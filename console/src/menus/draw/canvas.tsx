/** The tree as a drawing: levels from left to right, the ends at the right edge. */
import "@xyflow/react/dist/style.css";
import "./canvas.css";
import {
  Controls,
  type Edge,
  MiniMap,
  type NodeChange,
  Position,
  ReactFlow,
  ReactFlowProvider,
  type Viewport,
  useReactFlow,
} from "@xyflow/react";
import {
  type ReactNode,
  memo,
  useCallback,
  useDeferredValue,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { useTranslation } from "react-i18next";
import { isQueue } from "../../../../flows/graph.js";
import { NodeId } from "../../../../protocol/ids.js";
import type { MenuTree } from "../../../../protocol/menu-tree.js";
import { useNotify } from "../../common/notify.js";
import { EditorContext, useEditor } from "../editor.js";
import { type Port, connected, slotsOf } from "../edit/slots.js";
import { hungOn, moved } from "../edit/tree-edit.js";
import { useNodeNames } from "../node-names.js";
import type { Numbers } from "../numbers/counts.js";
import { type CardCount, type CardData, type CardNode, CardView } from "./card.js";
import { CARD, type Card, GONE, type Plan, planOf } from "./plan.js";
import { Columns } from "./columns.js";
import { type Place, type Places, inY, placesOf, portY } from "./layout.js";
import { Centred, Held } from "./sight.js";

const nodeTypes = { card: CardView } as const;
/** Smaller words cannot be read. */
const READABLE = 0.8;
/** The names of the levels stand above the cards. */
const HEADING = 44;
const FIT = { padding: 0.08, maxZoom: 1 } as const;

interface Props {
  /** Draw the ways after silence and wrong keys of every node, not only of the selected one. */
  readonly fallbacks: boolean;
  /** Told whom to call to bring a node into sight. */
  readonly onReady: (centre: (nodeId: NodeId) => void) => void;
}

/** The drawing follows a moment later when the hand is fast, so that typing never waits for it. */
export function Canvas(props: Props): ReactNode {
  const editor = useDeferredValue(useEditor());
  return (
    <EditorContext value={editor}>
      <ReactFlowProvider>
        <Drawing {...props} />
      </ReactFlowProvider>
    </EditorContext>
  );
}

const Drawing = memo(function Drawing({ fallbacks, onReady }: Props): ReactNode {
  const { t } = useTranslation();
  const notify = useNotify();
  const { tree, selected, readOnly, change, select, overlay } = useEditor();
  const figures = overlay.numbers !== null;
  const { comparison } = overlay;
  const plan = useMemo(() => planOf(tree, { figures, comparison }), [tree, figures, comparison]);
  const places = usePlaces(plan);
  const [dragged, setDragged] = useState<{ id: string; at: Place } | null>(null);
  const nodes = useCards({ plan, places, dragged });
  const edges = useWays({ plan, fallbacks });
  const flow = useReactFlow();
  const drawn = places.size > 0;

  const placesRef = useRef(places);
  useEffect(() => {
    placesRef.current = places;
  }, [places]);
  useEffect(() => {
    onReady((nodeId) => {
      const at = placesRef.current.get(nodeId);
      if (at === undefined) return;
      const zoom = Math.max(0.6, flow.getZoom());
      void flow.setCenter(at.x + CARD.width / 2, at.y + CARD.head, { zoom, duration: 200 });
    });
  }, [onReady, flow]);

  const lead = (from: Port, to: NodeId): void => {
    change((before) => connected(before, from, to), null);
  };
  /** The drawing may be a moment behind: what is changed is the tree as it is now. */
  const move = (edit: (before: MenuTree) => MenuTree | null): void => {
    if (edit(tree) === null) notify.done(t("menus.underItself"));
    else change((before) => edit(before) ?? before, null);
  };
  const onNodesChange = useCallback((changes: NodeChange<CardNode>[]) => {
    for (const one of changes) {
      if (one.type !== "position" || one.position === undefined) continue;
      setDragged(one.dragging === true ? { id: one.id, at: one.position } : null);
    }
  }, []);
  /** A card put down on another card's port hangs there; anywhere else it goes back. */
  const drop = (event: MouseEvent | TouchEvent, nodeId: NodeId): void => {
    setDragged(null);
    if (!("clientX" in event)) return;
    const at = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
    const port = portAt(plan, places, { ...at, except: nodeId });
    if (port !== null) move((before) => hungOn(before, nodeId, port));
  };
  if (!drawn) return null;
  return (
    <ReactFlow<CardNode>
      nodes={nodes}
      edges={edges}
      nodeTypes={nodeTypes}
      onNodesChange={onNodesChange}
      defaultViewport={firstView(plan, places, tree.start)}
      onlyRenderVisibleElements
      minZoom={0.08}
      maxZoom={1.5}
      nodesDraggable={!readOnly}
      nodesConnectable={!readOnly}
      edgesReconnectable={!readOnly}
      nodesFocusable={false}
      edgesFocusable={false}
      disableKeyboardA11y
      deleteKeyCode={null}
      selectionKeyCode={null}
      multiSelectionKeyCode={null}
      nodeDragThreshold={4}
      onNodeClick={(_event, { id }) => {
        select(NodeId.parse(id));
      }}
      onPaneClick={() => {
        select(null);
      }}
      onNodeDragStop={(event, { id }) => {
        drop(event, NodeId.parse(id));
      }}
      onConnect={({ source, sourceHandle, target }) => {
        if (sourceHandle !== null)
          lead({ nodeId: NodeId.parse(source), place: sourceHandle }, NodeId.parse(target));
      }}
      onReconnect={(edge, { source, sourceHandle, target }) => {
        if (sourceHandle === null) return;
        const from = { nodeId: NodeId.parse(edge.source), place: edge.sourceHandle ?? "" };
        const to = { nodeId: NodeId.parse(source), place: sourceHandle };
        if (from.nodeId === to.nodeId && from.place === to.place) lead(from, NodeId.parse(target));
        else move((before) => moved(before, from, to));
      }}
      ariaLabelConfig={{
        "controls.ariaLabel": t("menus.canvas.controls"),
        "controls.zoomIn.ariaLabel": t("menus.canvas.zoomIn"),
        "controls.zoomOut.ariaLabel": t("menus.canvas.zoomOut"),
        "controls.fitView.ariaLabel": t("menus.canvas.fit"),
        "minimap.ariaLabel": t("menus.canvas.map"),
        "handle.ariaLabel": t("menus.canvas.port"),
      }}
    >
      <Columns plan={plan} places={places} />
      <Controls showInteractive={false} fitViewOptions={FIT} position="bottom-left" />
      <MiniMap pannable zoomable position="bottom-right" nodeClassName={nodeClass} />
      <Held places={places} by={comparison ?? figures} />
      <Centred nodeId={selected} places={places} />
    </ReactFlow>
  );
});

/** The whole tree when that can be read, else where it begins. */
function firstView(plan: Plan, places: Places, start: NodeId): Viewport {
  const box = document.querySelector(".sw-canvas")?.getBoundingClientRect();
  const at = places.get(start);
  if (box === undefined || at === undefined) return { x: 40, y: 80, zoom: READABLE };
  const right = Math.max(...[...places.values()].map(({ x }) => x)) + CARD.width;
  const heights = plan.cards.map(({ node, height }) => (places.get(node.id)?.y ?? 0) + height);
  const bottom = Math.max(...heights);
  const whole = Math.min(1, box.width / (right + 80), box.height / (bottom + HEADING + 40));
  if (whole >= READABLE) {
    return { x: (box.width - right * whole) / 2, y: (HEADING + 10) * whole, zoom: whole };
  }
  return { x: 40 - at.x * READABLE, y: box.height / 2 - at.y * READABLE, zoom: READABLE };
}

const nodeClass = ({ data }: CardNode | { data: Record<string, unknown> }): string =>
  `sw-map-${String(data.kind)}`;

/** Until the new places are known, cards stay, and new ones stand at the left below the others. */
function usePlaces(plan: Plan): Places {
  const [places, setPlaces] = useState<Places>(new Map());
  const { shape } = plan;
  const latest = useRef(plan);
  useEffect(() => {
    latest.current = plan;
  }, [plan]);
  useEffect(() => {
    let current = true;
    placesOf(latest.current)
      .then((next) => {
        if (current) setPlaces(next);
      })
      .catch(() => undefined);
    return () => {
      current = false;
    };
  }, [shape]);
  return places;
}

interface CardsOf {
  readonly plan: Plan;
  readonly places: Places;
  readonly dragged: { readonly id: string; readonly at: Place } | null;
}

function useCards({ plan, places, dragged }: CardsOf): CardNode[] {
  const { t } = useTranslation();
  const { tree, selected, findings, lit, overlay } = useEditor();
  const names = useNodeNames(tree);
  const made = useRef(new Map<string, CardNode>());
  const known = useMemo(() => new Set(tree.nodes.map(({ id }) => id)), [tree]);
  const marks = new Map<string, "red" | "yellow">();
  for (const { nodeId, severity } of findings) {
    if (nodeId !== null && marks.get(nodeId) !== "red") marks.set(nodeId, severity);
  }
  const cards = plan.cards.flatMap((card): CardNode[] => {
    const { node } = card;
    const position = dragged?.id === node.id ? dragged.at : places.get(node.id);
    if (position === undefined) return [];
    const data: CardData = {
      kind: node.kind,
      title: names.title(node),
      ports: card.ways.map((slot) => ({
        place: slot.place,
        keys: slot.keys,
        label: names.way(node, slot),
        loose: !known.has(slot.to),
      })),
      finding: marks.get(node.id) ?? null,
      lit: lit.has(node.id),
      start: tree.start === node.id,
      depth:
        card.column === plan.columns && isQueue(node) && card.levels !== null
          ? t("menus.levels", { count: card.levels })
          : "",
      count: overlay.numbers === null ? null : cardCount(overlay.numbers, node.id),
      marks: overlay.comparison?.marks.get(node.id) ?? [],
      losing: card.losing,
      falls: slotsOf(node).flatMap(({ by, place }) => (by === "fallback" ? [place] : [])),
    };
    const next = cardNode(card, data, { position, isSelected: selected === node.id });
    const before = made.current.get(node.id);
    return [before !== undefined && sameCard(before, next) ? before : next];
  });
  made.current = new Map(cards.map((card) => [card.id, card]));
  return cards;
}

function cardCount({ drawn, heat, measure }: Numbers, nodeId: string): CardCount {
  return { count: drawn.get(nodeId) ?? null, heat: heat.get(nodeId) ?? 0, measure };
}

function sameCard(a: CardNode, b: CardNode): boolean {
  return (
    a.position.x === b.position.x &&
    a.position.y === b.position.y &&
    a.selected === b.selected &&
    a.height === b.height &&
    JSON.stringify(a.data) === JSON.stringify(b.data)
  );
}

/** Sizes and ports are told, so that nothing has to be measured before ways are drawn. */
function cardNode(
  { node, height, ways }: Card,
  data: CardData,
  { position, isSelected }: { readonly position: Place; readonly isSelected: boolean },
): CardNode {
  const port = { width: 1, height: 1 };
  return {
    id: node.id,
    type: "card",
    position: { ...position },
    data,
    selected: isSelected,
    width: CARD.width,
    height,
    // As if it had been measured: what is out of sight never is, and the whole would never fit.
    measured: { width: CARD.width, height },
    handles: [
      { ...port, id: "in", type: "target", position: Position.Left, x: 0, y: inY(ways.length) },
      ...ways.map(({ place }, k) => ({
        ...port,
        id: place,
        type: "source" as const,
        position: Position.Right,
        x: CARD.width,
        y: portY(k),
      })),
      ...(data.losing
        ? [
            {
              ...{ ...port, id: GONE, type: "source" as const, position: Position.Right },
              ...{ x: CARD.width, y: inY(ways.length) },
            },
          ]
        : []),
      ...data.falls.map((place) => ({
        ...port,
        id: place,
        type: "source" as const,
        position: Position.Bottom,
        x: CARD.width / 2,
        y: height,
      })),
    ],
  };
}

function useWays({
  plan,
  fallbacks,
}: {
  readonly plan: Plan;
  readonly fallbacks: boolean;
}): Edge[] {
  const { selected, lit, overlay } = useEditor();
  const { numbers } = overlay;
  return useMemo(
    () =>
      plan.ways
        .filter(({ by, from }) => by !== "fallback" || fallbacks || from === selected)
        .map(({ id, from, place, to, by, back, change }) => ({
          id,
          source: from,
          sourceHandle: place,
          target: to,
          targetHandle: "in",
          className: [
            `sw-way sw-way-${by}`,
            back && "sw-way-back",
            lit.has(id) && "sw-way-lit",
            (from === selected || to === selected) && "sw-way-near",
            change !== null && `sw-way-${change}`,
          ]
            .filter((one) => one !== false)
            .join(" "),
          ...(numbers === null || by === "fallback"
            ? {}
            : { style: { strokeWidth: widthOf(numbers.ways.get(id), numbers.contacts) } }),
          reconnectable: by !== "fallback" && change !== "gone",
          selectable: false,
        })),
    [plan, fallbacks, selected, lit, numbers],
  );
}

/** In pixels; of a way that all of them took, and of one that nobody did. */
const WIDTH = { most: 12, least: 1 } as const;

/** undefined: it cannot be told how many took it. */
function widthOf(count: number | undefined, contacts: number): number {
  if (count === undefined || contacts === 0) return WIDTH.least;
  return WIDTH.least + (WIDTH.most - WIDTH.least) * Math.min(1, count / contacts);
}

function portAt(
  plan: Plan,
  places: Places,
  { x, y, except }: Place & { readonly except: NodeId },
): Port | null {
  for (const { node, ways, height } of plan.cards) {
    const at = places.get(node.id);
    if (at === undefined || node.id === except) continue;
    if (x < at.x || x > at.x + CARD.width + 12 || y < at.y || y > at.y + height) continue;
    const place = ways[Math.floor((y - at.y - CARD.head) / CARD.row)]?.place;
    return place === undefined ? null : { nodeId: node.id, place };
  }
  return null;
}
