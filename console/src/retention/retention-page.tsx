/** How long data is kept, what would go, and what went. */
import "../organisation/organisation.css";
import "./retention.css";
import { Skeleton } from "@mantine/core";
import { Navigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useConsole } from "../live/use-console.js";
import { mayWatch } from "../shell/roles.js";
import { PolicyForm } from "./policy-form.js";
import { RunTable } from "./run-table.js";

export function RetentionPage(): ReactNode {
  const { t } = useTranslation();
  const watches = useConsole(mayWatch);
  const retention = useConsole((s) => s.organisation?.settings.retention);
  if (!watches) return <Navigate to="/" replace />;
  return (
    <div className="sw-retention" role="region" aria-label={t("data.title")} tabIndex={0}>
      <header>
        <h1>{t("data.title")}</h1>
        <p className="sw-dim">{t("data.hint")}</p>
      </header>
      {retention === undefined ? <Skeleton height={440} /> : <PolicyForm current={retention} />}
      <RunTable />
    </div>
  );
}
