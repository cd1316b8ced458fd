/** What all nodes stand on: the database, Redis, and what waits to go out. */
import { IconDatabase, IconSend, IconTransfer } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Cluster } from "../../../protocol/cluster.js";
import { useUnits } from "../common/time.js";
import { formatSpan } from "../state/clock.js";

/** A provider that takes nothing for so long is worth a look. */
const OUTBOX_LATE_SECONDS = 120;

export function Beneath({ cluster }: { readonly cluster: Cluster }): ReactNode {
  const { t } = useTranslation();
  const units = useUnits();
  const { database, redis, outbox } = cluster;
  const late = outbox.waiting > 0 && outbox.oldestSeconds > OUTBOX_LATE_SECONDS;
  const oldest = formatSpan(outbox.oldestSeconds * 1000, units);
  return (
    <section className="sw-nodes-beneath" aria-label={t("nodes.beneath")}>
      <div>
        <h2>
          <IconDatabase size={16} stroke={1.75} aria-hidden />
          {t("nodes.database.title")}
        </h2>
        <p>{t(`nodes.database.${database.engine}`)}</p>
        <small className="sw-dim">{t("nodes.schema", { n: database.schema })}</small>
      </div>
      <div data-tone={redis === "lost" ? "amber" : undefined}>
        <h2>
          <IconTransfer size={16} stroke={1.75} aria-hidden />
          {t("nodes.redis.title")}
        </h2>
        <p>{t(`nodes.bus.${redis}`)}</p>
        <small className="sw-dim">{t(`nodes.redis.${redis}`)}</small>
      </div>
      <div data-tone={late ? "amber" : undefined}>
        <h2>
          <IconSend size={16} stroke={1.75} aria-hidden />
          {t("nodes.outbox.title")}
        </h2>
        <p>
          {outbox.waiting === 0
            ? t("nodes.outbox.none")
            : t("nodes.outbox.waiting", { count: outbox.waiting, span: oldest })}
        </p>
        <small className="sw-dim">
          {late ? t("nodes.outbox.todo") : t("nodes.outbox.meaning")}
        </small>
      </div>
    </section>
  );
}
