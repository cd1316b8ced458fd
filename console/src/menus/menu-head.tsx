/** Above a tree: what it is called, whether it is saved, and what can be done with the whole of it. */
import { ActionIcon, Badge, Button, Tooltip } from "@mantine/core";
import { IconArrowBackUp, IconArrowForwardUp, IconChevronLeft } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ScheduledMenu } from "../../../protocol/menu-list.js";
import type { Draft, DraftKeeper } from "./draft-keeper.js";
import { type LookedAt, useEditor } from "./editor.js";
import { MoreMenu } from "./more-menu.js";
import { Others } from "./others.js";
import { PanelTabs } from "./panel-tabs.js";
import { PublishDialog } from "./publish-dialog.js";
import type { Panel } from "./tools.js";

interface Props {
  readonly keeper: DraftKeeper;
  readonly draft: Draft;
  readonly menuId: string;
  readonly published: number | null;
  readonly scheduled: ScheduledMenu | null;
  readonly onPublished: (version: number) => void;
  readonly lookedAt: LookedAt | null;
  readonly onStopLooking: () => void;
  readonly panel: Panel | null;
  readonly onPanel: (panel: Panel) => void;
  readonly tests: { readonly count: number; readonly failing: number };
}

export function MenuHead(props: Props): ReactNode {
  const { keeper, draft, published, scheduled, lookedAt, onStopLooking, panel, onPanel, tests } =
    props;
  const { t } = useTranslation();
  const { tree, findings, readOnly } = useEditor();
  const [publishing, setPublishing] = useState(false);
  const reds = findings.filter(({ severity }) => severity === "red").length;
  const { past, future } = draft.history;
  const stop =
    reds > 0
      ? t("menus.publish.reds", { count: reds })
      : draft.mode === "clash"
        ? t("menus.publish.clash")
        : null;
  return (
    <header className="sw-menu-head">
      <Tooltip label={t("menus.all")}>
        <Link to="/menus" className="sw-menu-up" aria-label={t("menus.all")}>
          <IconChevronLeft size={18} />
        </Link>
      </Tooltip>
      <h1 className="sw-ellipsis">{tree.name}</h1>
      {lookedAt !== null ? (
        <>
          <Badge color="blue">{lookedAt.title}</Badge>
          <Button variant="default" onClick={onStopLooking}>
            {t("menus.versions.backToDraft")}
          </Button>
        </>
      ) : (
        <span className="sw-dim sw-menu-state" role="status" data-mode={draft.mode}>
          {published === null ? t("menus.neverPublished") : t("menus.version", { n: published })} ·{" "}
          {t(`menus.mode.${draft.mode}`)}
        </span>
      )}
      <Others menuId={props.menuId} />
      <span className="sw-fill" />
      {!readOnly && (
        <span className="sw-menu-undo">
          <IconButton
            label={t("menus.edit.undo")}
            shape={<IconArrowBackUp size={18} />}
            disabled={past.length === 0}
            run={() => {
              keeper.undo();
            }}
          />
          <IconButton
            label={t("menus.edit.redo")}
            shape={<IconArrowForwardUp size={18} />}
            disabled={future.length === 0}
            run={() => {
              keeper.redo();
            }}
          />
        </span>
      )}
      <PanelTabs open={panel} onPanel={onPanel} findings={findings} tests={tests} />
      {!readOnly && (
        <Tooltip label={stop ?? t("menus.publish.hint")}>
          <Button
            className="sw-menu-publish"
            data-disabled={stop !== null}
            aria-disabled={stop !== null}
            onClick={() => {
              if (stop === null) setPublishing(true);
            }}
          >
            {t("menus.publish.publish")}
          </Button>
        </Tooltip>
      )}
      <MoreMenu keeper={keeper} published={published} />
      {stop !== null && <span className="sw-unseen">{stop}</span>}
      {publishing && (
        <PublishDialog
          keeper={keeper}
          next={(published ?? 0) + 1}
          scheduled={scheduled}
          onDone={props.onPublished}
          onClose={() => {
            setPublishing(false);
          }}
        />
      )}
    </header>
  );
}

interface IconButtonProps {
  readonly label: string;
  readonly shape: ReactNode;
  readonly disabled: boolean;
  readonly run: () => void;
}

function IconButton({ label, shape, disabled, run }: IconButtonProps): ReactNode {
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={30}
        aria-label={label}
        disabled={disabled}
        onClick={run}
      >
        {shape}
      </ActionIcon>
    </Tooltip>
  );
}
