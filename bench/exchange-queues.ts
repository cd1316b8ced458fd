/**
 * The same number of plain jobs through two job queues, each in this process with its own server beside
 * it: a job is added, worked on for no time at all, and completed. They match no skills and keep no
 * history of a life; they are the yardstick for what a committed step costs.
 */
import { Queue, Worker } from "bullmq";
import PgBoss from "pg-boss";
import { startPostgres } from "../tests/support/postgres.js";
import { startRedis } from "../tests/support/redis.js";

export interface JobsLoad {
  readonly jobs: number;
  /** How many are between being added and being completed at any time. */
  readonly sideBySide: number;
}

const NAME = "lives";
/** Jobs that one BullMQ worker has in hand; more or fewer were slower. */
const BULLMQ_CONCURRENCY = 100;
/** Jobs that pg-boss fetches, and completes, with one statement. */
const PGBOSS_BATCH = 200;

/**
 * Jobs a second through BullMQ on a Redis with these settings. `rdb`: as it comes, a snapshot now and
 * then, a crash loses minutes. `aof`: its log is synced every second, a crash loses that second.
 */
export async function measureBullmq(load: JobsLoad, keeps: "rdb" | "aof"): Promise<number> {
  const redis = await startRedis(
    keeps === "rdb" ? [] : ["--appendonly", "yes", "--appendfsync", "everysec"],
  );
  const { hostname: host, port } = new URL(redis.url);
  const connection = { host, port: Number(port) };
  const queue = new Queue(NAME, { connection });
  const loop = closedLoop((id) => queue.add("life", { id }));
  const worker = new Worker(NAME, () => Promise.resolve(), {
    connection,
    concurrency: BULLMQ_CONCURRENCY,
  });
  worker.on("completed", loop.completed);
  worker.on("error", loop.failed);
  try {
    await worker.waitUntilReady();
    await loop.run({ ...load, jobs: load.sideBySide });
    return await loop.run(load);
  } finally {
    await worker.close();
    await queue.close();
    await redis.stop();
  }
}

/**
 * Jobs a second through pg-boss on a PostgreSQL as it comes: a commit waits for the disk. Its own
 * polling takes at least half a second; it is asked for jobs as fast as it answers instead.
 */
export async function measurePgboss(load: JobsLoad): Promise<number> {
  const server = await startPostgres([]);
  const boss = new PgBoss({ connectionString: server.url, schedule: false, supervise: false });
  const loop = closedLoop((id) => boss.send(NAME, { id }));
  boss.on("error", loop.failed);
  let isOver = false;
  const work = async (): Promise<void> => {
    while (!isOver) {
      const jobs = await boss.fetch(NAME, { batchSize: PGBOSS_BATCH });
      if (jobs.length > 0) {
        const ids = jobs.map(({ id }) => id);
        await boss.complete(NAME, ids);
      }
      jobs.forEach(loop.completed);
    }
  };
  try {
    await boss.start();
    await boss.createQueue(NAME);
    const working = work();
    await loop.run({ ...load, jobs: load.sideBySide });
    const perSecond = await loop.run(load);
    isOver = true;
    await working;
    return perSecond;
  } finally {
    isOver = true;
    await boss.stop({ graceful: false });
    await server.stop();
  }
}

interface ClosedLoop {
  /** Adds jobs, so many at a time, until so many are completed; answers with jobs a second. */
  readonly run: (load: JobsLoad) => Promise<number>;
  readonly completed: () => void;
  readonly failed: (error: Error) => void;
}

function closedLoop(add: (id: number) => Promise<unknown>): ClosedLoop {
  let added = 0;
  let completed = 0;
  let wanted = 0;
  let resolve = (): void => undefined;
  let failed = (_error: Error): void => undefined;
  const addOne = (): void => {
    added += 1;
    add(added).catch((error: unknown) => {
      failed(error instanceof Error ? error : new Error(String(error)));
    });
  };
  return {
    run: async ({ jobs, sideBySide }) => {
      const started = performance.now();
      added = 0;
      completed = 0;
      wanted = jobs;
      await new Promise<void>((finished, broken) => {
        resolve = finished;
        failed = broken;
        for (let count = 0; count < Math.min(sideBySide, jobs); count++) addOne();
      });
      return jobs / ((performance.now() - started) / 1000);
    },
    completed: () => {
      completed += 1;
      if (completed === wanted) resolve();
      else if (added < wanted) addOne();
    },
    failed: (error) => {
      failed(error);
    },
  };
}
