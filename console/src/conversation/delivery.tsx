/** How a message of ours stands that leaves the house: a mail, or a text message. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Message } from "../../../protocol/interactions.js";

export function Delivery({ message: { delivery } }: { readonly message: Message }): ReactNode {
  const { t } = useTranslation();
  if (delivery === null) return null;
  if (delivery.state === "failed") {
    return (
      <span className="sw-problem" role="alert">
        {t("conversation.delivery.failed", { reason: delivery.error ?? "" })}
      </span>
    );
  }
  return <span className="sw-dim">{t(`conversation.delivery.${delivery.state}`)}</span>;
}
