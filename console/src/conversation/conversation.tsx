/** The open interaction: who and how long, what happened, and the place to answer. */
import { Button } from "@mantine/core";
import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import type { Interaction } from "../../../protocol/interactions.js";
import { Empty } from "../common/empty.js";
import type { Pane } from "../desk/pane.js";
import { useConsole, useSession } from "../live/use-console.js";
import { useThread } from "../live/use-thread.js";
import { isMine } from "../state/console-reducer.js";
import { CallBar } from "./call-bar.js";
import { Composer } from "./composer.js";
import { ConversationHeader } from "./conversation-header.js";
import { RecordPane } from "./record-pane.js";
import { WrapUpCard } from "./wrap-up-card.js";

interface Props {
  readonly selectedId: string | null;
  readonly onPane: (pane: Pane) => void;
}

export function Conversation({ selectedId, onPane }: Props): ReactNode {
  const { t } = useTranslation();
  const session = useSession();
  const mine = useConsole((s) => (selectedId === null ? undefined : s.interactions[selectedId]));
  const thread = useThread(selectedId);
  const interaction = mine ?? thread?.interaction ?? null;
  useReading(mine);
  if (selectedId === null) {
    return (
      <div className="sw-conversation">
        <Empty title={t("conversation.noneTitle")}>{t("conversation.none")}</Empty>
      </div>
    );
  }
  if (interaction === null) {
    return (
      <div className="sw-conversation">
        {thread?.status === "failed" && (
          <Empty>
            {t("conversation.missing")}{" "}
            <Button variant="default" onClick={() => void session.openThread(selectedId)}>
              {t("conversation.retry")}
            </Button>
          </Empty>
        )}
      </div>
    );
  }
  return (
    <section className="sw-conversation" aria-label={t("nav.conversation")}>
      <ConversationHeader interaction={interaction} onPane={onPane} />
      {interaction.channel === "voice" && interaction.state === "active" && mine && (
        <CallBar interaction={interaction} />
      )}
      <RecordPane interaction={interaction} thread={thread} />
      <Foot interaction={interaction} />
    </section>
  );
}

/** What can be done with it depends on whose it is and where it stands. */
function Foot({ interaction }: { readonly interaction: Interaction }): ReactNode {
  const { t } = useTranslation();
  const engineer = useConsole((s) => s.engineer);
  if (!isMine(interaction, engineer)) {
    return <p className="sw-read-only">{t("conversation.readOnly")}</p>;
  }
  if (interaction.state === "wrapup") {
    return <WrapUpCard key={interaction.id} interaction={interaction} />;
  }
  return <Composer key={interaction.id} interaction={interaction} />;
}

/** What is open on a visible page counts as read. */
function useReading(mine: Interaction | undefined): void {
  const session = useSession();
  const id = mine?.id;
  const unread = (mine?.unread ?? 0) > 0;
  useEffect(() => {
    if (id === undefined || !unread) return;
    const read = (): void => {
      if (!document.hidden) void session.ask("interaction:read", { interactionId: id });
    };
    read();
    document.addEventListener("visibilitychange", read);
    return () => {
      document.removeEventListener("visibilitychange", read);
    };
  }, [session, id, unread, mine?.unread]);
}
