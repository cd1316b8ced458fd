/** The nodes for admins: a picture first, then figures, and what to do about what is amiss. */
import "./nodes.css";
import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Navigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Cluster } from "../../../protocol/cluster.js";
import { useConsole } from "../live/use-console.js";
import { mayRun } from "../shell/roles.js";
import { Beneath } from "./beneath.js";
import { NodeCard } from "./node-card.js";
import { inOrder, stateOf, vacant } from "./node-state.js";
import { Mailboxes, Partitions } from "./node-tables.js";
import { nodesApi } from "./nodes-api.js";

/** Often enough to see a takeover, which takes up to three seconds. */
const READ_EVERY_MS = 2000;

export function NodesPage(): ReactNode {
  const { t, i18n } = useTranslation();
  const runs = useConsole(mayRun);
  const query = useQuery({
    queryKey: ["cluster"],
    queryFn: nodesApi.cluster,
    enabled: runs,
    refetchInterval: READ_EVERY_MS,
    refetchOnMount: "always",
    // The next reading is the next try, and a failure is told at once.
    retry: false,
  });
  if (!runs) return <Navigate to="/" replace />;
  const { data: cluster, isError, dataUpdatedAt } = query;
  const clock = new Intl.DateTimeFormat(i18n.language, { timeStyle: "medium", hourCycle: "h23" });
  const time = clock.format(dataUpdatedAt);
  return (
    // Nothing in it takes the focus, and the keyboard has to scroll it, too.
    <div className="sw-nodes" role="region" aria-label={t("nodes.title")} tabIndex={0}>
      <header className="sw-nodes-head">
        <h1>{t("nodes.title")}</h1>
        {cluster !== undefined && <Summary cluster={cluster} />}
        <span className="sw-fill" />
        {cluster !== undefined && !isError && (
          <span className="sw-time sw-dim">{t("nodes.asOf", { time })}</span>
        )}
      </header>
      {isError && (
        <p className="sw-nodes-notice" data-tone="red" role="alert">
          {cluster === undefined ? t("nodes.failed") : t("nodes.stale", { time })}
        </p>
      )}
      {cluster === undefined && !isError && (
        <div role="status" aria-label={t("nodes.loading")}>
          <Skeleton height={180} mb={12} />
          <Skeleton height={80} />
        </div>
      )}
      {cluster !== undefined && <Picture cluster={cluster} />}
    </div>
  );
}

function Summary({ cluster: { mode, nodes } }: { readonly cluster: Cluster }): ReactNode {
  const { t } = useTranslation();
  const well = nodes.filter((node) => stateOf(node) === "well").length;
  const isAllWell = well === nodes.length;
  const words =
    mode === "one"
      ? t(isAllWell ? "nodes.summary.one" : "nodes.summary.oneAmiss")
      : isAllWell
        ? t("nodes.summary.well", { count: well })
        : t("nodes.summary.amiss", { well, all: nodes.length });
  return <p className="sw-nodes-summary">{words}</p>;
}

function Picture({ cluster }: { readonly cluster: Cluster }): ReactNode {
  const { t } = useTranslation();
  return (
    <>
      {vacant(cluster).map(({ partition, name }) => (
        <p key={partition} className="sw-nodes-notice" data-tone="red" role="alert">
          <b>{t("nodes.vacant.what", { name })}</b> {t("nodes.vacant.todo")}
        </p>
      ))}
      {cluster.redis === "lost" && (
        <p className="sw-nodes-notice" data-tone="amber" role="status">
          <b>{t("nodes.redisLost.what")}</b> {t("nodes.redisLost.todo")}
        </p>
      )}
      <div className="sw-nodes-cards">
        {inOrder(cluster.nodes).map((node) => (
          <NodeCard key={node.id} node={node} cluster={cluster} />
        ))}
        {cluster.nodes.length === 1 && (
          <aside className="sw-nodes-alone">
            <h2>{t("nodes.alone.title")}</h2>
            <p>{t(`nodes.alone.${cluster.database.engine}`)}</p>
          </aside>
        )}
      </div>
      <Beneath cluster={cluster} />
      {cluster.mode === "several" && <Partitions cluster={cluster} />}
      <Mailboxes mailboxes={cluster.mailboxes} />
    </>
  );
}
