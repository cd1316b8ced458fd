import { expect, test } from "@jest/globals";
import { run } from "./day.js";

test("[R6] every required skill at its level, the bucket's and the interaction's own", () => {
  expect(
    run(`
      bucket linux linux:5 zh:2?
      engineer ada linux:4 zh:9
      engineer bo linux:9 zh:2
      engineer cy linux:5 zh:3
      ready ada
      ready bo
      ready cy
      call k1 linux needs=zh:3
      call k2 linux needs=zh:3
      call k3 linux needs=zh:9?
      call k4 linux needs=linux:9
    `),
  ).toMatchInlineSnapshot(`
   "call k1 linux needs=zh:3 -> offer k1 to cy (only)
   call k2 linux needs=zh:3 -> nothing
   call k3 linux needs=zh:9? -> offer k3 to bo (only)
   call k4 linux needs=linux:9 -> nothing"
  `);
});

test("[R6] an engineer who loses a skill loses the offer", () => {
  expect(
    run(`
      bucket linux linux:5
      engineer ada linux:8
      engineer bo linux:5
      ready ada
      ready bo
      call k1 linux
      engineer ada linux:4
      engineer bo linux:5 net:1
    `),
  ).toMatchInlineSnapshot(`
   "call k1 linux -> offer k1 to ada (level)
   engineer ada linux:4 -> revoke k1 from ada (engineer's skills do not fit any more), offer k1 to bo (only)"
  `);
});

test("[R7] last engineer of this customer, though others are better", () => {
  expect(
    run(`
      bucket linux linux:1
      engineer ada linux:9
      engineer bo linux:2
      ready ada
      ready bo
      call k1 linux last=bo
      call k2 linux last=bo
    `),
  ).toMatchInlineSnapshot(`
   "call k1 linux last=bo -> offer k1 to bo (last)
   call k2 linux last=bo -> offer k2 to ada (only)"
  `);
});

test("[R7] best level, then fewest other skills in demand, then idle longest, then the id", () => {
  expect(
    run(`
      bucket linux linux:1
      bucket net net:1
      engineer eva linux:5
      engineer dan linux:5
      engineer cy linux:5 cooking:9
      engineer bo linux:5 net:1
      engineer ada linux:6 net:9
      1:00 ready ada
      1:01 ready bo
      1:03 ready dan
      ready eva
      1:04 ready cy
      2:00 call k1 linux
      call k2 linux
      call k3 linux
      call k4 linux
      call k5 linux
    `),
  ).toMatchInlineSnapshot(`
   "1:00 ready ada -> nothing
   1:01 ready bo -> nothing
   1:03 ready dan -> nothing
   1:04 ready cy -> nothing
   2:00 call k1 linux -> offer k1 to ada (level)
   call k2 linux -> offer k2 to dan (id)
   call k3 linux -> offer k3 to eva (idle)
   call k4 linux -> offer k4 to cy (scarce)
   call k5 linux -> offer k5 to bo (only)"
  `);
});

test("[R7] a language is in demand as soon as somebody who needs it is here", () => {
  expect(
    run(`
      bucket linux linux:1
      engineer ada linux:5 zh:5
      engineer bo linux:5
      0:01 ready ada
      0:02 ready bo
      0:03 call k1 linux
      0:04 leaves k1
      0:05 call k2 linux needs=zh:9
      0:06 call k3 linux
    `),
  ).toMatchInlineSnapshot(`
   "0:01 ready ada -> nothing
   0:02 ready bo -> nothing
   0:03 call k1 linux -> offer k1 to ada (idle)
   0:04 leaves k1 -> revoke k1 from ada (customer left), k1 abandoned
   0:05 call k2 linux needs=zh:9 -> nobody can take k2
   0:06 call k3 linux -> offer k3 to bo (scarce)"
  `);
});

test("[R7] whoever holds something is not idle; of those who do, whoever holds less", () => {
  expect(
    run(`
      bucket linux linux:1
      engineer ada linux:5
      engineer bo linux:5
      0:01 ready ada
      0:02 ready bo
      chat k1 linux
      accept k1 ada
      chat k2 linux
      accept k2 bo
      mail k3 linux
      chat k4 linux
    `),
  ).toMatchInlineSnapshot(`
   "0:01 ready ada -> nothing
   0:02 ready bo -> nothing
   chat k1 linux -> offer k1 to ada (idle)
   accept k1 ada -> ada has k1 after 0 s
   chat k2 linux -> offer k2 to bo (idle)
   accept k2 bo -> bo has k2 after 0 s
   mail k3 linux -> offer k3 to ada (idle)
   chat k4 linux -> offer k4 to bo (idle)"
  `);
});

test("[R7] idle counts from the last thing put down, not from the last offer", () => {
  expect(
    run(`
      bucket linux linux:1 wrapup=0
      engineer ada linux:5
      engineer bo linux:5
      0:01 ready ada
      0:02 ready bo
      1:00 call k1 linux
      1:05 leaves k1
      2:00 call k2 linux
      2:01 accept k2 ada
      3:00 leaves k2
      3:01 call k3 linux
    `),
  ).toMatchInlineSnapshot(`
   "0:01 ready ada -> nothing
   0:02 ready bo -> nothing
   1:00 call k1 linux -> offer k1 to ada (idle)
   1:05 leaves k1 -> revoke k1 from ada (customer left), k1 abandoned
   2:00 call k2 linux -> offer k2 to ada (idle)
   2:01 accept k2 ada -> ada has k2 after 1 s
   3:00 leaves k2 -> k2 handled
   3:01 call k3 linux -> offer k3 to bo (idle)"
  `);
});
