/** What is left of an offer, as a ring with the seconds in it. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useNow } from "../live/use-now.js";
import { urgencyAt } from "../state/clock.js";

const RADIUS = 15;
const ROUND = 2 * Math.PI * RADIUS;

interface Props {
  readonly from: number;
  readonly until: number;
}

export function CountdownRing({ from, until }: Props): ReactNode {
  const { t } = useTranslation();
  const now = useNow();
  const seconds = Math.max(0, Math.ceil((until - now) / 1000));
  const share = Math.min(1, Math.max(0, (until - now) / Math.max(1, until - from)));
  return (
    <svg
      className="sw-ring"
      viewBox="0 0 36 36"
      role="img"
      aria-label={t("offer.left", { seconds })}
      data-urgency={urgencyAt(now, { from, dueAt: until })}
    >
      <circle className="sw-ring-track" cx="18" cy="18" r={RADIUS} />
      <circle
        className="sw-ring-left"
        cx="18"
        cy="18"
        r={RADIUS}
        strokeDasharray={ROUND}
        strokeDashoffset={ROUND * (1 - share)}
        transform="rotate(-90 18 18)"
      />
      <text data-long={seconds > 99} x="18" y="18" dominantBaseline="central" textAnchor="middle">
        {seconds}
      </text>
    </svg>
  );
}
