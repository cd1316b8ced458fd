/** What every store promises several nodes (`docs/spec/nodes.md`), whichever database is under it. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { sql } from "drizzle-orm";
import type { NodeFacts } from "../../src/store/cluster-types.js";
import type { Engine } from "../../src/store/engine.js";
import { openSqlStore } from "../../src/store/sql-store.js";
import { StoreFault, StoreFenced, type Store } from "../../src/store/store.js";
import { eventually } from "../support/eventually.js";
import { leaseOf } from "../support/lease.js";
import { newId, newInteractionId, routed, turn } from "./store-samples.js";

/** Longer than any test takes. */
const LONG_MS = 600_000;

const node = (id: string): NodeFacts => ({
  id,
  startedAt: 5,
  version: "1.2.3",
  address: "10.0.0.1:3000",
  schema: 11,
  facts: { engineers: 3 },
});

/** `open` is called once; the tests share what it opened. */
export function describeClusterStore(name: string, open: () => Promise<Engine>): void {
  describe(`a store for several nodes on ${name}`, () => {
    let engine: Engine;
    let store: Store;
    beforeAll(async () => {
      engine = await open();
      store = await openSqlStore(engine);
    }, 60_000);
    afterAll(() => store.close());

    let partitions = 0;
    const newPartition = (): number => (partitions += 1);
    const leaseIn = async (partition: number) =>
      (await store.beat(node("looking"))).leases.find((lease) => lease.partition === partition);

    test("[N1] of those who ask at once, one gets the lease", async () => {
      const partition = newPartition();
      const ask = (holder: string) => store.takeLease({ partition, holder, ttlMs: LONG_MS });
      for (const epoch of [1, 2]) {
        const epochs = await Promise.all(["a", "b", "c", "d"].map(ask));
        expect(epochs.filter((taken) => taken !== null)).toEqual([epoch]);
        const lease = await leaseIn(partition);
        expect(lease).toMatchObject({ epoch, holder: ["a", "b", "c", "d"][epochs.indexOf(epoch)] });
        expect(lease?.expiresInMs).toBeLessThanOrEqual(LONG_MS);
        await store.releaseLease({ partition, epoch });
        expect(await leaseIn(partition)).toMatchObject({ epoch, expiresInMs: null });
      }
    });

    test("[N1] a lease that ran out is anybody's, and one without an end too", async () => {
      const partition = newPartition();
      expect(await store.takeLease({ partition, holder: "a", ttlMs: 200 })).toBe(1);
      const second = await eventually(async () => {
        const epoch = await store.takeLease({ partition, holder: "b", ttlMs: LONG_MS });
        return epoch ?? Promise.reject(new Error("it is still held"));
      });
      expect(second).toBe(2);
      expect(await store.takeLease({ partition, holder: "c", ttlMs: null })).toBe(3);
      expect(await store.takeLease({ partition, holder: "d", ttlMs: LONG_MS })).toBe(4);
    });

    test("[N2] only the holder renews, and the one who lost it writes nothing", async () => {
      const partition = newPartition();
      const a = await store.takeLease({ partition, holder: "a", ttlMs: 1 });
      expect(a).toBe(1);
      // It ran out, and nobody came.
      await eventually(async () => {
        expect((await leaseIn(partition))?.expiresInMs).toBeLessThan(0);
      });
      expect(await store.renewLease({ partition, epoch: 1, ttlMs: 1 })).toBe(true);
      await eventually(async () => {
        expect(await store.takeLease({ partition, holder: "b", ttlMs: LONG_MS })).toBe(2);
      });
      expect(await store.renewLease({ partition, epoch: 1, ttlMs: LONG_MS })).toBe(false);
      await expect(store.commitTurn(turn({ partition, epoch: 1 }))).rejects.toBeInstanceOf(
        StoreFenced,
      );
      await store.releaseLease({ partition, epoch: 1 });
      expect(await store.renewLease({ partition, epoch: 2, ttlMs: LONG_MS })).toBe(true);
      await store.releaseLease({ partition, epoch: 2 });
      expect(await store.renewLease({ partition, epoch: 2, ttlMs: LONG_MS })).toBe(false);
    });

    test("[N4] a record is written with its turn, and of one number there is one", async () => {
      const partition = newPartition();
      const epoch = await leaseOf(store, partition);
      expect((await store.load(partition)).turnNumber).toBe(0);
      const body = (number: number) => JSON.stringify({ number, said: "\u0000 \ud83d 中文" });
      for (const number of [1, 2, 3]) {
        const record = { number, body: body(number) };
        await store.commitTurn(turn({ partition, epoch, record }));
      }
      await store.commitTurn(turn({ partition, epoch }));
      const id = newInteractionId();
      const again = turn({ partition, epoch, interactions: [routed(id)] });
      await expect(
        store.commitTurn({ ...again, record: { number: 3, body: "{}" } }),
      ).rejects.toBeInstanceOf(StoreFault);
      await expect(
        store.commitTurn({ ...again, epoch: epoch - 1, record: { number: 4, body: "{}" } }),
      ).rejects.toBeInstanceOf(StoreFenced);
      expect(await store.interaction(id)).toBeNull();
      expect((await store.load(partition)).turnNumber).toBe(3);
      expect(await store.turnsAfter(partition, 0, 2)).toEqual([
        { number: 1, body: body(1) },
        { number: 2, body: body(2) },
      ]);
      expect(await store.turnsAfter(partition, 2, 10)).toEqual([{ number: 3, body: body(3) }]);
      expect(await store.turnsAfter(partition, 3, 10)).toEqual([]);
      expect(await store.turnsAfter(newPartition(), 0, 10)).toEqual([]);
    });

    test("[N4] old records are forgotten without a gap, and never the newest", async () => {
      const partition = newPartition();
      const epoch = await leaseOf(store, partition);
      const numbers = async () =>
        (await store.turnsAfter(partition, 0, 10)).map(({ number }) => number);
      const grow = (condition: string) =>
        engine.run((db) =>
          db.execute(
            sql.raw(`update turns set at = at - interval '11 minutes'
                      where partition = ${String(partition)} and ${condition}`),
          ),
        );
      for (const number of [1, 2, 3, 4]) {
        await store.commitTurn(turn({ partition, epoch, record: { number, body: "{}" } }));
      }
      await store.sweep(Date.now());
      expect(await numbers()).toEqual([1, 2, 3, 4]);
      // A clock that was set back: an older turn seems to be younger.
      await grow("number = 2");
      await store.sweep(Date.now());
      expect(await numbers()).toEqual([3, 4]);
      await grow("true");
      await store.sweep(Date.now());
      expect(await numbers()).toEqual([4]);
      expect((await store.load(partition)).turnNumber).toBe(4);
    });

    test("[N5] twice in the inbox is once, and what lies there is in order", async () => {
      const partition = newPartition();
      const rows = ["c", "a", "b"].map((letter) => ({
        id: newId(letter),
        body: `{"${letter}":1}`,
      }));
      const [first, ...others] = rows;
      if (first === undefined) throw new Error("there are three");
      await store.putInbox(partition, []);
      await store.putInbox(partition, [first]);
      await store.putInbox(partition, [{ ...first, body: "another" }, ...others]);
      expect(await store.inbox(partition, 10)).toEqual(rows);
      expect(await store.inbox(partition, 1)).toEqual([first]);
      expect(await store.inbox(newPartition(), 10)).toEqual([]);
      await store.dropInbox(partition, []);
      await store.dropInbox(partition, [first.id, "unknown"]);
      expect(await store.inbox(partition, 10)).toEqual(others);
      await engine.run((db) =>
        db.execute(
          sql`update inbox set at = at - interval '11 minutes' where id = ${others[0]?.id}`,
        ),
      );
      await store.sweep(Date.now());
      expect(await store.inbox(partition, 10)).toEqual(others.slice(1));
    });

    test("[N6] nodes see each other, by the database's clock", async () => {
      const [a, b, c] = [node(newId("a")), node(newId("b")), node(newId("c"))];
      const seen = async (by: NodeFacts) => {
        const mine = [a.id, b.id, c.id];
        const { now, nodes } = await store.beat(by);
        expect(Math.abs(now - Date.now())).toBeLessThan(60_000);
        return nodes.filter(({ id }) => mine.includes(id));
      };
      expect(await seen(a)).toMatchObject([a]);
      const changed = { ...b, facts: { engineers: 1 } };
      expect(await seen(changed)).toMatchObject([a, changed]);
      const grow = (id: string, by: string) =>
        engine.run((db) =>
          db.execute(sql`update nodes set seen_at = seen_at - ${by}::interval where id = ${id}`),
        );
      await grow(a.id, "1 minute");
      const [silent, own] = await seen(b);
      expect(silent?.silentMs).toBeGreaterThanOrEqual(60_000);
      expect(own).toMatchObject(b);
      expect(own?.silentMs).toBeLessThan(60_000);
      await grow(a.id, "1 hour");
      expect(await seen(c)).toMatchObject([b, c]);
      await store.dropNode(b.id);
      expect(await seen(c)).toMatchObject([c]);
      // One that was only slow is back.
      expect(await seen(a)).toMatchObject([a, c]);
    });
  });
}
