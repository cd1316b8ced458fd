/** The seam that follows work, over the real library and a collector that can be difficult. */
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { DeskRefusal } from "../../channels/channel.js";
import type { Effect } from "../../protocol/effects.js";
import { InteractionId } from "../../protocol/ids.js";
import { createRouter } from "../../routing/router.js";
import { leadAlone } from "../../src/dispatch/dispatch.js";
import type { Dispatch } from "../../src/dispatch/dispatch-parts.js";
import { startOutbox } from "../../src/dispatch/outbox.js";
import { here, startTracing, traced, tracedApart, type Pace } from "../../src/observe/trace.js";
import { openStore } from "../../src/store/open.js";
import type { OutboxRow, Store } from "../../src/store/store.js";
import { bucket, engineer } from "../support/organisation.js";
import { eventually } from "../support/eventually.js";
import { openCollector, type Collector } from "./collector.js";

let store: Store;
let dispatch: Dispatch;
beforeAll(async () => {
  store = await openStore({ dataDir: null, databaseUrl: null });
  dispatch = await leadAlone({
    store,
    createRouter,
    onLoaded: () => Promise.resolve(),
    planEffects: () => [],
    onCommitted: () => undefined,
    now: Date.now,
    holder: "test",
    log: { warn: () => undefined, error: () => undefined },
    measure: { turn: () => undefined, commit: () => undefined },
  });
});
afterAll(async () => {
  await dispatch.stop();
  await store.close();
});

const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

interface Followed {
  readonly collector: Collector;
  readonly logged: string[];
  readonly stop: () => Promise<void>;
}

const PATIENT: Pace = { batchEveryMs: 20, answerMsMax: 10_000, lastBatchMsMax: 10_000 };
const HASTY: Pace = { batchEveryMs: 20, answerMsMax: 200, lastBatchMsMax: 100 };

async function follow(mode: Collector["mode"] = "takes"): Promise<Followed> {
  const collector = await openCollector();
  collector.mode = mode;
  opened.push(() => collector.close());
  const logged: string[] = [];
  const keep = (_details: object, message: string): void => {
    logged.push(message);
  };
  const stop = await startTracing({
    endpoint: collector.url,
    serviceName: "desk",
    version: "1.2.3",
    instance: "nod_1",
    log: { info: keep, warn: keep },
    pace: mode === "takes" ? PATIENT : HASTY,
  });
  opened.push(stop);
  return { collector, logged, stop };
}

const asked = (name: string): Promise<void> =>
  tracedApart(
    name,
    () => ({ kind: "server", attributes: {} }),
    () => Promise.resolve(),
  );

test("[O3] a turn is linked to what asked for its commands, and holds its commit", async () => {
  const { collector, stop } = await follow();
  // Both are sent while the router is busy with neither, so they share a turn.
  await Promise.all(
    ["first", "second"].map((name) =>
      tracedApart(
        name,
        () => ({ kind: "server", attributes: {} }),
        () => dispatch.send({ type: "bucket.put", bucket: bucket(name) }),
      ),
    ),
  );
  await dispatch.send({ type: "engineer.put", engineer: engineer("ada") });
  // Answered from within the turn; a reader is served when it is over.
  await dispatch.read(() => undefined);
  await stop();
  const [first] = collector.named("first");
  const [second] = collector.named("second");
  const [turn, later] = collector.named("turn");
  expect(turn?.links.map(({ spanId }) => spanId)).toEqual([first?.spanId, second?.spanId]);
  expect(turn?.attributes).toMatchObject({
    "strowger.commands": 2,
    "strowger.command_types": ["bucket.put"],
    "strowger.commit_seconds": expect.any(Number),
  });
  expect(turn?.parentSpanId).toBeUndefined();
  expect(collector.named("store commit")[0]?.parentSpanId).toBe(turn?.spanId);
  // Nobody who is followed asked for this one.
  expect(later?.links).toEqual([]);
});

test("an effect is followed try by try, with what came of it", async () => {
  const { collector, stop } = await follow();
  const effect: Effect = {
    id: "e1",
    channel: "email",
    kind: "send",
    interactionId: InteractionId.parse("int_1"),
    payload: { to: "zebra@private.example" },
    createdAt: 1,
  };
  const due: OutboxRow[] = [{ effect, attempts: 0, nextAt: 0 }];
  let isOver = false;
  const failed: string[] = [];
  const outbox = startOutbox({
    store: {
      dueEffects: () => Promise.resolve(isOver ? [] : [...due]),
      finishEffect: () => {
        isOver = true;
        return Promise.resolve();
      },
      postponeEffect: (_id, { attempts }) => {
        due[0] = { effect, attempts, nextAt: 0 };
        return Promise.resolve();
      },
    },
    channel: () => ({
      channel: "email",
      capabilities: { menu: false, messages: true, live: false },
      effectsOf: () => [],
      perform: () =>
        due[0]?.attempts === 0
          ? Promise.reject(new Error("zebra@private.example is busy"))
          : Promise.resolve({ type: "done" }),
      close: () => Promise.resolve(),
    }),
    onFailed: ({ channel }) => {
      failed.push(channel);
    },
    onPerformed: () => Promise.resolve(),
    now: Date.now,
    log: { warn: () => undefined },
  });
  await eventually(() => {
    expect(isOver).toBe(true);
  });
  await outbox.stop();
  await stop();
  const tries = collector.named("effect email send");
  expect(
    tries.map(({ attributes, status }) => [attributes["strowger.tries"], status.code]),
  ).toEqual([
    [1, 2],
    [2, 0],
  ]);
  expect(tries[1]?.attributes).toMatchObject({
    "strowger.interaction_id": "int_1",
    "strowger.outcome": "done",
  });
  expect(failed).toEqual(["email"]);
  expect(collector.raw.join()).not.toContain("zebra");
});

test("[O8] a refusal is not marked as an error, and a fault is, by its kind alone", async () => {
  const { collector, stop } = await follow();
  const refused = traced("refused", {}, () =>
    Promise.reject(new DeskRefusal("OFFER_TAKEN", "Zebra took it.")),
  );
  const faulty = traced("faulty", {}, () => Promise.reject(new TypeError("Zebra is undefined")));
  await expect(refused).rejects.toThrow("Zebra took it.");
  await expect(faulty).rejects.toThrow("Zebra is undefined");
  await stop();
  expect(collector.named("refused")[0]).toMatchObject({
    status: { code: 0 },
    attributes: { "error.type": "OFFER_TAKEN" },
  });
  expect(collector.named("faulty")[0]).toMatchObject({
    status: { code: 2 },
    attributes: { "error.type": "TypeError" },
  });
  expect(collector.raw.join()).not.toContain("Zebra");
});

test("what is over has no part in what its timers do later", async () => {
  const { collector, stop } = await follow();
  let later: Promise<void> = Promise.resolve();
  await tracedApart(
    "request",
    () => ({ kind: "server", attributes: {} }),
    () => {
      expect(here()).not.toBeNull();
      later = new Promise((resolve) => setTimeout(resolve, 5)).then(() => {
        expect(here()).toBeNull();
        return traced("afterwards", {}, () => Promise.resolve());
      });
      return Promise.resolve();
    },
  );
  await later;
  await stop();
  expect(collector.named("afterwards")[0]?.parentSpanId).toBeUndefined();
});

test("[O6] a collector in trouble holds nothing up, and is spoken of once", async () => {
  const { collector, logged, stop } = await follow("refuses");
  await asked("refused");
  await eventually(() => {
    expect(logged).toEqual(["spans are lost: the collector takes none"]);
  });
  collector.mode = "holds";
  const before = collector.headers.length;
  // Far more than the queue takes; all of it is done although nobody listens.
  for (let n = 0; n < 20_000; n += 1) await asked("held");
  await eventually(() => {
    expect(collector.headers.length).toBeGreaterThan(before);
  });
  collector.mode = "takes";
  await eventually(() => {
    expect(logged).toHaveLength(2);
  });
  expect(logged[1]).toBe("the collector takes spans again");
  await stop();
  expect(collector.named("held").length).toBeGreaterThan(0);
  expect(collector.named("held").length).toBeLessThan(20_000);
});

test("[O7] a stop hands over what is left, and does not wait for a collector that hangs", async () => {
  const friendly = await follow();
  await asked("last words");
  await friendly.stop();
  expect(friendly.collector.named("last words")).toHaveLength(1);
  const hanging = await follow("holds");
  await asked("never heard");
  await hanging.stop();
  expect(hanging.collector.spans).toEqual([]);
});
