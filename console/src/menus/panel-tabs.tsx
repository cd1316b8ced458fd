/** What can be opened beside the drawing: one row of buttons, with how many things wait in each. */
import { Tooltip, UnstyledButton } from "@mantine/core";
import {
  IconAlertTriangle,
  IconBulb,
  IconChartBar,
  IconCircleCheck,
  IconHistory,
  IconListCheck,
  IconPhone,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Finding } from "../../../protocol/menu-tree.js";
import { PANELS, type Panel } from "./tools.js";

interface Props {
  readonly open: Panel | null;
  readonly onPanel: (panel: Panel) => void;
  readonly findings: readonly Finding[];
  readonly tests: { readonly count: number; readonly failing: number };
}

interface Tab {
  /** Said in full, for those who hear it and where there is no room for the word. */
  readonly name: string;
  readonly word: string;
  readonly icon: typeof IconPhone;
  readonly badge?: { readonly text: string; readonly severity: "red" | "yellow" | null };
}

export function PanelTabs({ open, onPanel, findings, tests }: Props): ReactNode {
  const tabs = useTabs(findings, tests);
  const { t } = useTranslation();
  return (
    <div className="sw-panel-tabs" role="group" aria-label={t("menuTools.panels")}>
      {PANELS.map((panel) => {
        const { name, word, icon: Icon, badge } = tabs[panel];
        return (
          <Tooltip key={panel} label={name}>
            <UnstyledButton
              className="sw-panel-tab"
              aria-label={name}
              aria-pressed={open === panel}
              data-severity={badge?.severity ?? null}
              onClick={() => {
                onPanel(panel);
              }}
            >
              <Icon size={16} stroke={1.75} aria-hidden />
              <span className="sw-panel-word">{word}</span>
              {badge !== undefined && <span className="sw-panel-badge">{badge.text}</span>}
            </UnstyledButton>
          </Tooltip>
        );
      })}
    </div>
  );
}

function useTabs(
  findings: Props["findings"],
  { count, failing }: Props["tests"],
): Readonly<Record<Panel, Tab>> {
  const { t } = useTranslation();
  const isRed = findings.some(({ severity }) => severity === "red");
  const plain = (word: string, icon: Tab["icon"]): Tab => ({ name: word, word, icon });
  return {
    findings: {
      name:
        findings.length === 0
          ? t("menus.findings.none")
          : t("menus.findings.count", { count: findings.length }),
      word: t("menus.findings.title"),
      icon: findings.length === 0 ? IconCircleCheck : IconAlertTriangle,
      ...(findings.length > 0 && {
        badge: { text: String(findings.length), severity: isRed ? "red" : "yellow" },
      }),
    },
    tests: {
      name:
        failing > 0
          ? t("menuTools.tests.tabFailing", { count: failing })
          : t("menuTools.tests.tab", { count }),
      word: t("menuTools.tests.title"),
      icon: IconListCheck,
      ...(count > 0 && {
        badge:
          failing > 0
            ? { text: `${String(failing)}/${String(count)}`, severity: "red" }
            : { text: String(count), severity: null },
      }),
    },
    numbers: plain(t("menuTools.numbers.title"), IconChartBar),
    advice: plain(t("menuTools.advice.title"), IconBulb),
    versions: plain(t("menus.versions.title"), IconHistory),
    phone: plain(t("menus.phone.try"), IconPhone),
  };
}
