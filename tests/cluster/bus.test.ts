/** The three buses, on a real Redis and a real PostgreSQL, and what happens when Redis goes away. */
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import pg from "pg";
import { createClient } from "redis";
import { BusLost, type Bus } from "../../src/cluster/bus.js";
import { openRedisBus, type RedisBus } from "../../src/cluster/redis-bus.js";
import { openSqlBus } from "../../src/cluster/sql-bus.js";
import { twofoldBus } from "../../src/cluster/twofold-bus.js";
import { openStore } from "../../src/store/open.js";
import type { Store } from "../../src/store/store.js";
import {
  describeBus,
  expectHeard,
  hearFrom,
  many,
  settleAll,
  takeFrom,
  type Buses,
} from "../contracts/bus.js";
import { eventually } from "../support/eventually.js";
import { startPostgres, type TestPostgres } from "../support/postgres.js";
import { freePort, startRedis, type TestRedis } from "../support/redis.js";

const at = (partition: number) => ({ prefix: "strowger", partition });

let postgres: TestPostgres;
let store: Store;
let redis: TestRedis;
const logged: string[] = [];
const log = {
  info: (_details: object, message: string) => logged.push(`info ${message}`),
  warn: ({ err }: { readonly err?: unknown }, message: string) =>
    logged.push(`warn ${message}: ${String(err)}`),
};
const opened: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  store = await openStore({ dataDir: null, databaseUrl: postgres.url });
}, 60_000);
afterEach(async () => {
  for (const bus of opened.splice(0)) await bus.close();
  await redis.resume();
  logged.length = 0;
});
afterAll(async () => {
  await store.close();
  await Promise.all([postgres.stop(), redis.stop()]);
});

const overRedis = (partition: number, url = redis.url): Promise<RedisBus> =>
  openRedisBus({ url, prefix: "test", partition, log });
const overBoth = async (partition: number, url = redis.url): Promise<Bus> =>
  twofoldBus(await overRedis(partition, url), await openSqlBus(store, at(partition)));
const nothing = (): Promise<void> => Promise.resolve();

const started = (open: Buses["open"]) => (): Promise<Buses> =>
  Promise.resolve({ open, close: nothing });
describeBus(
  "SQL",
  started((partition) => openSqlBus(store, at(partition))),
);
describeBus(
  "Redis",
  started((partition) => overRedis(partition)),
);
describeBus(
  "both",
  started((partition) => overBoth(partition + 1000)),
);
describeBus("both, without a Redis", async () => {
  const url = `redis://127.0.0.1:${String(await freePort())}`;
  return {
    open: async (partition) => {
      const bus = await overBoth(partition + 2000, url);
      expect(bus.state()).toBe("lost");
      return {
        ...bus,
        state: () => "connected",
        lag: async () => (await store.inbox(partition + 2000, 100)).length,
      };
    },
    close: nothing,
  };
});

let partitions = 0;
/** Two nodes on both. */
async function two(url = redis.url): Promise<[Bus, Bus]> {
  partitions += 1;
  const pair: [Bus, Bus] = [await overBoth(partitions, url), await overBoth(partitions, url)];
  opened.push(...pair);
  return pair;
}

async function expectState(buses: readonly Bus[], state: string): Promise<void> {
  await eventually(() => {
    expect(buses.map((bus) => bus.state())).toEqual(buses.map(() => state));
  });
}

const lag = async (): Promise<number> => (await store.inbox(partitions, 100)).length;

test("[N12] while Redis is killed and starts again empty, everything goes through SQL", async () => {
  const [one, other] = await two();
  const taker = takeFrom(other);
  const heard = hearFrom(other);
  await one.send("first");
  one.tell("news 1");
  await expectHeard(taker.envelopes, ["first"]);
  await expectHeard(() => heard, ["news 1"]);
  settleAll(taker);
  await redis.halt();
  // At once, before anybody noticed.
  one.tell("news 2");
  await Promise.all(many("dead", 5).map((envelope) => one.send(envelope)));
  await expectState([one, other], "lost");
  one.tell("news 3");
  await one.send("later");
  await expectHeard(taker.envelopes, ["first", ...many("dead", 5), "later"]);
  await expectHeard(() => heard, ["news 1", "news 2", "news 3"]);
  settleAll(taker);
  await eventually(async () => {
    expect(await lag()).toBe(0);
  });
  expect(await one.lag()).toBeNull();
  await redis.resume();
  await expectState([one, other], "connected");
  await one.send("back");
  one.tell("news 4");
  await expectHeard(taker.envelopes, ["first", ...many("dead", 5), "later", "back"]);
  await expectHeard(() => heard, ["news 1", "news 2", "news 3", "news 4"]);
  expect(await lag()).toBe(0);
  // Each of the two said it once.
  expect(logged.filter((line) => line.startsWith("warn"))).toHaveLength(2);
  expect(logged.filter((line) => line.startsWith("info"))).toHaveLength(2);
});

test("[N12] what lies in SQL when Redis is back is taken all the same", async () => {
  const [one, other] = await two();
  await redis.halt();
  await one.send("in SQL");
  await redis.resume();
  await expectState([one, other], "connected");
  await one.send("in Redis");
  const taker = takeFrom(other);
  await eventually(() => {
    expect(taker.envelopes().sort()).toEqual(["in Redis", "in SQL"]);
  });
  expect(taker.arrived.map(({ wasThere }) => wasThere)).toEqual([true, true]);
  settleAll(taker);
  await eventually(async () => {
    expect(await one.lag()).toBe(0);
  });
});

test("[N12] what a Redis kept that starts again is heard once, settled or not", async () => {
  const kept = await startRedis(["--appendonly", "yes", "--appendfsync", "always"]);
  const [one, other] = [await overRedis(1, kept.url), await overRedis(1, kept.url)];
  opened.push(one, other);
  const taker = takeFrom(other);
  for (const envelope of ["a", "b"]) await one.send(envelope);
  await expectHeard(taker.envelopes, ["a", "b"]);
  await kept.halt();
  await expectState([one, other], "lost");
  await expect(one.send("refused")).rejects.toBeInstanceOf(BusLost);
  taker.taking.settled(taker.arrived.slice(0, 1).map(({ key }) => key));
  await kept.resume();
  await expectState([one, other], "connected");
  await one.send("c");
  await expectHeard(taker.envelopes, ["a", "b", "c"]);
  await eventually(async () => {
    expect(await one.lag()).toBe(2);
  });
  await Promise.all(opened.splice(0).map((bus) => bus.close()));
  await kept.stop();
});

test("[N13] nobody waits for a frozen Redis: what it does not take goes through SQL", async () => {
  const [one, other] = await two();
  const taker = takeFrom(other);
  const heard = hearFrom(other);
  redis.freeze();
  one.tell("news 1");
  await one.send("frozen");
  // Redis still holds its connections, and would answer nobody for as long as it is frozen.
  expect(one.state()).toBe("lost");
  one.tell("news 2");
  await one.send("not even asked");
  await expectHeard(taker.envelopes, ["frozen", "not even asked"]);
  await expectHeard(() => heard, ["news 1", "news 2"]);
  await expectState([one, other], "lost");
  await redis.resume();
  await expectState([one, other], "connected");
  await one.send("thawed");
  await eventually(() => {
    // It may have taken the first one when it woke up.
    expect([...new Set(taker.envelopes())]).toEqual(["frozen", "not even asked", "thawed"]);
  });
});

test("[N14] whoever may have missed something is told, when Redis is lost and when it is back", async () => {
  const [one, other] = await two();
  let doubts = 0;
  let stopped = 0;
  other.onDoubt(() => (doubts += 1));
  one.onDoubt(() => (stopped += 1))();
  await redis.halt();
  await expectState([one, other], "lost");
  expect(doubts).toBe(1);
  await redis.resume();
  await expectState([one, other], "connected");
  expect(doubts).toBe(2);
  const admin = new pg.Client(postgres.url);
  await admin.connect();
  await admin.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'strowger notices'",
  );
  await admin.end();
  await eventually(() => {
    expect(doubts).toBe(3);
  });
  expect(stopped).toBe(0);
});

test("[N11] news that could not be said are said when there is a connection again", async () => {
  const sql = await openSqlBus(store, at(77));
  opened.push(sql);
  const heard = hearFrom(sql);
  const admin = new pg.Client(postgres.url);
  await admin.connect();
  await admin.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'strowger notices'",
  );
  await admin.end();
  await expectState([sql], "lost");
  const large = "x".repeat(20_000);
  for (const news of ["1", large, "3"]) sql.tell(news);
  await expectState([sql], "connected");
  await expectHeard(() => heard, ["1", large, "3"]);
});

async function redisWith(commands: readonly (readonly string[])[]): Promise<void> {
  const client = createClient({ url: redis.url });
  client.on("error", () => undefined);
  await client.connect();
  for (const command of commands) await client.sendCommand([...command]);
  client.destroy();
}

test.each([
  ["commands", "WRONGTYPE"],
  ["news", "WRONGTYPE"],
])("[N15] a Redis whose %s are somebody else's is left alone", async (key, why) => {
  const name = `test:${String(partitions + 1)}:${key}`;
  await redisWith([["set", name, "theirs"]]);
  const [one, other] = await two();
  expect([one.state(), other.state()]).toEqual(["lost", "lost"]);
  const taker = takeFrom(other);
  await one.send("through SQL");
  await expectHeard(taker.envelopes, ["through SQL"]);
  expect(logged).toEqual([
    expect.stringMatching(new RegExp(`^warn Redis is lost or cannot be used.*${why}`)),
    expect.stringMatching(new RegExp(`^warn Redis is lost or cannot be used.*${why}`)),
  ]);
  await redisWith([["del", name]]);
  await expectState([one, other], "connected");
});

test("[N15] a Redis that only copies another one is left alone, until it is one of its own", async () => {
  await redisWith([["replicaof", "127.0.0.1", String(await freePort())]]);
  const [one, other] = await two();
  const taker = takeFrom(other);
  await one.send("through SQL");
  await expectHeard(taker.envelopes, ["through SQL"]);
  expect([one.state(), other.state()]).toEqual(["lost", "lost"]);
  expect(logged).toEqual([
    expect.stringMatching(/^warn Redis is lost or cannot be used.*READONLY/),
    expect.stringMatching(/^warn Redis is lost or cannot be used.*READONLY/),
  ]);
  await redisWith([["replicaof", "no", "one"]]);
  await expectState([one, other], "connected");
});

test("[N15] a Redis from before there were streams is left alone", async () => {
  const old = await startRedis(["--save", "", "--rename-command", "XADD", ""]);
  const [one, other] = await two(old.url);
  const taker = takeFrom(other);
  await one.send("through SQL");
  await expectHeard(taker.envelopes, ["through SQL"]);
  expect(logged.filter((line) => line.includes("unknown command"))).toHaveLength(2);
  await Promise.all(opened.splice(0).map((bus) => bus.close()));
  await old.stop();
});

test("[N16] an envelope of more than 256 KB goes through SQL", async () => {
  const [one, other] = await two();
  const large = "x".repeat(256 * 1024 + 1);
  await one.send(large);
  expect(await lag()).toBe(1);
  await one.send(large.slice(1));
  expect(await lag()).toBe(1);
  expect(await one.lag()).toBe(2);
  const taker = takeFrom(other);
  await eventually(() => {
    expect(
      taker
        .envelopes()
        .map(({ length }) => length)
        .sort(),
    ).toEqual([262_144, 262_145]);
  });
});

test("[N16] a bus needs a database that others can open too", async () => {
  await expect(openSqlBus({ ...store, notices: null }, at(0))).rejects.toThrow("one process");
});
