/** The comparison behind a decision, as a small table: only the columns that say something. */
import type { ExplainedOffer } from "../../../protocol/explanation.js";
import type { Comparator } from "../../../protocol/policy.js";

/** One thing that was compared. `idle` is two: less in hand, then idle for longer. */
export type Column = Exclude<Comparator, "idle"> | "inHand" | "idle";

export interface Comparison {
  readonly columns: readonly {
    readonly column: Column;
    /** It set the one asked apart from the next best. */
    readonly decided: boolean;
  }[];
  readonly rows: readonly {
    readonly engineerId: string;
    readonly name: string;
    /** As `columns`; of each the smaller is better. */
    readonly values: readonly number[];
  }[];
  /** Compared before anything decided, and the same for all. */
  readonly same: readonly Column[];
}

/**
 * Columns up to the one that decided; those in which all are equal are named beside the table. null:
 * there was nobody to compare with.
 */
export function comparisonOf(why: NonNullable<ExplainedOffer["why"]>): Comparison | null {
  const { considered } = why;
  const all = why.by.flatMap(columnsOf);
  const [first, second] = considered;
  if (first === undefined || second === undefined) return null;
  const apart = all.findIndex((_, k) => first.values[k] !== second.values[k]);
  const compared = apart < 0 ? all : all.slice(0, apart + 1);
  const differs = (k: number): boolean =>
    considered.some(({ values }) => values[k] !== first.values[k]);
  const shown = compared.map((column, k) => ({ column, k })).filter(({ k }) => differs(k));
  return {
    columns: shown.map(({ column, k }) => ({ column, decided: k === apart })),
    rows: considered.map(({ engineerId, name, values }) => ({
      engineerId,
      name,
      values: shown.map(({ k }) => values[k] ?? 0),
    })),
    same: compared.filter((_, k) => !differs(k)),
  };
}

function columnsOf(comparator: Comparator): readonly Column[] {
  return comparator === "idle" ? ["inHand", "idle"] : [comparator];
}
