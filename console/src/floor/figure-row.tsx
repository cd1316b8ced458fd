/** Five figures that answer "is everything all right?" in one second. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Board } from "../../../protocol/sockets.js";
import { Age, Left } from "../common/time.js";
import { useNames } from "../common/names.js";
import { bucketsWorstFirst, engineersByActivity, floorFigures } from "../state/floor-figures.js";
import type { Drill } from "./drill.js";
import { Sparkline } from "./sparkline.js";

interface Props {
  readonly board: Board;
  /** Absent on the wall: nothing can be clicked there. */
  readonly onDrill?: (drill: Drill) => void;
}

/** Below this share in target the day's service level is worth a look, and below the next it is bad. */
const LEVEL_SOON = 0.8;
const LEVEL_LATE = 0.6;

export function levelUrgency(level: number | null): "calm" | "soon" | "late" {
  if (level === null || level >= LEVEL_SOON) return "calm";
  return level >= LEVEL_LATE ? "soon" : "late";
}

export function FigureRow({ board, onDrill }: Props): ReactNode {
  const { t, i18n } = useTranslation();
  const names = useNames();
  const figures = floorFigures(board);
  const trend = (what: string, values: readonly number[]): ReactNode => (
    <Sparkline label={t("floor.trendOf", { what, values: values.join(", ") })} values={values} />
  );
  const percent = new Intl.NumberFormat(i18n.language, { style: "percent" });
  const longest = board.buckets.find(
    (b) => b.oldestQueuedAt !== null && b.oldestQueuedAt === figures.oldestQueuedAt,
  );
  const soonest = bucketsWorstFirst(board.buckets)[0];
  const working = engineersByActivity(board.engineers).find((g) => g.activity === "working");
  return (
    <section className="sw-figures">
      <Figure
        name={t("floor.waiting")}
        onClick={
          onDrill &&
          (() => {
            onDrill({ kind: "all" });
          })
        }
        value={figures.waiting}
        aside={trend(
          t("floor.waiting"),
          board.trend.map((step) => step.waiting),
        )}
      >
        {figures.nextDueAt === null || soonest === undefined ? (
          t("floor.nothingDue")
        ) : (
          <Left
            from={soonest.oldestQueuedAt ?? board.at}
            until={figures.nextDueAt}
            wording={(span) => t("floor.nextDue", { span })}
            lateWording={(span) => t("floor.nextLate", { span })}
          />
        )}
      </Figure>
      <Figure
        name={t("floor.longest")}
        onClick={
          onDrill &&
          longest &&
          (() => {
            onDrill({ kind: "bucket", bucketId: longest.bucketId, channel: null });
          })
        }
        value={
          figures.oldestQueuedAt === null ? (
            "–"
          ) : (
            <Age since={figures.oldestQueuedAt} dueAt={longest?.nextDueAt ?? null} />
          )
        }
      >
        {longest === undefined ? t("floor.nobody") : names.bucket(longest.bucketId)}
      </Figure>
      <Figure
        name={t("floor.inTarget")}
        value={
          <span data-urgency={levelUrgency(figures.inTarget)}>
            {figures.inTarget === null ? "–" : percent.format(figures.inTarget)}
          </span>
        }
        aside={trend(
          t("floor.inTarget"),
          board.trend.map((step) => step.answered),
        )}
      >
        {t("floor.answeredCount", { count: figures.answered })}
      </Figure>
      <Figure
        name={t("floor.abandoned")}
        value={figures.abandoned}
        aside={trend(
          t("floor.abandoned"),
          board.trend.map((step) => step.abandoned),
        )}
      >
        {percent.format(figures.abandoned / Math.max(1, figures.answered + figures.abandoned))}
      </Figure>
      <Figure
        name={t("floor.engineers")}
        value={
          <>
            {figures.ready}
            <span className="sw-dim"> / {figures.signedIn}</span>
          </>
        }
      >
        {t("floor.busy", { count: working?.engineers.length ?? 0 })}
      </Figure>
    </section>
  );
}

interface FigureProps {
  readonly name: string;
  readonly value: ReactNode;
  readonly aside?: ReactNode;
  readonly onClick?: (() => void) | undefined;
  readonly children: ReactNode;
}

function Figure({ name, value, aside, onClick, children }: FigureProps): ReactNode {
  const inside = (
    <>
      <span className="sw-figure-name">{name}</span>
      <span className="sw-figure-value">{value}</span>
      <span className="sw-figure-more">{children}</span>
      {aside}
    </>
  );
  if (onClick === undefined) return <div className="sw-figure">{inside}</div>;
  return (
    <button type="button" className="sw-figure" onClick={onClick}>
      {inside}
    </button>
  );
}
