/** Asks what is new, and makes the draft the version that new contacts enter. */
import { Button, Modal, Textarea } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNotify } from "../common/notify.js";
import { ApiProblem } from "../live/api.js";
import type { DraftKeeper } from "./draft-keeper.js";
import { menusApi } from "./menus-api.js";

const NOTE_CHARACTERS_MAX = 2000;

interface Props {
  readonly keeper: DraftKeeper;
  readonly next: number;
  readonly onDone: (version: number) => void;
  readonly onClose: () => void;
}

export function PublishDialog({ keeper, next, onDone, onClose }: Props): ReactNode {
  const { t } = useTranslation();
  const notify = useNotify();
  const queries = useQueryClient();
  const [note, setNote] = useState("");
  const [busy, setBusy] = useState(false);
  const publish = async (): Promise<void> => {
    setBusy(true);
    try {
      // What is published is what the server has.
      if (!(await keeper.flush())) {
        notify.done(t("menus.publish.notSaved"));
        return;
      }
      const { id } = keeper.get().history.present;
      const { version } = await menusApi.publish(id, note);
      onDone(version);
      void queries.invalidateQueries({ queryKey: ["menus"] });
      notify.done(t("menus.publish.done", { n: version }));
      onClose();
    } catch (problem) {
      notify.problem(problem instanceof ApiProblem ? problem.code : "INTERNAL");
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("menus.publish.title", { n: next })}
      closeButtonProps={{ "aria-label": t("floor.close") }}
    >
      <form
        className="sw-form"
        onSubmit={(event) => {
          event.preventDefault();
          void publish();
        }}
      >
        <p className="sw-hint">{t("menus.publish.means")}</p>
        <Textarea
          data-autofocus
          autosize
          minRows={2}
          maxLength={NOTE_CHARACTERS_MAX}
          label={t("menus.publish.note")}
          placeholder={t("menus.publish.noteExample")}
          value={note}
          onChange={({ currentTarget: { value } }) => {
            setNote(value);
          }}
        />
        <div className="sw-form-end">
          <Button variant="default" onClick={onClose}>
            {t("organisation.close.cancel")}
          </Button>
          <Button type="submit" loading={busy} disabled={note.trim() === ""}>
            {t("menus.publish.publish")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
