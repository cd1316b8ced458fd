/** Makes a menu of a file, and says what became of it. */
import { Button, FileButton, Loader, Modal } from "@mantine/core";
import { IconFileImport } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Lost } from "../../../protocol/menu-exchange.js";
import { menuExchange } from "../i18n/en-menu-exchange.js";
import { ApiProblem, type FieldProblem, type ProblemCode } from "../live/api.js";
import { type ImportedMenu, importMenu } from "./exchange-api.js";

const FILE_BYTES_MAX = 8_000_000;
/** More is no reading matter; the findings lead to what matters. */
const SHOWN_MAX = 200;

type Stage =
  | { readonly is: "choosing" }
  | { readonly is: "reading"; readonly name: string }
  | {
      readonly is: "refused";
      readonly name: string;
      /** null: it was too large to be sent. */
      readonly code: ProblemCode | null;
      readonly fields: readonly FieldProblem[];
    }
  | { readonly is: "made"; readonly menu: ImportedMenu };

export function ImportButton(): ReactNode {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconFileImport size={14} />}
        onClick={() => {
          setOpened(true);
        }}
      >
        {t("menuExchange.import")}
      </Button>
      {opened && (
        <ImportDialog
          onClose={() => {
            setOpened(false);
          }}
        />
      )}
    </>
  );
}

function ImportDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [stage, setStage] = useState<Stage>({ is: "choosing" });
  const take = async (file: File | null | undefined): Promise<void> => {
    if (!file || stage.is === "reading") return;
    const { name } = file;
    if (file.size > FILE_BYTES_MAX) {
      setStage({ is: "refused", name, code: null, fields: [] });
      return;
    }
    setStage({ is: "reading", name });
    try {
      setStage({ is: "made", menu: await importMenu(file) });
      void queries.invalidateQueries({ queryKey: ["menus"] });
    } catch (problem) {
      const known = problem instanceof ApiProblem ? problem : null;
      setStage({
        is: "refused",
        name,
        code: known?.code ?? "INTERNAL",
        fields: known?.fields ?? [],
      });
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={stage.is === "made" ? stage.menu.name : t("menuExchange.importTitle")}
      closeButtonProps={{ "aria-label": t("floor.close") }}
    >
      {stage.is === "made" ? (
        <Made menu={stage.menu} />
      ) : (
        <div
          className="sw-import"
          onDragOver={(event) => {
            event.preventDefault();
          }}
          onDrop={(event) => {
            event.preventDefault();
            void take(event.dataTransfer.files.item(0));
          }}
        >
          {stage.is === "choosing" && <p>{t("menuExchange.means")}</p>}
          {stage.is === "refused" && <Refused stage={stage} />}
          <div className="sw-import-drop" role="status">
            {stage.is === "reading" ? (
              <>
                <Loader size="sm" />
                {t("menuExchange.reading", { name: stage.name })}
              </>
            ) : (
              <>
                <FileButton
                  onChange={(file) => void take(file)}
                  accept=".json,.xml,application/json,text/xml"
                >
                  {(props) => (
                    <Button {...props}>
                      {t(stage.is === "refused" ? "menuExchange.another" : "menuExchange.choose")}
                    </Button>
                  )}
                </FileButton>
                <span>{t("menuExchange.drop")}</span>
              </>
            )}
          </div>
          <p className="sw-dim">{t("menuExchange.takes")}</p>
        </div>
      )}
    </Modal>
  );
}

function Refused({ stage }: { readonly stage: Stage & { readonly is: "refused" } }): ReactNode {
  const { t } = useTranslation();
  const { name, code, fields } = stage;
  return (
    <div className="sw-problem" role="alert">
      <strong>{t("menuExchange.refused", { name })}</strong>{" "}
      {code === null ? t("menuExchange.tooLarge") : `${t(`errors.${code}`)} (${code})`}
      {fields.length > 0 && (
        <ul>
          {fields.slice(0, SHOWN_MAX).map(({ field, problem }, k) => (
            <li key={k}>
              <code>{field}</code> {problem}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Made({ menu }: { readonly menu: ImportedMenu }): ReactNode {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { id, format, nodes, findings, lost } = menu;
  const reds = findings.filter(({ severity }) => severity === "red").length;
  const yellows = findings.length - reds;
  return (
    <div className="sw-import">
      <p>
        {t("menuExchange.made", { count: nodes, from: t(`menuExchange.from.${format}`) })}{" "}
        {findings.length === 0
          ? t("menuExchange.noFindings")
          : t("menuExchange.findings", { reds, yellows })}
      </p>
      {lost.length === 0 ? <p>{t("menuExchange.lostNone")}</p> : <LostTable lost={lost} />}
      <div className="sw-form-end">
        <Button
          data-autofocus
          onClick={() => {
            void navigate({ to: "/menus/$menuId", params: { menuId: id } });
          }}
        >
          {t("menuExchange.open")}
        </Button>
      </div>
    </div>
  );
}

function LostTable({ lost }: { readonly lost: readonly Lost[] }): ReactNode {
  const { t } = useTranslation();
  const more = lost.length - SHOWN_MAX;
  return (
    <section aria-label={t("menuExchange.lostTitle", { count: lost.length })}>
      <h3>{t("menuExchange.lostTitle", { count: lost.length })}</h3>
      <div className="sw-import-lost" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t("menuExchange.where")}</th>
              <th scope="col">{t("menuExchange.what")}</th>
              <th scope="col">{t("menuExchange.insteadTitle")}</th>
            </tr>
          </thead>
          <tbody>
            {lost.slice(0, SHOWN_MAX).map(({ where, what, kind, instead }, k) => (
              <tr key={k}>
                <td data-label={t("menuExchange.where")}>{where}</td>
                <td data-label={t("menuExchange.what")}>
                  <code>{what}</code>
                </td>
                <td data-label={t("menuExchange.insteadTitle")}>
                  {isKnown(kind) ? t(`menuExchange.instead.${kind}`) : instead}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {more > 0 && <p className="sw-dim">{t("menuExchange.lostMore", { count: more })}</p>}
    </section>
  );
}

/** A newer server may have kinds that this page has no words for. */
function isKnown(kind: string): kind is keyof typeof menuExchange.instead {
  return Object.hasOwn(menuExchange.instead, kind);
}
