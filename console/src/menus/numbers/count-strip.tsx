/** What was counted at one node, in the last line of its card. */
import { IconAlertTriangle, IconArrowsExchange, IconClock, IconPhoneX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Count, Measure } from "./counts.js";
import { useCountWords } from "./count-words.js";

interface Props {
  readonly count: Count | null;
  readonly heat: number;
  readonly measure: Measure;
}

export function CountStrip({ count, heat, measure }: Props): ReactNode {
  const { t } = useTranslation();
  const words = useCountWords();
  if (count === null) {
    return (
      <div className="sw-count-strip" data-heat={0}>
        <span className="sw-dim">{t("menuTools.numbers.notThere")}</span>
      </div>
    );
  }
  const missed = count.wrongKeys + count.silences;
  return (
    <div
      className="sw-count-strip"
      data-heat={heat}
      data-measure={measure}
      role="img"
      aria-label={words.sentence(count)}
      title={words.sentence(count)}
    >
      <b data-hot={measure === "reached"}>
        {words.whole(count.reached)} <small>{words.percent(count.share)}</small>
      </b>
      {count.dropped > 0 && (
        <span data-hot={measure === "dropped"}>
          <IconPhoneX size={12} aria-hidden /> {words.whole(count.dropped)}
        </span>
      )}
      {missed > 0 && (
        <span>
          <IconAlertTriangle size={12} aria-hidden /> {words.whole(missed)}
        </span>
      )}
      {count.moved > 0 && (
        <span data-hot={measure === "moved"}>
          <IconArrowsExchange size={12} aria-hidden /> {words.whole(count.moved)}
        </span>
      )}
      {count.seconds !== null && (
        <span data-hot={measure === "seconds"}>
          <IconClock size={12} aria-hidden /> {words.seconds(count.seconds)}
        </span>
      )}
    </div>
  );
}
