/**
 * Builds what must be JavaScript even when the tests run TypeScript: the database's thread, and
 * programs that a test starts. Several test processes may build the same at once, so that files are
 * put in their place whole.
 */
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Where the store looks for it under a TypeScript runner. */
export const buildWorker = (): Promise<string> => buildInto("dist/server", workerSource);

export const workerSource = "src/store/pglite-worker.ts";

/** Bundles one source into a folder of the repository; answers with the file. */
export async function buildInto(folder: string, source: string): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [source],
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    write: false,
  });
  const [output] = outputFiles;
  if (output === undefined) throw new Error(`esbuild made nothing of ${source}`);
  mkdirSync(join(root, folder), { recursive: true });
  const file = join(root, folder, basename(source).replace(/\.ts$/, ".js"));
  const draft = `${file}.${String(process.pid)}`;
  writeFileSync(draft, output.contents);
  renameSync(draft, file);
  return file;
}
