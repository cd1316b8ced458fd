/** What a text will be on its way: how many SMS the carrier makes of it, and what does not go along. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { smsSegments } from "../../../protocol/sms.js";

export function SmsWeight({ text }: { readonly text: string }): ReactNode {
  const { t } = useTranslation();
  const { segments, isPlain } = smsSegments(text);
  return (
    <span className="sw-dim sw-sms-weight">
      {segments === 0 ? t("sms.plain") : t("sms.weight", { count: segments })}
      {!isPlain && <> · {t("sms.wide")}</>}
    </span>
  );
}
