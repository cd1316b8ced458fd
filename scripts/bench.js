/** `npm run bench -- NAME [--json]`: builds one benchmark of `bench/` and runs it. */
import { existsSync, readdirSync } from "node:fs";
import { bundle, ensurePagesBuilt, ensureServerBuilt } from "./build.js";
import { ensureInstalled } from "./lib/install.js";
import { at } from "./lib/root.js";
import { run, stop } from "./lib/run.js";

const [name = "", ...rest] = process.argv.slice(2);
if (!/^[a-z]+$/.test(name) || !existsSync(at("bench", `${name}.ts`))) {
  const names = readdirSync(at("bench"))
    // A benchmark is one word; the parts of one have its name, a hyphen, and theirs.
    .filter((file) => /^[a-z]+\.ts$/.test(file))
    .map((file) => file.slice(0, -".ts".length));
  stop(`Usage: npm run bench -- NAME [--json]\nNAME is one of: ${names.join(", ")}`);
}

await ensureInstalled();
await ensureServerBuilt();
await ensurePagesBuilt();
// The worker stands beside, so that a benchmark may open the embedded database itself.
const entries = { [name]: `bench/${name}.ts`, "pglite-worker": "src/store/pglite-worker.ts" };
await bundle(entries, `dist/bench/${name}`);
const script = at("dist/bench", name, `${name}.js`);
// As in `npm start`, see docs/operating/figures.md.
const flags = ["--max-semi-space-size=64", "--enable-source-maps"];
const { code } = await run(process.execPath, [...flags, script, ...rest]);
process.exit(code);
