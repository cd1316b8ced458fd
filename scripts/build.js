/**
 * Builds the server and the web pages into `dist/`, each only when its sources changed.
 * `npm start` and `npm test` call it; by hand: `node scripts/build.js`.
 */
import { renameSync, rmSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { ensureInstalled } from "./lib/install.js";
import { at } from "./lib/root.js";
import { buildWhenStale } from "./lib/stamps.js";

/** Each becomes `dist/server/NAME.js`. */
const SERVER_ENTRIES = {
  main: "src/main.ts",
  "pglite-worker": "src/store/pglite-worker.ts",
  menu: "src/cli/menu.ts",
  simulate: "src/cli/simulate.ts",
  db: "src/cli/db.ts",
};

const SERVER_SOURCES = ["protocol", "routing", "flows", "channels", "src", "package-lock.json"];

/** Each is a Vite configuration, with the file that shows it was built. */
const PAGES = {
  console: { config: "console/vite.config.ts", makes: "dist/web/console/index.html" },
  widget: { config: "widget/vite.config.ts", makes: "dist/web/widget.js" },
  try: { config: "widget/try/vite.config.ts", makes: "dist/web/try/index.html" },
};

/**
 * What esbuild does with our TypeScript for Node.js. npm packages stay outside the bundle.
 *
 * @param {Record<string, string>} entries name to source
 * @param {string} outdir
 * @returns {Promise<void>}
 */
export async function bundle(entries, outdir) {
  const { build } = await import("esbuild");
  await build({
    absWorkingDir: at(),
    entryPoints: entries,
    outdir,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    splitting: true,
    sourcemap: true,
    logLevel: "warning",
  });
}

/** @returns {Promise<boolean>} true: it had to be built */
export async function ensureServerBuilt() {
  return buildWhenStale("server", {
    sources: [...SERVER_SOURCES, "scripts/build.js"],
    makes: ["dist/server/main.js"],
    async build() {
      // Built beside and moved, so that a server that is running keeps its files until then.
      await bundle(SERVER_ENTRIES, "dist/server.new");
      rmSync(at("dist/server"), { recursive: true, force: true });
      renameSync(at("dist/server.new"), at("dist/server"));
    },
  });
}

/** @returns {Promise<boolean>} true: one of them had to be built */
export async function ensurePagesBuilt() {
  let isBuilt = false;
  for (const [name, page] of Object.entries(PAGES)) {
    const folders = name === "console" ? ["console", "flows"] : ["widget"];
    const isNew = await buildWhenStale(name, {
      sources: [...folders, "protocol", "package-lock.json", "scripts/build.js"],
      makes: [page.makes],
      async build() {
        process.stdout.write(`Building the ${name} page …\n`);
        const { build } = await import("vite");
        await build({ configFile: at(page.config), logLevel: "warn" });
      },
    });
    isBuilt ||= isNew;
  }
  return isBuilt;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await ensureInstalled();
  await ensureServerBuilt();
  await ensurePagesBuilt();
}
