/**
 * `npm run menu -- validate|test|advise FILE.json`: checks a menu tree, or says how it could be quicker.
 * `npm run menu -- import FILE`: makes one of another exchange's menus.
 */
import { pathToFileURL } from "node:url";
import { ensureServerBuilt } from "./build.js";
import { ensureInstalled } from "./lib/install.js";
import { at } from "./lib/root.js";

await ensureInstalled();
await ensureServerBuilt();

// npm goes to the checkout's root first; FILE was meant from where the person stands.
const { npm_lifecycle_event: script, INIT_CWD: stands } = process.env;
if (script === "menu" && stands) process.chdir(stands);
await import(pathToFileURL(at("dist/server/menu.js")).href);
