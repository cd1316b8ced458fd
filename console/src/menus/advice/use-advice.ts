/** What the advisor says of the draft as the server has it, and of which draft it said so. */
import { useCallback, useEffect, useRef, useState } from "react";
import type { MenuTree } from "../../../../protocol/menu-tree.js";
import { ApiProblem, type ProblemCode } from "../../live/api.js";
import type { DraftKeeper } from "../draft-keeper.js";
import { sameTree } from "../edit/same-tree.js";
import { type Advised, type Asked, menusApi } from "../menus-api.js";

export type Advising =
  | { readonly is: "asking" }
  | { readonly is: "failed"; readonly code: ProblemCode }
  /** The draft could not be saved, so that the server advises on another. */
  | { readonly is: "unsaved" }
  | { readonly is: "told"; readonly advice: Advised; readonly about: MenuTree };

export interface AdviceInHand {
  readonly advising: Advising;
  /** The draft was changed since. */
  readonly stale: boolean;
  readonly askAgain: () => void;
}

interface Of {
  readonly keeper: DraftKeeper;
  /** The draft as it is now. */
  readonly draft: MenuTree;
  readonly bounds: Pick<Asked, "from" | "to"> | null;
}

export function useAdvice({ keeper, draft, bounds }: Of): AdviceInHand {
  const [advising, setAdvising] = useState<Advising>({ is: "asking" });
  const asked = useRef(0);
  const { from, to } = bounds ?? {};
  const askAgain = useCallback(() => {
    if (from === undefined) return;
    asked.current += 1;
    const mine = asked.current;
    setAdvising({ is: "asking" });
    void advisedOn(keeper, { from, to, version: null }).then((answer) => {
      // A later question has a later answer.
      if (asked.current === mine) setAdvising(answer);
    });
  }, [keeper, from, to]);
  useEffect(() => {
    askAgain();
    return () => {
      asked.current += 1;
    };
  }, [askAgain]);
  const stale =
    advising.is === "told" && advising.about !== draft && !sameTree(advising.about, draft);
  return { advising, stale, askAgain };
}

async function advisedOn(keeper: DraftKeeper, asked: Asked): Promise<Advising> {
  try {
    if (!(await keeper.flush())) return { is: "unsaved" };
    const about = keeper.get().history.present;
    return { is: "told", advice: await menusApi.advice(about.id, asked), about };
  } catch (problem) {
    return { is: "failed", code: problem instanceof ApiProblem ? problem.code : "INTERNAL" };
  }
}
