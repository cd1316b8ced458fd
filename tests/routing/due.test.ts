import { expect, test } from "@jest/globals";
import { day, run, START } from "./day.js";

test("[R2] due is what the bucket promises the tier; a tier may go first", () => {
  const { log, router } = day(`
    bucket linux linux:1 target=20 gold=target:5,priority:2 silver=target:10
    engineer ada linux:5
    chat k1 linux
    chat k2 linux tier=silver
    chat k3 linux tier=gold
    chat k4 linux tier=gold priority=7
    ready ada
  `);
  const places = router.waiting().map(({ id, tier, priority, dueAt }) => {
    return [id, tier, priority, ((dueAt ?? 0) - START) / 1000];
  });
  expect(places).toEqual([
    ["k3", "gold", 2, 5],
    ["k2", "silver", 5, 10],
    ["k1", "basic", 5, 20],
    ["k4", "gold", 7, 5],
  ]);
  expect(log.split("\n").at(-1)).toMatchInlineSnapshot(
    `"ready ada -> offer k3 to ada (only), offer k2 to ada (only), offer k1 to ada (only)"`,
  );
});

test("[R2] a head start moves the place and not the due", () => {
  const { router } = day(`
    bucket linux linux:1 target=20 gold=head:90
    call k1 linux
    1:29 call k2 linux tier=gold
    1:31 call k3 linux tier=gold
  `);
  const places = router.waiting().map(({ id, dueAt }) => [id, ((dueAt ?? 0) - START) / 1000]);
  expect(places).toEqual([
    ["k2", 109],
    ["k1", 20],
    ["k3", 111],
  ]);
});

test("[R2] ageing lifts a class at every whole multiple, and stops", () => {
  expect(
    run(`
      bucket slow linux:1 ageing=60:4 priority=6
      bucket fast linux:1 priority=5
      engineer ada linux:5
      chat k1 slow
      1:00 chat k2 fast
      2:00 tick
      9:00 tick
      ready ada
    `),
  ).toMatchInlineSnapshot(`
   "chat k1 slow -> nothing
   1:00 chat k2 fast -> k1 rises to 5
   2:00 tick -> k1 rises to 4
   9:00 tick -> nothing
   ready ada -> offer k1 to ada (only), offer k2 to ada (only)"
  `);
});

test("[R2] ageing counts while it waits, not while somebody has it", () => {
  expect(
    run(`
      bucket slow linux:1 ageing=60:1 priority=5 wrapup=0
      engineer ada linux:5
      call k1 slow
      0:30 ready ada
      accept k1 ada
      3:30 transfer k1 slow by=ada
      4:00 tick
      5:00 tick
    `),
  ).toMatchInlineSnapshot(`
   "call k1 slow -> nothing
   0:30 ready ada -> offer k1 to ada (only)
   accept k1 ada -> ada has k1 after 30 s
   3:30 transfer k1 slow by=ada -> nothing
   4:00 tick -> k1 rises to 4
   5:00 tick -> k1 rises to 3, offer k1 to ada (only)"
  `);
});

test("[R2] whoever ages past another goes first, in the same turn", () => {
  expect(
    run(`
      bucket slow linux:1 ageing=60:1 priority=6 target=600
      bucket fast linux:1 priority=5
      engineer ada linux:5
      engineer bo linux:5
      call k1 slow
      call k2 fast
      call k3 fast
      1:59 ready ada
      2:00 ready bo
    `),
  ).toMatchInlineSnapshot(`
   "call k1 slow -> nothing
   call k2 fast -> nothing
   call k3 fast -> nothing
   1:59 ready ada -> k1 rises to 5, offer k2 to ada (only)
   2:00 ready bo -> k1 rises to 4, offer k1 to bo (only)"
  `);
});

// What others call priority and delay: a delay is a step that lets helpers in, a priority is a priority.

test("[R2] example: other priorities, no delay", () => {
  expect(
    run(`
      bucket sales sell:1 priority=1
      bucket support sell:1 priority=2
      engineer ada sell:5
      call k1 support
      call k2 sales
      ready ada
      decline k2 ada
    `),
  ).toMatchInlineSnapshot(`
   "call k1 support -> nothing
   call k2 sales -> nothing
   ready ada -> offer k2 to ada (only)
   decline k2 ada -> offer k1 to ada (only)"
  `);
});

test("[R2] example: the same priority, a delay of 30 seconds", () => {
  expect(
    run(`
      bucket sales sell:1 target=20
      bucket support help:1 target=20 relax=30:+sell:1
      engineer ada sell:5
      engineer bo sell:5
      engineer cy help:5 units=0
      call k1 support
      0:01 call k2 sales
      0:29 ready ada
      0:30 ready bo
    `),
  ).toMatchInlineSnapshot(`
   "call k1 support -> nothing
   0:01 call k2 sales -> nothing
   0:29 ready ada -> offer k2 to ada (only)
   0:30 ready bo -> k1 at step 1, offer k1 to bo (only)"
  `);
});

test("[R2] example: priorities 1, 1, 2, 3 and delays 0, 0, 20, 80", () => {
  expect(
    run(`
      bucket one t1:1 priority=1 target=20
      bucket two t1:1 priority=1 target=20
      bucket three t3:1 priority=2 target=20 relax=20:+t1:1
      bucket four t4:1 priority=3 target=20 relax=80:+t1:1
      engineer ada t1:5
      engineer cy t3:5 units=0
      engineer di t4:5 units=0
      call k4 four
      call k3 three
      0:19 ready ada
      0:20 tick
      leaves k3
      1:19 call k2 two
      call k1 one
      leaves k2
      1:20 tick
      leaves k1
    `),
  ).toMatchInlineSnapshot(`
   "call k4 four -> nothing
   call k3 three -> nothing
   0:19 ready ada -> nothing
   0:20 tick -> k3 at step 1, offer k3 to ada (only)
   leaves k3 -> revoke k3 from ada (customer left), k3 abandoned
   1:19 call k2 two -> offer k2 to ada (only)
   call k1 one -> nothing
   leaves k2 -> revoke k2 from ada (customer left), k2 abandoned, offer k1 to ada (only)
   1:20 tick -> k4 at step 1
   leaves k1 -> revoke k1 from ada (customer left), k1 abandoned, offer k4 to ada (only)"
  `);
});

test("[R9] who was lost and is back has the old place, and no better one", () => {
  const { log, router } = day(`
    bucket linux linux:1 target=20 reentry=120
    bucket net net:1 reentry=120
    engineer ada linux:5
    call k1 linux
    0:30 call k2 linux
    1:00 leaves k1
    2:00 call k3 linux again=k1
    call k4 net again=k1
    3:01 call k5 linux again=k1
    ready ada
  `);
  expect(log).toMatchInlineSnapshot(`
   "bucket linux linux:1 target=20 reentry=120 -> nothing
   bucket net net:1 reentry=120 -> nothing
   engineer ada linux:5 -> nothing
   call k1 linux -> nothing
   0:30 call k2 linux -> nothing
   1:00 leaves k1 -> k1 abandoned
   2:00 call k3 linux again=k1 -> nothing
   call k4 net again=k1 -> nobody can take k4
   3:01 call k5 linux again=k1 -> nothing
   ready ada -> offer k3 to ada (only)"
  `);
  const places = router.waiting().map(({ id, queuedAt, dueAt }) => {
    return [id, ((queuedAt ?? 0) - START) / 1000, ((dueAt ?? 0) - START) / 1000];
  });
  expect(places).toEqual([
    ["k3", 0, 20],
    ["k2", 30, 50],
    ["k4", 120, 140],
    ["k5", 181, 201],
  ]);
});

test("[R10] a transfer counts anew, or from the first wait if the sender says so", () => {
  const { router } = day(`
    bucket linux linux:1 target=20
    bucket net net:1 target=60 gold=target:30,head:15
    engineer ada linux:5
    call k1 linux
    call k2 linux tier=gold
    call k3 linux tier=gold
    engineer bo
    1:00 transfer k1 net
    transfer k2 net due=keep
    transfer k3 net to=bo due=reset
  `);
  const places = router.waiting().map(({ id, queuedAt, dueAt, headStartSeconds }) => {
    const seconds = [queuedAt, dueAt].map((at) => ((at ?? 0) - START) / 1000);
    return [id, ...seconds, headStartSeconds];
  });
  expect(places).toEqual([
    ["k2", 0, 30, 15],
    ["k3", 0, 80, 0],
    ["k1", 0, 120, 0],
  ]);
});

test("[R10] what was handed to a person is its bucket's after so long", () => {
  expect(
    run(`
      bucket linux linux:1 direct=30
      engineer ada linux:5
      engineer bo linux:3
      engineer cy linux:1
      ready ada
      ready bo
      call k1 linux
      accept k1 ada
      0:10 transfer k1 linux by=ada to=cy
      0:39 tick
      0:40 tick
    `),
  ).toMatchInlineSnapshot(`
   "call k1 linux -> offer k1 to ada (level)
   accept k1 ada -> ada has k1 after 0 s
   0:10 transfer k1 linux by=ada to=cy -> nothing
   0:39 tick -> nothing
   0:40 tick -> offer k1 to bo (only)"
  `);
});

test("[R5] the bucket says for how long nobody is asked again", () => {
  expect(
    run(`
      bucket linux linux:1 cooldown=5
      engineer ada linux:5
      ready ada
      call k1 linux
      decline k1 ada
      0:04 tick
      0:05 tick
    `),
  ).toMatchInlineSnapshot(`
   "call k1 linux -> offer k1 to ada (only)
   decline k1 ada -> nothing
   0:04 tick -> nothing
   0:05 tick -> offer k1 to ada (only)"
  `);
});
