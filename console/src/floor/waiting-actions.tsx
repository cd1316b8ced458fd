/** What a supervisor can do with a waiting interaction, in its place. */
import { ActionIcon, Menu, Modal } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Interaction } from "../../../protocol/interactions.js";
import type { Board } from "../../../protocol/sockets.js";
import { useNames } from "../common/names.js";
import { useNotify } from "../common/notify.js";
import { TransferDialog } from "../conversation/transfer-dialog.js";
import { RecordPane } from "../conversation/record-pane.js";
import { useSession } from "../live/use-console.js";
import { useThread } from "../live/use-thread.js";
import { AssignDialog } from "./assign-dialog.js";

/** Jumps of three: urgent, above ordinary, ordinary, below ordinary. */
const priorities = [1, 3, 5, 7] as const;

/** The dialogs an action leads to. */
export type WaitingDialogKind = "assign" | "transfer" | "record";

interface Props {
  readonly interaction: Interaction;
  readonly board: Board;
  readonly onWhy: () => void;
}

export function WaitingActions({ interaction, board, onWhy }: Props): ReactNode {
  const { t } = useTranslation();
  const names = useNames();
  const [opened, setOpened] = useState<WaitingDialogKind | null>(null);
  const item = (kind: WaitingDialogKind, label: string): ReactNode => (
    <Menu.Item
      onClick={() => {
        setOpened(kind);
      }}
    >
      {label}
    </Menu.Item>
  );
  return (
    <>
      <Menu position="bottom-end" width={220}>
        <Menu.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={28}
            aria-label={t("floor.actions", { who: names.who(interaction) })}
          >
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={onWhy}>{t("why.now")}</Menu.Item>
          {item("assign", t("floor.assign"))}
          {item("transfer", t("floor.transfer"))}
          {item("record", t("floor.open"))}
          <Menu.Divider />
          <PriorityItems interaction={interaction} />
        </Menu.Dropdown>
      </Menu>
      <WaitingDialog
        opened={opened}
        interaction={interaction}
        board={board}
        onClose={() => {
          setOpened(null);
        }}
      />
    </>
  );
}

export function PriorityItems({ interaction }: { readonly interaction: Interaction }): ReactNode {
  const { t } = useTranslation();
  const session = useSession();
  const notify = useNotify();
  const change = async (priority: number): Promise<void> => {
    const answer = await session.ask("interaction:change", {
      interactionId: interaction.id,
      priority,
    });
    if (notify.unlessDone(answer)) notify.done(t("floor.changed"));
  };
  return (
    <>
      <Menu.Label>{t("floor.priority")}</Menu.Label>
      {priorities.map((n) => (
        <Menu.Item key={n} disabled={interaction.priority === n} onClick={() => void change(n)}>
          {t("floor.priorityOf", { n })}
        </Menu.Item>
      ))}
    </>
  );
}

export function WaitingDialog({
  opened,
  interaction,
  board,
  onClose,
}: Omit<Props, "onWhy"> & {
  readonly opened: WaitingDialogKind | null;
  readonly onClose: () => void;
}): ReactNode {
  switch (opened) {
    case null:
      return null;
    case "assign":
      return <AssignDialog interaction={interaction} board={board} onClose={onClose} />;
    case "transfer":
      return <TransferDialog interaction={interaction} onClose={onClose} />;
    case "record":
      return <RecordDialog interaction={interaction} onClose={onClose} />;
    default:
      throw new Error(`unhandled dialog ${String(opened satisfies never)}`);
  }
}

function RecordDialog({
  interaction,
  onClose,
}: {
  readonly interaction: Interaction;
  readonly onClose: () => void;
}): ReactNode {
  const { t } = useTranslation();
  const names = useNames();
  const thread = useThread(interaction.id);
  return (
    <Modal
      opened
      size="lg"
      onClose={onClose}
      title={names.who(interaction)}
      closeButtonProps={{ "aria-label": t("floor.close") }}
    >
      <div className="sw-record-dialog">
        <RecordPane interaction={interaction} thread={thread} />
      </div>
    </Modal>
  );
}
