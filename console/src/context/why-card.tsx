/** How and why an interaction came here: path, bucket, skills, times. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Interaction } from "../../../protocol/interactions.js";
import { useNames } from "../common/names.js";
import { Moment } from "../common/time.js";
import { useConsole } from "../live/use-console.js";

export function WhyCard({ interaction }: { readonly interaction: Interaction }): ReactNode {
  const { t } = useTranslation();
  const names = useNames();
  const bucket = useConsole((s) =>
    s.organisation?.buckets.find((b) => b.id === interaction.bucketId),
  );
  const needs = [...(bucket?.skills ?? []), ...interaction.skills];
  return (
    <div className="sw-card">
      <h3 className="sw-heading">{t("context.path")}</h3>
      {interaction.path.length === 0 && <p className="sw-dim">{t("context.noPath")}</p>}
      <ol className="sw-steps">
        {interaction.path.map((step, i) => (
          <li key={i}>
            <kbd>{step.key}</kbd> {step.label}
          </li>
        ))}
      </ol>
      <dl className="sw-pairs">
        <Pair name={t("context.bucket")}>{names.bucket(interaction.bucketId)}</Pair>
        <Pair name={t("context.priority")}>{interaction.priority}</Pair>
        <Pair name={t("context.started")}>
          <Moment at={interaction.startedAt} />
        </Pair>
        {interaction.queuedAt !== null && (
          <Pair name={t("context.queued")}>
            <Moment at={interaction.queuedAt} />
          </Pair>
        )}
        {interaction.dueAt !== null && (
          <Pair name={t("context.due")}>
            <Moment at={interaction.dueAt} />
          </Pair>
        )}
        {interaction.lastEngineerId !== null && (
          <Pair name={t("context.lastEngineer")}>{names.engineer(interaction.lastEngineerId)}</Pair>
        )}
      </dl>
      {needs.length > 0 && (
        <>
          <h3 className="sw-heading">{t("context.needs")}</h3>
          <ul className="sw-needs">
            {needs.map((need) => (
              <li key={`${need.skillId} ${String(need.level)}`}>
                {t("context.level", { skill: names.skill(need.skillId), level: need.level })}
                {!need.required && <span className="sw-dim"> {t("context.preferred")}</span>}
              </li>
            ))}
          </ul>
        </>
      )}
      <p className="sw-dim">{t("context.offers", { count: interaction.offers })}</p>
    </div>
  );
}

function Pair({
  name,
  children,
}: {
  readonly name: string;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
