/** Asks what is new, and makes the draft the version that new contacts enter: now, or at a time. */
import { Button, Modal, SegmentedControl, Textarea } from "@mantine/core";
import { DateTimePicker } from "@mantine/dates";
import "dayjs/locale/zh-cn.js";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ScheduledMenu } from "../../../protocol/menu-list.js";
import { useNotify } from "../common/notify.js";
import { ApiProblem } from "../live/api.js";
import { useNow } from "../live/use-now.js";
import type { DraftKeeper } from "./draft-keeper.js";
import { menusApi } from "./menus-api.js";
import { useDayAndTime, zoneHere } from "./zone.js";

const NOTE_CHARACTERS_MAX = 2000;
/** As the server has it. */
const AHEAD_MS_MAX = 366 * 86_400_000;

interface Props {
  readonly keeper: DraftKeeper;
  readonly next: number;
  /** What is to be published at a time already. */
  readonly scheduled: ScheduledMenu | null;
  readonly onDone: (version: number) => void;
  readonly onClose: () => void;
}

export function PublishDialog({ keeper, next, scheduled, onDone, onClose }: Props): ReactNode {
  const { t } = useTranslation();
  const notify = useNotify();
  const queries = useQueryClient();
  const dayAndTime = useDayAndTime();
  const [note, setNote] = useState("");
  const [busy, setBusy] = useState(false);
  const [later, setLater] = useState(false);
  const [at, setAt] = useState<number | null>(null);
  const problem = useTimeProblem(at);
  const isReady = note.trim() !== "" && (!later || (at !== null && problem === null));
  const publish = async (): Promise<void> => {
    if (busy || !isReady) return;
    setBusy(true);
    try {
      // What is published is what the server has.
      if (!(await keeper.flush())) {
        notify.done(t("menus.publish.notSaved"));
        return;
      }
      const { id } = keeper.get().history.present;
      const asked = { note, revision: keeper.revision };
      if (later && at !== null) {
        await menusApi.schedule(id, { ...asked, at });
        notify.done(t("menuLines.schedule.done", { n: next, time: dayAndTime(at) }));
      } else {
        const { version } = await menusApi.publish(id, asked);
        onDone(version);
        notify.done(t("menus.publish.done", { n: version }));
      }
      void queries.invalidateQueries({ queryKey: ["menus"] });
      onClose();
    } catch (refusal) {
      notify.problem(refusal instanceof ApiProblem ? refusal.code : "INTERNAL");
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
        <SegmentedControl
          aria-label={t("menuLines.schedule.when")}
          value={later ? "later" : "now"}
          data={[
            { value: "now", label: t("menuLines.schedule.now") },
            { value: "later", label: t("menuLines.schedule.atATime") },
          ]}
          onChange={(value) => {
            setLater(value === "later");
          }}
        />
        <p className="sw-hint">{t(later ? "menuLines.schedule.means" : "menus.publish.means")}</p>
        {later && <TimeField at={at} problem={problem} onChange={setAt} />}
        {later && at !== null && problem === null && (
          <p className="sw-hint" role="status">
            {t("menuLines.schedule.live", { n: next, time: dayAndTime(at, "with zone") })}
          </p>
        )}
        {later && scheduled?.failed === null && (
          <p className="sw-hint">
            {t("menuLines.schedule.replaces", { time: dayAndTime(scheduled.dueAt) })}
          </p>
        )}
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
          <Button type="submit" loading={busy} disabled={!isReady}>
            {t(later ? "menuLines.schedule.submit" : "menus.publish.publish")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function useTimeProblem(at: number | null): string | null {
  const { t } = useTranslation();
  const now = useNow();
  if (at === null) return null;
  if (at <= now) return t("menuLines.schedule.notFuture");
  return at > now + AHEAD_MS_MAX ? t("menuLines.schedule.tooFar") : null;
}

interface TimeProps {
  readonly at: number | null;
  readonly problem: string | null;
  readonly onChange: (at: number | null) => void;
}

/** What is kept is the moment. An hour that the clocks leave out is shown as the one that follows. */
function TimeField({ at, problem, onChange }: TimeProps): ReactNode {
  const { t, i18n } = useTranslation();
  return (
    <DateTimePicker
      required
      label={t("menuLines.schedule.time")}
      placeholder={t("menuLines.schedule.choose")}
      description={t("menuLines.schedule.zone", { zone: zoneHere() })}
      valueFormat="YYYY-MM-DD HH:mm"
      locale={i18n.language.startsWith("zh") ? "zh-cn" : "en"}
      firstDayOfWeek={1}
      weekendDays={[]}
      ariaLabels={{
        previousMonth: t("menuLines.schedule.previousMonth"),
        nextMonth: t("menuLines.schedule.nextMonth"),
      }}
      submitButtonProps={{ "aria-label": t("menuLines.schedule.take") }}
      defaultTimeValue="08:00"
      minDate={new Date()}
      maxDate={new Date(Date.now() + AHEAD_MS_MAX)}
      value={at === null ? null : new Date(at)}
      error={problem}
      inputWrapperOrder={["label", "description", "input", "error"]}
      onChange={(text) => {
        onChange(text === null ? null : new Date(text.replace(" ", "T")).getTime());
      }}
    />
  );
}
