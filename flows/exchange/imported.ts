/** What becomes of a file that should be a menu tree. */
import type { ErrorCode } from "../../protocol/errors.js";
import type { ImportFormat, Lost, Names } from "../../protocol/menu-exchange.js";
import type { MenuTree } from "../../protocol/menu-tree.js";

/** A file as somebody chose it; its name serves where it holds none. */
export interface MenuFile {
  readonly name: string;
  readonly text: string;
}

/** One place of a file and what is wrong there, as the details of a refusal say it. */
export interface FileProblem {
  readonly field: string;
  readonly problem: string;
}

export interface Refused {
  readonly type: "refused";
  readonly code: Extract<ErrorCode, `MENU_FILE_${string}`>;
  readonly problems: readonly FileProblem[];
}

export type Imported =
  | {
      readonly type: "imported";
      readonly format: ImportFormat;
      readonly tree: MenuTree;
      readonly lost: readonly Lost[];
    }
  | Refused;

/** Nobody's organisation. */
export const NO_NAMES: Names = { buckets: [], skills: [], trees: [] };

/** As many as a tree may have. */
export const PIECES_MAX = 5000;

export function refused(code: Refused["code"], field: string, problem: string): Refused {
  return { type: "refused", code, problems: [{ field, problem }] };
}

export function tooMany(field: string): Refused {
  return refused("MENU_FILE_TOO_LARGE", field, `has more than ${String(PIECES_MAX)} of them`);
}
