import { expect, test } from "@jest/globals";
import { EngineerId, InteractionId } from "../../protocol/ids.js";
import type { Router } from "../../routing/router.js";
import { START, day } from "./day.js";

function positions(router: Router, ids: readonly string[]): readonly unknown[] {
  return ids.map((id) => router.position(InteractionId.parse(id), START)?.position ?? null);
}

test("[R2] a position is the place within the bucket, whoever it is offered to", () => {
  const { router } = day(`
    bucket linux linux:1
    bucket net net:1
    engineer ada linux:5
    dials k0
    call k1 linux
    0:01 call k2 linux
    0:02 call k3 linux priority=1
    0:03 call k4 net
    0:04 ready ada
  `);
  expect(positions(router, ["k0", "k1", "k2", "k3", "k4", "k9"])).toEqual([null, 2, 3, 1, 1, null]);
  expect(router.waiting().map((row) => row.id)).toEqual(["k3", "k1", "k2", "k4"]);
  expect(router.waiting(2).map((row) => row.id)).toEqual(["k3", "k1"]);
});

test("[R16] before anybody was served, the handling time stands for the pace; half of all waits end sooner", () => {
  const stage = `
    bucket linux linux:1 wrapup=0
    engineer ada linux:5
    engineer bo linux:5
    0:00 ready ada
    call k1 linux
    accept k1 ada
    1:40 leaves k1
    call k2 linux
    call k3 linux
    call k4 linux
  `;
  const estimates = (script: string): readonly unknown[] =>
    ["k3", "k4"].map(
      (id) => day(script).router.position(InteractionId.parse(id), START)?.estimatedSeconds,
    );
  expect(estimates(stage)).toEqual([70, 175]);
  // Bo is asked for k3, and k4 is next.
  expect(Number(estimates(`${stage} 1:41 ready bo`)[1])).toBeLessThan(175);
  expect(estimates(`${stage} 1:41 break ada`)).toEqual([null, null]);
  expect(estimates(stage.replace("1:40 leaves k1", "1:40 tick"))).toEqual([null, null]);
});

test("[R1] the floor counts who waits, who could help and who is being helped", () => {
  const { router } = day(`
    bucket linux linux:1
    bucket net net:1
    engineer ada linux:5
    engineer bo linux:5 net:2
    engineer cy linux:2
    0:10 call k1 linux
    0:11 chat k2 linux priority=1
    0:12 chat k3 linux
    0:20 ready ada
    accept k2 ada
    ready bo
    accept k1 bo
    break ada
    ready cy
    accept k3 cy
  `);
  expect(router.floor(START).map(({ estimatedSeconds: _, ...floor }) => floor)).toEqual([
    {
      bucketId: "linux",
      waiting: 0,
      waitingByChannel: { voice: 0, chat: 0, email: 0 },
      ready: 1,
      active: 3,
      isOpen: true,
      unservable: 0,
      callbacks: 0,
      oldestQueuedAt: null,
      nextDueAt: null,
    },
    {
      bucketId: "net",
      waiting: 0,
      waitingByChannel: { voice: 0, chat: 0, email: 0 },
      ready: 0,
      active: 0,
      isOpen: true,
      unservable: 0,
      callbacks: 0,
      oldestQueuedAt: null,
      nextDueAt: null,
    },
  ]);
});

test("[R1] the floor knows who waits longest and who is due next", () => {
  const { router } = day(`
    bucket linux linux:1
    0:10 call k1 linux priority=9
    0:11 mail k2 linux
    0:12 chat k3 linux priority=1
  `);
  expect(router.floor(START)[0]).toEqual({
    bucketId: "linux",
    waiting: 3,
    waitingByChannel: { voice: 1, chat: 1, email: 1 },
    ready: 0,
    active: 0,
    isOpen: true,
    unservable: 3,
    callbacks: 0,
    oldestQueuedAt: START + 10_000,
    nextDueAt: START + 30_000,
    estimatedSeconds: null,
  });
});

test("[R3] what an engineer holds: active and wrap-up, then offered", () => {
  const { router } = day(`
    bucket desk
    engineer ada
    ready ada
    chat k3 desk
    chat k1 desk
    chat k2 desk
    accept k3 ada
    accept k1 ada
    leaves k1
  `);
  const ada = EngineerId.parse("ada");
  expect(router.holding(ada).map(({ id, state }) => `${id} ${state}`)).toEqual([
    "k1 wrapup",
    "k3 active",
    "k2 offered",
  ]);
  expect(router.offersOf(ada).map(({ id }) => id)).toEqual(["k2.o1"]);
  expect(router.holding(EngineerId.parse("zoe"))).toEqual([]);
  expect(router.offersOf(EngineerId.parse("zoe"))).toEqual([]);
});

test("[R13] rows that were handed out do not change afterwards", () => {
  const { router, decisions } = day(`
    bucket linux linux:1
    engineer ada linux:5
    ready ada
    call k1 linux
    0:05 decline k1 ada
  `);
  const before = JSON.stringify(decisions);
  const snapshot = JSON.stringify(router.snapshot());
  const rows = router.snapshot();
  const later = day("tick").commands[0];
  if (later !== undefined) router.handle({ ...later, at: START + 3_600_000 });
  expect(JSON.stringify(decisions)).toBe(before);
  expect(JSON.stringify(rows)).toBe(snapshot);
  expect(JSON.stringify(router.snapshot())).not.toBe(snapshot);
});

test("[R14] time does not run backwards", () => {
  const { log } = day(`
    bucket linux linux:1 rings=15
    engineer ada linux:5
    ready ada
    1:00 call k1 linux
    0:10 tick
    accept k1 ada
  `);
  expect(log.split("\n").at(-1)).toMatchInlineSnapshot(`"accept k1 ada -> ada has k1 after 0 s"`);
});
