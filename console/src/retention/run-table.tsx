/** The last purges: when, why, and how much. */
import { Badge, Skeleton } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { RetentionRun } from "../../../protocol/retention.js";
import { useClock } from "../common/time.js";
import { CountList } from "./count-list.js";
import { isNothing } from "./policy.js";
import { useRuns } from "./retention-api.js";

export function RunTable(): ReactNode {
  const { t } = useTranslation();
  const { data: runs, isError } = useRuns();
  return (
    <section className="sw-retention-runs">
      <h2 id="retention-runs">{t("data.runs")}</h2>
      {isError && (
        <p className="sw-problem" role="alert">
          {t("data.runsFailed")}
        </p>
      )}
      {runs === undefined && !isError && <Skeleton height={44} />}
      {runs?.length === 0 && <p className="sw-dim">{t("data.noRuns")}</p>}
      {runs !== undefined && runs.length > 0 && (
        <table aria-labelledby="retention-runs">
          <tbody>
            {runs.map((run) => (
              <Run key={run.seq} run={run} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Run({
  run: { by, startedAt, endedAt, counts },
}: {
  readonly run: RetentionRun;
}): ReactNode {
  const { t } = useTranslation();
  const clock = useClock();
  const unfinished = endedAt === null;
  return (
    <tr>
      <th scope="row">
        <time className="sw-time" dateTime={new Date(startedAt).toISOString()}>
          {clock(startedAt)}
        </time>
      </th>
      <td className="sw-dim">{t(`data.by.${by}`)}</td>
      <td>
        {!(unfinished && isNothing(counts)) && <CountList counts={counts} />}
        {unfinished && <Badge variant="outline">{t("data.unfinished")}</Badge>}
      </td>
    </tr>
  );
}
