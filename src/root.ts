/** Where the program's own files are, whether it runs from source or from `dist/`. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** A file of the repository by its path from the top, such as `dist/web/console`. */
export function fileAt(path: string): string {
  return join(root, path);
}

const root = findRoot(dirname(fileURLToPath(import.meta.url)));

function findRoot(folder: string): string {
  if (existsSync(join(folder, "package.json"))) return folder;
  const above = dirname(folder);
  if (above === folder) throw new Error("package.json is not above the program");
  return findRoot(above);
}
