/** What is different about a node, as a shape and a colour with its name. */
import { IconArrowMoveRight, IconMinus, IconPencil, IconPlus } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Mark } from "./comparison.js";

export const markShapes = {
  added: IconPlus,
  removed: IconMinus,
  moved: IconArrowMoveRight,
  changed: IconPencil,
} as const;

export function MarkBadges({ marks }: { readonly marks: readonly Mark[] }): ReactNode {
  if (marks.length === 0) return null;
  return (
    <span className="sw-change-badges">
      {marks.map((mark) => (
        <MarkBadge key={mark} mark={mark} />
      ))}
    </span>
  );
}

export function MarkBadge({ mark }: { readonly mark: Mark }): ReactNode {
  const { t } = useTranslation();
  const Shape = markShapes[mark];
  return (
    <span
      className="sw-change-badge"
      data-change={mark}
      role="img"
      aria-label={t(`menuTools.compare.mark.${mark}`)}
      title={t(`menuTools.compare.mark.${mark}`)}
    >
      <Shape size={12} stroke={2.5} aria-hidden />
    </span>
  );
}
