/** The same numbers as a table that sorts, for those who compare and those who hear it. */
import { IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import { type ReactNode, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useEditor } from "../editor.js";
import { nodeIn } from "../edit/slots.js";
import { useKindName, useNodeNames } from "../node-names.js";
import { type CountWords, useCountWords } from "./count-words.js";
import type { Count } from "./counts.js";

/** More rows make the page slow; the file has all of them. */
const ROWS_MAX = 1000;

const COLUMNS = [
  "reached",
  "share",
  "dropped",
  "droppedShare",
  "wrongKeys",
  "silences",
  "operator",
  "back",
  "seconds",
  "ended",
  "moved",
] as const;
type Column = (typeof COLUMNS)[number];

interface Order {
  /** null: as in the tree. */
  readonly by: Column | null;
  readonly down: boolean;
}

export function NumbersTable(): ReactNode {
  const { t } = useTranslation();
  const { tree, overlay, selected, show } = useEditor();
  const names = useNodeNames(tree);
  const kindName = useKindName();
  const words = useCountWords();
  const [order, setOrder] = useState<Order>({ by: null, down: true });
  const counts = overlay.numbers?.counts;
  const rows = useMemo(() => sorted(counts ?? [], order), [counts, order]);
  const drawn = useMemo(() => new Set(tree.nodes.map(({ id }) => id)), [tree]);
  const sortBy = (by: Column): void => {
    setOrder((before) =>
      before.by !== by
        ? { by, down: true }
        : before.down
          ? { by, down: false }
          : { by: null, down: true },
    );
  };
  return (
    <div
      className="sw-numbers-box"
      role="region"
      tabIndex={0}
      aria-label={t("menuTools.numbers.table")}
    >
      <table className="sw-numbers-table">
        <caption className="sw-unseen">{t("menuTools.numbers.caption")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("menuTools.numbers.column.node")}</th>
            {COLUMNS.map((column) => {
              const isBy = order.by === column;
              const Shape = order.down ? IconChevronDown : IconChevronUp;
              return (
                <th
                  key={column}
                  scope="col"
                  aria-sort={isBy ? (order.down ? "descending" : "ascending") : "none"}
                >
                  <button
                    type="button"
                    title={t(`menuTools.numbers.columnMeans.${column}`)}
                    onClick={() => {
                      sortBy(column);
                    }}
                  >
                    {t(`menuTools.numbers.column.${column}`)}
                    {isBy && <Shape size={12} aria-hidden />}
                  </button>
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, ROWS_MAX).map((count) => {
            const place = drawn.has(count.nodeId) ? count.nodeId : count.within;
            const node = nodeIn(tree, count.nodeId);
            return (
              <tr
                key={count.nodeId}
                data-inside={count.within !== null}
                aria-selected={selected === count.nodeId}
              >
                <th scope="row">
                  <span className="sw-numbers-name">
                    <span className="sw-dim">{kindName(count.kind)}</span>
                    {place === null ? (
                      <>
                        {count.nodeId}
                        <span className="sw-dim">{t("menuTools.numbers.gone")}</span>
                      </>
                    ) : (
                      <button
                        type="button"
                        className="sw-ellipsis"
                        onClick={() => {
                          show(place);
                        }}
                      >
                        {node === undefined ? insideOf(count, place) : names.title(node)}
                      </button>
                    )}
                  </span>
                </th>
                {COLUMNS.map((column) => (
                  <td key={column} className="sw-time" data-none={count[column] === 0}>
                    {cell(count, column, words)}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
      {rows.length > ROWS_MAX && (
        <p className="sw-menu-note">{t("menuTools.numbers.more", { count: ROWS_MAX })}</p>
      )}
    </div>
  );
}

/** What the node is called in its own tree. */
function insideOf({ nodeId }: Count, place: string): string {
  return nodeId.startsWith(`${place}.`) ? nodeId.slice(place.length + 1) : nodeId;
}

function cell(count: Count, column: Column, words: CountWords): string {
  const value = count[column];
  if (value === null) return "–";
  if (column === "seconds") return words.seconds(value);
  return column === "share" || column === "droppedShare"
    ? words.percent(value)
    : words.whole(value);
}

function sorted(counts: readonly Count[], { by, down }: Order): readonly Count[] {
  if (by === null) return counts;
  const sign = down ? -1 : 1;
  return [...counts].sort((a, b) => sign * ((a[by] ?? 0) - (b[by] ?? 0)));
}
