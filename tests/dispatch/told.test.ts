/** What is told and read around commits that go wrong; the store is the trial's honest one. */
import { expect, test } from "@jest/globals";
import type { Performed } from "../../channels/channel.js";
import { CommandId, InteractionId } from "../../protocol/ids.js";
import { createRouter } from "../../routing/router.js";
import { leadAlone } from "../../src/dispatch/dispatch.js";
import type { Asked, Dispatch } from "../../src/dispatch/dispatch-parts.js";
import { startOutbox } from "../../src/dispatch/outbox.js";
import { MemoryStore, type TurnStore } from "../../src/faults/memory-store.js";
import { StoreUnavailable } from "../../src/store/store.js";
import { bucket } from "../support/organisation.js";
import { eventually } from "../support/eventually.js";
import { leaseOf } from "../support/lease.js";

/** Every call answered as soon as possible. */
function storeOver(tables: MemoryStore, instead: Partial<TurnStore> = {}): TurnStore {
  return {
    takeLease: (wish) => Promise.resolve(tables.takeLease(wish)),
    load: (partition) => Promise.resolve(tables.load(partition)),
    knownCommands: (ids) => Promise.resolve(tables.knownCommands(ids)),
    commitTurn: (turn) => Promise.resolve(turn).then((given) => tables.commitTurn(given)),
    turnsAfter: (...args) => Promise.resolve(tables.turnsAfter(...args)),
    replay: (afterSeq, limit) => Promise.resolve(tables.replay(afterSeq, limit)),
    dueEffects: (at, limit) => Promise.resolve(tables.dueEffects(at, limit)),
    finishEffect: (id, result) => {
      tables.finishEffect(id, result);
      return Promise.resolve();
    },
    postponeEffect: (id, next) => {
      tables.postponeEffect(id, next);
      return Promise.resolve();
    },
    ...instead,
  };
}

function dispatchOver(store: TurnStore, told: string[] = []): Promise<Dispatch> {
  return leadAlone({
    store,
    createRouter,
    onLoaded: () => Promise.resolve(),
    planEffects: () => [],
    onCommitted: (turn) => {
      told.push(...turn.map(({ command }) => command.id));
    },
    now: Date.now,
    holder: "test",
    log: { warn: () => undefined, error: () => undefined },
    measure: { turn: () => undefined, commit: () => undefined },
  });
}

function starting(name: string): Asked {
  return {
    type: "interaction.start",
    id: CommandId.parse(`start:${name}`),
    interactionId: InteractionId.parse(name),
    channel: "voice",
    customerId: null,
  };
}

test("[T11] a commit whose answer was lost is told, once and in its place", async () => {
  const tables = new MemoryStore(Date.now);
  let lost = 0;
  const store = storeOver(tables, {
    commitTurn: (turn) => {
      const at = tables.commitTurn(turn);
      if (lost-- > 0) return Promise.reject(new StoreUnavailable("the answer was lost"));
      return Promise.resolve(at);
    },
  });
  const told: string[] = [];
  const dispatch = await dispatchOver(store, told);
  lost = 1;
  await Promise.all([dispatch.send(starting("k1")), dispatch.send(starting("k2"))]);
  await dispatch.send(starting("k3"));
  // What was told is the journal: also that the new memory knows nothing of what the old one learnt.
  expect(told).toEqual([...tables.commands.keys()]);
  expect(told).toEqual(expect.arrayContaining(["start:k1", "start:k2", "start:k3"]));
  await dispatch.stop();
});

test("[T11] a router that lost its lease tells nothing that another one wrote", async () => {
  const tables = new MemoryStore(Date.now);
  let other: Dispatch | null = null;
  const store = storeOver(tables, {
    commitTurn: async (turn) => {
      if (turn.commands.some(({ command }) => command.id === "start:k1")) {
        // While this commit fails, another process takes over and is asked the same.
        other = await dispatchOver(storeOver(tables));
        await other.send(starting("k1"));
        throw new StoreUnavailable("the plug was pulled");
      }
      return tables.commitTurn(turn);
    },
  });
  const told: string[] = [];
  const dispatch = await dispatchOver(store, told);
  expect(await dispatch.send(starting("k1"))).toMatchObject({ ok: false });
  expect(told).not.toContain("start:k1");
  await Promise.all([dispatch.stop(), (other as Dispatch | null)?.stop()]);
});

test("[T12] a reader does not see what could not be committed", async () => {
  const tables = new MemoryStore(Date.now);
  const store = storeOver(tables, {
    commitTurn: (turn) =>
      turn.commands.some(({ command }) => command.id === "start:k1")
        ? Promise.reject(new StoreUnavailable("this one does not fit"))
        : Promise.resolve(tables.commitTurn(turn)),
  });
  const dispatch = await dispatchOver(store);
  const sent = dispatch.send(starting("k1"));
  const read = dispatch.read((router) => router.snapshot().interactions.length);
  expect(await sent).toMatchObject({ error: { code: "STORE_UNAVAILABLE" } });
  expect(await read).toBe(0);
  await dispatch.send(starting("k2"));
  expect(await dispatch.read((router) => router.snapshot().interactions.length)).toBe(1);
  await dispatch.stop();
});

test("a process that cannot write that it starts does not start", async () => {
  const tables = new MemoryStore(Date.now);
  const store = storeOver(tables, {
    commitTurn: () => Promise.reject(new StoreUnavailable("the disk is full")),
  });
  await expect(dispatchOver(store)).rejects.toBeInstanceOf(StoreUnavailable);
});

test("an id that is under way is not another command's", async () => {
  const tables = new MemoryStore(Date.now);
  const dispatch = await dispatchOver(storeOver(tables));
  const given = starting("k1");
  const [first, second] = await Promise.all([
    dispatch.send(given),
    dispatch.send({
      type: "bucket.put",
      bucket: bucket("general"),
      id: CommandId.parse("start:k1"),
    }),
  ]);
  expect(first).toMatchObject({ ok: true });
  expect(second).toMatchObject({ error: { code: "COMMAND_ID_REUSED" } });
  await dispatch.stop();
});

test("[T14] a refusal is told before it is forgotten", async () => {
  const tables = new MemoryStore(Date.now);
  const interactionId = InteractionId.parse("k1");
  const effect = {
    id: "call:1",
    channel: "voice" as const,
    kind: "bridge",
    interactionId,
    payload: {},
    createdAt: 1,
  };
  const epoch = await leaseOf(tables);
  const none = { commands: [], events: [], interactions: [], offers: [], engineerStates: [] };
  const nothing = { ...none, engineers: [], buckets: [], contents: [], messages: [], sessions: [] };
  tables.commitTurn({ ...nothing, partition: 0, epoch, effects: [effect] });
  const told: Performed["type"][] = [];
  let deaf = 2;
  let now = 1000;
  let asked = 0;
  const outbox = startOutbox({
    store: storeOver(tables),
    channel: (channel) => ({
      channel,
      capabilities: { menu: true, messages: false, live: true },
      effectsOf: () => [],
      perform: () => {
        asked += 1;
        return Promise.resolve({ type: "refused", because: "nobody there" });
      },
      close: () => Promise.resolve(),
    }),
    onPerformed: (_effect, performed) => {
      if (deaf-- > 0) return Promise.reject(new StoreUnavailable("no router is there"));
      told.push(performed.type);
      return Promise.resolve();
    },
    now: () => now,
    log: { warn: () => undefined },
  });
  await eventually(() => {
    now += 10_000;
    outbox.nudge();
    expect(tables.effects.get(effect.id)?.state).toBe("refused");
  });
  await outbox.stop();
  expect(told).toEqual(["refused"]);
  expect(asked).toBe(3);
});
