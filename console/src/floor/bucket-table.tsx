/** Buckets, worst first: who waits on which channel, how long, what is due, how the day goes. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Board, BucketOnFloor } from "../../../protocol/sockets.js";
import { ChannelIcon, allChannels } from "../common/icons.js";
import { Empty } from "../common/empty.js";
import { Age, Left, useUnits } from "../common/time.js";
import { useHeldOrder } from "../live/use-held-order.js";
import { formatSpan } from "../state/clock.js";
import { bucketsWorstFirst } from "../state/floor-figures.js";
import type { Drill } from "./drill.js";
import { levelUrgency } from "./figure-row.js";

interface Props {
  readonly board: Board;
  readonly drill: Drill;
  readonly onDrill?: (drill: Drill) => void;
}

export function BucketTable({ board, drill, onDrill }: Props): ReactNode {
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
                <th scope="col" className="sw-n">
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
}

function Row({ bucket, selected, onDrill }: RowProps): ReactNode {
  const { t, i18n } = useTranslation();
  const units = useUnits();
  const { bucketId, today, oldestQueuedAt, nextDueAt } = bucket;
  const starved = bucket.waiting > 0 && bucket.ready === 0;
  return (
    <tr aria-selected={selected}>
      <th scope="row">{bucket.name}</th>
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
      <td className="sw-n sw-time" data-urgency={levelUrgency(today.serviceLevel)}>
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
