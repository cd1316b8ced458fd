/**
 * Ten times killed. Customers chat, call and write mail, engineers answer; the process is killed at
 * random moments and started again on the same data. What anybody was told is done must be there at
 * the end, once.
 */
import { randomInt } from "node:crypto";
import { expect, test } from "@jest/globals";
import { openStore } from "../../src/store/open.js";
import { eventually } from "../support/eventually.js";
import { programFolder, startProgram, type Program } from "../support/program.js";
import {
  createLedger,
  startCallers,
  startChatters,
  startEngineers,
  startWriters,
} from "./crowd.js";

const KILLS = 10;

test("[T10] killed ten times under load, everything acknowledged is there once", async () => {
  const folder = await programFolder();
  const env = {
    DEMO: "1",
    TWILIO_AUTH_TOKEN: "a-token-of-this-test",
    RATE_LIMITS: "0",
    LOG_LEVEL: "fatal",
  };
  const ledger = createLedger();
  let program: Program = await startProgram(folder, env);
  const crowd = [
    ...startChatters(program.url, ledger, 6),
    ...startCallers(program.url, env.TWILIO_AUTH_TOKEN, { ledger, many: 3 }),
    ...startWriters(folder.mailPort, ledger, 2),
    ...(await startEngineers(program, ledger)),
  ];
  try {
    // The trial means something only when the crowd gets work of every kind through.
    await eventually(() => {
      for (const [kind, count] of Object.entries(ledger.counts())) {
        expect([kind, count > 0]).toEqual([kind, true]);
      }
    }, 120_000);
    for (let kill = 0; kill < KILLS; kill++) {
      const before = ledger.size();
      // However slow the machine, something is acknowledged in every life.
      await eventually(() => {
        expect(ledger.size()).toBeGreaterThan(before);
      }, 30_000);
      await new Promise((resolve) => setTimeout(resolve, 300 + randomInt(900)));
      await program.kill();
      program = await startProgram(folder, env);
    }
    for (const member of crowd) member.stop();
    await Promise.all(crowd.map((member) => member.done));
    expect(await program.stop()).toBe(0);
  } finally {
    // A trial that failed must not keep anything running either.
    for (const member of crowd) member.stop();
    await program.kill();
  }

  const store = await openStore({ dataDir: folder.dataDir, databaseUrl: null });
  const problems = await ledger.check(store);
  await store.close();
  folder.remove();
  expect(problems).toEqual([]);
}, 400_000);
