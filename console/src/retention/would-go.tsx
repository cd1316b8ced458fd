/** What goes with the numbers of the form, and the question before it does. */
import { Button, Modal } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { CountList } from "./count-list.js";
import type { Counted } from "./retention-api.js";
import type { Preview } from "./use-preview.js";

interface Props {
  readonly preview: Preview;
  /** Nothing has an end. */
  readonly forEver: boolean;
  /** The numbers make a policy. */
  readonly valid: boolean;
  /** They are not saved. */
  readonly changed: boolean;
}

export function WouldGo({ preview, forEver, valid, changed }: Props): ReactNode {
  const { t } = useTranslation();
  return (
    <section className="sw-retention-go" role="status">
      <h2>{t(changed ? "data.wouldGoThen" : "data.wouldGo")}</h2>
      {!valid ? (
        <p>{t("data.wrong")}</p>
      ) : forEver ? (
        <p>{t("data.nothingEver")}</p>
      ) : preview === "counting" ? (
        <p className="sw-dim">{t("data.counting")}</p>
      ) : preview === "failed" ? (
        <p className="sw-problem">{t("data.countFailed")}</p>
      ) : (
        <Counts counted={preview} />
      )}
    </section>
  );
}

function Counts({ counted: { counts, whole } }: { readonly counted: Counted }): ReactNode {
  const { t } = useTranslation();
  return (
    <>
      {!whole && <p>{t("data.more")}</p>}
      <CountList counts={counts} />
    </>
  );
}

interface AskProps {
  readonly counted: Counted;
  readonly onKeep: () => void;
  readonly onDelete: () => void;
}

export function AskFirst({ counted, onKeep, onDelete }: AskProps): ReactNode {
  const { t } = useTranslation();
  return (
    <Modal
      opened
      onClose={onKeep}
      title={t("data.sure")}
      closeButtonProps={{ "aria-label": t("floor.close") }}
      classNames={{ body: "sw-retention-ask" }}
    >
      <p>{t("data.sureHint")}</p>
      <Counts counted={counted} />
      <div className="sw-form-end">
        <Button variant="default" data-autofocus onClick={onKeep}>
          {t("data.keep")}
        </Button>
        <Button color="red.9" onClick={onDelete}>
          {t("data.delete")}
        </Button>
      </div>
    </Modal>
  );
}
