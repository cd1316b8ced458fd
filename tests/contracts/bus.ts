/** What every bus promises (`docs/spec/nodes.md`), whatever carries it. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import type { Arrived, Bus, Taking } from "../../src/cluster/bus.js";
import { eventually } from "../support/eventually.js";

export interface Buses {
  /** A node's own bus; nodes of one partition speak to each other. */
  open(partition: number): Promise<Bus>;
  close(): Promise<void>;
}

/** Somebody who takes, and what they heard. */
export interface Taker {
  readonly arrived: Arrived[];
  readonly envelopes: () => string[];
  readonly taking: Taking;
}

export function takeFrom(bus: Bus): Taker {
  const arrived: Arrived[] = [];
  const taking = bus.take({ hear: (more) => arrived.push(...more) });
  return { arrived, taking, envelopes: () => arrived.map(({ envelope }) => envelope) };
}

export function settleAll({ taking, arrived }: Taker): void {
  taking.settled(arrived.map(({ key }) => key));
}

export function hearFrom(bus: Bus): string[] {
  const heard: string[] = [];
  bus.hear((news) => heard.push(news));
  return heard;
}

export async function expectHeard(
  heard: () => readonly string[],
  what: readonly string[],
): Promise<void> {
  await eventually(() => {
    expect(heard()).toEqual(what);
  });
}

export const many = (name: string, count = 30): string[] =>
  Array.from({ length: count }, (_, n) => `${name} ${String(n)}`);

/** `start` is called once; each test has a partition of its own. */
export function describeBus(name: string, start: () => Promise<Buses>): void {
  describe(`a bus over ${name}`, () => {
    let buses: Buses;
    beforeAll(async () => {
      buses = await start();
    }, 60_000);
    afterAll(() => buses.close());

    let partition = 100;
    const opened: Bus[] = [];
    afterEach(async () => {
      for (const bus of opened.splice(0)) await bus.close();
    });
    async function nodes(): Promise<[Bus, Bus]> {
      partition += 1;
      const pair: [Bus, Bus] = [await buses.open(partition), await buses.open(partition)];
      opened.push(...pair);
      return pair;
    }

    test("[N9] what one node sends is taken in its order, and nothing of another partition", async () => {
      const [one, two] = await nodes();
      const [elsewhere] = await nodes();
      const taker = takeFrom(two);
      await elsewhere.send("elsewhere");
      await Promise.all([...many("a"), "中文 \u{1F525}"].map((envelope) => one.send(envelope)));
      await one.send("last");
      await expectHeard(taker.envelopes, [...many("a"), "中文 \u{1F525}", "last"]);
    });

    test("[N10] whoever takes later gets what was there, and knows it", async () => {
      const [one, two] = await nodes();
      await one.send("before 1");
      await two.send("before 2");
      const taker = takeFrom(two);
      await expectHeard(taker.envelopes, ["before 1", "before 2"]);
      expect(taker.arrived.map(({ wasThere }) => wasThere)).toEqual([true, true]);
      // Its own too.
      await two.send("after");
      await expectHeard(taker.envelopes, ["before 1", "before 2", "after"]);
      expect(taker.arrived[2]?.wasThere).toBe(false);
    });

    test("[N10] what is not settled is heard again by the next one, and what is, is not", async () => {
      const [one, two] = await nodes();
      const first = takeFrom(one);
      for (const envelope of ["a", "b", "c"]) await two.send(envelope);
      await expectHeard(first.envelopes, ["a", "b", "c"]);
      expect(await two.lag()).toBe(3);
      first.taking.settled(first.arrived.slice(0, 2).map(({ key }) => key));
      await eventually(async () => {
        expect(await two.lag()).toBe(1);
      });
      first.taking.stop();
      await two.send("d");
      const second = takeFrom(two);
      await expectHeard(second.envelopes, ["c", "d"]);
      settleAll(second);
      await eventually(async () => {
        expect(await two.lag()).toBe(0);
      });
      expect(first.envelopes()).toEqual(["a", "b", "c"]);
    });

    test("[N10] two who take hear the same, each once", async () => {
      const [one, two] = await nodes();
      const takers = [takeFrom(one), takeFrom(two)];
      for (const envelope of many("a", 5)) await one.send(envelope);
      for (const { envelopes } of takers) await expectHeard(envelopes, many("a", 5));
      for (const taker of takers) settleAll(taker);
      await one.send("last");
      for (const { envelopes } of takers) await expectHeard(envelopes, [...many("a", 5), "last"]);
    });

    test("[N11] news reach every node, the teller too, whole and in the teller's order", async () => {
      const [one, two] = await nodes();
      const [ours, theirs] = [hearFrom(one), hearFrom(two)];
      const large = "中文 \u{1F525}".repeat(5_000);
      const told = [...many("a"), large, "b", large.slice(1), "c"];
      for (const news of told) one.tell(news);
      await expectHeard(() => ours, told);
      await expectHeard(() => theirs, told);
      expect([one.state(), two.state()]).toEqual(["connected", "connected"]);
    });

    test("[N11] who stopped listening hears nothing", async () => {
      const [one, two] = await nodes();
      const heard: string[] = [];
      const stop = two.hear((news) => heard.push(news));
      const still = hearFrom(two);
      one.tell("1");
      await expectHeard(() => still, ["1"]);
      stop();
      one.tell("2");
      await expectHeard(() => still, ["1", "2"]);
      expect(heard).toEqual(["1"]);
    });
  });
}
