/** How it went: each offer with who was compared by what, and what changed in between. */
import { Badge } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ExplainedOffer, Explanation } from "../../../protocol/explanation.js";
import { comparators } from "../../../protocol/policy.js";
import { Moment, useUnits } from "../common/time.js";
import { EventLine } from "../conversation/event-line.js";
import { useGone } from "../conversation/gone.js";
import { formatSpan } from "../state/clock.js";
import { type Column, comparisonOf } from "../state/explain-values.js";

export function WhyStory({ explanation }: { readonly explanation: Explanation }): ReactNode {
  const { t } = useTranslation();
  const lines: { at: number; key: string; shown: ReactNode }[] = [
    ...explanation.events.map((event, n) => ({
      at: event.at,
      key: `event ${String(n)}`,
      shown: <EventLine event={event} at={event.at} />,
    })),
    ...explanation.decisions.map((decision) => ({
      at: decision.at,
      key: decision.offerId,
      shown: <DecisionCard decision={decision} />,
    })),
  ].sort((a, b) => a.at - b.at);
  return (
    <section aria-label={t("why.story")}>
      <h3 className="sw-heading">{t("why.story")}</h3>
      {lines.length === 0 && <p className="sw-dim">{t("why.noStory")}</p>}
      <ol className="sw-why-story">
        {lines.map(({ key, shown }) => (
          <li key={key}>{shown}</li>
        ))}
      </ol>
    </section>
  );
}

function DecisionCard({ decision }: { readonly decision: ExplainedOffer }): ReactNode {
  const { t } = useTranslation();
  const because = useDecided(decision.because);
  return (
    <article className="sw-decision">
      <header>
        <Moment at={decision.at} />
        <strong>{t("why.asked", { engineer: decision.name })}</strong>
        <Ending decision={decision} />
      </header>
      <p>{because}</p>
      <EndedBecause decision={decision} />
      {decision.why === null ? (
        <p className="sw-dim">{t("why.noWhy")}</p>
      ) : (
        <Comparing why={decision.why} at={decision.at} />
      )}
    </article>
  );
}

function Ending({ decision: { ended } }: { readonly decision: ExplainedOffer }): ReactNode {
  const { t } = useTranslation();
  return (
    <Badge size="sm" variant="outline" color="gray" className="sw-decision-end">
      {t(`why.ended.${ended?.how ?? "pending"}`)}
    </Badge>
  );
}

/** A reason can be a sentence, which a badge would cut off. */
function EndedBecause({ decision: { ended } }: { readonly decision: ExplainedOffer }): ReactNode {
  const { t } = useTranslation();
  const gone = useGone();
  const { how, because } = ended ?? { how: "pending" as const, because: null };
  if (because === null) return null;
  const word = t(`why.ended.${how}`);
  return <p className="sw-dim">{t("why.endedBecause", { word, because: gone(because) })}</p>;
}

/** No more are kept with an offer. */
const CONSIDERED_MAX = 5;

type Why = NonNullable<ExplainedOffer["why"]>;

function Comparing({ why, at }: { readonly why: Why; readonly at: number }): ReactNode {
  const { t } = useTranslation();
  const comparison = comparisonOf(why);
  const words = useColumnWords(at);
  const facts = [
    t("why.fits", { count: why.fits }),
    ...(why.step > 0 ? [t("why.atStep", { step: why.step })] : []),
    t(why.considered.length < CONSIDERED_MAX ? "why.couldBe" : "why.couldBeMore", {
      count: why.considered.length,
    }),
  ];
  return (
    <>
      <p className="sw-dim">{facts.join(" · ")}</p>
      {comparison !== null && comparison.columns.length > 0 && (
        <table className="sw-compared">
          <caption>{t("why.compared")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("why.engineer")}</th>
              {comparison.columns.map(({ column, decided }) => (
                <th key={column} scope="col" data-decided={decided}>
                  {t(`why.column.${column}`)}
                  {decided && <small>{t("why.decides")}</small>}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {comparison.rows.map(({ engineerId, name, values }) => (
              <tr key={engineerId}>
                <th scope="row">{name}</th>
                {comparison.columns.map(({ column, decided }, k) => (
                  <td key={column} data-decided={decided}>
                    {words(column, values[k] ?? 0)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {comparison !== null && comparison.same.length > 0 && (
        <p className="sw-dim">
          {t("why.same", {
            what: comparison.same.map((column) => t(`why.column.${column}`)).join(t("work.comma")),
          })}
        </p>
      )}
      {why.passedOver.length > 0 && (
        <p>
          <span className="sw-dim">{t("why.passed")}</span>{" "}
          {why.passedOver
            .map(({ name, because }) =>
              t("why.passedOne", { engineer: name, because: t(`why.obstacle.${because}`) }),
            )
            .join(t("why.semicolon"))}
        </p>
      )}
    </>
  );
}

/** The value in words. What was compared is made so that less is better; people read it the other way. */
function useColumnWords(at: number): (column: Column, value: number) => string {
  const { t, i18n } = useTranslation();
  const units = useUnits();
  const number = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 3 });
  const percent = new Intl.NumberFormat(i18n.language, { style: "percent" });
  return (column, value) => {
    switch (column) {
      case "last":
        return t(value === 0 ? "why.value.yes" : "why.value.no");
      case "preferred":
        return t("why.value.met", { count: Math.abs(value) });
      case "level":
      case "score":
        return number.format(Math.abs(value));
      case "scarce":
        return number.format(value);
      case "inHand":
        return t("why.value.units", { count: value });
      case "idle":
        return formatSpan(at - value, units);
      case "load":
      case "occupancy":
        return percent.format(value);
      case "roundRobin":
        return value === 0
          ? t("why.value.neverAsked")
          : t("why.value.ago", { span: formatSpan(at - value, units) });
      default:
        throw new Error(`unhandled column ${String(column satisfies never)}`);
    }
  };
}

const known = [...comparators, "direct", "only", "id"] as const;

/** What decided; a word we do not know is shown as it came. */
function useDecided(because: string): string {
  const { t } = useTranslation();
  const word = known.find((one) => one === because);
  return word === undefined ? because : t(`why.decided.${word}`);
}
