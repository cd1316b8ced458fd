/** The keys that work now, on one card. */
import { Kbd, Modal } from "@mantine/core";
import { type ReactNode, useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { onMac, useAction, useActions } from "./actions.js";
import { keyName } from "./keymap.js";

export function HelpDialog(): ReactNode {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const open = useCallback(() => {
    setOpened(true);
  }, []);
  useAction({
    id: "help",
    label: t("nav.help"),
    group: t("palette.settings"),
    key: "help.open",
    run: open,
  });
  const keyed = useActions().filter((a) => a.key !== null);
  return (
    <Modal
      opened={opened}
      onClose={() => {
        setOpened(false);
      }}
      title={t("help.title")}
      closeButtonProps={{ "aria-label": t("floor.close") }}
    >
      <p className="sw-dim">{t("help.hint")}</p>
      <dl className="sw-keys">
        {keyed.map((a) => (
          <div key={a.id}>
            <dt>{a.label}</dt>
            <dd>{a.key && <Kbd size="xs">{keyName(a.key, onMac)}</Kbd>}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
