/** The outbox over the embedded database, with a channel that fails on demand. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { ChannelPort, Performed } from "../../channels/channel.js";
import type { Effect } from "../../protocol/effects.js";
import { CommandId, InteractionId } from "../../protocol/ids.js";
import type { Channel } from "../../protocol/words.js";
import { retryAfter, startOutbox } from "../../src/dispatch/outbox.js";
import { openStore } from "../../src/store/open.js";
import type { Store } from "../../src/store/store.js";
import { commandId } from "../support/organisation.js";
import { eventually } from "../support/eventually.js";
import { leaseOf } from "../support/lease.js";

let store: Store;
let epoch: number;
beforeAll(async () => {
  store = await openStore({ dataDir: null, databaseUrl: null });
  epoch = await leaseOf(store);
});
afterAll(() => store.close());

/** Commits effects the way a turn does. */
async function commit(effects: readonly Effect[]): Promise<void> {
  await store.commitTurn({
    partition: 0,
    epoch,
    commands: [
      {
        command: { type: "router.tick", id: CommandId.parse(commandId()), at: 1 },
        outcome: { ok: true, interactionId: null },
      },
    ],
    events: [],
    interactions: [],
    offers: [],
    engineerStates: [],
    engineers: [],
    buckets: [],
    contents: [],
    messages: [],
    sessions: [],
    effects,
  });
}

let made = 0;
function effect(interactionId: string): Effect {
  made += 1;
  return {
    id: `effect:${String(made)}`,
    channel: "voice",
    kind: "bridge",
    interactionId: InteractionId.parse(interactionId),
    payload: {},
    createdAt: made,
  };
}

function port(perform: (effect: Effect) => Promise<Performed>): ChannelPort {
  return {
    channel: "voice",
    capabilities: { menu: true, messages: false, live: true },
    effectsOf: () => [],
    perform,
    close: () => Promise.resolve(),
  };
}

test("[T8] effects are repeated until done, in order, and those of one interaction never overlap", async () => {
  const performed: string[] = [];
  const results: [string, Performed["type"]][] = [];
  let overlaps = 0;
  const busy = new Set<string>();
  const failing = new Map<string, number>();
  const effects = [effect("int_a"), effect("int_a"), effect("int_b"), effect("int_a")];
  const [first, second, other, third] = effects.map(({ id }) => id);
  failing.set(other ?? "", 2);
  // The clock jumps over the waits between tries, so that nothing is slept through.
  let now = 1000;
  const outbox = startOutbox({
    store,
    channel: () =>
      port(async (asked) => {
        if (busy.has(asked.interactionId)) overlaps += 1;
        busy.add(asked.interactionId);
        await new Promise((resolve) => setImmediate(resolve));
        busy.delete(asked.interactionId);
        performed.push(asked.id);
        const left = failing.get(asked.id) ?? 0;
        failing.set(asked.id, left - 1);
        if (left > 0) throw new Error("the line is busy");
        return asked.id === third ? { type: "refused", because: "no such call" } : { type: "done" };
      }),
    onPerformed: (asked, result) => {
      results.push([asked.id, result.type]);
      return Promise.resolve();
    },
    now: () => now,
    log: { warn: () => undefined },
  });
  await commit(effects);
  outbox.nudge();
  await eventually(() => {
    now += 60_000;
    outbox.nudge();
    expect(results).toHaveLength(4);
  });
  await outbox.stop();
  expect(overlaps).toBe(0);
  expect(performed.filter((id) => id !== other)).toEqual([first, second, third]);
  expect(performed.filter((id) => id === other)).toHaveLength(3);
  expect(new Map(results).get(third ?? "")).toBe("refused");
  expect(await store.dueEffects(now * 10, 100)).toEqual([]);
});

test("a call is given up after minutes, a text after an hour, a mail after days", () => {
  const total = (channel: Channel): number => {
    let sum = 0;
    for (let tries = 1; ; tries++) {
      const wait = retryAfter(channel, tries);
      if (wait === null) return sum / 60_000;
      sum += wait;
    }
  };
  expect(total("voice")).toBeGreaterThan(1);
  expect(total("voice")).toBeLessThan(5);
  expect(total("chat")).toBeGreaterThan(55);
  expect(total("chat")).toBeLessThan(65);
  expect(total("email")).toBeGreaterThan(60 * 24 * 1.9);
});
