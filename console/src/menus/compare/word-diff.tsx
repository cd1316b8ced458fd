/** A text before and after in one: words that are gone are struck out, new ones underlined. */
import { diffWords } from "diff";
import { type ReactNode, useMemo } from "react";

interface Props {
  readonly before: string;
  readonly after: string;
  /** Words of some languages are not parted by spaces. */
  readonly language: string;
}

export function WordDiff({ before, after, language }: Props): ReactNode {
  const parts = useMemo(() => {
    const intlSegmenter = new Intl.Segmenter(language, { granularity: "word" });
    return diffWords(before, after, { intlSegmenter });
  }, [before, after, language]);
  return (
    <p lang={language} className="sw-word-diff">
      {parts.map(({ value, added, removed }, k) =>
        added ? (
          <ins key={k}>{value}</ins>
        ) : removed ? (
          <del key={k}>{value}</del>
        ) : (
          <span key={k}>{value}</span>
        ),
      )}
    </p>
  );
}
