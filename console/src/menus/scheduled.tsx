/** What is to be published at a time: when, by whom, and what became of it. */
import { Alert, Button } from "@mantine/core";
import { IconClock } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ScheduledMenu } from "../../../protocol/menu-list.js";
import { useNotify } from "../common/notify.js";
import { ApiProblem } from "../live/api.js";
import { FindingLines } from "./finding-lines.js";
import { menusApi } from "./menus-api.js";
import { useDayAndTime } from "./zone.js";

interface Props {
  readonly menuId: string;
  readonly published: number | null;
  readonly scheduled: ScheduledMenu;
}

export function Scheduled({ menuId, published, scheduled }: Props): ReactNode {
  const { t } = useTranslation();
  const dayAndTime = useDayAndTime();
  const { failed, note, scheduledBy } = scheduled;
  const time = dayAndTime(scheduled.dueAt);
  const by = `${note} · ${t("menuLines.schedule.by", { name: scheduledBy })}`;
  if (failed !== null) {
    return (
      <Alert color="red" role="alert" className="sw-scheduled">
        <p>
          <strong>{t("menuLines.schedule.failed", { time })}</strong>
        </p>
        <p className="sw-dim">{by}</p>
        <FindingLines findings={failed.findings} />
        <p>{t("menuLines.schedule.failedNext")}</p>
        <CallOff menuId={menuId} />
      </Alert>
    );
  }
  return (
    <Alert color="blue" role="status" className="sw-scheduled" icon={<IconClock size={16} />}>
      <p>
        <strong>{t("menuLines.schedule.live", { n: (published ?? 0) + 1, time })}</strong>
      </p>
      <p className="sw-dim">{by}</p>
      <CallOff menuId={menuId} />
    </Alert>
  );
}

function CallOff({ menuId }: { readonly menuId: string }): ReactNode {
  const { t } = useTranslation();
  const notify = useNotify();
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const callOff = async (): Promise<void> => {
    setBusy(true);
    try {
      await menusApi.callOff(menuId);
      notify.done(t("menuLines.schedule.calledOff"));
    } catch (problem) {
      notify.problem(problem instanceof ApiProblem ? problem.code : "INTERNAL");
    } finally {
      setBusy(false);
      void queries.invalidateQueries({ queryKey: ["menus"] });
    }
  };
  return (
    <Button variant="default" size="compact-xs" loading={busy} onClick={() => void callOff()}>
      {t("menuLines.schedule.callOff")}
    </Button>
  );
}
