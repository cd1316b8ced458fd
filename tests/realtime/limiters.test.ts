import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { createClient } from "redis";
import { memoryLimiters, openLimiters, type Limiters } from "../../src/realtime/limiters.js";
import { eventually } from "../support/eventually.js";
import { freePort, startRedis, type TestRedis } from "../support/redis.js";

let redis: TestRedis;
const opened: Limiters[] = [];
const logged: string[] = [];
const log = {
  info: (_details: object, message: string) => logged.push(`info ${message}`),
  warn: (_details: object, message: string) => logged.push(`warn ${message}`),
};
const LOST = "warn Redis is lost; this node counts rate limits for itself";
const BACK = "info Redis is back; rate limits are shared again";

beforeAll(async () => {
  redis = await startRedis();
});

afterEach(async () => {
  for (const limiters of opened.splice(0)) limiters.close();
  logged.length = 0;
  await redis.resume();
});

afterAll(() => redis.stop());

/** A node of its own: its own connection, its own memory. */
async function node(redisUrl: string | null = redis.url): Promise<Limiters> {
  const limiters = await openLimiters({ redisUrl, prefix: "strowger", log });
  opened.push(limiters);
  return limiters;
}

async function twoNodes(): Promise<[Limiters, Limiters]> {
  return [await node(), await node()];
}

/** How many of `tries` were let through. */
async function passed(limiters: Limiters, name: string, tries: number): Promise<number> {
  const limiter = limiters.perMinute(name, 5);
  let count = 0;
  for (let turn = 0; turn < tries; turn++) if ((await limiter.take("ada")) === null) count += 1;
  return count;
}

async function expectState(nodes: readonly Limiters[], state: string): Promise<void> {
  await eventually(() => {
    expect(nodes.map((limiters) => limiters.state())).toEqual(nodes.map(() => state));
  });
}

test("[H14] nodes with one Redis share one count; each name and each key has its own", async () => {
  const [one, two] = await twoNodes();
  expect(await passed(one, "shared", 3)).toBe(3);
  expect(await passed(two, "shared", 5)).toBe(2);
  expect(await passed(one, "shared", 1)).toBe(0);
  expect(await passed(two, "another", 5)).toBe(5);
  const seconds = await two.perMinute("shared", 5).take("ada");
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThanOrEqual(60);
  expect(await two.perMinute("shared", 5).take("bo")).toBeNull();
  expect(logged).toEqual([]);
});

test("without a Redis each process counts for itself", async () => {
  const [one, two] = [await node(null), memoryLimiters()];
  const limiter = one.perMinute("alone", 1);
  expect([await limiter.take("ada"), await limiter.take("bo")]).toEqual([null, null]);
  expect(await limiter.take("ada")).toBeGreaterThan(0);
  expect(await two.perMinute("alone", 1).take("ada")).toBeNull();
  expect([one.state(), two.state()]).toEqual(["off", "off"]);
});

test("[H15] a Redis that is killed refuses nobody, and is used again when it is back", async () => {
  const nodes = await twoNodes();
  const [one, two] = nodes;
  const limiters = nodes.map((each) => each.perMinute("killed", 2));
  const take = (): Promise<(number | null)[]> =>
    Promise.all(limiters.map((limiter) => limiter.take("ada")));
  expect(await take()).toEqual([null, null]);
  await redis.halt();
  // Nobody waits until the loss is known: the very next ones are answered, from two memories now.
  expect(await take()).toEqual([null, null]);
  expect(await take()).toEqual([null, null]);
  expect(await take()).toEqual([expect.any(Number), expect.any(Number)]);
  await expectState(nodes, "lost");
  expect(logged).toEqual([LOST, LOST]);
  await redis.resume();
  await expectState(nodes, "connected");
  expect(logged).toEqual([LOST, LOST, BACK, BACK]);
  expect([await passed(one, "killed again", 3), await passed(two, "killed again", 5)]).toEqual([
    3, 2,
  ]);
});

test("[H15] a Redis that freezes holds nobody up, with or without anybody asking", async () => {
  const [busy, idle] = await twoNodes();
  redis.freeze();
  expect(await passed(busy, "frozen", 7)).toBe(5);
  expect([busy.state(), idle.state()]).toEqual(["lost", "connected"]);
  await expectState([busy, idle], "lost");
  // One that starts meanwhile is let in, too, and refused nothing.
  const late = await node();
  expect(late.state()).toBe("lost");
  expect(await passed(late, "frozen", 1)).toBe(1);
  await redis.resume();
  await expectState([busy, idle, late], "connected");
  expect(await passed(idle, "thawed", 3)).toBe(3);
  expect(await passed(late, "thawed", 5)).toBe(2);
});

test("[H15] a Redis that is not there at the start is used once it is", async () => {
  const nobody = await node(`redis://127.0.0.1:${String(await freePort())}`);
  expect(nobody.state()).toBe("lost");
  expect(await passed(nobody, "absent", 7)).toBe(5);
  await redis.halt();
  const early = await node();
  expect(await passed(early, "early", 7)).toBe(5);
  expect(logged).toEqual([LOST, LOST]);
  await redis.resume();
  await expectState([early], "connected");
  const other = await node();
  expect([await passed(early, "later", 3), await passed(other, "later", 5)]).toEqual([3, 2]);
});

test("[H15] a Redis that answers without counting refuses nobody", async () => {
  const [one, two] = await twoNodes();
  const admin = createClient({ url: redis.url });
  await admin.connect();
  // A replica takes no counts; its master is nowhere.
  await admin.replicaOf("127.0.0.1", await freePort());
  expect([await passed(one, "replica", 7), await passed(two, "replica", 7)]).toEqual([5, 5]);
  expect([one.state(), two.state()]).toEqual(["lost", "lost"]);
  await admin.sendCommand(["REPLICAOF", "NO", "ONE"]);
  admin.destroy();
  expect([await passed(one, "promoted", 3), await passed(two, "promoted", 5)]).toEqual([3, 2]);
  expect([one.state(), two.state()]).toEqual(["connected", "connected"]);
  expect(logged).toEqual([LOST, LOST, BACK, BACK]);
});
