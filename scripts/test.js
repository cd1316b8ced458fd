/**
 * `npm test`: brings what the tests need, builds, runs every check and every suite. With arguments
 * (`npm test -- tests/http`) only jest runs, with those. The last line counts checks and tests.
 */
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { check } from "./check.js";
import { ensurePagesBuilt, ensureServerBuilt } from "./build.js";
import { ensureInstalled } from "./lib/install.js";
import { ensurePrograms } from "./lib/programs.js";
import { at } from "./lib/root.js";
import { run } from "./lib/run.js";

const RESULTS = "dist/test-results.json";

const jestArguments = process.argv.slice(2);
await ensureInstalled();
await ensurePrograms();
await ensureServerBuilt();
await ensurePagesBuilt();

const checks = jestArguments.length > 0 ? { passed: 0, failed: 0 } : await check();
const tests = await runJest();

const passed = checks.passed + tests.passed;
const failed = checks.failed + tests.failed;
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exit(failed > 0 || tests.code !== 0 ? 1 : 0);

/** @returns {Promise<{ passed: number, failed: number, code: number }>} */
async function runJest() {
  mkdirSync(at("dist"), { recursive: true });
  rmSync(at(RESULTS), { force: true });
  const { code } = await run(
    process.execPath,
    [
      "--experimental-vm-modules",
      "--disable-warning=ExperimentalWarning",
      at("node_modules/jest/bin/jest.js"),
      "--json",
      `--outputFile=${at(RESULTS)}`,
      ...jestArguments,
    ],
    { env: { FORCE_COLOR: process.stdout.isTTY ? "1" : "0" } },
  );
  try {
    const results = JSON.parse(readFileSync(at(RESULTS), "utf8"));
    return {
      passed: results.numPassedTests,
      // A file that does not even load has no tests to count, and has failed all the same.
      failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
      code,
    };
  } catch {
    return { passed: 0, failed: 1, code: code || 1 };
  }
}
