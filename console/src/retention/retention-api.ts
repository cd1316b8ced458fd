/** How long data is kept, over HTTP. The policy itself is among the settings. */
import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import type { PurgeCounts, Retention, RetentionRun } from "../../../protocol/retention.js";
import { ask } from "../live/api.js";

/** What would be deleted. `whole` false: there was no time to count all of it, and it is more. */
export interface Counted {
  readonly counts: PurgeCounts;
  readonly whole: boolean;
}

/** A purge that is under way is seen to go on. */
const READ_EVERY_MS = 30_000;

export const retentionApi = {
  preview: async (retention: Retention) =>
    (await ask("POST", "/api/v1/retention/preview", retention)) as Counted,
  /** Newest first. */
  runs: async () => {
    const answer = await ask("GET", "/api/v1/retention/runs");
    return (answer as { readonly items: readonly RetentionRun[] }).items;
  },
} as const;

export function useRuns(): UseQueryResult<readonly RetentionRun[]> {
  return useQuery({
    queryKey: ["retention", "runs"],
    queryFn: retentionApi.runs,
    refetchInterval: READ_EVERY_MS,
    refetchOnMount: "always",
  });
}
