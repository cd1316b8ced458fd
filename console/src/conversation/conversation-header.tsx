/** Who it is, on which channel, since when; hand it over or end it. */
import { ActionIcon, Button, Kbd, Tooltip } from "@mantine/core";
import { IconArrowsExchange, IconId, IconPhoneOff, IconCheck } from "@tabler/icons-react";
import { type ReactNode, useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Interaction } from "../../../protocol/interactions.js";
import { CallbackMark } from "../common/callback-mark.js";
import { ChannelIcon } from "../common/icons.js";
import { useNames } from "../common/names.js";
import { useNotify } from "../common/notify.js";
import { Age } from "../common/time.js";
import { SmsMark } from "../common/sms-mark.js";
import type { Pane } from "../desk/pane.js";
import { PathLine } from "../desk/path-line.js";
import { useAction } from "../keys/actions.js";
import { useConsole, useSession } from "../live/use-console.js";
import { undoWindow } from "../live/undo-window.js";
import { isMine } from "../state/console-reducer.js";
import { TransferDialog } from "./transfer-dialog.js";

interface Props {
  readonly interaction: Interaction;
  readonly onPane: (pane: Pane) => void;
}

export function ConversationHeader({ interaction, onPane }: Props): ReactNode {
  const { t } = useTranslation();
  const names = useNames();
  const engineer = useConsole((s) => s.engineer);
  const active = interaction.state === "active" && isMine(interaction, engineer);
  return (
    <header className="sw-conversation-header">
      <ChannelIcon channel={interaction.channel} size={20} />
      <div className="sw-conversation-who">
        <h1>{names.who(interaction)}</h1>
        <PathLine interaction={interaction} />
      </div>
      <CallbackMark interaction={interaction} />
      <SmsMark numbered interaction={interaction} />
      <span className="sw-conversation-age">
        {interaction.state === "active" ? (
          <Age since={interaction.answeredAt ?? interaction.startedAt} />
        ) : (
          <span className="sw-dim">
            {interaction.outcome === null
              ? t(`state.${interaction.state}`)
              : t(`outcome.${interaction.outcome}`)}
          </span>
        )}
      </span>
      {active && <HandOver interaction={interaction} />}
      <Tooltip label={t("nav.context")}>
        <ActionIcon
          className="sw-to-context"
          variant="default"
          size={30}
          aria-label={t("nav.context")}
          onClick={() => {
            onPane("context");
          }}
        >
          <IconId size={18} stroke={1.75} />
        </ActionIcon>
      </Tooltip>
    </header>
  );
}

function HandOver({ interaction }: { readonly interaction: Interaction }): ReactNode {
  const { t } = useTranslation();
  const [transferring, setTransferring] = useState(false);
  const transfer = useCallback(() => {
    setTransferring(true);
  }, []);
  const end = useEnding(interaction);
  const endWord = t(interaction.channel === "email" ? "conversation.endMail" : "conversation.end");
  const action = { group: t("palette.interaction") };
  useAction({
    ...action,
    id: "transfer",
    label: t("conversation.transfer"),
    key: "interaction.transfer",
    run: transfer,
  });
  useAction({
    ...action,
    id: "end",
    label: endWord,
    key: "interaction.end",
    run: end.busy ? null : end.run,
  });
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconArrowsExchange size={16} />}
        rightSection={<Kbd size="xs">T</Kbd>}
        onClick={transfer}
      >
        {t("conversation.transfer")}
      </Button>
      <Button
        variant="default"
        loading={end.busy}
        leftSection={
          interaction.channel === "voice" ? <IconPhoneOff size={16} /> : <IconCheck size={16} />
        }
        rightSection={<Kbd size="xs">E</Kbd>}
        onClick={end.run}
      >
        {endWord}
      </Button>
      {transferring && (
        <TransferDialog
          interaction={interaction}
          onClose={() => {
            setTransferring(false);
          }}
        />
      )}
    </>
  );
}

/** A mail that could still be called back leaves first: ending says that the answer stands. */
function useEnding({ id }: Interaction): { readonly busy: boolean; readonly run: () => void } {
  const session = useSession();
  const notify = useNotify();
  const [busy, setBusy] = useState(false);
  const run = useCallback(() => {
    setBusy(true);
    void undoWindow
      .sendNow(id)
      .then(() => session.ask("interaction:end", { interactionId: id }))
      .then((answer) => {
        setBusy(false);
        notify.unlessDone(answer);
      });
  }, [session, notify, id]);
  return { busy, run };
}
