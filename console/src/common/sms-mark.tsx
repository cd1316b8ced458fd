/** It came by text message: it stands among the chats, and this says what is different about it. */
import { Badge } from "@mantine/core";
import { IconDeviceMobile } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Interaction } from "../../../protocol/interactions.js";
import { isSms } from "../../../protocol/sms.js";
import { readableAddress } from "./readable-address.js";

interface Props {
  readonly interaction: Interaction;
  /** With the customer's number beside it. */
  readonly numbered?: boolean;
  /** Where there is no room for the word it is only said. */
  readonly small?: boolean;
}

export function SmsMark({ interaction, numbered = false, small = false }: Props): ReactNode {
  const { t } = useTranslation();
  if (!isSms(interaction)) return null;
  if (small) {
    return <IconDeviceMobile size={14} className="sw-sms" role="img" aria-label={t("sms.way")} />;
  }
  const number = readableAddress(interaction.address ?? "");
  return (
    <Badge
      size="sm"
      variant="outline"
      color="gray"
      tt="none"
      className="sw-sms"
      leftSection={<IconDeviceMobile size={12} aria-hidden />}
      title={`${t("sms.way")} ${number}`}
    >
      {t("sms.mark")}
      {numbered && <span className="sw-sms-number"> {number}</span>}
    </Badge>
  );
}
