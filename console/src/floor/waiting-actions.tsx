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

interface Props {
  readonly interaction: Interaction;
  readonly board: Board;
}

export function WaitingActions({ interaction, board }: Props): ReactNode {
  const { t } = useTranslation();
  const names = useNames();
  const session = useSession();
  const notify = useNotify();
  const [opened, setOpened] = useState<"assign" | "transfer" | "record" | null>(null);
  const close = (): void => {
    setOpened(null);
  };
  const change = async (priority: number): Promise<void> => {
    const answer = await session.ask("interaction:change", {
      interactionId: interaction.id,
      priority,
    });
    if (notify.unlessDone(answer)) notify.done(t("floor.changed"));
  };
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
          <Menu.Item
            onClick={() => {
              setOpened("assign");
            }}
          >
            {t("floor.assign")}
          </Menu.Item>
          <Menu.Item
            onClick={() => {
              setOpened("transfer");
            }}
          >
            {t("floor.transfer")}
          </Menu.Item>
          <Menu.Item
            onClick={() => {
              setOpened("record");
            }}
          >
            {t("floor.open")}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Label>{t("floor.priority")}</Menu.Label>
          {priorities.map((n) => (
            <Menu.Item key={n} disabled={interaction.priority === n} onClick={() => void change(n)}>
              {t("floor.priorityOf", { n })}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {opened === "assign" && (
        <AssignDialog interaction={interaction} board={board} onClose={close} />
      )}
      {opened === "transfer" && <TransferDialog interaction={interaction} onClose={close} />}
      {opened === "record" && <RecordDialog interaction={interaction} onClose={close} />}
    </>
  );
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
