import { expect, test } from "@jest/globals";
import { run } from "./day.js";

test("[R8] only who says so, is connected, takes the channel, and works here", () => {
  expect(
    run(`
      bucket desk
      engineer ada
      call k1 desk
      available ada
      back ada
      break ada
      available ada on=chat
      available ada on=voice
      engineer ada archived=yes
      engineer ada
      offline ada
      available zoe
      lost zoe
    `),
  ).toMatchInlineSnapshot(`
   "call k1 desk -> nothing
   available ada -> nothing
   back ada -> offer k1 to ada (only)
   break ada -> revoke k1 from ada (engineer is not available)
   available ada on=chat -> nothing
   available ada on=voice -> offer k1 to ada (only)
   engineer ada archived=yes -> revoke k1 from ada (engineer is archived)
   engineer ada -> offer k1 to ada (only)
   offline ada -> revoke k1 from ada (engineer is not available)
   available zoe -> refused ENGINEER_UNKNOWN
   lost zoe -> refused ENGINEER_UNKNOWN"
  `);
});

test("[R8] only inside their hours, in their own time zone", () => {
  expect(
    run(`
      bucket desk
      engineer ada hours=9-17
      engineer li hours=17-18@Asia/Shanghai
      ready ada
      ready li
      call k1 desk
      59:59 tick
      60:00 tick
      60:05 decline k1 ada
      decline k1 li
      119:59 call k2 desk
      decline k2 ada
      120:00 tick
      540:00 call k3 desk
    `),
  ).toMatchInlineSnapshot(`
   "call k1 desk -> nothing
   59:59 tick -> nothing
   60:00 tick -> offer k1 to ada (id)
   60:05 decline k1 ada -> offer k1 to li (only)
   decline k1 li -> nothing
   119:59 call k2 desk -> offer k1 to ada (id), offer k2 to li (only)
   decline k2 ada -> refused OFFER_NOT_YOURS
   120:00 tick -> revoke k2 from li (outside the engineer's hours)
   540:00 call k3 desk -> ada did not answer k1, ada is not responding"
  `);
});

test("[R8] a break takes offers back and leaves what was accepted", () => {
  expect(
    run(`
      bucket desk
      engineer ada
      engineer bo
      ready ada
      chat k1 desk
      accept k1 ada
      chat k2 desk
      ready bo
      break ada
      hangs-up ada k1
    `),
  ).toMatchInlineSnapshot(`
   "chat k1 desk -> offer k1 to ada (only)
   accept k1 ada -> ada has k1 after 0 s
   chat k2 desk -> offer k2 to ada (only)
   break ada -> revoke k2 from ada (engineer is not available), offer k2 to bo (only)
   hangs-up ada k1 -> k1 handled, ada wraps up k1"
  `);
});

test("[R8] a page that reloads loses nothing; one that stays away loses offers, then chats", () => {
  expect(
    run(`
      bucket desk rings=100
      engineer ada
      ready ada
      chat k1 desk
      accept k1 ada
      mail k2 desk
      accept k2 ada
      chat k3 desk
      0:10 lost ada
      0:14 back ada
      0:20 lost ada
      0:24 tick
      0:25 tick
      2:19 tick
      2:20 tick
      3:00 back ada
    `),
  ).toMatchInlineSnapshot(`
   "chat k1 desk -> offer k1 to ada (only)
   accept k1 ada -> ada has k1 after 0 s
   mail k2 desk -> offer k2 to ada (only)
   accept k2 ada -> ada has k2 after 0 s
   chat k3 desk -> offer k3 to ada (only)
   0:10 lost ada -> nothing
   0:14 back ada -> nothing
   0:20 lost ada -> nothing
   0:24 tick -> nothing
   0:25 tick -> revoke k3 from ada (engineer disconnected)
   2:19 tick -> nothing
   2:20 tick -> k1 waits again (engineer disconnected)
   3:00 back ada -> offer k1 to ada (only), offer k3 to ada (only)"
  `);
});

test("[R8] after a start nobody is here: offers return, chats wait for their engineer for a while", () => {
  expect(
    run(`
      bucket desk rings=100
      engineer ada
      engineer bo
      ready ada
      ready bo
      chat k1 desk
      chat k2 desk
      accept k1 ada
      accept k2 bo
      chat k3 desk
      1:00 restart
      1:10 back bo
      accept k3 bo
      2:59 tick
      3:00 tick
    `),
  ).toMatchInlineSnapshot(`
   "chat k1 desk -> offer k1 to ada (id)
   chat k2 desk -> offer k2 to bo (idle)
   accept k1 ada -> ada has k1 after 0 s
   accept k2 bo -> bo has k2 after 0 s
   chat k3 desk -> offer k3 to ada (id)
   1:00 restart -> revoke k3 from ada (server restarted), recovered, 1 offers returned
   1:10 back bo -> offer k3 to bo (only)
   accept k3 bo -> bo has k3 after 70 s
   2:59 tick -> nothing
   3:00 tick -> k1 waits again (engineer disconnected), offer k1 to bo (only)"
  `);
});
