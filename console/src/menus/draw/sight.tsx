/** What stays or comes into sight when cards get other places. */
import { useReactFlow } from "@xyflow/react";
import { type ReactNode, useEffect, useRef } from "react";
import type { NodeId } from "../../../../protocol/ids.js";
import type { Place, Places } from "./layout.js";
import { CARD } from "./plan.js";

/** What stands in the middle stays there when the cards move apart for what is put on them, which is `by`. */
export function Held({ places, by }: { readonly places: Places; readonly by: unknown }): ReactNode {
  const flow = useReactFlow();
  const before = useRef({ places, by });
  useEffect(() => {
    const was = before.current;
    if (was.places === places) return;
    before.current = { places, by };
    const box = document.querySelector(".sw-canvas")?.getBoundingClientRect();
    if (was.by === by || box === undefined) return;
    const middle = flow.screenToFlowPosition({
      x: (box.left + box.right) / 2,
      y: (box.top + box.bottom) / 2,
    });
    const far = ({ x, y }: Place): number => Math.hypot(x - middle.x, y - middle.y);
    const [nearest] = [...was.places]
      .flatMap(([id, old]) => {
        const now = places.get(id);
        return now === undefined ? [] : [{ old, now }];
      })
      .sort((a, b) => far(a.old) - far(b.old));
    if (nearest === undefined) return;
    const { x, y, zoom } = flow.getViewport();
    const { old, now } = nearest;
    void flow.setViewport({ x: x - (now.x - old.x) * zoom, y: y - (now.y - old.y) * zoom, zoom });
  }, [places, by, flow]);
  return null;
}

/** A node that has just been placed and is selected is brought into sight once. */
export function Centred({
  nodeId,
  places,
}: {
  readonly nodeId: NodeId | null;
  readonly places: Places;
}): ReactNode {
  const flow = useReactFlow();
  const at = nodeId === null ? undefined : places.get(nodeId);
  const here = at === undefined ? null : `${String(at.x)} ${String(at.y)}`;
  useEffect(() => {
    if (at === undefined) return;
    const box = document.querySelector(".sw-canvas")?.getBoundingClientRect();
    if (box === undefined) return;
    const { x, y } = flow.flowToScreenPosition({ x: at.x + CARD.width / 2, y: at.y + CARD.head });
    const inSight = x > box.left && x < box.right && y > box.top && y < box.bottom;
    if (!inSight)
      void flow.setCenter(at.x + CARD.width / 2, at.y + CARD.head, { zoom: flow.getZoom() });
    // Only when the place is another: the drawing is not held back by what is selected.
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `here` says what `at` holds.
  }, [here, flow]);
  return null;
}
