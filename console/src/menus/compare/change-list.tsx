/** What is different, with a legend of what the drawing shows; a click leads to the node. */
import { type ReactNode, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { languageName } from "../../../../flows/walk.js";
import type { NodeId } from "../../../../protocol/ids.js";
import { menuTools } from "../../i18n/en-menu-tools.js";
import { useEditor } from "../editor.js";
import { nodeIn } from "../edit/slots.js";
import { inShort, useKindName, useNodeNames } from "../node-names.js";
import { type NodeChange, type WayChange, changesOf } from "./changes.js";
import { type Comparison, MARKS, isSame } from "./comparison.js";
import { MarkBadge, MarkBadges } from "./mark-badges.js";
import { WordDiff } from "./word-diff.js";

/** More are not read; the drawing has all of them. */
const SHOWN_MAX = 300;

export function ChangeList({ comparison }: { readonly comparison: Comparison }): ReactNode {
  const { t } = useTranslation();
  const fieldName = useFieldName();
  const changes = useMemo(() => changesOf(comparison), [comparison]);
  const { diff, marks } = comparison;
  if (isSame(diff)) return <p className="sw-menu-note">{t("menuTools.compare.same")}</p>;
  const count = (mark: (typeof MARKS)[number]): number =>
    [...marks.values()].filter((list) => list.includes(mark)).length;
  return (
    <section aria-label={t("menuTools.compare.list")}>
      <ul className="sw-change-legend" aria-label={t("menuTools.numbers.legend")}>
        {MARKS.map((mark) => (
          <li key={mark}>
            <MarkBadge mark={mark} /> {t(`menuTools.compare.mark.${mark}`)}{" "}
            <b className="sw-time">{count(mark)}</b>
          </li>
        ))}
      </ul>
      {diff.tree.length > 0 && (
        <p className="sw-menu-note">
          {t("menus.form.tree")}: {diff.tree.map(fieldName).join(", ")}
        </p>
      )}
      <ul className="sw-changes">
        {changes.slice(0, SHOWN_MAX).map((change) => (
          <ChangeItem key={change.nodeId} change={change} />
        ))}
      </ul>
      {changes.length > SHOWN_MAX && (
        <p className="sw-menu-note">{t("menuTools.compare.more", { count: SHOWN_MAX })}</p>
      )}
    </section>
  );
}

function ChangeItem({ change }: { readonly change: NodeChange }): ReactNode {
  const { t } = useTranslation();
  const { tree, selected, show } = useEditor();
  const names = useNodeNames(tree);
  const kindName = useKindName();
  const fieldName = useFieldName();
  const { nodeId, marks, texts, ways, fields } = change;
  const node = nodeIn(tree, nodeId);
  return (
    <li data-change={marks[0]} data-open={selected === nodeId}>
      <button
        type="button"
        onClick={() => {
          show(nodeId);
        }}
      >
        <MarkBadges marks={marks} />
        {node !== undefined && <span className="sw-dim">{kindName(node.kind)}</span>}
        <span className="sw-ellipsis sw-fill">{names.titleOf(nodeId)}</span>
      </button>
      {ways.map((way) => (
        <p key={way.keys}>
          <WayText way={way} />
        </p>
      ))}
      {texts.map((text) => (
        <div key={`${text.field} ${text.key ?? ""} ${text.language}`}>
          <small className="sw-dim">
            {t(`menuTools.compare.text.${text.field}`, { key: text.key })} ·{" "}
            {languageName(text.language)}
          </small>
          <WordDiff {...text} />
        </div>
      ))}
      {fields.length > 0 && (
        <p className="sw-dim">
          {t("menuTools.compare.fields", {
            fields: fields.map(fieldName).join(", "),
          })}
        </p>
      )}
    </li>
  );
}

function WayText({ way }: { readonly way: WayChange }): ReactNode {
  const { t } = useTranslation();
  const { tree } = useEditor();
  const names = useNodeNames(tree);
  const title = (id: NodeId | null): string => (id === null ? "" : inShort(names.titleOf(id)));
  const by = way.keys === "" ? "" : t("menus.form.key", { key: way.keys });
  const [before, after] = [title(way.before), title(way.after)];
  if (way.before === null) return t("menuTools.compare.way.new", { by, after }).trim();
  if (way.after === null) return t("menuTools.compare.way.gone", { by, before }).trim();
  return t("menuTools.compare.way.other", { by, before, after }).trim();
}

function useFieldName(): (field: string) => string {
  const { t } = useTranslation();
  return (field) => (isNamed(field) ? t(`menuTools.compare.field.${field}`) : field);
}

function isNamed(field: string): field is keyof typeof menuTools.compare.field {
  return Object.hasOwn(menuTools.compare.field, field);
}
