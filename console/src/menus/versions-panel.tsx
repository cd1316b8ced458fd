/** Everything that was published: to look at, to compare, and to begin again from. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ScheduledMenu } from "../../../protocol/menu-list.js";
import type { MenuTree } from "../../../protocol/menu-tree.js";
import { useNotify } from "../common/notify.js";
import { Moment } from "../common/time.js";
import { ApiProblem } from "../live/api.js";
import { ChangeList } from "./compare/change-list.js";
import { CompareBar, type Pair, type Which } from "./compare/compare-bar.js";
import { type LookedAt, useEditor } from "./editor.js";
import { type Version, menusApi } from "./menus-api.js";
import { PanelHead } from "./panel-head.js";
import { Scheduled } from "./scheduled.js";

interface Props {
  readonly menuId: string;
  readonly draft: MenuTree;
  readonly published: number | null;
  readonly scheduled: ScheduledMenu | null;
  readonly lookedAt: LookedAt | null;
  readonly onLook: (lookedAt: LookedAt | null) => void;
  /** Puts an old tree in the place of the draft; undo brings the draft back. */
  readonly onRestore: (tree: MenuTree) => void;
  readonly onClose: () => void;
}

export function VersionsPanel(props: Props): ReactNode {
  const { menuId, draft, published, scheduled, lookedAt, onLook, onRestore, onClose } = props;
  const { t } = useTranslation();
  const notify = useNotify();
  const versions = useQuery({
    queryKey: ["menus", "versions", menuId, published],
    queryFn: () => menusApi.versions(menuId),
  });
  const { comparison } = useEditor().overlay;
  const [pair, setPair] = useState<Pair | null>(null);
  const attempt = async (what: () => Promise<void>): Promise<void> => {
    try {
      await what();
    } catch (problem) {
      notify.problem(problem instanceof ApiProblem ? problem.code : "INTERNAL");
    }
  };
  const treeOf = async (which: Which): Promise<MenuTree> =>
    which === null ? draft : (await menusApi.version(menuId, which)).tree;
  const withTree = (version: number, take: (tree: MenuTree) => void): Promise<void> =>
    attempt(async () => {
      take(await treeOf(version));
    });
  const nameOf = (which: Which): string =>
    which === null ? t("menuTools.compare.draft") : t("menus.version", { n: which });
  const compare = (next: Pair | null): Promise<void> =>
    attempt(async () => {
      if (next === null) onLook(null);
      else {
        const [before, tree] = await Promise.all([treeOf(next.from), treeOf(next.to)]);
        onLook({ before, tree, title: `${nameOf(next.from)} → ${nameOf(next.to)}` });
      }
      setPair(next);
    });
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
      {versions.data !== undefined && versions.data.length > 0 && (
        <CompareBar
          versions={versions.data}
          published={published}
          shown={comparison === null ? null : pair}
          onCompare={(next) => void compare(next)}
        />
      )}
      {comparison !== null && <ChangeList comparison={comparison} />}
      <ol className="sw-versions" hidden={comparison !== null}>
        {versions.data?.map((version) => {
          const title = t("menus.version", { n: version.version });
          const isOpen = comparison === null && lookedAt?.title === title;
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
                  onClick={() => void compare({ from: version.version, to: null })}
                >
                  {t("menuTools.compare.withDraft")}
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
