/** `npm run db -- backup|check|restore|copy|purge`: moves a database, or deletes what is over in it. */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { ensureServerBuilt } from "./build.js";
import { ensureInstalled } from "./lib/install.js";
import { at } from "./lib/root.js";

await ensureInstalled();
await ensureServerBuilt();

// npm goes to the checkout's root first, where DATA_DIR is meant from; FILE was meant from where the
// person stands.
const { npm_lifecycle_event: script, INIT_CWD: stands } = process.env;
const [, , , file] = process.argv;
if (script === "db" && stands && file !== undefined && !file.startsWith("--"))
  process.argv[3] = resolve(stands, file);
await import(pathToFileURL(at("dist/server/db.js")).href);
