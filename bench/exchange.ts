/**
 * The whole program from outside: start, memory, menu steps over HTTP, offers over sockets, whole
 * lives. The program runs as its own process on the embedded database; the load comes from this one,
 * on the same machine, so the figures include what the load generator costs.
 *
 * Then whole lives handed to the library in this process, and beside them as many jobs handed to two
 * job queues.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startProgram, freePort } from "../tests/support/program.js";
import { quantile, report, rounded } from "./figures.js";
import { measureLives } from "./exchange-lives.js";
import { measureOffers, measureSocketLives } from "./exchange-offers.js";
import { measureBullmq, measurePgboss } from "./exchange-queues.js";
import { measureStepLatency, measureSteps } from "./exchange-steps.js";
import { staff } from "./exchange-staff.js";

const TOKEN = "a-token-of-this-benchmark";
const PASSWORD = "a password for benchmarks";
/** In-process lives, and as many jobs for each job queue. */
const LIVES = 20_000;
/** Lives, and jobs, between their beginning and their end at any time. */
const SIDE_BY_SIDE = 1000;

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
  const outside = await fromOutside();
  await program.stop();
  report("exchange", { ...outside, ...(await inProcess()) });
} finally {
  await program.stop();
  rmSync(folder.dataDir, { recursive: true, force: true });
}

async function fromOutside(): Promise<Record<string, number>> {
  await new Promise((resolve) => setTimeout(resolve, 5000));
  const idleMb = residentMb(program.pid);
  const stepsPerSecond = await measureSteps(program.url, TOKEN, 10);
  const steps = await measureStepLatency(program.url, TOKEN, { perSecond: 100, seconds: 15 });
  const team = await staff(program.url, { email: env.ADMIN_EMAIL, password: PASSWORD, many: 40 });
  await loopLag(program.url);
  const offers = await measureOffers([program], team, { perSecond: 200, seconds: 15 });
  const lag = await loopLag(program.url);
  const socketLivesPerSecond = await measureSocketLives([program], team, {
    chats: 400,
    seconds: 15,
  });
  team.close();
  return {
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
    socketLivesPerSecond: rounded(socketLivesPerSecond),
  };
}

async function inProcess(): Promise<Record<string, number>> {
  const lives = await measureLives({
    dataDir: join(folder.dataDir, "in-process"),
    lives: LIVES,
    sideBySide: SIDE_BY_SIDE,
  });
  const load = { jobs: LIVES, sideBySide: SIDE_BY_SIDE };
  const bullmq = await measureBullmq(load, "rdb");
  const bullmqSynced = await measureBullmq(load, "aof");
  const pgboss = await measurePgboss(load);
  return {
    livesPerSecond: rounded(lives.perSecond),
    lifeCommandsPerSecond: rounded(lives.commandsPerSecond),
    lifeCommandsPerCommit: rounded(lives.commandsPerCommit),
    lifeCommitP50Ms: rounded(quantile(lives.commitMs, 0.5)),
    lifeCommitP99Ms: rounded(quantile(lives.commitMs, 0.99)),
    bullmqPerSecond: rounded(bullmq),
    bullmqSyncedPerSecond: rounded(bullmqSynced),
    pgbossPerSecond: rounded(pgboss),
    bullmqRatio: rounded(lives.perSecond / bullmq),
    pgbossRatio: rounded(lives.perSecond / pgboss),
  };
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
