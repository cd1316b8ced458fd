import { expect, test } from "@jest/globals";
import { sql } from "drizzle-orm";
import { rowsOf } from "../../src/store/engine.js";
import { openStore } from "../../src/store/open.js";
import { openPglite } from "../../src/store/pglite-engine.js";
import { describeStore } from "../contracts/store.js";

describeStore("PGlite in memory", () => openStore({ dataDir: null, databaseUrl: null }));

test("statements that are sent at once are answered each with its own rows", async () => {
  const engine = await openPglite({ directory: null, onBroken: () => undefined });
  const numbers = Array.from({ length: 20 }, (_, n) => n);
  const answers = await engine.snapshot((db) =>
    Promise.all(
      numbers.map((n) =>
        rowsOf(db, sql`select ${sql.raw(String(n))} as ${sql.identifier(`n${String(n)}`)}`),
      ),
    ),
  );
  expect(answers).toEqual(numbers.map((n) => [{ [`n${String(n)}`]: n }]));
  await engine.close();
});
