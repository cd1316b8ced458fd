/**
 * `npm run check`: everything that can be said about the code without running it. Two at a time;
 * only what failed is printed.
 */
import { pathToFileURL } from "node:url";
import { ensureInstalled } from "./lib/install.js";
import { at } from "./lib/root.js";
import { run } from "./lib/run.js";

/** How many run at once; each takes about one core and 1 GB. */
const AT_ONCE = 2;

/** Two halves of about the same size, because one program lints with one core. */
const SERVER = ["protocol", "routing", "flows", "channels", "src", "scripts"];
const PAGES = ["console", "widget", "bench", "tests"];

/** The slowest first, so that it does not end alone. Arguments after a program of npm's. */
const CHECKS = {
  "lint: server (eslint)": ["eslint", "--max-warnings=0", ...SERVER, "*.js", "*.cjs"],
  "lint: pages and tests (eslint)": ["eslint", "--max-warnings=0", ...PAGES],
  "types: server (tsc)": ["tsc", "-p", "."],
  "types: console (tsc)": ["tsc", "-p", "console"],
  "types: widget (tsc)": ["tsc", "-p", "widget"],
  "types: scripts (tsc)": ["tsc", "-p", "scripts"],
  "import arrows (dependency-cruiser)": [
    "depcruise",
    "--output-type=err-long",
    ...SERVER.filter((folder) => folder !== "scripts"),
    ...PAGES,
  ],
  "unused code (knip)": ["knip", "--no-progress"],
  "format (prettier)": ["prettier", "--check", "--log-level=warn", "."],
};

/**
 * @returns {Promise<{ passed: number, failed: number }>} how many checks
 */
export async function check() {
  const waiting = Object.entries(CHECKS);
  const count = { passed: 0, failed: 0 };
  async function work() {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [name, [program = "", ...args]] = next;
      const startedAt = performance.now();
      const { code, output } = await run(at("node_modules/.bin", program), args, { quiet: true });
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      count[code === 0 ? "passed" : "failed"] += 1;
      process.stdout.write(`${code === 0 ? "ok  " : "FAIL"} ${name} ${seconds} s\n`);
      if (code !== 0) process.stdout.write(`${output}\n`);
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return count;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await ensureInstalled();
  const { failed } = await check();
  if (failed > 0) process.exit(1);
}
