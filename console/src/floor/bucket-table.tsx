/** Buckets, worst first: who waits on which channel, how long, what is due, how the day goes. */
import { Badge } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Board, BucketOnFloor } from "../../../protocol/sockets.js";
import { ChannelIcon, allChannels } from "../common/icons.js";
import { Empty } from "../common/empty.js";
import { Age, Left, useUnits } from "../common/time.js";
import { useConsole } from "../live/use-console.js";
import { useHeldOrder } from "../live/use-held-order.js";
import { formatSpan } from "../state/clock.js";
import { bucketsWorstFirst } from "../state/floor-figures.js";
import type { Drill } from "./drill.js";
import { levelUrgency } from "./figure-row.js";

interface Props {
  readonly board: Board;
  readonly drill: Drill;
  readonly onDrill?: (drill: Drill) => void;
  /** Opens the form of a bucket. Absent on the wall. */
  readonly onEdit?: (bucketId: string) => void;
}

export function BucketTable({ board, drill, onDrill, onEdit }: Props): ReactNode {
  const { t } = useTranslation();
  const { order, hold } = useHeldOrder(bucketsWorstFirst(board.buckets).map((b) => b.bucketId));
  const byId = new Map(board.buckets.map((b) => [b.bucketId as string, b]));
  return (
    <section className="sw-panel" aria-label={t("floor.buckets")}>
      <h2 className="sw-heading">{t("floor.buckets")}</h2>
      {board.buckets.length === 0 && <Empty>{t("floor.bucketsEmpty")}</Empty>}
      {board.buckets.length > 0 && (
        <div className="sw-scroll" tabIndex={0} role="group" aria-label={t("floor.buckets")}>
          <table className="sw-table" {...hold}>
            <thead>
              <tr>
                <th scope="col">{t("floor.bucket")}</th>
                <th scope="col" className="sw-n">
                  {t("floor.waiting")}
                </th>
                {allChannels.map((channel) => (
                  <th key={channel} scope="col" className="sw-n sw-wide">
                    <ChannelIcon channel={channel} size={14} />
                  </th>
                ))}
                <th scope="col" className="sw-n">
                  {t("floor.wait")}
                </th>
                <th scope="col" className="sw-n">
                  {t("floor.next")}
                </th>
                <th scope="col" className="sw-n sw-wide">
                  {t("floor.estimated")}
                </th>
                <th scope="col" className="sw-n sw-level">
                  {t("floor.level")}
                </th>
                <th scope="col" className="sw-n">
                  {t("floor.ready")}
                </th>
                <th scope="col" className="sw-n sw-wide">
                  {t("floor.active")}
                </th>
              </tr>
            </thead>
            <tbody>
              {order.map((id) => {
                const bucket = byId.get(id);
                return (
                  bucket && (
                    <Row
                      key={id}
                      bucket={bucket}
                      selected={drill.kind === "bucket" && drill.bucketId === id}
                      {...(onDrill && { onDrill })}
                      {...(onEdit && { onEdit })}
                    />
                  )
                );
              })}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

interface RowProps {
  readonly bucket: BucketOnFloor;
  readonly selected: boolean;
  readonly onDrill?: (drill: Drill) => void;
  readonly onEdit?: (bucketId: string) => void;
}

function Row({ bucket, selected, onDrill, onEdit }: RowProps): ReactNode {
  const { t, i18n } = useTranslation();
  const units = useUnits();
  const { bucketId, today, oldestQueuedAt, nextDueAt } = bucket;
  const starved = bucket.waiting > 0 && bucket.ready === 0;
  return (
    <tr aria-selected={selected}>
      <th scope="row">
        <span className="sw-bucket-name">
          {onEdit === undefined ? (
            <span className="sw-ellipsis">{bucket.name}</span>
          ) : (
            <button
              type="button"
              className="sw-link sw-ellipsis"
              onClick={() => {
                onEdit(bucketId);
              }}
            >
              {bucket.name}
            </button>
          )}
          <Marks bucket={bucket} />
        </span>
      </th>
      <td className="sw-n">
        <Count
          count={bucket.waiting}
          {...(onDrill && {
            onClick: () => {
              onDrill({ kind: "bucket", bucketId, channel: null });
            },
          })}
        />
      </td>
      {allChannels.map((channel) => (
        <td key={channel} className="sw-n sw-wide">
          <Count
            count={bucket.waitingByChannel[channel]}
            {...(onDrill && {
              onClick: () => {
                onDrill({ kind: "bucket", bucketId, channel });
              },
            })}
          />
        </td>
      ))}
      <td className="sw-n">
        {oldestQueuedAt === null ? <Nothing /> : <Age since={oldestQueuedAt} />}
      </td>
      <td className="sw-n">
        {nextDueAt === null ? (
          <Nothing />
        ) : (
          <Left
            from={oldestQueuedAt ?? nextDueAt}
            until={nextDueAt}
            lateWording={(span) => t("floor.nextLate", { span })}
          />
        )}
      </td>
      <td className="sw-n sw-wide sw-time">
        {bucket.estimatedSeconds === null ? (
          <Nothing />
        ) : (
          formatSpan(bucket.estimatedSeconds * 1000, units)
        )}
      </td>
      <td
        className="sw-n sw-level sw-time"
        data-urgency={levelUrgency(today.serviceLevel)}
        title={useDay(bucket)}
      >
        {today.serviceLevel === null ? (
          <Nothing />
        ) : (
          new Intl.NumberFormat(i18n.language, { style: "percent" }).format(today.serviceLevel)
        )}
      </td>
      <td className="sw-n sw-time" data-urgency={starved ? "late" : "calm"}>
        {bucket.ready}
      </td>
      <td className="sw-n sw-wide sw-time">{bucket.active}</td>
    </tr>
  );
}

/** Today in numbers, who gave up by how long they had waited. */
function useDay({ bucketId, today }: BucketOnFloor): string {
  const { t } = useTranslation();
  const units = useUnits();
  const limits = useConsole(
    (s) => s.organisation?.buckets.find((b) => b.id === bucketId)?.policy.abandonSeconds,
  );
  const spans = (limits ?? []).map((limit) => formatSpan(limit * 1000, units));
  const classes = today.abandonedWithin.map((count, k) => {
    const to = spans[k];
    return to === undefined
      ? t("floor.abandonedAfter", { count, span: spans.at(-1) ?? "" })
      : t("floor.abandonedWithin", { count, span: to });
  });
  return [
    t("floor.answeredCount", { count: today.answered }),
    t("floor.abandonedCount", { count: today.abandoned }),
    ...(today.abandoned > 0 && spans.length > 0 ? classes : []),
  ].join(" · ");
}

/** What is unusual about it: closed, work nobody can do, customers to be called back. */
function Marks({ bucket }: { readonly bucket: BucketOnFloor }): ReactNode {
  const { t } = useTranslation();
  const { closed, unservable, callbacks } = bucket;
  return (
    <>
      {closed !== null && (
        <Badge
          size="xs"
          variant="outline"
          color={closed.by === "supervisor" ? "red" : "gray"}
          className="sw-mark"
          data-late={closed.by === "supervisor"}
          title={
            closed.by === "hours"
              ? t("organisation.close.byHours")
              : t("organisation.close.closed", { reason: closed.reason ?? "" })
          }
        >
          {t("organisation.close.mark")}
        </Badge>
      )}
      {unservable > 0 && (
        <Badge
          size="xs"
          variant="outline"
          color="red"
          className="sw-mark"
          data-late
          title={t("floor.unservableMeans")}
        >
          {t("floor.unservable", { count: unservable })}
        </Badge>
      )}
      {callbacks > 0 && (
        <Badge size="xs" variant="outline" color="gray" className="sw-mark">
          {t("floor.callbacks", { count: callbacks })}
        </Badge>
      )}
    </>
  );
}

function Count({
  count,
  onClick,
}: {
  readonly count: number;
  readonly onClick?: () => void;
}): ReactNode {
  const { t } = useTranslation();
  if (count === 0) return <Nothing />;
  if (onClick === undefined) return <span className="sw-time">{count}</span>;
  return (
    <button
      type="button"
      className="sw-number sw-time"
      title={t("floor.drill", { count })}
      onClick={onClick}
    >
      {count}
    </button>
  );
}

function Nothing(): ReactNode {
  return <span className="sw-dim">–</span>;
}
