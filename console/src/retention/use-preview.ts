/** What a policy would delete now, counted by the server once the typing rests. */
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { KEEP_FOR_EVER, NOTHING_PURGED, type Retention } from "../../../protocol/retention.js";
import { same } from "../state/merge.js";
import { keepsAll } from "./policy.js";
import { type Counted, retentionApi, useRuns } from "./retention-api.js";

export type Preview = Counted | "counting" | "failed";

const REST_MS = 400;
/** Nobody has to ask the server about it. */
const NOTHING: Counted = { counts: NOTHING_PURGED, whole: true };

/** null: it is no policy, and nothing is counted. */
export function usePreview(retention: Retention | null): Preview {
  const runs = useRuns();
  const [rested] = useDebouncedValue(retention, REST_MS);
  const asked = rested ?? KEEP_FOR_EVER;
  // After each purge less is left to go.
  const last = runs.data?.[0];
  const { data, isFetching, isError } = useQuery({
    queryKey: ["retention", "preview", asked, last?.seq, last?.endedAt],
    queryFn: () => retentionApi.preview(asked),
    enabled: !runs.isPending && !keepsAll(asked),
    retry: false,
  });
  if (retention !== null && keepsAll(retention)) return NOTHING;
  if (!same(rested, retention) || isFetching) return "counting";
  return isError ? "failed" : (data ?? "counting");
}
