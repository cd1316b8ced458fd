/** An empty place that says what belongs there and how it comes. */
import type { ReactNode } from "react";

interface Props {
  readonly title?: string;
  readonly children: ReactNode;
}

export function Empty({ title, children }: Props): ReactNode {
  return (
    <div className="sw-empty">
      {title !== undefined && <h2>{title}</h2>}
      <p>{children}</p>
    </div>
  );
}
