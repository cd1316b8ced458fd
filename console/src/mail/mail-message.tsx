/** One mail: who to whom, the text or its HTML, files, and how its delivery stands. */
import { type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { MailHeaders, Message } from "../../../protocol/interactions.js";
import { Moment } from "../common/time.js";
import { Attachments } from "../conversation/attachments.js";
import { Delivery } from "../conversation/delivery.js";
import { QuotedText } from "../conversation/quoted-text.js";
import { MailFrame } from "./mail-frame.js";

export function MailMessage({ message }: { readonly message: Message }): ReactNode {
  const { t } = useTranslation();
  const { mail, html, text } = message;
  return (
    <article className="sw-mail" data-from={message.from}>
      <header>
        <strong>{message.authorName}</strong>
        <span className="sw-dim">{mail?.from.address}</span>
        <span className="sw-fill" />
        <Delivery message={message} />
        <Moment at={message.at} />
      </header>
      {mail !== null && (
        <p className="sw-mail-to">
          <span className="sw-dim">{t("mail.to")}</span> {addresses(mail.to)}
          {mail.cc.length > 0 && (
            <>
              {" "}
              <span className="sw-dim">{t("mail.cc")}</span> {addresses(mail.cc)}
            </>
          )}
        </p>
      )}
      {mail !== null && mail.subject !== "" && <h3>{mail.subject}</h3>}
      {html !== null && <MailFrame message={message} html={html} />}
      {html === null && text !== "" && <QuotedText text={text} quoteFrom={message.quoteFrom} />}
      {html === null && text === "" && <p className="sw-dim">{t("mail.noText")}</p>}
      <Attachments attachments={message.attachments} />
    </article>
  );
}

function addresses(list: MailHeaders["to"]): string {
  return list
    .map(({ name, address }) => (name === "" ? address : `${name} <${address}>`))
    .join(", ");
}
