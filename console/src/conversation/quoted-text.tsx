/** A text with its quoted history folded away. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

interface Props {
  readonly text: string;
  /** Where the quote begins, in characters; null: nothing is quoted. */
  readonly quoteFrom: number | null;
}

export function QuotedText({ text, quoteFrom }: Props): ReactNode {
  const { t } = useTranslation();
  const own = (quoteFrom === null ? text : text.slice(0, quoteFrom)).trimEnd();
  const quoted = quoteFrom === null ? "" : text.slice(quoteFrom).trim();
  return (
    <>
      {own !== "" && <p className="sw-text">{own}</p>}
      {quoted !== "" && (
        <details className="sw-quoted">
          <summary>{t("conversation.quoted")}</summary>
          <p className="sw-text">{quoted}</p>
        </details>
      )}
    </>
  );
}
