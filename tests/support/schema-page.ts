/** For `scripts/dump-schema.js`: the dump of an embedded database in memory. */
import { migrate } from "../../src/store/migrate.js";
import { openPglite } from "../../src/store/pglite-engine.js";
import { dumpSchema } from "./schema-dump.js";

export async function schemaPage(): Promise<string> {
  const engine = await openPglite({ directory: null, onBroken: () => undefined });
  await migrate(engine);
  const page = await dumpSchema(engine);
  await engine.close();
  return page;
}
