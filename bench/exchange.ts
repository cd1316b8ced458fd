/**
 * The whole program from outside: start, memory, menu steps over HTTP, offers over sockets, whole
 * lives. The program runs as its own process on the embedded database; the load comes from this one,
 * on the same machine, so the figures include what the load generator costs.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startProgram, freePort } from "../tests/support/program.js";
import { quantile, report, rounded } from "./figures.js";
import { measureOffers, measureLives } from "./exchange-offers.js";
import { measureStepLatency, measureSteps } from "./exchange-steps.js";
import { staff } from "./exchange-staff.js";

const TOKEN = "a-token-of-this-benchmark";
const PASSWORD = "a password for benchmarks";

const folder = {
  dataDir: mkdtempSync(join(tmpdir(), "strowger-bench-")),
  port: await freePort(),
  mailPort: await freePort(),
  remove: () => undefined,
};
const env = {
  DEMO: "1",
  TWILIO_AUTH_TOKEN: TOKEN,
  ADMIN_EMAIL: "bench@example.com",
  ADMIN_PASSWORD: PASSWORD,
  RATE_LIMITS: "0",
  LOG_LEVEL: "fatal",
};

// The first start makes the database; the second is the warm one that is measured.
await (await startProgram(folder, env)).stop();
const starting = performance.now();
const program = await startProgram(folder, env);
const startSeconds = (performance.now() - starting) / 1000;
try {
  await new Promise((resolve) => setTimeout(resolve, 5000));
  const idleMb = residentMb(program.pid);
  const stepsPerSecond = await measureSteps(program.url, TOKEN, 10);
  const steps = await measureStepLatency(program.url, TOKEN, { perSecond: 100, seconds: 15 });
  const team = await staff(program.url, { email: env.ADMIN_EMAIL, password: PASSWORD, many: 40 });
  await loopLag(program.url);
  const offers = await measureOffers(program.url, team, { perSecond: 200, seconds: 15 });
  const lag = await loopLag(program.url);
  const livesPerSecond = await measureLives(program.url, team, 15);
  team.close();
  report("exchange", {
    startSeconds: rounded(startSeconds),
    idleMb: rounded(idleMb),
    stepsPerSecond: rounded(stepsPerSecond),
    stepP99Ms: rounded(quantile(steps, 0.99)),
    offerP50Ms: rounded(quantile(offers.sinceCommit, 0.5)),
    offerP99Ms: rounded(quantile(offers.sinceCommit, 0.99)),
    offerDecidedP50Ms: rounded(quantile(offers.sinceDecision, 0.5)),
    offerDecidedP99Ms: rounded(quantile(offers.sinceDecision, 0.99)),
    loopLagP99Ms: rounded(lag.p99),
    loopLagMaxMs: rounded(lag.max),
    livesPerSecond: rounded(livesPerSecond),
    bullmqRatio: null,
    pgbossRatio: null,
  });
} finally {
  await program.stop();
  rmSync(folder.dataDir, { recursive: true, force: true });
}

/** How late the program's event loop was since the last time this was asked, in milliseconds. */
async function loopLag(url: string): Promise<{ p99: number; max: number }> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const read = (name: string): number =>
    Number(new RegExp(`^nodejs_eventloop_lag_${name}_seconds (\\S+)`, "m").exec(text)?.[1]) * 1000;
  return { p99: read("p99"), max: read("max") };
}

/** Resident memory of the process with its worker threads, in MiB. */
function residentMb(pid: number): number {
  const status = readFileSync(`/proc/${String(pid)}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024;
}
