/** One message: a line of a chat, a note, or a mail. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Message } from "../../../protocol/interactions.js";
import { Moment } from "../common/time.js";
import { MailMessage } from "../mail/mail-message.js";
import { QuotedText } from "./quoted-text.js";
import { Attachments } from "./attachments.js";
import { Delivery } from "./delivery.js";

export function MessageLine({ message }: { readonly message: Message }): ReactNode {
  const { t } = useTranslation();
  if (message.kind === "mail") return <MailMessage message={message} />;
  const note = message.kind === "note";
  return (
    <article className="sw-message" data-from={message.from} data-kind={message.kind}>
      <header>
        <strong>{message.authorName}</strong>
        {note && (
          <span className="sw-note-mark" title={t("conversation.noteSeen")}>
            {t("conversation.note")}
          </span>
        )}
        <Delivery message={message} />
        <Moment at={message.at} />
      </header>
      <QuotedText text={message.text} quoteFrom={message.quoteFrom} />
      <Attachments attachments={message.attachments} />
    </article>
  );
}
