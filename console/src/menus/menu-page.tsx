/** One menu tree: the drawing or the outline, and the form beside it. */
import "../organisation/organisation.css";
import "./menus.css";
import "./tools.css";
import { Skeleton } from "@mantine/core";
import { Link, Navigate, useParams } from "@tanstack/react-router";
import { type ReactNode, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { Empty } from "../common/empty.js";
import { useConsole } from "../live/use-console.js";
import { mayWatch } from "../shell/roles.js";
import type { DraftKeeper } from "./draft-keeper.js";
import { useDraftKeeper } from "./use-draft-keeper.js";
import { Workbench } from "./workbench.js";

export function MenuPage(): ReactNode {
  const { menuId } = useParams({ from: "/menus/$menuId" });
  const watches = useConsole(mayWatch);
  return watches ? <OpenMenu menuId={menuId} /> : <Navigate to="/" replace />;
}

function OpenMenu({ menuId }: { readonly menuId: string }): ReactNode {
  const { t } = useTranslation();
  const opened = useDraftKeeper(menuId);
  switch (opened.is) {
    case "opening":
      return (
        <div className="sw-menus" role="status" aria-label={t("menus.loading")}>
          <Skeleton height={32} mb={12} />
          <Skeleton height={480} />
        </div>
      );
    case "failed":
      return (
        <div className="sw-menus">
          <Empty title={t(`errors.${opened.code}`)}>
            <Link to="/menus">{t("menus.all")}</Link>
          </Empty>
        </div>
      );
    case "open":
      return (
        <KeptMenu
          key={menuId}
          menuId={menuId}
          keeper={opened.keeper}
          publishedVersion={opened.publishedVersion}
        />
      );
    default:
      throw new Error(`unhandled state ${String(opened satisfies never)}`);
  }
}

interface KeptProps {
  readonly menuId: string;
  readonly keeper: DraftKeeper;
  readonly publishedVersion: number | null;
}

function KeptMenu({ menuId, keeper, publishedVersion }: KeptProps): ReactNode {
  const draft = useSyncExternalStore(keeper.subscribe, keeper.get);
  return (
    <Workbench menuId={menuId} keeper={keeper} draft={draft} publishedVersion={publishedVersion} />
  );
}
