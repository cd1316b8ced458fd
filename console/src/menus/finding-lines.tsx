/** Findings as lines: what is wrong, and what would put it right. */
import { IconAlertTriangle, IconCircleX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Finding } from "../../../protocol/menu-tree.js";
import { menus } from "../i18n/en-menus.js";
import { consoleLanguage } from "../i18n/i18n.js";
import { findingWords } from "./finding-words.js";

export function FindingLines({ findings }: { readonly findings: readonly Finding[] }): ReactNode {
  if (findings.length === 0) return null;
  return (
    <ul className="sw-finding-lines">
      {findings.map((finding, k) => (
        <li key={k} data-severity={finding.severity}>
          <FindingText finding={finding} />
        </li>
      ))}
    </ul>
  );
}

export function FindingText({ finding }: { readonly finding: Finding }): ReactNode {
  const { t, i18n } = useTranslation();
  const { severity, rule } = finding;
  const { message, mend } = findingWords(finding, consoleLanguage(i18n.language));
  const Shape = severity === "red" ? IconCircleX : IconAlertTriangle;
  return (
    <>
      <Shape
        size={16}
        stroke={1.75}
        role="img"
        aria-label={t(`menus.findings.${severity}`)}
        className="sw-finding-shape"
      />
      <span>
        {isNamed(rule) && <strong>{t(`menus.rule.${rule}`)} </strong>}
        {message} <span className="sw-dim">{mend}</span>
      </span>
    </>
  );
}

/** A rule without a heading of its own still has its message. */
function isNamed(rule: string): rule is keyof typeof menus.rule {
  return Object.hasOwn(menus.rule, rule);
}
