/** What else this customer asked, on every channel, newest first. */
import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Interaction } from "../../../protocol/interactions.js";
import { ChannelIcon } from "../common/icons.js";
import { useNames } from "../common/names.js";
import { Moment } from "../common/time.js";
import { api } from "../live/api.js";

/** More than this is an archive, not a glance. */
const HISTORY_MAX = "30";

export function History({ interaction }: { readonly interaction: Interaction }): ReactNode {
  const { t } = useTranslation();
  const { customerId } = interaction;
  const { data, isPending } = useQuery({
    queryKey: ["history", customerId, interaction.id],
    enabled: customerId !== null,
    queryFn: () => api.interactions({ customerId: customerId ?? "", limit: HISTORY_MAX }),
  });
  const others = data?.items.filter((i) => i.id !== interaction.id) ?? [];
  return (
    <section aria-label={t("context.history")}>
      <h3 className="sw-heading">{t("context.history")}</h3>
      {customerId !== null && isPending && <Skeleton height={36} />}
      {(customerId === null || (data !== undefined && others.length === 0)) && (
        <p className="sw-dim">{t("context.historyEmpty")}</p>
      )}
      {others.map((other) => (
        <HistoryRow key={other.id} interaction={other} />
      ))}
    </section>
  );
}

function HistoryRow({ interaction }: { readonly interaction: Interaction }): ReactNode {
  const { t } = useTranslation();
  const names = useNames();
  const { disposition, outcome, state } = interaction;
  const about =
    interaction.subject ?? interaction.path.at(-1)?.label ?? names.bucket(interaction.bucketId);
  const end =
    disposition !== null
      ? names.disposition(disposition)
      : outcome !== null
        ? t(`outcome.${outcome}`)
        : t(`state.${state}`);
  return (
    <Link
      to="/desk/$interactionId"
      params={{ interactionId: interaction.id }}
      className="sw-history-row"
    >
      <ChannelIcon channel={interaction.channel} />
      <span className="sw-history-about">
        {about}
        <small className="sw-dim">{end}</small>
      </span>
      <Moment at={interaction.startedAt} />
    </Link>
  );
}
