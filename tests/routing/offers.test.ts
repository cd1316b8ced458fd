import { expect, test } from "@jest/globals";
import { day, run } from "./day.js";

test("[R4] one engineer is asked at a time, and one has it", () => {
  expect(
    run(`
      bucket linux linux:1
      engineer ada linux:8
      engineer bo linux:7
      ready ada
      ready bo
      call k1 linux
      accept k1 bo
      accept k1 ada
      accept k1 ada
      accept k1 bo
      decline k1 ada
      accept k9 ada
    `),
  ).toMatchInlineSnapshot(`
   "call k1 linux -> offer k1 to ada (level)
   accept k1 bo -> refused OFFER_NOT_YOURS
   accept k1 ada -> ada has k1 after 0 s
   accept k1 ada -> nothing
   accept k1 bo -> refused OFFER_TAKEN
   decline k1 ada -> refused INTERACTION_STATE
   accept k9 ada -> refused OFFER_UNKNOWN"
  `);
});

test("[R4] a broadcast asks several; the first to accept has it", () => {
  expect(
    run(`
      bucket linux linux:1 broadcast=2
      engineer ada linux:8
      engineer bo linux:7
      engineer cy linux:6
      ready ada
      call k1 linux
      ready bo
      ready cy
      accept k1 bo
      accept k1 ada
    `),
  ).toMatchInlineSnapshot(`
   "call k1 linux -> offer k1 to ada (only)
   ready bo -> offer k1 to bo (only)
   accept k1 bo -> revoke k1 from ada (accepted by another engineer), bo has k1 after 0 s
   accept k1 ada -> refused OFFER_TAKEN"
  `);
});

test("[R4] a broadcast that one declines asks the next; all may decline", () => {
  expect(
    run(`
      bucket linux linux:1 broadcast=2
      engineer ada linux:8
      engineer bo linux:7
      engineer cy linux:6
      ready ada
      ready bo
      ready cy
      call k1 linux
      decline k1 ada
      decline k1 bo
      decline k1 cy
      1:00 tick
    `),
  ).toMatchInlineSnapshot(`
   "call k1 linux -> offer k1 to ada (level), offer k1 to bo (level)
   decline k1 ada -> offer k1 to cy (only)
   decline k1 bo -> nothing
   decline k1 cy -> nothing
   1:00 tick -> offer k1 to ada (level), offer k1 to bo (level)"
  `);
});

test("[R5] declined: back to its place, and the next engineer is asked", () => {
  const { log, router } = day(`
    bucket linux linux:1 target=20
    engineer ada linux:8
    engineer bo linux:7
    ready ada
    ready bo
    call k1 linux
    0:05 decline k1 ada
    decline k1.o1 ada
    accept k1.o1 ada
    0:10 decline k1 bo
    0:11 call k2 linux
    0:12 decline k2 ada
    0:20 accept k2 bo
    1:05 tick
  `);
  expect(log.split("\n").slice(5).join("\n")).toMatchInlineSnapshot(`
   "call k1 linux -> offer k1 to ada (level)
   0:05 decline k1 ada -> offer k1 to bo (only)
   decline k1.o1 ada -> nothing
   accept k1.o1 ada -> refused OFFER_EXPIRED
   0:10 decline k1 bo -> nothing
   0:11 call k2 linux -> offer k2 to ada (level)
   0:12 decline k2 ada -> offer k2 to bo (only)
   0:20 accept k2 bo -> bo has k2 after 9 s
   1:05 tick -> offer k1 to ada (only)"
  `);
  const [first] = router.waiting();
  expect([first?.id, Number(first?.dueAt) - Number(first?.queuedAt)]).toEqual(["k1", 20_000]);
});

test("[R5] unanswered: the engineer is out until they come back, for every channel", () => {
  expect(
    run(`
      bucket linux linux:1 rings=15
      engineer ada linux:8
      ready ada
      chat k1 linux
      0:01 chat k2 linux
      0:15 tick
      0:20 available ada
      0:25 accept k2 ada
      1:14 tick
      1:15 tick
    `),
  ).toMatchInlineSnapshot(`
   "chat k1 linux -> offer k1 to ada (only)
   0:01 chat k2 linux -> offer k2 to ada (only)
   0:15 tick -> ada did not answer k1, ada is not responding, revoke k2 from ada (engineer is not responding)
   0:20 available ada -> offer k2 to ada (only)
   0:25 accept k2 ada -> ada has k2 after 24 s
   1:14 tick -> nothing
   1:15 tick -> offer k1 to ada (only)"
  `);
});

test("[R5] a customer who leaves takes the offer along; late answers are refused", () => {
  expect(
    run(`
      bucket linux linux:1
      engineer ada linux:8
      ready ada
      call k1 linux
      call k2 linux
      leaves k1
      accept k1 ada
      leaves k1
    `),
  ).toMatchInlineSnapshot(`
   "call k1 linux -> offer k1 to ada (only)
   call k2 linux -> nothing
   leaves k1 -> revoke k1 from ada (customer left), k1 abandoned, offer k2 to ada (only)
   accept k1 ada -> refused OFFER_UNKNOWN
   leaves k1 -> nothing"
  `);
});

test("[R5] could not be put through: back to its place, the telephone counts as unanswered", () => {
  expect(
    run(`
      bucket linux linux:1
      engineer ada linux:8
      engineer bo linux:7
      ready ada
      ready bo
      call k1 linux
      0:03 accept k1 ada
      0:20 unreachable ada k1
      unreachable ada k1
      accept k1 bo
      unreachable ada k1
    `),
  ).toMatchInlineSnapshot(`
   "call k1 linux -> offer k1 to ada (level)
   0:03 accept k1 ada -> ada has k1 after 3 s
   0:20 unreachable ada k1 -> k1 waits again (no answer), ada is not responding, offer k1 to bo (only)
   unreachable ada k1 -> nothing
   accept k1 bo -> bo has k1 after 20 s
   unreachable ada k1 -> nothing"
  `);
});

test("[R14] an offer ends on time though nobody looked at a clock", () => {
  const { log, router } = day(`
    bucket linux linux:1 rings=15
    engineer ada linux:8
    engineer bo linux:7
    ready ada
    call k1 linux
    ready bo
    0:15 accept k1 ada
  `);
  expect(log.split("\n").at(-1)).toMatchInlineSnapshot(
    `"0:15 accept k1 ada -> refused OFFER_EXPIRED, ada did not answer k1, ada is not responding, offer k1 to bo (only)"`,
  );
  expect(router.nextTimerAt()).toBe(
    router.offersOf(router.snapshot().engineers[1]?.id ?? never())[0]?.expiresAt,
  );
});

test("[R14] the router says when it wants to be woken", () => {
  const wakes = (script: string): number | null => {
    const { router, commands } = day(script);
    const at = router.nextTimerAt();
    return at === null ? null : (at - Number(commands[0]?.at)) / 1000;
  };
  const stage = `
    bucket linux linux:1 rings=15 wrapup=40
    engineer ada linux:8
    ready ada
  `;
  expect(wakes(stage)).toBeNull();
  expect(wakes(`${stage} call k1 linux`)).toBe(15);
  expect(wakes(`${stage} call k1 linux\n 0:10 decline k1 ada`)).toBe(70);
  expect(wakes(`${stage} call k1 linux\n accept k1 ada`)).toBeNull();
  expect(wakes(`${stage} call k1 linux\n accept k1 ada\n leaves k1`)).toBe(40);
  expect(wakes(`${stage} call k1 linux\n accept k1 ada\n completes ada k1`)).toBeNull();
  expect(wakes(`${stage} call k1 linux\n lost ada`)).toBe(5);
  expect(wakes(`${stage} lost ada`)).toBe(120);
  expect(wakes(`${stage} lost ada\n back ada`)).toBeNull();
  expect(wakes(`${stage} engineer bo hours=9-17`)).toBe(60);
});

function never(): never {
  throw new Error("the stage has two engineers");
}
