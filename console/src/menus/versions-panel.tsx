/** Everything that was published: to look at, and to begin again from. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ScheduledMenu } from "../../../protocol/menu-list.js";
import type { MenuTree } from "../../../protocol/menu-tree.js";
import { useNotify } from "../common/notify.js";
import { Moment } from "../common/time.js";
import { ApiProblem } from "../live/api.js";
import type { LookedAt } from "./editor.js";
import { type Version, menusApi } from "./menus-api.js";
import { PanelHead } from "./panel-head.js";
import { Scheduled } from "./scheduled.js";

interface Props {
  readonly menuId: string;
  readonly published: number | null;
  readonly scheduled: ScheduledMenu | null;
  readonly lookedAt: LookedAt | null;
  readonly onLook: (lookedAt: LookedAt | null) => void;
  /** Puts an old tree in the place of the draft; undo brings the draft back. */
  readonly onRestore: (tree: MenuTree) => void;
  readonly onClose: () => void;
}

export function VersionsPanel(props: Props): ReactNode {
  const { menuId, published, scheduled, lookedAt, onLook, onRestore, onClose } = props;
  const { t } = useTranslation();
  const notify = useNotify();
  const versions = useQuery({
    queryKey: ["menus", "versions", menuId, published],
    queryFn: () => menusApi.versions(menuId),
  });
  const withTree = async (version: number, take: (tree: MenuTree) => void): Promise<void> => {
    try {
      take((await menusApi.version(menuId, version)).tree);
    } catch (problem) {
      notify.problem(problem instanceof ApiProblem ? problem.code : "INTERNAL");
    }
  };
  return (
    <>
      <PanelHead
        title={t("menus.versions.title")}
        onClose={() => {
          onLook(null);
          onClose();
        }}
      />
      {scheduled?.failed === null && (
        <Scheduled menuId={menuId} published={published} scheduled={scheduled} />
      )}
      {versions.data?.length === 0 && <p className="sw-menu-note">{t("menus.versions.empty")}</p>}
      <ol className="sw-versions">
        {versions.data?.map((version) => {
          const title = t("menus.version", { n: version.version });
          const isOpen = lookedAt?.title === title;
          return (
            <li key={version.version} data-open={isOpen}>
              <VersionText version={version} title={title} inUse={version.version === published} />
              <span className="sw-form-end">
                <Button
                  variant="default"
                  size="compact-xs"
                  aria-pressed={isOpen}
                  onClick={() => {
                    if (isOpen) onLook(null);
                    else
                      void withTree(version.version, (tree) => {
                        onLook({ tree, title });
                      });
                  }}
                >
                  {t("menus.versions.look")}
                </Button>
                <Button
                  variant="default"
                  size="compact-xs"
                  onClick={() =>
                    void withTree(version.version, (tree) => {
                      onRestore(tree);
                      notify.done(t("menus.versions.restored", { n: version.version }));
                    })
                  }
                >
                  {t("menus.versions.restore")}
                </Button>
              </span>
            </li>
          );
        })}
      </ol>
    </>
  );
}

interface TextProps {
  readonly version: Version;
  readonly title: string;
  readonly inUse: boolean;
}

function VersionText({ version, title, inUse }: TextProps): ReactNode {
  const { t } = useTranslation();
  return (
    <div>
      <strong>{title}</strong>{" "}
      {inUse && <span className="sw-dim">{t("menus.versions.inUse")}</span>}
      <p>{version.note}</p>
      <small className="sw-dim">
        {version.publishedBy} · <Moment at={version.publishedAt} />
      </small>
    </div>
  );
}
