import { expect, test } from "@jest/globals";
import { createRouter } from "../../routing/router.js";
import { Command } from "../../protocol/commands.js";
import { RoutingPolicy } from "../../protocol/policy.js";
import { day, run, START } from "./day.js";
import { EMPTY, bucket } from "./people.js";

test("[R15] too many wait already", () => {
  expect(
    run(`
      bucket b2 net:1
      bucket b1 linux:1 overflow=length:2>b2
      engineer ada linux:5
      engineer bo net:5
      call k1 b1
      call k2 b1
      call k3 b1
      leaves k1
      call k4 b1
      ready bo
    `),
  ).toMatchInlineSnapshot(`
   "call k1 b1 -> nothing
   call k2 b1 -> nothing
   call k3 b1 -> k3 overflows (length) to b2
   leaves k1 -> k1 abandoned
   call k4 b1 -> nothing
   ready bo -> offer k3 to bo (only)"
  `);
});

test("[R15] it waited too long; not while somebody is being asked", () => {
  expect(
    run(`
      bucket b2 net:1
      bucket b1 linux:1 rings=50 overflow=wait:60>b2
      engineer ada linux:5
      engineer bo net:5
      call k1 b1
      0:30 ready ada
      1:10 decline k1 ada
      tick
      ready bo
    `),
  ).toMatchInlineSnapshot(`
   "call k1 b1 -> nothing
   0:30 ready ada -> offer k1 to ada (only)
   1:10 decline k1 ada -> nothing
   tick -> k1 overflows (wait) to b2
   ready bo -> offer k1 to bo (only)"
  `);
});

test("[R15] a bucket that is closed, by word or by its hours", () => {
  expect(
    run(`
      bucket b2 net:1
      bucket b1 linux:1 overflow=closed>b2 hours=9-17
      engineer ada linux:5
      engineer bo net:5
      call k1 b1
      60:00 call k2 b1
      bucket b1 linux:1 overflow=closed>message hours=9-17 closed=fire
      call k3 b1
      bucket b1 linux:1 overflow=closed>message hours=9-17 closed=flood
      bucket b1 linux:1 overflow=closed>message hours=9-17
      call k4 b1
      ready ada
    `),
  ).toMatchInlineSnapshot(`
   "call k1 b1 -> k1 overflows (closed) to b2
   60:00 call k2 b1 -> nothing
   bucket b1 linux:1 overflow=closed>message hours=9-17 closed=fire -> b1 closed (fire)
   call k3 b1 -> k3 overflows (closed) to message, k3 overflowed
   bucket b1 linux:1 overflow=closed>message hours=9-17 closed=flood -> b1 closed (flood)
   bucket b1 linux:1 overflow=closed>message hours=9-17 -> b1 opens again
   call k4 b1 -> nothing
   ready ada -> offer k2 to ada (only)"
  `);
});

test("[R15] nobody has the skills, and the warning is there", () => {
  expect(
    run(`
      bucket b2 net:1
      bucket b1 linux:9 overflow=nobody>b2
      bucket b3 linux:9 relax=10:linux:5
      engineer ada linux:5
      engineer bo net:5
      call k1 b1
      call k2 b3
      call k3 b3 needs=zh:5
    `),
  ).toMatchInlineSnapshot(`
   "call k1 b1 -> nobody can take k1, k1 overflows (nobody) to b2
   call k2 b3 -> nothing
   call k3 b3 needs=zh:5 -> nobody can take k3"
  `);
});

test("[R6] what only an archived engineer could take is told, and may be handed to a person", () => {
  expect(
    run(`
      bucket b1 linux:9
      engineer ada linux:5
      engineer bo linux:9 archived=yes
      ready ada
      call k1 b1
      transfer k1 b1 to=ada
    `),
  ).toMatchInlineSnapshot(`
   "call k1 b1 -> nobody can take k1
   transfer k1 b1 to=ada -> offer k1 to ada (direct)"
  `);
});

test("[R15] the estimated wait is too long; what was learnt is forgotten on demand", () => {
  const minutes = [1, 2, 3, 4, 5, 6];
  const { log } = day(`
    bucket b2 net:1
    bucket b1 linux:1 wrapup=0
    engineer ada linux:5
    engineer bo net:5
    ready ada
    call k1 b1
    accept k1 ada
    ${minutes
      .map(
        (n) => `
          ${String(n)}:00 call k${String(n + 1)} b1
          ${String(n)}:30 hangs-up ada k${String(n)}
          accept k${String(n + 1)} ada`,
      )
      .join("")}
    bucket b1 linux:1 wrapup=0 overflow=estimate:5>b2
    call k11 b1
    forget
    call k12 b1
  `);
  expect(log).not.toContain("k7 overflows");
  expect(log).toContain("call k11 b1 -> k11 overflows (estimate) to b2");
  expect(log).toContain("call k12 b1 -> nothing");
});

test("[R15] the first rule that applies to the channel runs", () => {
  expect(
    run(`
      bucket b2 net:1
      bucket b1 linux:1 overflow=length:0>callback,length:0>b2
      engineer ada linux:5
      engineer bo net:5
      call k1 b1
      chat k2 b1
    `),
  ).toMatchInlineSnapshot(`
   "call k1 b1 -> k1 overflows (length) to callback
   chat k2 b1 -> k2 overflows (length) to b2"
  `);
});

test("[R15] rules of the next bucket are looked at in turn, and no bucket is entered twice", () => {
  const { log, router } = day(`
    bucket b3 net:1 target=60
    bucket b2 net:1 target=60 overflow=length:0>b3
    bucket b1 linux:1 target=20 overflow=wait:5>b2,wait:5>b3
    engineer ada linux:5
    engineer bo net:5
    call k1 b1
    0:05 tick
    1:00 transfer k1 b1
    1:05 tick
    2:00 transfer k1 b2
    3:00 bucket b3 net:1 archived=yes
    call k2 b1
    3:05 tick
    bucket b3 net:1
    tick
  `);
  expect(log).toMatchInlineSnapshot(`
   "bucket b3 net:1 target=60 -> nothing
   bucket b2 net:1 target=60 overflow=length:0>b3 -> nothing
   bucket b1 linux:1 target=20 overflow=wait:5>b2,wait:5>b3 -> nothing
   engineer ada linux:5 -> nothing
   engineer bo net:5 -> nothing
   call k1 b1 -> nothing
   0:05 tick -> k1 overflows (wait) to b2, k1 overflows (length) to b3
   1:00 transfer k1 b1 -> nothing
   1:05 tick -> k1 overflows (wait) to b3
   2:00 transfer k1 b2 -> k1 overflows (length) to b3
   3:00 bucket b3 net:1 archived=yes -> nothing
   call k2 b1 -> nothing
   3:05 tick -> k2 overflows (wait) to b2
   bucket b3 net:1 -> nothing
   tick -> nothing"
  `);
  expect(
    router.waiting().map(({ id, bucketId, overflowedFrom, queuedAt, dueAt, enteredAt }) => {
      const seconds = [queuedAt, dueAt, enteredAt].map((at) => ((at ?? 0) - START) / 1000);
      return [id, bucketId, overflowedFrom, ...seconds];
    }),
  ).toMatchInlineSnapshot(`
   [
     [
       "k1",
       "b3",
       [
         "b1",
         "b2",
         "b1",
         "b2",
       ],
       0,
       60,
       120,
     ],
     [
       "k2",
       "b2",
       [
         "b1",
       ],
       180,
       240,
       185,
     ],
   ]
  `);
});

test("[R15] a callback overflows only into buckets; one for a person not at all", () => {
  expect(
    run(`
      bucket b2 net:1
      bucket b1 linux:1 overflow=wait:10>callback,wait:20>message,wait:30>b2
      engineer ada linux:5
      engineer bo net:5
      call k1 b1
      call k2 b1
      transfer k2 b1 to=ada
      0:10 tick
      0:20 tick
      0:30 tick
      0:40 ready ada
      decline k2 ada
      tick
    `),
  ).toMatchInlineSnapshot(`
   "call k1 b1 -> nothing
   call k2 b1 -> nothing
   transfer k2 b1 to=ada -> nothing
   0:10 tick -> k1 overflows (wait) to callback
   0:20 tick -> nothing
   0:30 tick -> k1 overflows (wait) to b2
   0:40 ready ada -> offer k2 to ada (direct)
   decline k2 ada -> nothing
   tick -> k2 overflows (wait) to callback, k2 overflows (wait) to b2"
  `);
});

test("[R15] a message ends it; the engineer who was being asked is told", () => {
  expect(
    run(`
      bucket b2 linux:1 overflow=length:0>message
      bucket b1 linux:1
      engineer ada linux:5
      ready ada
      call k1 b1
      0:07 change k1 bucket=b2
    `),
  ).toMatchInlineSnapshot(`
   "call k1 b1 -> offer k1 to ada (only)
   0:07 change k1 bucket=b2 -> k1 changed, k1 overflows (length) to message, revoke k1 from ada (interaction closed), k1 overflowed"
  `);
});

test("[R15] a circle is refused, and so is a bucket that does not exist; nothing changes", () => {
  const { log, router } = day(`
    bucket b1 linux:1
    bucket b2 linux:1 overflow=wait:5>b1
    bucket b3 linux:1 overflow=wait:5>b2,closed>message
    bucket b1 linux:9 overflow=length:5>b3
    bucket b1 linux:9 overflow=length:5>b1
    bucket b1 linux:9 overflow=length:5>b9
    bucket b2 linux:1 overflow=wait:5>b1 archived=yes
    bucket b1 linux:1 overflow=length:5>b3
    bucket b2 linux:1 overflow=wait:5>b1
  `);
  expect(log).toMatchInlineSnapshot(`
   "bucket b1 linux:1 -> nothing
   bucket b2 linux:1 overflow=wait:5>b1 -> nothing
   bucket b3 linux:1 overflow=wait:5>b2,closed>message -> nothing
   bucket b1 linux:9 overflow=length:5>b3 -> refused OVERFLOW_CYCLE
   bucket b1 linux:9 overflow=length:5>b1 -> refused OVERFLOW_CYCLE
   bucket b1 linux:9 overflow=length:5>b9 -> refused BUCKET_UNKNOWN
   bucket b2 linux:1 overflow=wait:5>b1 archived=yes -> nothing
   bucket b1 linux:1 overflow=length:5>b3 -> nothing
   bucket b2 linux:1 overflow=wait:5>b1 -> refused OVERFLOW_CYCLE"
  `);
  expect(router.buckets().map(({ id, archived }) => [id, archived])).toEqual([
    ["b1", false],
    ["b2", true],
    ["b3", false],
  ]);
});

test("[R6] too many alternatives are refused, and nothing changes", () => {
  const router = createRouter(EMPTY);
  const widen = [1, 2, 3, 4, 5, 6, 7].map((level) => [{ skillId: "zh", level }]);
  const steps = (count: number): object =>
    Array.from({ length: count }, (_, k) => ({ afterSeconds: k + 1, widen }));
  const outcomes = [9, 10].map((count) => {
    const policy = RoutingPolicy.parse({ relax: steps(count) });
    const put = Command.parse({
      id: `c${String(count)}`,
      at: START,
      type: "bucket.put",
      bucket: bucket("b1", ["linux:1"], { policy }),
    });
    return router.handle(put).outcome;
  });
  expect(outcomes).toMatchObject([{ ok: true }, { error: { code: "TOO_MANY_ALTERNATIVES" } }]);
  expect(router.buckets()[0]?.policy.relax).toHaveLength(9);
});

test("[R15] a changed rule acts at once on those who wait; their due stays", () => {
  expect(
    run(`
      bucket b2 net:1
      bucket b1 linux:1
      engineer ada linux:5
      engineer bo net:5
      ready bo
      call k1 b1
      1:00 bucket b1 linux:1 overflow=wait:30>b2
      tick
    `),
  ).toMatchInlineSnapshot(`
   "call k1 b1 -> nothing
   1:00 bucket b1 linux:1 overflow=wait:30>b2 -> nothing
   tick -> k1 overflows (wait) to b2, offer k1 to bo (only)"
  `);
});

test("[R13] a router made of the rows wakes when the other would have, and not twice", () => {
  const script = `
    bucket b2 net:1
    bucket b1 linux:9 relax=10:linux:8,20:linux:5 ageing=15:1 overflow=wait:40>b2
    engineer ada linux:1
    chat k1 b1
    0:10 tick
    0:15 tick
  `;
  const { router } = day(script);
  const again = createRouter(router.snapshot());
  for (const seconds of [15, 20, 29, 30, 40, 60]) {
    const at = START + seconds * 1000;
    const tick = Command.parse({ id: `t${String(seconds)}`, at, type: "router.tick" });
    expect(again.nextTimerAt()).toBe(router.nextTimerAt());
    expect(again.handle(tick)).toEqual(router.handle(tick));
  }
  expect(again.snapshot()).toEqual(router.snapshot());
});

test("[R14] what came due while nobody looked happens in its order", () => {
  expect(
    run(`
      bucket b2 net:1
      bucket b1 linux:9 relax=10:linux:8,20:linux:7 ageing=15:1 overflow=wait:40>b2
      engineer ada linux:1
      engineer bo net:1
      chat k1 b1
      0:05 chat k2 b1
      2:00 tick
    `),
  ).toMatchInlineSnapshot(`
   "chat k1 b1 -> nobody can take k1
   0:05 chat k2 b1 -> nobody can take k2
   2:00 tick -> k1 at step 1, k1 rises to 4, k2 at step 1, k1 at step 2, k2 rises to 4, k2 at step 2, k1 rises to 3, k2 rises to 3, k1 overflows (wait) to b2, k2 overflows (wait) to b2"
  `);
});
