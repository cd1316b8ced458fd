/** Every waiting interaction in the router's order: who, why it waits, and what can be done. */
import { Button } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useCallback, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Interaction } from "../../../protocol/interactions.js";
import type { Board } from "../../../protocol/sockets.js";
import { Empty } from "../common/empty.js";
import { CallbackMark } from "../common/callback-mark.js";
import { ChannelIcon } from "../common/icons.js";
import { useNames } from "../common/names.js";
import { Age, Left } from "../common/time.js";
import { SmsMark } from "../common/sms-mark.js";
import { useConsole } from "../live/use-console.js";
import { useHeldOrder } from "../live/use-held-order.js";
import { type WaitingReason, whyWaiting } from "../state/why-waiting.js";
import type { Drill } from "./drill.js";
import { WaitingActions } from "./waiting-actions.js";
import { WhyDrawer } from "./why-drawer.js";

const ROW_PX = 36;

interface Props {
  readonly board: Board;
  /** Those of the board's that the drill asks for. */
  readonly shown: readonly Interaction[];
  readonly drill: Drill;
  readonly onAll: () => void;
  readonly onBucket: (bucketId: string) => void;
}

export function WaitingList({ board, shown, drill, onAll, onBucket }: Props): ReactNode {
  const { t } = useTranslation();
  const names = useNames();
  const scroll = useRef<HTMLDivElement>(null);
  const { order, hold } = useHeldOrder(shown.map((i) => i.id));
  const byId = new Map(shown.map((i) => [i.id as string, i]));
  const [whyId, setWhyId] = useState<string | null>(null);
  const closeWhy = useCallback(() => {
    setWhyId(null);
  }, []);
  // While the drawer is open it may leave the drill, but not the board.
  const asked = board.waiting.find((i) => i.id === whyId);
  const rows = useVirtualizer({
    count: order.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_PX,
    overscan: 8,
  });
  const titleOf = (): string => {
    if (drill.kind === "all") return t("floor.waitingTitle");
    const bucket = names.bucket(drill.bucketId);
    if (drill.channel === null) return t("floor.waitingIn", { bucket });
    return t("floor.waitingInOf", { bucket, channel: t(`channels.${drill.channel}`) });
  };
  const title = titleOf();
  return (
    <section className="sw-panel sw-waiting" aria-label={title}>
      <h2 className="sw-heading">
        {title} <span className="sw-dim">{order.length}</span>
        {drill.kind !== "all" && (
          <Button size="compact-xs" variant="default" onClick={onAll}>
            {t("floor.all")}
          </Button>
        )}
      </h2>
      {order.length === 0 && (
        <Empty>{t(drill.kind === "all" ? "floor.waitingEmpty" : "floor.waitingEmptyHere")}</Empty>
      )}
      <div className="sw-scroll" ref={scroll} tabIndex={0} role="list" aria-label={title} {...hold}>
        <div style={{ height: rows.getTotalSize(), position: "relative" }}>
          {rows.getVirtualItems().map(({ index, start }) => {
            const interaction = byId.get(order[index] ?? "");
            return (
              interaction && (
                <Row
                  key={interaction.id}
                  interaction={interaction}
                  board={board}
                  top={start}
                  onWhy={() => {
                    setWhyId(interaction.id);
                  }}
                />
              )
            );
          })}
        </div>
      </div>
      {asked !== undefined && (
        <WhyDrawer interaction={asked} board={board} onBucket={onBucket} onClose={closeWhy} />
      )}
    </section>
  );
}

interface RowProps {
  readonly interaction: Interaction;
  readonly board: Board;
  readonly top: number;
  readonly onWhy: () => void;
}

function Row({ interaction, board, top, onWhy }: RowProps): ReactNode {
  const { t } = useTranslation();
  const names = useNames();
  const { queuedAt, dueAt, startedAt } = interaction;
  const why = useWhy(interaction, board);
  return (
    <div
      className="sw-waiting-row"
      role="listitem"
      style={{ transform: `translateY(${String(top)}px)` }}
    >
      <ChannelIcon channel={interaction.channel} />
      <span className="sw-waiting-name">
        <span className="sw-ellipsis">{names.who(interaction)}</span>
        <CallbackMark small interaction={interaction} />
        <SmsMark small interaction={interaction} />
      </span>
      <span className="sw-dim sw-ellipsis sw-wide">{names.bucket(interaction.bucketId)}</span>
      <span className="sw-waiting-priority sw-time sw-wide" title={t("floor.priority")}>
        {t("floor.priorityOf", { n: interaction.priority })}
      </span>
      <button type="button" className="sw-why-button sw-ellipsis" title={why} onClick={onWhy}>
        {why}
      </button>
      <span className="sw-n">
        <Age since={queuedAt ?? startedAt} dueAt={dueAt} />
      </span>
      <span className="sw-n sw-wide">
        {dueAt === null ? (
          t("floor.noDue")
        ) : (
          <Left
            from={queuedAt ?? startedAt}
            until={dueAt}
            wording={(span) => t("work.due", { span })}
            lateWording={(span) => t("work.late", { span })}
          />
        )}
      </span>
      <WaitingActions interaction={interaction} board={board} onWhy={onWhy} />
    </div>
  );
}

/** The reasons in one line, nearest to an answer first. */
function useWhy(interaction: Interaction, board: Board): string {
  const { t } = useTranslation();
  const bucket = useConsole(
    (s) => s.organisation?.buckets.find((b) => b.id === interaction.bucketId) ?? null,
  );
  const reasons = whyWaiting(interaction, { engineers: board.engineers, bucket }, board.at);
  const telling = reasons.filter((r) => r.obstacle !== "skill");
  if (telling.length === 0) return t("obstacle.nobody");
  const word = ({ obstacle, engineers }: WaitingReason): string => {
    const who = engineers.join(t("work.comma"));
    if (obstacle === "direct") return t("obstacle.direct");
    if (obstacle === "skill") return t("obstacle.nobody");
    if (obstacle === "offered" || obstacle === "free" || engineers.length < 2) {
      return t(`obstacle.${obstacle}`, { who });
    }
    return t(`obstacle.${obstacle}_many`, { count: engineers.length });
  };
  return telling.map(word).join(" · ");
}
