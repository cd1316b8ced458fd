/**
 * The four worked examples of Amazon Connect's administrator guide (queues: priority and delay). There a
 * group of people has a priority and a delay for each queue; here a bucket has the priority, and after
 * the delay a relaxation step lets the group in.
 */
import { expect, test } from "@jest/globals";
import { run } from "./day.js";

test("[R2] different priority, no delay: support only when no sales contact waits", () => {
  expect(
    run(`
      bucket sales sales:1 priority=1
      bucket support anyOf=support:1,sales:1 priority=2
      engineer ada sales:5
      call k1 support
      0:30 call k2 sales
      1:00 ready ada
      leaves k2
    `),
  ).toMatchInlineSnapshot(`
   "call k1 support -> nothing
   0:30 call k2 sales -> nothing
   1:00 ready ada -> offer k2 to ada (only)
   leaves k2 -> revoke k2 from ada (customer left), k2 abandoned, offer k1 to ada (only)"
  `);
});

test("[R6] same priority, 30 seconds of delay: support is taken as an equal once it is that old", () => {
  expect(
    run(`
      bucket sales sales:1 priority=1
      bucket support support:1 priority=1 relax=30:+sales:1
      engineer ada sales:5
      engineer bo support:5
      0:00 call k1 support
      0:10 call k2 sales
      0:29 ready ada
      leaves k2
      0:30 tick
      leaves k1
      0:35 break ada
      call k3 support
      1:05 call k4 sales
      1:06 available ada
      leaves k3
    `),
  ).toMatchInlineSnapshot(`
   "0:00 call k1 support -> nothing
   0:10 call k2 sales -> nothing
   0:29 ready ada -> offer k2 to ada (only)
   leaves k2 -> revoke k2 from ada (customer left), k2 abandoned
   0:30 tick -> k1 at step 1, offer k1 to ada (only)
   leaves k1 -> revoke k1 from ada (customer left), k1 abandoned
   0:35 break ada -> nothing
   call k3 support -> nothing
   1:05 call k4 sales -> k3 at step 1
   1:06 available ada -> offer k3 to ada (only)
   leaves k3 -> revoke k3 from ada (customer left), k3 abandoned, offer k4 to ada (only)"
  `);
});

test("[R6] priorities 1, 1, 2, 3 with delays 0, 0, 20, 80 seconds", () => {
  const stage = `
    bucket tier1 tier1:1 priority=1
    bucket tier2 anyOf=tier2:1,tier1:1 priority=1
    bucket tier3 tier3:1 priority=2 relax=20:+tier1:1
    bucket tier4 tier4:1 priority=3 relax=80:+tier1:1
    engineer ada tier1:5
    engineer bo tier3:5 tier4:5
    0:00 call k4 tier4
    call k3 tier3
  `;
  // Nothing of tier 1 or 2 waits, and yet 20 and 80 seconds have to pass.
  expect(
    run(`
      ${stage}
      ready ada
      0:19 tick
      0:20 tick
      0:25 leaves k3
      1:19 tick
      1:20 tick
    `),
  ).toMatchInlineSnapshot(`
   "0:00 call k4 tier4 -> nothing
   call k3 tier3 -> nothing
   0:19 tick -> nothing
   0:20 tick -> k3 at step 1, offer k3 to ada (only)
   0:25 leaves k3 -> revoke k3 from ada (customer left), k3 abandoned
   1:19 tick -> nothing
   1:20 tick -> k4 at step 1, offer k4 to ada (only)"
  `);
  // They have passed, and yet the tiers before go first.
  expect(
    run(`
      ${stage}
      1:30 call k2 tier2
      1:31 call k1 tier1
      ready ada
      leaves k2
      leaves k1
      leaves k3
    `),
  ).toMatchInlineSnapshot(`
   "0:00 call k4 tier4 -> nothing
   call k3 tier3 -> nothing
   1:30 call k2 tier2 -> k3 at step 1, k4 at step 1
   1:31 call k1 tier1 -> nothing
   ready ada -> offer k2 to ada (only)
   leaves k2 -> revoke k2 from ada (customer left), k2 abandoned, offer k1 to ada (only)
   leaves k1 -> revoke k1 from ada (customer left), k1 abandoned, offer k3 to ada (only)
   leaves k3 -> revoke k3 from ada (customer left), k3 abandoned, offer k4 to ada (only)"
  `);
});

test("[R2] same priority and delay: the oldest first, whatever the queue", () => {
  expect(
    run(`
      bucket sales sales:1 priority=1
      bucket support anyOf=support:1,sales:1 priority=1
      engineer ada sales:5
      0:00 call k3 support
      0:01 call k2 sales
      0:02 call k1 support
      0:03 ready ada
      leaves k3
      leaves k2
    `),
  ).toMatchInlineSnapshot(`
   "0:00 call k3 support -> nothing
   0:01 call k2 sales -> nothing
   0:02 call k1 support -> nothing
   0:03 ready ada -> offer k3 to ada (only)
   leaves k3 -> revoke k3 from ada (customer left), k3 abandoned, offer k2 to ada (only)
   leaves k2 -> revoke k2 from ada (customer left), k2 abandoned, offer k1 to ada (only)"
  `);
});
