/**
 * Writes `docs/reference/schema.sql` from an empty embedded database that took every migration.
 * By hand, after adding a migration: `node scripts/dump-schema.js`.
 */
import { writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { bundle } from "./build.js";
import { at } from "./lib/root.js";

await bundle({ "schema-page": "tests/support/schema-page.ts" }, at("dist/tests"));
const { schemaPage } = await import(pathToFileURL(at("dist/tests/schema-page.js")).href);
writeFileSync(at("docs/reference/schema.sql"), await schemaPage());
process.exit(0);
