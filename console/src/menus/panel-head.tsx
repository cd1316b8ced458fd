/** The heading of what is open beside the drawing. */
import { ActionIcon } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

interface Props {
  readonly title: string;
  readonly onClose: () => void;
}

export function PanelHead({ title, onClose }: Props): ReactNode {
  const { t } = useTranslation();
  return (
    <header className="sw-panel-head">
      <h2>{title}</h2>
      <ActionIcon variant="subtle" color="gray" aria-label={t("floor.close")} onClick={onClose}>
        <IconX size={16} />
      </ActionIcon>
    </header>
  );
}
