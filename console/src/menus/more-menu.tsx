/** What is seldom done with the whole of a menu: taking it out as a file. */
import { ActionIcon, Menu } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useNotify } from "../common/notify.js";
import type { DraftKeeper } from "./draft-keeper.js";
import { exportAddress } from "./exchange-api.js";

interface Props {
  readonly keeper: DraftKeeper;
  /** null: it was never published. */
  readonly published: number | null;
}

export function MoreMenu({ keeper, published }: Props): ReactNode {
  const { t } = useTranslation();
  const notify = useNotify();
  const { id } = keeper.get().history.present;
  const exportDraft = async (): Promise<void> => {
    // The file holds what the server has.
    if (await keeper.flush()) window.location.assign(exportAddress(id, "draft"));
    else notify.done(t("menuExchange.notSaved"));
  };
  return (
    <Menu position="bottom-end" width={250}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={30} aria-label={t("menuExchange.more")}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void exportDraft()}>{t("menuExchange.exportDraft")}</Menu.Item>
        {published !== null && (
          <Menu.Item component="a" href={exportAddress(id, published)} download>
            {t("menuExchange.exportPublished", { n: published })}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
