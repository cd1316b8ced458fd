/** Why an interaction is where it is: what stops it, how it was decided, how it came here. */
import "./why.css";
import { Skeleton } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Interaction } from "../../../protocol/interactions.js";
import { useNames } from "../common/names.js";
import { Moment } from "../common/time.js";
import { api } from "../live/api.js";
import { useConsole } from "../live/use-console.js";
import { WhyNow } from "./why-now.js";
import { WhyStory } from "./why-story.js";

/** What stops an engineer changes without a word to us: somebody comes back, a call ends. */
const ASK_AGAIN_MS = 5000;

interface Props {
  readonly interaction: Interaction;
  /** What whoever reads this may do about one that waits. */
  readonly actions?: ReactNode;
}

export function WhyCard({ interaction, actions = null }: Props): ReactNode {
  const { t } = useTranslation();
  const { id, state, offers, bucketId, engineerId, priority } = interaction;
  const waits = state === "waiting" || state === "offered";
  const { data, isPending, isError } = useQuery({
    queryKey: ["why", id, state, offers, bucketId, engineerId, priority],
    queryFn: () => api.why(id),
    refetchInterval: waits ? ASK_AGAIN_MS : false,
    placeholderData: keepPreviousData,
  });
  return (
    <div className="sw-card">
      {isPending && <Skeleton height={120} />}
      {isError && <p className="sw-problem">{t("why.failed")}</p>}
      {data?.waiting && (
        <WhyNow interaction={interaction} waiting={data.waiting} actions={actions} />
      )}
      {data !== undefined && <WhyStory explanation={data} />}
      <CameHere interaction={interaction} />
    </div>
  );
}

function CameHere({ interaction }: { readonly interaction: Interaction }): ReactNode {
  const { t } = useTranslation();
  const names = useNames();
  const bucket = useConsole((s) =>
    s.organisation?.buckets.find((b) => b.id === interaction.bucketId),
  );
  const needs = [...(bucket?.skills ?? []), ...interaction.skills];
  const anyOf = bucket?.policy.anyOf ?? [];
  return (
    <section aria-label={t("context.path")}>
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
      {needs.length + anyOf.length > 0 && (
        <>
          <h3 className="sw-heading">{t("context.needs")}</h3>
          <ul className="sw-needs">
            {needs.map((need) => (
              <li key={`${need.skillId} ${String(need.level)}`}>
                {t("context.level", { skill: names.skill(need.skillId), level: need.level })}
                {!need.required && <span className="sw-dim"> {t("context.preferred")}</span>}
              </li>
            ))}
            {anyOf.map((set, k) => (
              <li key={`set ${String(k)}`}>
                <span className="sw-dim">{t(k === 0 ? "context.oneOf" : "context.or")}</span>{" "}
                {set
                  .map(({ skillId, level }) =>
                    t("context.level", { skill: names.skill(skillId), level }),
                  )
                  .join(` ${t("organisation.who.and")} `)}
              </li>
            ))}
          </ul>
        </>
      )}
      <p className="sw-dim">{t("context.offers", { count: interaction.offers })}</p>
    </section>
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
