/** The turn against the real router and the embedded database; only the database's failures are made. */
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { BucketId, CommandId, EngineerId, InteractionId } from "../../protocol/ids.js";
import type { Outcome } from "../../protocol/commands.js";
import { createRouter } from "../../routing/router.js";
import { leadAlone } from "../../src/dispatch/dispatch.js";
import type { Asked, Dispatch } from "../../src/dispatch/dispatch-parts.js";
import type { Decided } from "../../src/dispatch/turn.js";
import { openStore } from "../../src/store/open.js";
import { StoreUnavailable, type Store, type TurnCommit } from "../../src/store/store.js";
import { wholeTurn } from "../../src/store/whole-turn.js";
import { bucket, engineer } from "../support/organisation.js";

let store: Store;
beforeAll(async () => {
  store = await openStore({ dataDir: null, databaseUrl: null });
});
afterAll(() => store.close());

/** The store with a gate before each commit: what a test does to commits happens here. */
let onCommit: (turn: TurnCommit, commit: () => Promise<number>) => Promise<number>;
let told: (readonly Decided[])[];
beforeEach(() => {
  onCommit = (_turn, commit) => commit();
  told = [];
});

async function dispatchOver(real: Store): Promise<Dispatch> {
  const gated = new Proxy(real, {
    get: (target, name) => {
      if (name === "commitTurn") {
        return (turn: TurnCommit) => onCommit(turn, () => target.commitTurn(turn));
      }
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
  return leadAlone({
    store: gated,
    createRouter,
    onLoaded: () => Promise.resolve(),
    planEffects: () => [],
    onCommitted: (decided) => {
      told.push(decided);
    },
    now: Date.now,
    holder: "test",
    log: { warn: () => undefined, error: () => undefined },
    measure: { turn: () => undefined, commit: () => undefined },
  });
}

let count = 0;
function queue(bucketId: string): Extract<Asked, { type: "interaction.queue" }> {
  count += 1;
  return {
    type: "interaction.queue",
    interactionId: InteractionId.parse(`int_${String(count)}`),
    channel: "chat",
    customerId: null,
    bucketId: BucketId.parse(bucketId),
    priority: null,
    skills: [],
    lastEngineerId: null,
  };
}

async function withBucket(dispatch: Dispatch): Promise<void> {
  await dispatch.send({ type: "bucket.put", bucket: bucket("general") });
}

test("[T1] nothing is acknowledged or told before its commit", async () => {
  const dispatch = await dispatchOver(store);
  await withBucket(dispatch);
  told = [];
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => (open = resolve));
  onCommit = async (_turn, commit) => {
    await gate;
    return commit();
  };
  const asked = queue("general");
  let outcome: Outcome | null = null;
  const sent = dispatch.send(asked).then((answer) => (outcome = answer));
  const read = dispatch.read((router) => router.interaction(asked.interactionId)?.state);
  await new Promise((resolve) => setImmediate(resolve));
  expect(outcome).toBeNull();
  expect(told).toHaveLength(0);
  open();
  await sent;
  expect(outcome).toMatchObject({ ok: true });
  expect(await read).toBe("waiting");
  expect(await store.interaction(asked.interactionId)).toMatchObject({ state: "waiting" });
  await dispatch.stop();
});

test("[T2] commands that arrive during a commit share the next one", async () => {
  const dispatch = await dispatchOver(store);
  await withBucket(dispatch);
  const sizes: number[] = [];
  onCommit = async (turn, commit) => {
    sizes.push(turn.commands.length);
    return commit();
  };
  const first = dispatch.send(queue("general"));
  await new Promise((resolve) => setImmediate(resolve));
  const rest = Array.from({ length: 20 }, () => dispatch.send(queue("general")));
  await Promise.all([first, ...rest]);
  expect(sizes).toEqual([1, 20]);
  await dispatch.stop();
});

test("[T2] a large turn is decided in parts and committed as one", async () => {
  const parts: number[] = [];
  const whole = new Proxy(store, {
    get: (target, name) => {
      if (name === "commitParts") {
        return (given: Iterable<TurnCommit>) => {
          const all = [...given];
          parts.push(...all.map(({ commands }) => commands.length));
          return target.commitTurn(wholeTurn(all));
        };
      }
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
  const dispatch = await dispatchOver(whole);
  await withBucket(dispatch);
  parts.length = 0;
  told = [];
  const outcomes = await Promise.all(
    Array.from({ length: 250 }, () => dispatch.send(queue("general"))),
  );
  expect(outcomes.every(({ ok }) => ok)).toBe(true);
  expect(parts).toEqual([100, 100, 50]);
  expect(told.map((turn) => turn.length)).toEqual([250]);
  await dispatch.stop();
});

test("[T3] the same command id has the same answer, also after a restart, and changes nothing", async () => {
  const id = CommandId.parse(`once:${String(Date.now())}`);
  const asked = { ...queue("general"), id };
  const dispatch = await dispatchOver(store);
  await withBucket(dispatch);
  const [one, two] = await Promise.all([dispatch.send(asked), dispatch.send(asked)]);
  expect(two).toEqual(one);
  expect(await dispatch.send(asked)).toEqual(one);
  await dispatch.stop();
  const again = await dispatchOver(store);
  told = [];
  expect(await again.send({ ...asked, bucketId: BucketId.parse("other") })).toEqual(one);
  expect(told.flat().flatMap(({ decision }) => decision.events)).toEqual([]);
  expect(await again.send({ id, type: "router.tick" })).toMatchObject({
    error: { code: "COMMAND_ID_REUSED" },
  });
  await again.stop();
});

test("[T4] after a failed commit memory is read again and the command tried again", async () => {
  const dispatch = await dispatchOver(store);
  await withBucket(dispatch);
  let failures = 1;
  onCommit = async (_turn, commit) => {
    if (failures-- > 0) throw new StoreUnavailable("the plug was pulled");
    return commit();
  };
  const asked = queue("general");
  expect(await dispatch.send(asked)).toMatchObject({ ok: true });
  expect(await store.interaction(asked.interactionId)).toMatchObject({ state: "waiting" });
  // The other way a commit fails: it was written, and only the answer was lost.
  let lost = 1;
  onCommit = async (_turn, commit) => {
    const committedAt = await commit();
    if (lost-- > 0) throw new StoreUnavailable("the answer was lost");
    return committedAt;
  };
  const answered = queue("general");
  expect(await dispatch.send(answered)).toMatchObject({ ok: true });
  expect(await dispatch.read((router) => router.interaction(answered.interactionId)?.state)).toBe(
    "waiting",
  );
  await dispatch.stop();
});

test("[T4] a router made anew forgets what it learnt, and the journal replays to the same", async () => {
  const dispatch = await dispatchOver(store);
  await withBucket(dispatch);
  await dispatch.send(queue("general"));
  let failures = 2;
  onCommit = async (_turn, commit) => {
    if (failures-- > 0) throw new StoreUnavailable("the plug was pulled");
    return commit();
  };
  told = [];
  expect(await dispatch.send(queue("general"))).toMatchObject({ ok: true });
  expect(await dispatch.send(queue("general"))).toMatchObject({ ok: true });
  expect(told.map((turn) => turn.map(({ command }) => command.type))).toEqual([
    ["router.forget", "interaction.queue"],
    ["interaction.queue"],
  ]);
  const journal = await store.replay(0, 10_000);
  const replayed = createRouter({
    interactions: [],
    offers: [],
    engineers: [],
    engineerStates: [],
    buckets: [],
  });
  for (const { command, events } of journal) {
    expect(replayed.handle(command).events).toEqual(events);
  }
  await dispatch.stop();
});

test("[T5] a command that cannot be committed does not take its neighbours down", async () => {
  const dispatch = await dispatchOver(store);
  await withBucket(dispatch);
  const bad = queue("general");
  onCommit = async (turn, commit) => {
    if (turn.interactions.some((row) => row.id === bad.interactionId)) {
      throw new StoreUnavailable("this row does not fit");
    }
    return commit();
  };
  const neighbours = [queue("general"), queue("general")];
  const outcomes = await Promise.all([...neighbours, bad].map((asked) => dispatch.send(asked)));
  expect(outcomes.map((outcome) => outcome.ok)).toEqual([true, true, false]);
  expect(outcomes[2]).toMatchObject({ error: { code: "STORE_UNAVAILABLE" } });
  expect(await store.interaction(bad.interactionId)).toBeNull();
  await dispatch.stop();
});

test("[T6] a router whose lease was taken writes nothing any more", async () => {
  const old = await dispatchOver(store);
  await withBucket(old);
  const fresh = await dispatchOver(store);
  const asked = queue("general");
  expect(await old.send(asked)).toMatchObject({ ok: false });
  expect(await old.send(queue("general"))).toMatchObject({ error: { code: "SHUTTING_DOWN" } });
  await expect(old.read((router) => router.floor(0))).rejects.toBeInstanceOf(StoreUnavailable);
  expect(await store.interaction(asked.interactionId)).toBeNull();
  expect(await fresh.send(asked)).toMatchObject({ ok: true });
  await Promise.all([old.stop(), fresh.stop()]);
});

test("[T7] an offer pending at a crash is revoked and its interaction keeps its place", async () => {
  const dispatch = await dispatchOver(store);
  const ada = EngineerId.parse("ada");
  await dispatch.send({ type: "bucket.put", bucket: bucket("crash", { crash: 1 }) });
  await dispatch.send({ type: "engineer.put", engineer: engineer("ada", { crash: 5 }) });
  await dispatch.send({ type: "engineer.connect", engineerId: ada });
  await dispatch.send({
    type: "presence.set",
    engineerId: ada,
    status: "available",
    // Only mail, or the chats that other tests left waiting would take the room.
    channels: ["email"],
    reason: null,
    forcedBy: null,
  });
  const asked = { ...queue("crash"), channel: "email" as const };
  await dispatch.send(asked);
  const before = await store.interaction(asked.interactionId);
  expect(before?.state).toBe("offered");
  // No stop: the process is gone in the middle of it.
  const after = await dispatchOver(store);
  expect(await store.interaction(asked.interactionId)).toMatchObject({
    state: "waiting",
    queuedAt: before?.queuedAt,
    dueAt: before?.dueAt,
  });
  await after.send({ type: "engineer.connect", engineerId: ada });
  expect(await after.read((router) => router.offersOf(ada).length)).toBe(1);
  await Promise.all([after.stop(), dispatch.stop()]);
});

test("[T9] a stop finishes what was sent and refuses what comes after", async () => {
  const dispatch = await dispatchOver(store);
  await withBucket(dispatch);
  const sent = Array.from({ length: 50 }, () => dispatch.send(queue("general")));
  const stopping = dispatch.stop();
  expect(await dispatch.send(queue("general"))).toMatchObject({ error: { code: "SHUTTING_DOWN" } });
  await stopping;
  expect((await Promise.all(sent)).every((outcome) => outcome.ok)).toBe(true);
});
