/**
 * Builds the database's thread, which is JavaScript even when the tests run TypeScript. Several test
 * processes may do so at once, so the file is put in its place whole.
 */
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../..", import.meta.url));

export async function buildWorker(): Promise<void> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ["src/store/pglite-worker.ts"],
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    write: false,
  });
  const [output] = outputFiles;
  if (output === undefined) throw new Error("esbuild made nothing");
  const folder = `${root}dist/server`;
  mkdirSync(folder, { recursive: true });
  const draft = `${folder}/pglite-worker.${String(process.pid)}.js`;
  writeFileSync(draft, output.contents);
  renameSync(draft, `${folder}/pglite-worker.js`);
}
