/** Who is signed in, and how they like their console. */
import {
  ActionIcon,
  Button,
  Divider,
  Popover,
  SegmentedControl,
  Switch,
  useMantineColorScheme,
} from "@mantine/core";
import { IconLogout, IconUserCircle } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNotify } from "../common/notify.js";
import { consoleLanguage, switchLanguage } from "../i18n/i18n.js";
import { ApiProblem } from "../live/api.js";
import { keepSound, languages, soundWanted } from "../live/preferences.js";
import { askForNotifications, notificationsAllowed } from "../live/system-notification.js";
import { useConsole, useSession } from "../live/use-console.js";

const languageNames = { en: "English", zh: "中文" } as const;
const schemes = ["auto", "light", "dark"] as const;

export function UserMenu(): ReactNode {
  const { t, i18n } = useTranslation();
  const me = useConsole((s) => s.me);
  const session = useSession();
  const notify = useNotify();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [sound, setSound] = useState(soundWanted());
  const [notifies, setNotifies] = useState(notificationsAllowed());
  const signOut = (): void => {
    session.signOut().catch((cause: unknown) => {
      notify.problem(cause instanceof ApiProblem ? cause.code : "INTERNAL");
    });
  };
  return (
    <Popover position="right-end" width={260} shadow="md" trapFocus>
      <Popover.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={36}
          aria-label={t("nav.user", { name: me?.name ?? "" })}
        >
          <IconUserCircle size={22} stroke={1.75} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <div className="sw-user">
          <strong>{me?.name}</strong>
          <span className="sw-dim">{me && t(`role.${me.role}`)}</span>
        </div>
        <Divider />
        <p className="sw-label">{t("settings.language")}</p>
        <SegmentedControl
          fullWidth
          size="xs"
          aria-label={t("settings.language")}
          value={consoleLanguage(i18n.language)}
          data={languages.map((value) => ({ value, label: languageNames[value] }))}
          onChange={(language) => void switchLanguage(language)}
        />
        <p className="sw-label">{t("settings.scheme")}</p>
        <SegmentedControl
          fullWidth
          size="xs"
          aria-label={t("settings.scheme")}
          value={colorScheme}
          data={schemes.map((value) => ({ value, label: t(`settings.${value}`) }))}
          onChange={setColorScheme}
        />
        <Divider />
        <Switch
          className="sw-user-switch"
          size="xs"
          label={t("settings.sound")}
          checked={sound}
          onChange={(event) => {
            setSound(event.currentTarget.checked);
            keepSound(event.currentTarget.checked);
          }}
        />
        <Switch
          className="sw-user-switch"
          size="xs"
          label={t("settings.notify")}
          checked={notifies}
          onChange={() => {
            void askForNotifications().then(setNotifies);
          }}
        />
        <Divider />
        <Button
          variant="subtle"
          color="gray"
          fullWidth
          justify="start"
          leftSection={<IconLogout size={16} />}
          onClick={signOut}
        >
          {t("settings.signOut")}
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}
