/** Figures in the reader's language. */
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Count, Measure } from "./counts.js";

export interface CountWords {
  readonly whole: (count: number) => string;
  /** `0.034`: `3.4 %`. */
  readonly percent: (share: number) => string;
  readonly seconds: (seconds: number) => string;
  readonly value: (measure: Measure, value: number) => string;
  /** Everything that was counted at one node. */
  readonly sentence: (count: Count) => string;
}

export function useCountWords(): CountWords {
  const { t, i18n } = useTranslation();
  return useMemo(() => {
    const { language } = i18n;
    const wholes = new Intl.NumberFormat(language);
    const seconds = new Intl.NumberFormat(language, {
      style: "unit",
      unit: "second",
      unitDisplay: "narrow",
      maximumFractionDigits: 1,
    });
    const percents = (digits: number): Intl.NumberFormat =>
      new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: digits });
    const [rough, fine] = [percents(0), percents(1)];
    const percent = (share: number): string =>
      share > 0 && share < 0.1 ? fine.format(share) : rough.format(share);
    const words: CountWords = {
      whole: (count) => wholes.format(count),
      percent,
      seconds: (value) => seconds.format(value),
      value: (measure, value) => (measure === "seconds" ? seconds.format(value) : percent(value)),
      sentence: (count) =>
        [
          t("menuTools.numbers.told.reached", {
            count: count.reached,
            share: percent(count.share),
          }),
          t("menuTools.numbers.told.dropped", { count: count.dropped }),
          t("menuTools.numbers.told.missed", { count: count.wrongKeys + count.silences }),
          count.seconds === null
            ? ""
            : t("menuTools.numbers.told.seconds", { span: seconds.format(count.seconds) }),
          count.ended === 0 ? "" : t("menuTools.numbers.told.moved", { count: count.moved }),
        ]
          .filter((part) => part !== "")
          .join(" "),
    };
    return words;
  }, [t, i18n]);
}
