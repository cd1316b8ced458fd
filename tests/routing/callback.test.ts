import { expect, test } from "@jest/globals";
import { day, run, START } from "./day.js";

test("[R9] a callback keeps its place, and hanging up does not end it", () => {
  const { log, router } = day(`
    bucket linux linux:1 wrapup=0
    engineer ada linux:5
    call k1 linux
    0:10 call k2 linux
    call-back k1
    leaves k1
    leaves k1
    0:20 ready ada
  `);
  expect(log).toMatchInlineSnapshot(`
   "bucket linux linux:1 wrapup=0 -> nothing
   engineer ada linux:5 -> nothing
   call k1 linux -> nothing
   0:10 call k2 linux -> nothing
   call-back k1 -> nothing
   leaves k1 -> nothing
   leaves k1 -> nothing
   0:20 ready ada -> offer k1 to ada (only)"
  `);
  const k1 = router.waiting()[0];
  expect([k1?.id, (k1?.queuedAt ?? 0) - START, k1?.priority]).toEqual(["k1", 0, 5]);
});

test("[R9] one for later is asked of nobody before, and does not lose its place", () => {
  expect(
    run(`
      bucket linux linux:1 wrapup=0
      engineer ada linux:5
      engineer bo linux:1
      ready ada
      call k1 linux
      0:05 call-back k1 at=10:00
      1:00 call k2 linux
      accept k2 ada
      5:00 call k3 linux
      9:59 tick
      10:00 hangs-up ada k2
    `),
  ).toMatchInlineSnapshot(`
   "call k1 linux -> offer k1 to ada (only)
   0:05 call-back k1 at=10:00 -> revoke k1 from ada (called back later)
   1:00 call k2 linux -> offer k2 to ada (only)
   accept k2 ada -> ada has k2 after 0 s
   5:00 call k3 linux -> nothing
   9:59 tick -> nothing
   10:00 hangs-up ada k2 -> k2 handled, offer k1 to ada (only)"
  `);
});

test("[R9] who reaches nobody is free at once; it is tried again, and then given up", () => {
  const { log, router } = day(`
    bucket linux linux:1 attempts=2 retry=300
    engineer ada linux:5
    ready ada
    call k1 linux
    call-back k1
    accept k1 ada
    1:00 no-answer ada k1
    call k2 linux
    accept k2 ada
    no-answer ada k2
    2:00 hangs-up ada k2
    completes ada k2
    5:59 tick
    6:00 tick
    accept k1 ada
    no-answer bo k1
    6:10 no-answer ada k1
    no-answer ada k1
  `);
  expect(log).toMatchInlineSnapshot(`
   "bucket linux linux:1 attempts=2 retry=300 -> nothing
   engineer ada linux:5 -> nothing
   ready ada -> nothing
   call k1 linux -> offer k1 to ada (only)
   call-back k1 -> nothing
   accept k1 ada -> ada has k1 after 0 s
   1:00 no-answer ada k1 -> k1 reached nobody, 1 times
   call k2 linux -> offer k2 to ada (only)
   accept k2 ada -> ada has k2 after 0 s
   no-answer ada k2 -> refused INTERACTION_STATE
   2:00 hangs-up ada k2 -> k2 handled, ada wraps up k2
   completes ada k2 -> k2 closed as solved
   5:59 tick -> nothing
   6:00 tick -> offer k1 to ada (only)
   accept k1 ada -> ada has k1 after 360 s
   no-answer bo k1 -> refused INTERACTION_NOT_YOURS
   6:10 no-answer ada k1 -> k1 reached nobody, 2 times, k1 unreached
   no-answer ada k1 -> refused INTERACTION_UNKNOWN"
  `);
  expect(router.waiting()).toEqual([]);
});

test("[R9] only a call that waits can be called back", () => {
  expect(
    run(`
      bucket linux linux:1
      engineer ada linux:5
      call-back k0
      dials k1
      call-back k1
      chat k2 linux
      call-back k2
      call k3 linux
      call-back k3 at=5:00
      call-back k3 at=5:00
      dismiss k3
    `),
  ).toMatchInlineSnapshot(`
   "call-back k0 -> refused INTERACTION_UNKNOWN
   dials k1 -> nothing
   call-back k1 -> refused INTERACTION_STATE
   chat k2 linux -> nothing
   call-back k2 -> refused CHANNEL_CANNOT
   call k3 linux -> nothing
   call-back k3 at=5:00 -> nothing
   call-back k3 at=5:00 -> nothing
   dismiss k3 -> k3 dismissed"
  `);
});

test("[R9] a callback that could not be put through waits for its time again", () => {
  expect(
    run(`
      bucket linux linux:1
      engineer ada linux:5
      ready ada
      call k1 linux
      call-back k1
      accept k1 ada
      unreachable ada k1
      1:00 available ada
    `),
  ).toMatchInlineSnapshot(`
   "call k1 linux -> offer k1 to ada (only)
   call-back k1 -> nothing
   accept k1 ada -> ada has k1 after 0 s
   unreachable ada k1 -> k1 waits again (no answer), ada is not responding
   1:00 available ada -> offer k1 to ada (only)"
  `);
});
