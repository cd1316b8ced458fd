/** Where the call is, and the controls of this console's telephone. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Interaction } from "../../../protocol/interactions.js";
import { useConsole } from "../live/use-console.js";

export function CallBar({ interaction: _ }: { readonly interaction: Interaction }): ReactNode {
  const { t } = useTranslation();
  const phone = useConsole((s) => s.engineer?.engineer.phone);
  if (phone === undefined || phone.kind === "client") return null;
  const number = phone.kind === "phone" ? phone.number : phone.uri;
  return (
    <div className="sw-call-bar">
      <span className="sw-dim">{t("call.elsewhere", { phone: number })}</span>
    </div>
  );
}
