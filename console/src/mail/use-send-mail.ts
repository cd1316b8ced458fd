/** Checks a mail and lets it leave after its undo window. The draft goes only when the server has it. */
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Interaction } from "../../../protocol/interactions.js";
import { useNotify } from "../common/notify.js";
import { freshId } from "../live/fresh-id.js";
import { undoWindow } from "../live/undo-window.js";
import { useSession } from "../live/use-console.js";
import type { Keep } from "../live/use-draft.js";
import type { MailDraft } from "../state/drafts.js";

interface Sending {
  readonly interaction: Interaction;
  readonly mail: MailDraft;
  readonly text: string;
  readonly keep: Keep;
}

interface SendMail {
  /** What is to be mended before it can leave; null: nothing. */
  readonly problem: string | null;
  readonly send: () => void;
}

export function useSendMail({ interaction: { id }, mail, text, keep }: Sending): SendMail {
  const { t } = useTranslation();
  const session = useSession();
  const notify = useNotify();
  const [problem, setProblem] = useState<string | null>(null);
  const send = useCallback(() => {
    const wrong = [...mail.to, ...mail.cc].find(
      (address) => !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(address),
    );
    const found =
      wrong !== undefined
        ? t("compose.notAnAddress", { address: wrong })
        : mail.to.length === 0
          ? t("compose.needsTo")
          : text.trim() === "" && mail.attachments.length === 0
            ? t("errors.MESSAGE_EMPTY")
            : null;
    setProblem(found);
    if (found !== null) return;
    const clientId = freshId();
    void undoWindow.add(id, async () => {
      const answer = await session.ask("message:send", {
        interactionId: id,
        clientId,
        text,
        html: mail.html,
        mail: {
          subject: mail.subject,
          to: [...mail.to],
          cc: [...mail.cc],
          attachmentIds: mail.attachments.map((file) => file.id),
          quote: mail.quote,
        },
      });
      if (answer.ok) {
        keep(null);
        notify.done(t("compose.sent"));
      } else {
        notify.problem(answer.code, `${t("compose.notSent")}. ${t("compose.draftKept")}`);
      }
    });
  }, [session, notify, t, id, mail, text, keep]);
  return { problem, send };
}
