/** Why one interaction waits, and what a supervisor can do about it now. */
import { Button, Drawer, Menu } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Interaction } from "../../../protocol/interactions.js";
import type { Board } from "../../../protocol/sockets.js";
import { useNames } from "../common/names.js";
import { WhyCard } from "../context/why-card.js";
import { PriorityItems, WaitingDialog, type WaitingDialogKind } from "./waiting-actions.js";

interface Props {
  readonly interaction: Interaction;
  readonly board: Board;
  /** Opens the form of its bucket: skills and steps are changed there. */
  readonly onBucket: (bucketId: string) => void;
  readonly onClose: () => void;
}

export function WhyDrawer({ interaction, board, onBucket, onClose }: Props): ReactNode {
  const { t } = useTranslation();
  const names = useNames();
  const [opened, setOpened] = useState<WaitingDialogKind | null>(null);
  const { bucketId } = interaction;
  const button = (kind: WaitingDialogKind, label: string): ReactNode => (
    <Button
      variant="default"
      onClick={() => {
        setOpened(kind);
      }}
    >
      {label}
    </Button>
  );
  const actions = (
    <>
      {button("assign", t("floor.assign"))}
      {button("transfer", t("floor.transfer"))}
      <Menu position="bottom-start" width={200}>
        <Menu.Target>
          <Button variant="default">{t("floor.priority")}</Button>
        </Menu.Target>
        <Menu.Dropdown>
          <PriorityItems interaction={interaction} />
        </Menu.Dropdown>
      </Menu>
      {bucketId !== null && (
        <Button
          variant="default"
          onClick={() => {
            onBucket(bucketId);
          }}
        >
          {t("floor.editBucket")}
        </Button>
      )}
      {button("record", t("floor.open"))}
    </>
  );
  return (
    <Drawer
      opened
      position="right"
      size={480}
      onClose={onClose}
      title={names.who(interaction)}
      closeButtonProps={{ "aria-label": t("floor.close") }}
      classNames={{ body: "sw-drawer-body" }}
    >
      <WhyCard interaction={interaction} actions={actions} />
      <WaitingDialog
        opened={opened}
        interaction={interaction}
        board={board}
        onClose={() => {
          setOpened(null);
        }}
      />
    </Drawer>
  );
}
