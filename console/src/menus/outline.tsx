/** The same tree as an indented list, for those who hear it and for narrow screens. */
import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useVirtualizer } from "@tanstack/react-virtual";
import { MarkBadges } from "./compare/mark-badges.js";
import { nodeIn } from "./edit/slots.js";
import { type Row, rowsOf } from "./edit/spine.js";
import { useEditor } from "./editor.js";
import { kinds } from "./forms/kinds.js";
import { useKindName, useNodeNames } from "./node-names.js";

const ROW_PX = 36;
/** Deeper ones stand no further in: the words need the room. */
const INDENT_MAX = 9;

interface Props {
  /** Opens the form of what is selected. */
  readonly onEnter: () => void;
  readonly onKey: (event: KeyboardEvent) => void;
}

export function Outline({ onEnter, onKey }: Props): ReactNode {
  const { t } = useTranslation();
  const { tree, selected, select, findings } = useEditor();
  const rows = useMemo(() => rowsOf(tree), [tree]);
  const box = useRef<HTMLDivElement>(null);

  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  });
  const at = rows.findIndex((row) => row.is === "node" && row.nodeId === selected);
  useEffect(() => {
    if (at >= 0) list.scrollToIndex(at);
  }, [at, list]);
  const marks = useMemo(() => {
    const found = new Map<string, "red" | "yellow">();
    for (const { nodeId, severity } of findings) {
      if (nodeId !== null && found.get(nodeId) !== "red") found.set(nodeId, severity);
    }
    return found;
  }, [findings]);
  const goTo = (from: number, by: 1 | -1): void => {
    for (let k = from + by; k >= 0 && k < rows.length; k += by) {
      const row = rows[k];
      if (row?.is === "node") {
        select(row.nodeId);
        return;
      }
    }
  };
  return (
    <div
      ref={box}
      className="sw-outline"
      role="tree"
      tabIndex={0}
      aria-label={t("menus.outline.label")}
      aria-activedescendant={at >= 0 ? rowId(at) : undefined}
      onKeyDown={(event) => {
        if (event.key === "ArrowDown") goTo(at, 1);
        else if (event.key === "ArrowUp" && at > 0) goTo(at, -1);
        else if (event.key === "Enter") onEnter();
        else {
          onKey(event);
          return;
        }
        event.preventDefault();
      }}
    >
      <div style={{ height: list.getTotalSize(), position: "relative" }} role="presentation">
        {list.getVirtualItems().map(({ index, start }) => {
          const row = rows[index];
          if (row === undefined) return null;
          return (
            <OutlineRow
              key={index}
              row={row}
              id={rowId(index)}
              top={start}
              mark={marks.get(row.nodeId) ?? null}
              onOpen={onEnter}
            />
          );
        })}
      </div>
    </div>
  );
}

const rowId = (index: number): string => `outline-${String(index)}`;

interface RowProps {
  readonly row: Row;
  readonly id: string;
  readonly top: number;
  readonly mark: "red" | "yellow" | null;
  readonly onOpen: () => void;
}

function OutlineRow({ row, id, top, mark, onOpen }: RowProps): ReactNode {
  const { t } = useTranslation();
  const { tree, selected, select, lit, overlay } = useEditor();
  const names = useNodeNames(tree);
  const kindName = useKindName();
  const node = nodeIn(tree, row.nodeId);
  const parent = row.by === null ? undefined : nodeIn(tree, row.by.nodeId);
  const Icon = node === undefined ? null : kinds[node.kind].icon;
  return (
    <div
      id={id}
      role="treeitem"
      className="sw-outline-row"
      aria-level={row.depth + 1}
      aria-selected={row.is === "node" && row.nodeId === selected}
      data-is={row.is}
      data-lit={lit.has(row.nodeId)}
      style={{
        transform: `translateY(${String(top)}px)`,
        paddingLeft: 12 + 18 * Math.min(row.depth, INDENT_MAX),
      }}
      onClick={() => {
        select(row.is === "nowhere" ? (row.by?.nodeId ?? null) : row.nodeId);
        onOpen();
      }}
    >
      {row.by !== null && row.by.keys !== "" && <kbd>{row.by.keys}</kbd>}
      {row.by !== null && parent !== undefined && (
        <span className="sw-outline-way">{names.way(parent, row.by)}</span>
      )}
      {Icon !== null && <Icon size={15} stroke={1.75} aria-hidden className="sw-outline-icon" />}
      <span className="sw-ellipsis sw-fill">
        {node === undefined ? (
          <span className="sw-outline-loose">{t("menus.nowhere")}</span>
        ) : (
          <>
            <span className="sw-dim">{kindName(node.kind)}</span> {names.title(node)}
            {row.is === "again" && <span className="sw-dim"> · {t("menus.outline.again")}</span>}
          </>
        )}
      </span>
      {row.is === "node" && <MarkBadges marks={overlay.comparison?.marks.get(row.nodeId) ?? []} />}
      {mark !== null && row.is === "node" && (
        <span
          className="sw-mark"
          data-severity={mark}
          role="img"
          aria-label={t(`menus.findings.${mark}`)}
        />
      )}
    </div>
  );
}
