import { expect, test } from "@jest/globals";
import { run } from "./day.js";

test("[R1] who comes in is offered at once, who finds nobody ready is offered when somebody is", () => {
  expect(
    run(`
      bucket linux linux:5
      engineer ada linux:8
      ready ada
      0:05 call k1 linux
      0:06 call k2 linux
      0:10 accept k1 ada
      1:00 hangs-up ada k1
      1:10 completes ada k1
    `),
  ).toMatchInlineSnapshot(`
   "0:05 call k1 linux -> offer k1 to ada (only)
   0:06 call k2 linux -> nothing
   0:10 accept k1 ada -> ada has k1 after 5 s
   1:00 hangs-up ada k1 -> k1 handled, ada wraps up k1
   1:10 completes ada k1 -> k1 closed as solved, offer k2 to ada (only)"
  `);
});

test("[R1] an engineer who comes, learns, or gets more room is asked for what waits", () => {
  expect(
    run(`
      bucket linux linux:5
      bucket net net:5
      call k1 linux
      chat k2 net
      chat k3 net
      engineer ada linux:8
      ready ada
      engineer bo net:8 units=0
      ready bo
      engineer bo net:8 units=2
      engineer cy linux:9
      ready cy
      engineer cy linux:9 net:6
    `),
  ).toMatchInlineSnapshot(`
   "call k1 linux -> nobody can take k1
   chat k2 net -> nobody can take k2
   chat k3 net -> nobody can take k3
   ready ada -> offer k1 to ada (only)
   engineer bo net:8 units=2 -> offer k2 to bo (only)
   engineer cy linux:9 net:6 -> offer k3 to cy (only)"
  `);
});

test("[R1] a channel switched on, a bucket made easier, a place freed by a leaving customer", () => {
  expect(
    run(`
      bucket linux linux:9
      engineer ada linux:5
      ready ada on=voice
      chat k1 linux
      bucket linux linux:3
      available ada on=voice,chat
      call k2 linux
      leaves k1
    `),
  ).toMatchInlineSnapshot(`
   "chat k1 linux -> nobody can take k1
   available ada on=voice,chat -> offer k1 to ada (only)
   call k2 linux -> nothing
   leaves k1 -> revoke k1 from ada (customer left), k1 abandoned, offer k2 to ada (only)"
  `);
});

test("[R2] priority, then due, then first come, then the id", () => {
  expect(
    run(`
      bucket slow linux:1 target=600
      bucket fast linux:1 target=60
      call k5 slow
      call k4 slow
      0:01 call k3 slow
      0:02 call k2 fast
      0:03 call k1 slow priority=1
      engineer ada linux:5
      1:00 ready ada
      decline k1 ada
      decline k2 ada
      decline k4 ada
      decline k5 ada
    `),
  ).toMatchInlineSnapshot(`
   "call k5 slow -> nobody can take k5
   call k4 slow -> nobody can take k4
   0:01 call k3 slow -> nobody can take k3
   0:02 call k2 fast -> nobody can take k2
   0:03 call k1 slow priority=1 -> nobody can take k1
   1:00 ready ada -> offer k1 to ada (only)
   decline k1 ada -> offer k2 to ada (only)
   decline k2 ada -> offer k4 to ada (only)
   decline k4 ada -> offer k5 to ada (only)
   decline k5 ada -> offer k3 to ada (only)"
  `);
});

test("[R2] what does not fit is stepped over, and is first again when it fits", () => {
  expect(
    run(`
      bucket desk
      engineer ada
      ready ada
      chat k1 desk
      accept k1 ada
      call k2 desk priority=1
      chat k3 desk
      accept k3 ada
      hangs-up ada k1
      hangs-up ada k3
      completes ada k1
      mail k4 desk
      accept k4 ada
      chat k5 desk
      accept k5 ada
      completes ada k3
      chat k6 desk
      decline k6 ada
      completes ada k4
      completes ada k5
    `),
  ).toMatchInlineSnapshot(`
   "chat k1 desk -> offer k1 to ada (only)
   accept k1 ada -> ada has k1 after 0 s
   call k2 desk priority=1 -> nothing
   chat k3 desk -> offer k3 to ada (only)
   accept k3 ada -> ada has k3 after 0 s
   hangs-up ada k1 -> k1 handled, ada wraps up k1
   hangs-up ada k3 -> k3 handled, ada wraps up k3
   completes ada k1 -> k1 closed as solved
   mail k4 desk -> offer k4 to ada (only)
   accept k4 ada -> ada has k4 after 0 s
   chat k5 desk -> offer k5 to ada (only)
   accept k5 ada -> ada has k5 after 0 s
   completes ada k3 -> k3 closed as solved
   chat k6 desk -> offer k6 to ada (only)
   decline k6 ada -> nothing
   completes ada k4 -> k4 handled, k4 closed as solved
   completes ada k5 -> k5 handled, k5 closed as solved, offer k2 to ada (only)"
  `);
});
