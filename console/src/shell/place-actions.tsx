/** The palette's entries that exist everywhere: places, language, colours. */
import { useMantineColorScheme } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useCallback } from "react";
import { useTranslation } from "react-i18next";
import { consoleLanguage, switchLanguage } from "../i18n/i18n.js";
import { useAction } from "../keys/actions.js";
import { useConsole } from "../live/use-console.js";
import { mayAnswer, mayRun, mayWatch } from "./roles.js";

export function PlaceActions(): ReactNode {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const answers = useConsole(mayAnswer);
  const watches = useConsole(mayWatch);
  const runs = useConsole(mayRun);
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const other = consoleLanguage(i18n.language) === "en" ? "zh" : "en";
  const nextScheme = colorScheme === "dark" ? "light" : "dark";
  const toDesk = useCallback(() => void navigate({ to: "/desk" }), [navigate]);
  const toFloor = useCallback(() => void navigate({ to: "/floor" }), [navigate]);
  const toWall = useCallback(() => void navigate({ to: "/wallboard" }), [navigate]);
  const toMenus = useCallback(() => void navigate({ to: "/menus" }), [navigate]);
  const toData = useCallback(() => void navigate({ to: "/data" }), [navigate]);
  const toNodes = useCallback(() => void navigate({ to: "/nodes" }), [navigate]);
  const speak = useCallback(() => void switchLanguage(other), [other]);
  const colour = useCallback(() => {
    setColorScheme(nextScheme);
  }, [setColorScheme, nextScheme]);
  const place = { group: t("palette.place"), key: null };
  const setting = { group: t("palette.settings"), key: null };
  useAction({ ...place, id: "desk", label: t("nav.desk"), run: answers ? toDesk : null });
  useAction({ ...place, id: "floor", label: t("nav.floor"), run: watches ? toFloor : null });
  useAction({ ...place, id: "wall", label: t("nav.wallboard"), run: watches ? toWall : null });
  useAction({ ...place, id: "menus", label: t("nav.menus"), run: watches ? toMenus : null });
  useAction({ ...place, id: "data", label: t("nav.data"), run: watches ? toData : null });
  useAction({ ...place, id: "nodes", label: t("nav.nodes"), run: runs ? toNodes : null });
  useAction({
    ...setting,
    id: "language",
    label: t("palette.language", { language: other === "zh" ? "中文" : "English" }),
    run: speak,
  });
  useAction({
    ...setting,
    id: "scheme",
    label: t("palette.scheme", { scheme: t(`settings.${nextScheme}`) }),
    run: colour,
  });
  return null;
}
