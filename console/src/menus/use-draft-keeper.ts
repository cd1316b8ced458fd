/** The draft of a tree as the page holds it, from the server and from the browser's own memory. */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { ApiProblem, type ProblemCode } from "../live/api.js";
import { DraftKeeper } from "./draft-keeper.js";
import { keepDraftOf, keptDraft } from "./kept-draft.js";
import { menusApi } from "./menus-api.js";

const PAUSE_MS = 700;
const AGAIN_MS = 5000;

export type Opened =
  | { readonly is: "opening" }
  | { readonly is: "failed"; readonly code: ProblemCode }
  | { readonly is: "open"; readonly keeper: DraftKeeper; readonly publishedVersion: number | null };

export function useDraftKeeper(id: string): Opened {
  const queries = useQueryClient();
  const [opened, setOpened] = useState<Opened>({ is: "opening" });
  useEffect(() => {
    let keeper: DraftKeeper | null = null;
    let here = true;
    setOpened({ is: "opening" });
    menusApi
      .read(id)
      .then((menu) => {
        if (!here) return;
        keeper = new DraftKeeper(menu, keptDraft(id), {
          read: menusApi.read,
          save: menusApi.save,
          keep: (kept) => {
            keepDraftOf(id, kept);
          },
          pauseMs: PAUSE_MS,
          againMs: AGAIN_MS,
        });
        setOpened({ is: "open", keeper, publishedVersion: menu.publishedVersion });
      })
      .catch((problem: unknown) => {
        if (!here) return;
        setOpened({
          is: "failed",
          code: problem instanceof ApiProblem ? problem.code : "INTERNAL",
        });
      });
    return () => {
      here = false;
      const leaving = keeper;
      keeper = null;
      void leaving?.flush().finally(() => {
        leaving.close();
        void queries.invalidateQueries({ queryKey: ["menus"] });
      });
    };
  }, [id, queries]);
  return opened;
}
