/** The levels as bands behind the cards. */
import { useViewport } from "@xyflow/react";
import { type ReactNode, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Places } from "./layout.js";
import { CARD, type Plan } from "./plan.js";

/** Their names stay at the upper edge whatever is in sight. */
export function Columns({
  plan,
  places,
}: {
  readonly plan: Plan;
  readonly places: Places;
}): ReactNode {
  const { t } = useTranslation();
  const { x, zoom } = useViewport();
  const columns = useMemo(() => columnsOf(plan, places), [plan, places]);
  return (
    <div className="sw-columns">
      {columns.map(({ column, left, right, asks }) => (
        <div
          key={column}
          className="sw-column"
          style={{ left: x + (left - BAND) * zoom, width: (right - left + 2 * BAND) * zoom }}
        >
          {column === plan.columns && t("menus.ends")}
          {column < plan.columns &&
            asks &&
            (zoom < WORDS_FIT ? column + 1 : t("menus.level", { n: column + 1 }))}
        </div>
      ))}
    </div>
  );
}

/** Below this zoom a narrow band has room for the figure only. */
const WORDS_FIT = 0.35;

/** How far a band reaches beyond its cards. */
const BAND = 24;

interface Column {
  readonly column: number;
  readonly left: number;
  readonly right: number;
  /** A key is pressed somewhere in it. */
  readonly asks: boolean;
}

function columnsOf(plan: Plan, places: Places): readonly Column[] {
  const found = new Map<number, Column>();
  for (const { node, column } of plan.cards) {
    const at = places.get(node.id);
    if (at === undefined) continue;
    const { left = Infinity, right = -Infinity, asks = false } = found.get(column) ?? {};
    found.set(column, {
      column,
      left: Math.min(left, at.x),
      right: Math.max(right, at.x + CARD.width),
      asks: asks || node.kind === "menu" || node.kind === "language",
    });
  }
  return [...found.values()];
}
