import { expect, test } from "@jest/globals";
import { day, run } from "./day.js";

test("[R10] a more urgent class or another bucket counts in the same turn", () => {
  expect(
    run(`
      bucket linux linux:1
      bucket net net:1
      engineer ada linux:5
      engineer bo net:5
      call k1 linux
      call k2 linux
      ready bo
      change k2 priority=1
      change k1 bucket=net
      ready ada
      change k1 bucket=linux
      change k1 bucket=linux
      change k2 bucket=nowhere
      change k9 priority=1
    `),
  ).toMatchInlineSnapshot(`
   "call k1 linux -> nothing
   call k2 linux -> nothing
   change k2 priority=1 -> k2 changed
   change k1 bucket=net -> k1 changed, offer k1 to bo (only)
   ready ada -> offer k2 to ada (only)
   change k1 bucket=linux -> k1 changed, revoke k1 from bo (engineer's skills do not fit any more)
   change k1 bucket=linux -> nothing
   change k2 bucket=nowhere -> refused BUCKET_UNKNOWN
   change k9 priority=1 -> refused INTERACTION_UNKNOWN"
  `);
});

test("[R10] an offer stays when its engineer can do the new work", () => {
  const { log, router } = day(`
    bucket linux linux:1 target=20
    bucket expert linux:9 target=60
    engineer ada linux:9
    ready ada
    0:10 call k1 linux
    0:15 change k1 bucket=expert priority=2
  `);
  expect(log.split("\n").at(-1)).toMatchInlineSnapshot(
    `"0:15 change k1 bucket=expert priority=2 -> k1 changed"`,
  );
  const [first] = router.waiting();
  expect(first).toMatchObject({ state: "offered", bucketId: "expert", priority: 2 });
  expect(Number(first?.dueAt) - Number(first?.queuedAt)).toBe(60_000);
});

test("[R10] a transfer starts a new due, keeps the first wait, and frees the hands at once", () => {
  const { log, router } = day(`
    bucket linux linux:1 target=20 wrapup=30
    bucket net net:1 target=60
    engineer ada linux:5 net:5
    ready ada
    0:00 call k1 linux
    0:10 accept k1 ada
    call k2 linux
    1:00 transfer k1 net by=ada
    transfer k1 net by=ada
    accept k2 ada
    completes ada k2
    2:00 tick
  `);
  expect(log.split("\n").slice(4).join("\n")).toMatchInlineSnapshot(`
   "0:00 call k1 linux -> offer k1 to ada (only)
   0:10 accept k1 ada -> ada has k1 after 10 s
   call k2 linux -> nothing
   1:00 transfer k1 net by=ada -> offer k2 to ada (only)
   transfer k1 net by=ada -> refused INTERACTION_NOT_YOURS
   accept k2 ada -> ada has k2 after 50 s
   completes ada k2 -> k2 handled, k2 closed as solved
   2:00 tick -> offer k1 to ada (only)"
  `);
  const [first] = router.waiting();
  expect(Number(first?.dueAt) - Number(first?.queuedAt)).toBe(120_000);
});

test("[R10] handed to a person: only they are asked, until they decline", () => {
  expect(
    run(`
      bucket linux linux:1
      engineer ada linux:5
      engineer bo net:1
      engineer cy linux:3
      ready ada
      call k1 linux
      accept k1 ada
      transfer k1 by=ada to=zoe
      transfer k1 by=ada to=ada
      transfer k1 by=ada to=bo
      ready cy
      ready bo
      0:05 decline k1 bo
      transfer k1 to=bo
    `),
  ).toMatchInlineSnapshot(`
   "call k1 linux -> offer k1 to ada (only)
   accept k1 ada -> ada has k1 after 0 s
   transfer k1 by=ada to=zoe -> refused ENGINEER_UNKNOWN
   transfer k1 by=ada to=ada -> nothing
   transfer k1 by=ada to=bo -> nothing
   ready bo -> offer k1 to bo (direct)
   0:05 decline k1 bo -> offer k1 to cy (only)
   transfer k1 to=bo -> revoke k1 from cy (transferred), offer k1 to bo (direct)"
  `);
});

test("[R10] a supervisor gives it to somebody else over their head", () => {
  expect(
    run(`
      bucket linux linux:1
      engineer ada linux:5
      engineer bo net:1
      ready ada
      dials k1
      assign k1 bo
      call k1 linux
      assign k1 bo
      assign k1 bo
      assign k1 ada
      assign k1 zoe
      hangs-up bo k1
      hangs-up ada k1
      assign k1 bo
      transfer k1 linux
    `),
  ).toMatchInlineSnapshot(`
   "dials k1 -> nothing
   assign k1 bo -> refused INTERACTION_STATE
   call k1 linux -> offer k1 to ada (only)
   assign k1 bo -> revoke k1 from ada (assigned by a supervisor), bo has k1 after 0 s
   assign k1 bo -> nothing
   assign k1 ada -> ada has k1 after 0 s
   assign k1 zoe -> refused ENGINEER_UNKNOWN
   hangs-up bo k1 -> refused INTERACTION_NOT_YOURS
   hangs-up ada k1 -> k1 handled, ada wraps up k1
   assign k1 bo -> refused INTERACTION_STATE
   transfer k1 linux -> refused INTERACTION_STATE"
  `);
});

test("[R10] how contacts end, and what comes too late", () => {
  expect(
    run(`
      bucket linux linux:1
      bucket gone linux:1 archived=yes
      engineer ada linux:5
      dials k1
      leaves k1
      dials k2
      menu-ends k2
      dials k3
      dials k3
      call k3 gone
      call k3 linux
      call k3 linux
      menu-ends k3
      dismiss k3
      call k4 linux
      leaves k4
      ready ada
      mail k5 linux
      accept k5 ada
      hangs-up bo k5
      completes bo k5
      completes ada k5 answered
      completes ada k5
      hangs-up ada k5
      leaves k5
      call k6 linux
      completes ada k6
      accept k6 ada
      leaves k6
      leaves k6
      hangs-up ada k6
    `),
  ).toMatchInlineSnapshot(`
   "dials k1 -> nothing
   leaves k1 -> k1 left_in_menu
   dials k2 -> nothing
   menu-ends k2 -> k2 menu_ended
   dials k3 -> nothing
   dials k3 -> nothing
   call k3 gone -> refused BUCKET_UNKNOWN
   call k3 linux -> nothing
   call k3 linux -> nothing
   menu-ends k3 -> nothing
   dismiss k3 -> k3 dismissed
   call k4 linux -> nothing
   leaves k4 -> k4 abandoned
   mail k5 linux -> offer k5 to ada (only)
   accept k5 ada -> ada has k5 after 0 s
   hangs-up bo k5 -> refused INTERACTION_NOT_YOURS
   completes bo k5 -> refused INTERACTION_NOT_YOURS
   completes ada k5 answered -> k5 handled, k5 closed as answered
   completes ada k5 -> refused INTERACTION_UNKNOWN
   hangs-up ada k5 -> refused INTERACTION_UNKNOWN
   leaves k5 -> nothing
   call k6 linux -> offer k6 to ada (only)
   completes ada k6 -> refused INTERACTION_NOT_YOURS
   accept k6 ada -> ada has k6 after 0 s
   leaves k6 -> k6 handled, ada wraps up k6
   leaves k6 -> nothing
   hangs-up ada k6 -> nothing"
  `);
});
