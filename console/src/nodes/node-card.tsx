/** One node: its state as a shape and a word, what it decides for, and what to do about it. */
import { Badge } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconCrown, IconPlugOff } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Cluster, ClusterNode } from "../../../protocol/cluster.js";
import { Age } from "../common/time.js";
import { ledBy, stateOf, turnsBehind } from "./node-state.js";

const shapes = { well: IconCircleCheck, look: IconAlertTriangle, silent: IconPlugOff } as const;

interface Props {
  readonly node: ClusterNode;
  readonly cluster: Cluster;
}

export function NodeCard({ node, cluster }: Props): ReactNode {
  const { t } = useTranslation();
  const state = stateOf(node);
  const Shape = shapes[state];
  return (
    <article className="sw-node-card" data-state={state} aria-label={node.address}>
      <header>
        <h2>{node.address}</h2>
        {node.isSelf && (
          <Badge variant="outline" color="gray">
            {t("nodes.self")}
          </Badge>
        )}
        <span className="sw-node-state" data-state={state}>
          <Shape size={16} stroke={2} aria-hidden />
          {t(`nodes.state.${state}`)}
        </span>
      </header>
      <Leads node={node} cluster={cluster} />
      <Facts node={node} cluster={cluster} />
      {node.warnings.map((warning) => (
        <p key={warning} className="sw-node-warning">
          <b>{t(`nodes.warning.${warning}.what`)}</b> {t(`nodes.warning.${warning}.todo`)}
        </p>
      ))}
      <small className="sw-dim">{node.id}</small>
    </article>
  );
}

function Leads({ node, cluster }: Props): ReactNode {
  const { t } = useTranslation();
  const led = ledBy(cluster, node);
  if (led.length === 0) {
    const key = stateOf(node) === "silent" ? "leadsSilent" : "leadsNone";
    return <p className="sw-node-leads sw-dim">{t(`nodes.${key}`)}</p>;
  }
  return (
    <p className="sw-node-leads">
      <IconCrown size={16} stroke={1.75} aria-hidden />
      {t("nodes.leads", { name: led.map(({ name }) => name).join(", ") })}
    </p>
  );
}

function Facts({ node, cluster }: Props): ReactNode {
  const { t } = useTranslation();
  const { warnings, silentMs, clockOffMs } = node;
  const behind = turnsBehind(cluster, node);
  const several = cluster.mode === "several";
  // What a silent one said last would be taken for what is.
  const isHeard = several && stateOf(node) !== "silent";
  return (
    <dl>
      <Fact name={t("nodes.fact.running")}>
        <Age since={node.startedAt} />
      </Fact>
      {several && (
        <Fact name={t("nodes.fact.heartbeat")} isAmiss={warnings.includes("silent")}>
          {t("nodes.fact.ago", { seconds: tenths(silentMs) })}
        </Fact>
      )}
      <Fact name={t("nodes.fact.version")} isAmiss={warnings.includes("version_differs")}>
        {node.version}
      </Fact>
      <Fact name={t("nodes.fact.schema")} isAmiss={warnings.includes("schema_behind")}>
        {node.schema}
      </Fact>
      {clockOffMs !== null && (
        <Fact name={t("nodes.fact.clock")} isAmiss={warnings.includes("clock_off")}>
          {Math.abs(clockOffMs) < 100
            ? t("nodes.fact.clockRight")
            : t(clockOffMs > 0 ? "nodes.fact.clockFast" : "nodes.fact.clockSlow", {
                seconds: tenths(Math.abs(clockOffMs)),
              })}
        </Fact>
      )}
      {isHeard && (
        <Fact name={t("nodes.fact.redis")} isAmiss={warnings.includes("bus_lost")}>
          {t(`nodes.bus.${node.busState}`)}
        </Fact>
      )}
      {isHeard && (
        <Fact name={t("nodes.fact.behind")} isAmiss={warnings.includes("behind")}>
          {behind === 0 ? t("nodes.fact.upToDate") : t("nodes.fact.turns", { count: behind })}
        </Fact>
      )}
    </dl>
  );
}

interface FactProps {
  readonly name: string;
  /** A warning below says more about it. */
  readonly isAmiss?: boolean;
  readonly children: ReactNode;
}

function Fact({ name, isAmiss = false, children }: FactProps): ReactNode {
  return (
    <div data-amiss={isAmiss}>
      <dt>{name}</dt>
      <dd className="sw-time">{children}</dd>
    </div>
  );
}

function tenths(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(1);
}
