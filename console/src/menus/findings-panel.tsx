/** All findings; a click leads to the node. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useEditor } from "./editor.js";
import { FindingText } from "./finding-lines.js";
import { useNodeNames } from "./node-names.js";
import { PanelHead } from "./panel-head.js";

export function FindingsPanel({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation();
  const { tree, findings, show } = useEditor();
  const names = useNodeNames(tree);
  return (
    <>
      <PanelHead title={t("menus.findings.title")} onClose={onClose} />
      {findings.length === 0 && <p className="sw-menu-note">{t("menus.findings.allWell")}</p>}
      <ul className="sw-findings">
        {findings.map((finding, k) => (
          <li key={k}>
            <button
              type="button"
              data-severity={finding.severity}
              onClick={() => {
                show(finding.nodeId);
              }}
            >
              <span className="sw-finding-node sw-ellipsis">
                {finding.nodeId === null ? t("menus.form.tree") : names.titleOf(finding.nodeId)}
                <small className="sw-dim"> {finding.nodeId}</small>
              </span>
              <FindingText finding={finding} />
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
