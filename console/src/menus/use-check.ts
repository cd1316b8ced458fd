/** The house's rules and the saved tests on the tree as it is edited, a moment after the hand rests. */
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import type { MenuTree } from "../../../protocol/menu-tree.js";
import { api } from "../live/api.js";
import { useConsole } from "../live/use-console.js";
import { type Checked, type ToCheck, checked } from "./check.js";
import { type CheckPort, Checker, type Told } from "./checker.js";
import { namesRecordings } from "./edit/recordings.js";
import { menusApi } from "./menus-api.js";
import { RECORDINGS_KEY } from "./recordings/use-upload.js";
import { useParts } from "./use-parts.js";

const REST_MS = 250;

export function useCheck(tree: MenuTree): Checked {
  const buckets = useConsole((s) => s.organisation?.buckets);
  const skills = useConsole((s) => s.organisation?.skills);
  const parts = useParts(tree);
  const { data: recordings } = useQuery({
    queryKey: RECORDINGS_KEY,
    enabled: namesRecordings(tree),
    queryFn: api.recordings,
  });
  const { data: staffed } = useQuery({
    queryKey: ["menus", "staffed"],
    queryFn: menusApi.staffed,
  });
  const [rested] = useDebouncedValue(tree, REST_MS);
  const known = useMemo(
    () => ({
      bucketHours: buckets && new Map(buckets.map(({ id, hours }) => [id, hours])),
      bucketIds: buckets && new Set(buckets.filter((b) => !b.archived).map(({ id }) => id)),
      // Left out while they are being read: nothing is said of them then.
      parts: parts ?? undefined,
      recordingIds: recordings && new Set(recordings.map(({ id }) => id)),
      skillIds: skills && new Set(skills.map(({ id }) => id)),
      staffedBucketIds: staffed && new Set(staffed),
    }),
    [buckets, skills, parts, recordings, staffed],
  );
  // What is first seen is true, but for the tests, which take longer.
  const [result, setResult] = useState<Checked>(() =>
    checked({ tree: { ...tree, tests: [] }, known }),
  );
  const checker = useRef<Checker | null>(null);
  useEffect(() => {
    const started = new Checker(startWorker, setResult);
    checker.current = started;
    return () => {
      started.close();
    };
  }, []);
  useEffect(() => {
    checker.current?.check({ tree: rested, known });
  }, [rested, known]);
  return result;
}

function startWorker({ onChecked, onBroken }: Told): CheckPort {
  const worker = new Worker(new URL("./check-worker.ts", import.meta.url), { type: "module" });
  worker.addEventListener("message", ({ data }: MessageEvent<Checked>) => {
    onChecked(data);
  });
  worker.addEventListener("error", onBroken);
  return {
    ask: (toCheck: ToCheck) => {
      worker.postMessage(toCheck);
    },
    close: () => {
      worker.terminate();
    },
  };
}
