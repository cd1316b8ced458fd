/** The last hour as a small line; its numbers are in the text for those who do not see it. */
import type { ReactNode } from "react";
import { sparkline } from "../state/floor-figures.js";

const BOX = { width: 96, height: 22 } as const;

interface Props {
  readonly label: string;
  readonly values: readonly number[];
}

export function Sparkline({ label, values }: Props): ReactNode {
  if (values.length < 2) return null;
  return (
    <svg
      className="sw-sparkline"
      viewBox={`-1 -2 ${String(BOX.width + 2)} ${String(BOX.height + 4)}`}
      role="img"
      aria-label={label}
    >
      <polyline points={sparkline(values, BOX)} />
    </svg>
  );
}
