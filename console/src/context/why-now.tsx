/** Why it waits: its place, what comes next, and what stops each engineer, nearest first. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ExplainedWait } from "../../../protocol/explanation.js";
import type { Interaction } from "../../../protocol/interactions.js";
import type { Obstacle } from "../../../protocol/why.js";
import { useNames } from "../common/names.js";
import { Left, useClock, useUnits } from "../common/time.js";
import { formatSpan } from "../state/clock.js";

interface Props {
  readonly interaction: Interaction;
  readonly waiting: ExplainedWait;
  /** What whoever reads this may do about it. */
  readonly actions: ReactNode;
}

export function WhyNow({ interaction, waiting, actions }: Props): ReactNode {
  const { t } = useTranslation();
  const { position, free, unservable } = waiting;
  return (
    <section className="sw-why-now" aria-label={t("why.now")}>
      <h3 className="sw-heading">{t("why.now")}</h3>
      <p className="sw-why-place">
        <strong>
          {position === null ? t("why.noPosition") : t("why.position", { n: position })}
        </strong>
        <span className="sw-dim"> · {useEstimate(waiting)}</span>
      </p>
      {unservable && (
        <p className="sw-warning" role="alert">
          {t("why.unservable")}
        </p>
      )}
      <Held interaction={interaction} />
      <Step interaction={interaction} waiting={waiting} />
      {free > 0 && <p>{t("why.free", { count: free })}</p>}
      <h4>{t("why.stops")}</h4>
      <Obstacles waiting={waiting} />
      {actions !== null && (
        <>
          <h4>{t("why.act")}</h4>
          <div className="sw-why-actions">{actions}</div>
        </>
      )}
    </section>
  );
}

function useEstimate({ estimate }: ExplainedWait): string {
  const { t } = useTranslation();
  const units = useUnits();
  if (estimate === null) return t("why.noEstimate");
  const { seconds, lowSeconds, highSeconds } = estimate;
  const span = (value: number): string => formatSpan(value * 1000, units);
  const about = t("why.estimate", { span: span(seconds) });
  if (lowSeconds === null || highSeconds === null) return about;
  return `${about} (${t("why.range", { low: span(lowSeconds), high: span(highSeconds) })})`;
}

/** It is kept for a person, or for a time. */
function Held({ interaction }: { readonly interaction: Interaction }): ReactNode {
  const { t } = useTranslation();
  const names = useNames();
  const clock = useClock();
  const { directTo, directUntilAt, notBeforeAt } = interaction;
  return (
    <>
      {directTo !== null && (
        <p>
          {directUntilAt === null
            ? t("why.direct", { engineer: names.engineer(directTo) })
            : t("why.directUntil", {
                engineer: names.engineer(directTo),
                at: clock(directUntilAt),
              })}
        </p>
      )}
      {notBeforeAt !== null && <p>{t("why.notBefore", { at: clock(notBeforeAt) })}</p>}
    </>
  );
}

function Step({ interaction, waiting: { step, nextStep } }: Omit<Props, "actions">): ReactNode {
  const { t } = useTranslation();
  if (step === 0 && nextStep === null) return null;
  return (
    <p>
      {step === 0 ? t("why.firstStep") : t("why.step", { step })}
      {nextStep !== null && (
        <>
          {" "}
          {t("why.nextStep")}{" "}
          <Left
            from={interaction.enteredAt ?? interaction.queuedAt ?? interaction.startedAt}
            until={nextStep.at}
          />
        </>
      )}
    </p>
  );
}

function Obstacles({ waiting }: { readonly waiting: ExplainedWait }): ReactNode {
  const { t } = useTranslation();
  const { obstacles, engineers } = waiting;
  const named = useNamed(engineers);
  if (obstacles.length === 0 && waiting.free === 0) {
    return <p className="sw-dim">{t("why.nobodyHere")}</p>;
  }
  return (
    <ul className="sw-why-obstacles">
      {obstacles.map(({ because, count }) => (
        <li key={because}>
          <span className="sw-why-count sw-time">{count}</span>
          <div>
            {t(`why.obstacle.${because}`)}
            <small className="sw-dim">{named(because, count)}</small>
          </div>
        </li>
      ))}
    </ul>
  );
}

/** More names than this are a crowd; the count says how many. */
const NAMES_MAX = 6;

function useNamed(
  engineers: ExplainedWait["engineers"],
): (because: Obstacle, count: number) => string {
  const { t } = useTranslation();
  return (because, count) => {
    const names = engineers
      .filter((engineer) => engineer.because === because)
      .slice(0, NAMES_MAX)
      .map(({ name }) => name);
    const listed = names.join(t("work.comma"));
    const more = count - names.length;
    return more === 0 ? listed : `${listed} ${t("why.more", { count: more })}`;
  };
}
