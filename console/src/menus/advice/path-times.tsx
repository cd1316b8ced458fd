/** How long each way to a bucket takes, and how many go it. */
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNames } from "../../common/names.js";
import { useEditor } from "../editor.js";
import type { Advised } from "../menus-api.js";
import { useCountWords } from "../numbers/count-words.js";

type By = "share" | "seconds";

export function PathTimes({ buckets }: { readonly buckets: Advised["buckets"] }): ReactNode {
  const { t } = useTranslation();
  const names = useNames();
  const words = useCountWords();
  const { show } = useEditor();
  const [by, setBy] = useState<By>("seconds");
  const rows = [...buckets].sort((a, b) => (b[by] ?? -1) - (a[by] ?? -1));
  return (
    <div
      className="sw-path-times"
      role="region"
      tabIndex={0}
      aria-label={t("menuTools.advice.paths")}
    >
      <h3 className="sw-heading">{t("menuTools.advice.paths")}</h3>
      <table className="sw-numbers-table">
        <thead>
          <tr>
            <th scope="col">{t("menus.kind.bucket")}</th>
            {(["share", "seconds"] as const).map((column) => (
              <th key={column} scope="col" aria-sort={by === column ? "descending" : "none"}>
                <button
                  type="button"
                  onClick={() => {
                    setBy(column);
                  }}
                >
                  {t(`menuTools.numbers.column.${column}`)}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ nodeId, bucketId, share, seconds }) => (
            <tr key={nodeId}>
              <th scope="row">
                <button
                  type="button"
                  className="sw-ellipsis"
                  title={nodeId}
                  onClick={() => {
                    show(nodeId);
                  }}
                >
                  {names.bucket(bucketId)}
                </button>
              </th>
              <td className="sw-time">{words.percent(share)}</td>
              <td className="sw-time">{seconds === null ? "–" : words.seconds(seconds)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
