import { expect, test } from "@jest/globals";
import { run } from "./day.js";

test("[R3] costs add up, each channel has its maximum, and offers count", () => {
  expect(
    run(`
      bucket desk
      engineer ada
      ready ada
      chat k1 desk
      chat k2 desk
      chat k3 desk
      mail k4 desk
      call k5 desk
      leaves k2
    `),
  ).toMatchInlineSnapshot(`
   "chat k1 desk -> offer k1 to ada (only)
   chat k2 desk -> offer k2 to ada (only)
   chat k3 desk -> offer k3 to ada (only)
   mail k4 desk -> nothing
   call k5 desk -> nothing
   leaves k2 -> revoke k2 from ada (customer left), k2 abandoned, offer k4 to ada (only)"
  `);
});

test("[R3] wrap-up still takes its place", () => {
  expect(
    run(`
      bucket desk wrapup=30
      engineer ada
      ready ada
      call k1 desk
      call k2 desk
      accept k1 ada
      1:00 leaves k1
      1:29 tick
      1:30 tick
    `),
  ).toMatchInlineSnapshot(`
   "call k1 desk -> offer k1 to ada (only)
   call k2 desk -> nothing
   accept k1 ada -> ada has k1 after 0 s
   1:00 leaves k1 -> k1 handled, ada wraps up k1
   1:29 tick -> nothing
   1:30 tick -> k1 closed by time, offer k2 to ada (only)"
  `);
});

test("[R3] a transfer to an engineer waits for room", () => {
  expect(
    run(`
      bucket desk
      engineer ada
      engineer bo
      ready ada
      call k1 desk
      accept k1 ada
      ready bo
      call k2 desk
      accept k2 bo
      transfer k1 by=ada to=bo
      hangs-up bo k2
      completes bo k2
    `),
  ).toMatchInlineSnapshot(`
   "call k1 desk -> offer k1 to ada (only)
   accept k1 ada -> ada has k1 after 0 s
   call k2 desk -> offer k2 to bo (only)
   accept k2 bo -> bo has k2 after 0 s
   transfer k1 by=ada to=bo -> nothing
   hangs-up bo k2 -> k2 handled, bo wraps up k2
   completes bo k2 -> k2 closed as solved, offer k1 to bo (direct)"
  `);
});

test("[R3] a supervisor may go over it; offers pending on top are taken back", () => {
  expect(
    run(`
      bucket desk
      engineer ada blocks=
      ready ada
      chat k1 desk
      accept k1 ada
      chat k2 desk
      call k3 desk
      assign k3 ada
      hangs-up ada k3
      completes ada k3
    `),
  ).toMatchInlineSnapshot(`
   "chat k1 desk -> offer k1 to ada (only)
   accept k1 ada -> ada has k1 after 0 s
   chat k2 desk -> offer k2 to ada (only)
   call k3 desk -> nothing
   assign k3 ada -> ada has k3 after 0 s, revoke k2 from ada (engineer has no room)
   hangs-up ada k3 -> k3 handled, ada wraps up k3
   completes ada k3 -> k3 closed as solved, offer k2 to ada (only)"
  `);
});

test("[R3] when capacity shrinks the least urgent offers are taken back", () => {
  expect(
    run(`
      bucket desk
      engineer ada
      ready ada
      chat k1 desk
      chat k2 desk priority=1
      mail k3 desk
      engineer ada units=3
    `),
  ).toMatchInlineSnapshot(`
   "chat k1 desk -> offer k1 to ada (only)
   chat k2 desk priority=1 -> offer k2 to ada (only)
   mail k3 desk -> offer k3 to ada (only)
   engineer ada units=3 -> revoke k1 from ada (engineer has no room)"
  `);
});
