/** Menu trees as files over HTTP. */
import type { ImportFormat, Lost } from "../../../protocol/menu-exchange.js";
import type { Finding } from "../../../protocol/menu-tree.js";
import { ask } from "../live/api.js";

/** What became of a file. */
export interface ImportedMenu {
  readonly id: string;
  readonly name: string;
  readonly format: ImportFormat;
  readonly nodes: number;
  readonly lost: readonly Lost[];
  readonly findings: readonly Finding[];
}

export async function importMenu(file: File): Promise<ImportedMenu> {
  const body = { name: file.name, text: await file.text() };
  return (await ask("POST", "/api/v1/menus/import", body)) as ImportedMenu;
}

/** Where a file of the tree is downloaded from. */
export function exportAddress(id: string, version: number | "draft"): string {
  return `/api/v1/menus/${encodeURIComponent(id)}/export?version=${String(version)}`;
}
