/** One node on the drawing: what is heard there, and its keys as ports. */
import { Handle, type Node, type NodeProps, Position } from "@xyflow/react";
import { type ReactNode, memo } from "react";
import { useTranslation } from "react-i18next";
import type { MenuNode } from "../../../../protocol/menu-tree.js";
import { useKindName } from "../node-names.js";
import type { Mark } from "../compare/comparison.js";
import { MarkBadges } from "../compare/mark-badges.js";
import { kinds } from "../forms/kinds.js";
import { CountStrip } from "../numbers/count-strip.js";
import type { Count, Measure } from "../numbers/counts.js";
import { GONE } from "./plan.js";

export interface CardData extends Record<string, unknown> {
  readonly kind: MenuNode["kind"];
  readonly title: string;
  readonly ports: readonly CardPort[];
  readonly finding: "red" | "yellow" | null;
  readonly lit: boolean;
  readonly start: boolean;
  /** Such as `4 levels`, on ends. Empty: nothing to say. */
  readonly depth: string;
  /** null: no figures are shown. */
  readonly count: CardCount | null;
  /** What is different from the tree it is compared with. */
  readonly marks: readonly Mark[];
  /** Ways that are gone begin here. */
  readonly losing: boolean;
  /** Places of ways that are taken when nothing right was answered. */
  readonly falls: readonly string[];
}

export interface CardPort {
  readonly place: string;
  readonly keys: string;
  readonly label: string;
  /** It leads to no node. */
  readonly loose: boolean;
}

export interface CardCount {
  /** null: it was not there when it was counted. */
  readonly count: Count | null;
  readonly heat: number;
  readonly measure: Measure;
}

export type CardNode = Node<CardData, "card">;

/** Cards are made again only when something on them is another. */
export const CardView = memo(function CardView({ data, selected }: NodeProps<CardNode>): ReactNode {
  const { t } = useTranslation();
  const kindName = useKindName();
  const { icon: Icon } = kinds[data.kind];
  const isEnd = data.ports.length === 0;
  return (
    <div
      className="sw-node"
      data-kind={data.kind}
      data-selected={selected}
      data-lit={data.lit}
      data-finding={data.finding}
      data-change={data.marks[0]}
    >
      <Handle
        type="target"
        position={Position.Left}
        id="in"
        className="sw-node-in"
        data-end={isEnd}
      />
      <div className="sw-node-head" data-end={isEnd}>
        <Icon size={16} stroke={1.75} aria-hidden />
        {isEnd && <span className="sw-node-title">{data.title}</span>}
        <span className="sw-node-kind">
          {data.start ? t("menus.startMark") : isEnd ? data.depth : kindName(data.kind)}
        </span>
        {data.finding !== null && (
          <span
            className="sw-mark"
            data-severity={data.finding}
            role="img"
            aria-label={t(`menus.findings.${data.finding}`)}
          />
        )}
        {!isEnd && <span className="sw-node-title">{data.title}</span>}
        <MarkBadges marks={data.marks} />
      </div>
      {data.ports.map(({ place, keys, label, loose }) => (
        <div key={place} className="sw-node-port" data-loose={loose}>
          {keys !== "" && <kbd>{keys}</kbd>}
          <span className="sw-ellipsis">{label}</span>
          <Handle type="source" position={Position.Right} id={place} />
        </div>
      ))}
      {data.count !== null && <CountStrip {...data.count} />}
      {data.losing && (
        <Handle
          type="source"
          position={Position.Right}
          id={GONE}
          isConnectable={false}
          className="sw-node-fallback"
        />
      )}
      {data.falls.map((place) => (
        <Handle
          key={place}
          type="source"
          position={Position.Bottom}
          id={place}
          isConnectable={false}
          className="sw-node-fallback"
        />
      ))}
    </div>
  );
});
