/** What was counted of the tree, while somebody looks at it. */
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import type { MenuTree } from "../../../../protocol/menu-tree.js";
import { ApiProblem, type ProblemCode } from "../../live/api.js";
import { type Asked, type Figures, figuresAddress, menusApi } from "../menus-api.js";
import { type Measure, type Numbers, numbersOf } from "./counts.js";
import { type Period, boundsOf, isTooLong } from "./period.js";

/** Calls go on while somebody looks. */
const AGAIN_MS = 60_000;

export interface Wish {
  readonly period: Period;
  /** null: all versions, shown on the draft. */
  readonly version: number | null;
  readonly measure: Measure;
}

export interface Counting {
  readonly wish: Wish;
  readonly setWish: (part: Partial<Wish>) => void;
  readonly figures: Figures | null;
  readonly numbers: Numbers | null;
  /** Why there is nothing to see. null: there is, or it is on its way. */
  readonly problem: ProblemCode | "unchosen" | "tooLong" | null;
  /** Where the table is downloaded from. null: no period is chosen. */
  readonly csv: string | null;
  readonly refresh: () => void;
}

interface Of {
  readonly menuId: string;
  /** The tree that is drawn. */
  readonly tree: MenuTree;
  readonly on: boolean;
}

export function useNumbers({ menuId, tree, on }: Of): Counting {
  const [wish, setWish] = useState<Wish>({
    period: { kind: "week" },
    version: null,
    measure: "reached",
  });
  const { period, version, measure } = wish;
  const bounds = boundsOf(period, new Date());
  const tooLong = bounds !== null && isTooLong(bounds);
  const asked: Asked | null = bounds === null || tooLong ? null : { ...bounds, version };
  const query = useQuery({
    queryKey: ["menus", "figures", menuId, asked],
    enabled: on && asked !== null,
    queryFn: () => (asked === null ? null : menusApi.figures(menuId, asked)),
    staleTime: 0,
    refetchInterval: AGAIN_MS,
    placeholderData: (before) => before,
  });
  const figures = asked === null || query.error !== null ? null : (query.data ?? null);
  const numbers = useMemo(
    () => (on && figures !== null ? numbersOf(tree, figures, measure) : null),
    [on, tree, figures, measure],
  );
  return {
    wish,
    setWish: (part) => {
      setWish((before) => ({ ...before, ...part }));
    },
    figures,
    numbers,
    problem:
      bounds === null ? "unchosen" : tooLong ? "tooLong" : query.error && codeOf(query.error),
    csv: asked === null ? null : figuresAddress(menuId, asked, "csv"),
    refresh: () => void query.refetch(),
  };
}

function codeOf(problem: unknown): ProblemCode {
  return problem instanceof ApiProblem ? problem.code : "INTERNAL";
}
