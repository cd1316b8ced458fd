/** The palette: every action there is now, with its key. Opened by Ctrl-K or ⌘K, also inside fields. */
import { Kbd } from "@mantine/core";
import { Spotlight, spotlight } from "@mantine/spotlight";
import { IconSearch } from "@tabler/icons-react";
import { type ReactNode, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { onMac, useAction, useActions } from "./actions.js";
import { keyName } from "./keymap.js";

const open = (): void => {
  spotlight.toggle();
};

export function Palette(): ReactNode {
  const { t } = useTranslation();
  const actions = useActions();
  useAction({
    id: "palette",
    label: t("nav.palette"),
    group: t("palette.settings"),
    key: "palette.open",
    run: open,
  });
  const groups = useMemo(() => {
    const names = [...new Set(actions.map((a) => a.group))];
    return names.map((group) => ({
      group,
      actions: actions
        .filter((a) => a.group === group && a.id !== "palette")
        .map((a) => ({
          id: a.id,
          label: a.label,
          rightSection: a.key && <Kbd size="xs">{keyName(a.key, onMac)}</Kbd>,
          onClick: a.run,
        })),
    }));
  }, [actions]);
  return (
    <Spotlight
      actions={groups}
      shortcut={null}
      scrollable
      maxHeight={420}
      nothingFound={t("palette.nothing")}
      searchProps={{
        leftSection: <IconSearch size={16} />,
        placeholder: t("palette.search"),
        "aria-label": t("palette.search"),
      }}
    />
  );
}

export const openPalette = open;
