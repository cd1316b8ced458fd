/** Partitions and mailboxes, row by row. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Cluster, ClusterPartition, MailboxHealth } from "../../../protocol/cluster.js";
import { Empty } from "../common/empty.js";
import { Moment } from "../common/time.js";

export function Partitions({ cluster }: { readonly cluster: Cluster }): ReactNode {
  const { t, i18n } = useTranslation();
  const addresses: Readonly<Record<string, string>> = Object.fromEntries(
    cluster.nodes.map(({ id, address }) => [id, address]),
  );
  const columns = ["partition", "leader", "lease", "epoch", "turn", "lag", "behind"] as const;
  const number = new Intl.NumberFormat(i18n.language);
  const lease = ({ expiresInMs }: ClusterPartition): string => {
    if (expiresInMs === null) return t("nodes.partitions.endless");
    const seconds = (Math.abs(expiresInMs) / 1000).toFixed(1);
    return t(expiresInMs < 0 ? "nodes.partitions.ended" : "nodes.partitions.endsIn", { seconds });
  };
  const behind = (row: ClusterPartition): string => {
    const late = Object.entries(row.behind).filter(([, turns]) => turns > 0);
    if (late.length === 0) return t("nodes.partitions.nobodyBehind");
    const words = late.map(
      ([id, count]) => `${addresses[id] ?? id}: ${t("nodes.fact.turns", { count })}`,
    );
    return words.join(", ");
  };
  return (
    <section className="sw-nodes-block">
      <h2>{t("nodes.partitions.title")}</h2>
      <p className="sw-dim">{t("nodes.partitions.meaning")}</p>
      <table className="sw-nodes-table">
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {t(`nodes.partitions.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {cluster.partitions.map((row) => (
            <tr key={row.partition}>
              <th scope="row">{row.name}</th>
              <td data-label={t("nodes.partitions.leader")} data-amiss={row.leaderId === null}>
                {row.leaderId === null
                  ? t("nodes.partitions.nobody")
                  : (addresses[row.leaderId] ?? row.leaderId)}
              </td>
              <td data-label={t("nodes.partitions.lease")} className="sw-time">
                {lease(row)}
              </td>
              <td data-label={t("nodes.partitions.epoch")} className="sw-time">
                {row.epoch === null
                  ? t("nodes.partitions.unknown")
                  : t("nodes.partitions.times", { count: row.epoch })}
              </td>
              <td data-label={t("nodes.partitions.turn")} className="sw-time">
                {row.turnNumber === null
                  ? t("nodes.partitions.unknown")
                  : number.format(row.turnNumber)}
              </td>
              <td data-label={t("nodes.partitions.lag")} className="sw-time">
                {row.streamLag === null
                  ? t("nodes.partitions.unknown")
                  : t("nodes.partitions.commands", { count: row.streamLag })}
              </td>
              <td data-label={t("nodes.partitions.behind")}>{behind(row)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** The states we have a word for; a reader may know others. */
const KNOWN = ["connecting", "idle", "fetching", "stopped"] as const;

export function Mailboxes({
  mailboxes,
}: {
  readonly mailboxes: readonly MailboxHealth[];
}): ReactNode {
  const { t } = useTranslation();
  const stateWord = (state: string): string => {
    const known = KNOWN.find((name) => name === state);
    return known === undefined ? state : t(`nodes.mailboxes.word.${known}`);
  };
  return (
    <section className="sw-nodes-block">
      <h2>{t("nodes.mailboxes.title")}</h2>
      {mailboxes.length === 0 ? (
        <Empty>{t("nodes.mailboxes.empty")}</Empty>
      ) : (
        <table className="sw-nodes-table">
          <thead>
            <tr>
              <th scope="col">{t("nodes.mailboxes.mailbox")}</th>
              <th scope="col">{t("nodes.mailboxes.state")}</th>
              <th scope="col">{t("nodes.mailboxes.readAt")}</th>
              <th scope="col">{t("nodes.mailboxes.error")}</th>
            </tr>
          </thead>
          <tbody>
            {mailboxes.map(({ mailbox, state, readAt, error }) => (
              <tr key={mailbox}>
                <th scope="row">{mailbox}</th>
                <td data-label={t("nodes.mailboxes.state")} data-amiss={error !== null}>
                  {stateWord(state)}
                </td>
                <td data-label={t("nodes.mailboxes.readAt")}>
                  {readAt === null ? t("nodes.mailboxes.never") : <Moment at={readAt} />}
                </td>
                <td data-label={t("nodes.mailboxes.error")}>
                  {error ?? <span className="sw-dim">{t("nodes.mailboxes.none")}</span>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {mailboxes.some(({ error }) => error !== null) && (
        <p className="sw-dim">{t("nodes.mailboxes.todo")}</p>
      )}
    </section>
  );
}
