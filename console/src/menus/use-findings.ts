/** The house's rules on the tree as it is being edited, a moment after the hand rests. */
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { validateTree } from "../../../flows/validate.js";
import type { Finding, MenuTree } from "../../../protocol/menu-tree.js";
import { api } from "../live/api.js";
import { useConsole } from "../live/use-console.js";
import { namesRecordings } from "./edit/recordings.js";
import { RECORDINGS_KEY } from "./recordings/use-upload.js";
import { menusApi } from "./menus-api.js";
import { useParts } from "./use-parts.js";

const REST_MS = 250;

export function useFindings(tree: MenuTree): readonly Finding[] {
  const buckets = useConsole((s) => s.organisation?.buckets);
  const skills = useConsole((s) => s.organisation?.skills);
  const parts = useParts(tree);
  const recordings = useQuery({
    queryKey: RECORDINGS_KEY,
    enabled: namesRecordings(tree),
    queryFn: api.recordings,
  }).data;
  const { data: staffed } = useQuery({
    queryKey: ["menus", "staffed"],
    queryFn: menusApi.staffed,
  });
  const [rested] = useDebouncedValue(tree, REST_MS);
  return useMemo(
    () =>
      validateTree(rested, {
        bucketIds: buckets && new Set(buckets.filter((b) => !b.archived).map(({ id }) => id)),
        // Left out while they are being read: nothing is said of them then.
        parts: parts ?? undefined,
        recordingIds: recordings && new Set(recordings.map(({ id }) => id)),
        skillIds: skills && new Set(skills.map(({ id }) => id)),
        staffedBucketIds: staffed && new Set(staffed),
        bucketHours: buckets && new Map(buckets.map(({ id, hours }) => [id, hours])),
      }).findings,
    [rested, buckets, skills, parts, recordings, staffed],
  );
}
