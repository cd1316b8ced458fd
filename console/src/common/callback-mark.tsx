/** The customer does not wait on the line: they are called when it is their turn. */
import { Badge } from "@mantine/core";
import { IconPhoneOutgoing } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Interaction } from "../../../protocol/interactions.js";

interface Props {
  readonly interaction: Interaction;
  /** Where there is no room for the word it is only said. */
  readonly small?: boolean;
}

export function CallbackMark({ interaction, small = false }: Props): ReactNode {
  const { t } = useTranslation();
  const { callback } = interaction;
  if (callback === null) return null;
  const tries = t("callback.tries", { count: callback.attempts });
  if (small) {
    return (
      <IconPhoneOutgoing
        size={14}
        className="sw-callback"
        role="img"
        aria-label={t("callback.mark")}
      />
    );
  }
  return (
    <Badge
      size="sm"
      variant="outline"
      color="gray"
      className="sw-callback"
      leftSection={<IconPhoneOutgoing size={12} aria-hidden />}
      title={callback.attempts === 0 ? t("callback.explained") : tries}
    >
      {t("callback.mark")}
    </Badge>
  );
}
