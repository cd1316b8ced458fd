/**
 * `npm start`: installs what is missing, builds what is stale, then becomes the server. The server
 * runs in this very process, so signals and the terminal are its own.
 */
import { pathToFileURL } from "node:url";
import { ensureInstalled } from "./lib/install.js";
import { at } from "./lib/root.js";
import { run, stop } from "./lib/run.js";

await ensureInstalled();
// In a process of its own: the build tools would stay in the server's memory otherwise.
const { code } = await run(process.execPath, [at("scripts/build.js")]);
if (code !== 0) stop("The build failed; the reason stands above.");

process.chdir(at());
process.setSourceMapsEnabled(true);
await import(pathToFileURL(at("dist/server/main.js")).href);
