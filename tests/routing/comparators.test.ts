import { expect, test } from "@jest/globals";
import { excess, scoreOf, shareOf } from "../../routing/score.js";
import { run } from "./day.js";

test("[R7] best-worker scores as Azure publishes them: H before I before G", () => {
  // French is there or not; sales of at least 10 are wanted, and a cost of at most 10.
  const score = ({ sales, cost }: { sales: number; cost: number }): number =>
    scoreOf([
      1,
      shareOf(excess({ value: sales, asked: 10 })),
      shareOf(-excess({ value: cost, asked: 10 })),
    ]);
  const scores = {
    G: score({ sales: 10, cost: 10 }),
    H: score({ sales: 15, cost: 10 }),
    I: score({ sales: 10, cost: 9 }),
  };
  expect(Object.values(scores).map((one) => one.toFixed(3))).toEqual(["0.667", "0.707", "0.675"]);
  expect(
    Object.entries(scores)
      .sort(([, a], [, b]) => b - a)
      .map(([name]) => name),
  ).toEqual(["H", "I", "G"]);
});

test("[R7] the same shares in another order are the same score", () => {
  const shares = [6, 7, 8, 9].map((value) => shareOf(excess({ value, asked: 7 })));
  expect(scoreOf([...shares].reverse())).toBe(scoreOf(shares));
  expect(scoreOf([])).toBe(0);
});

test("[R7] load, then idle, as Azure publishes it: D, then C, then A, then B", () => {
  // Chats cost one unit; A holds 3 of 5, idle for 5 minutes, B 3 of 4, C 3 of 5 for 7, D nothing.
  expect(
    run(`
      bucket desk pick=load,idle
      engineer a units=10 chats=9
      engineer b units=8 chats=9
      engineer c units=10 chats=9
      engineer d units=6 chats=9
      0:00 ready c
      2:00 ready a
      4:00 ready b
      5:00 ready d
      chat a1 desk
      assign a1 a
      chat a2 desk
      assign a2 a
      chat a3 desk
      assign a3 a
      chat b1 desk
      assign b1 b
      chat b2 desk
      assign b2 b
      chat b3 desk
      assign b3 b
      chat c1 desk
      assign c1 c
      chat c2 desk
      assign c2 c
      chat c3 desk
      assign c3 c
      7:00 chat k1 desk
      leaves k1
      break d
      chat k2 desk
      leaves k2
      break c
      chat k3 desk
      leaves k3
      break a
      chat k4 desk
    `)
      .split("\n")
      .filter((line) => /\bk\d desk/.test(line))
      .map((line) => line.replace(/^.* -> /, "")),
  ).toMatchInlineSnapshot(`
   [
     "offer k1 to d (load)",
     "offer k2 to c (idle)",
     "offer k3 to a (load)",
     "offer k4 to b (only)",
   ]
  `);
});

test("[R7] score weighs each need by what it asks for", () => {
  // Twice the little that is asked of linux is more than a third above the much that is asked of net.
  expect(
    run(`
      bucket desk linux:2 net:6 pick=score
      bucket best linux:2 net:6 pick=level
      engineer ada linux:4 net:6
      engineer bo linux:2 net:9
      ready ada
      ready bo
      call k1 desk
      leaves k1
      call k2 best
    `),
  ).toMatchInlineSnapshot(`
   "call k1 desk -> offer k1 to ada (score)
   leaves k1 -> revoke k1 from ada (customer left), k1 abandoned
   call k2 best -> offer k2 to bo (level)"
  `);
});

test("[R7] an alternative that is not met counts for nothing", () => {
  expect(
    run(`
      bucket desk anyOf=linux:3,net:9 pick=level
      engineer ada linux:3 net:8
      engineer bo linux:4
      ready ada
      ready bo
      call k1 desk
    `),
  ).toMatchInlineSnapshot(`"call k1 desk -> offer k1 to bo (level)"`);
});

test("[R7] whoever was asked longest ago, those never asked first", () => {
  expect(
    run(`
      bucket desk pick=roundRobin
      engineer ada
      engineer bo
      engineer cy
      ready ada
      ready bo
      0:01 chat k1 desk
      0:02 chat k2 desk
      0:03 chat k3 desk
      ready cy
      0:04 chat k4 desk
      0:05 chat k5 desk
    `),
  ).toMatchInlineSnapshot(`
   "0:01 chat k1 desk -> offer k1 to ada (id)
   0:02 chat k2 desk -> offer k2 to bo (roundRobin)
   0:03 chat k3 desk -> offer k3 to ada (roundRobin)
   0:04 chat k4 desk -> offer k4 to cy (roundRobin)
   0:05 chat k5 desk -> offer k5 to bo (roundRobin)"
  `);
});

test("[R7] whoever was busy for a smaller share of today", () => {
  expect(
    run(`
      bucket desk wrapup=0 pick=occupancy
      bucket else wrapup=0
      engineer ada
      engineer bo
      engineer cy
      0:00 ready ada
      ready bo
      mail k1 else
      assign k1 ada
      mail k2 else
      assign k2 bo
      10:00 leaves k1
      20:00 leaves k2
      30:00 ready cy
      mail k3 else
      assign k3 cy
      40:00 leaves k3
      60:00 call k4 desk
      call k5 desk
      call k6 desk
    `)
      .split("\n")
      .filter((line) => line.includes(" desk")),
  ).toMatchInlineSnapshot(`
   [
     "60:00 call k4 desk -> offer k4 to ada (occupancy)",
     "call k5 desk -> offer k5 to bo (id)",
     "call k6 desk -> offer k6 to cy (only)",
   ]
  `);
});

test("[R7] a day ends at midnight, UTC", () => {
  expect(
    run(`
      bucket desk wrapup=0 pick=occupancy
      engineer ada
      engineer bo
      0:00 ready ada
      mail k1 desk
      accept k1 ada
      ready bo
      958:00 leaves k1
      959:00 mail k2 desk
      959:30 accept k2 bo
      961:00 leaves k2
      962:00 mail k3 desk
    `),
  ).toMatchInlineSnapshot(`
   "0:00 ready ada -> nothing
   mail k1 desk -> offer k1 to ada (only)
   accept k1 ada -> ada has k1 after 0 s
   958:00 leaves k1 -> k1 handled
   959:00 mail k2 desk -> offer k2 to bo (occupancy)
   959:30 accept k2 bo -> bo has k2 after 30 s
   961:00 leaves k2 -> k2 handled
   962:00 mail k3 desk -> offer k3 to ada (occupancy)"
  `);
});

test("[R7] without comparators the smaller id", () => {
  expect(
    run(`
      bucket desk linux:1 pick=
      engineer bo linux:9
      engineer ada linux:1
      0:00 ready bo
      0:01 ready ada
      call k1 desk
    `),
  ).toMatchInlineSnapshot(`
   "0:00 ready bo -> nothing
   0:01 ready ada -> nothing
   call k1 desk -> offer k1 to ada (id)"
  `);
});

test("[R7] the last engineer may count after the level, or not at all", () => {
  expect(
    run(`
      bucket b1 linux:1 pick=level,last
      bucket b2 linux:1 pick=idle
      engineer ada linux:5
      engineer bo linux:5
      engineer cy linux:4
      0:00 ready ada
      0:01 ready bo
      0:02 ready cy
      call k1 b1 last=bo
      leaves k1
      call k2 b1 last=cy
      leaves k2
      call k3 b2 last=cy
    `),
  ).toMatchInlineSnapshot(`
   "0:00 ready ada -> nothing
   0:01 ready bo -> nothing
   0:02 ready cy -> nothing
   call k1 b1 last=bo -> offer k1 to bo (last)
   leaves k1 -> revoke k1 from bo (customer left), k1 abandoned
   call k2 b1 last=cy -> offer k2 to ada (id)
   leaves k2 -> revoke k2 from ada (customer left), k2 abandoned
   call k3 b2 last=cy -> offer k3 to ada (idle)"
  `);
});

test("[R7] comparators of skills that come late count late", () => {
  expect(
    run(`
      bucket desk linux:1 pick=idle,level
      engineer ada linux:1
      engineer bo linux:5
      engineer cy linux:9
      0:00 ready ada
      0:01 ready bo
      ready cy
      chat k1 desk
      chat k2 desk
    `),
  ).toMatchInlineSnapshot(`
   "0:00 ready ada -> nothing
   0:01 ready bo -> nothing
   chat k1 desk -> offer k1 to ada (idle)
   chat k2 desk -> offer k2 to cy (level)"
  `);
});

test("[R7] the last engineer, here without room, is waited for alone and for so long", () => {
  expect(
    run(`
      bucket desk linux:1 wrapup=0 lasts=60
      engineer ada linux:5
      engineer bo linux:5
      ready ada
      call k1 desk
      accept k1 ada
      ready bo
      0:10 call k2 desk last=ada
      call k3 desk last=ada
      0:30 leaves k1
      1:10 tick
    `),
  ).toMatchInlineSnapshot(`
   "call k1 desk -> offer k1 to ada (only)
   accept k1 ada -> ada has k1 after 0 s
   0:10 call k2 desk last=ada -> nothing
   call k3 desk last=ada -> nothing
   0:30 leaves k1 -> k1 handled, offer k2 to ada (last)
   1:10 tick -> ada did not answer k2, ada is not responding, offer k2 to bo (only)"
  `);
});

test("[R7] until they leave; and nobody waits for somebody who could not be asked anyway", () => {
  expect(
    run(`
      bucket desk linux:1 wrapup=0 lasts=60
      bucket else
      engineer ada linux:5
      engineer bo linux:5
      engineer cy
      ready ada
      ready cy
      call k1 desk
      accept k1 ada
      call k2 else
      accept k2 cy
      ready bo
      call k3 desk last=ada
      break ada
      leaves k3
      call k4 desk last=ada
      leaves k4
      call k5 desk last=cy
    `),
  ).toMatchInlineSnapshot(`
   "call k1 desk -> offer k1 to ada (only)
   accept k1 ada -> ada has k1 after 0 s
   call k2 else -> offer k2 to cy (only)
   accept k2 cy -> cy has k2 after 0 s
   call k3 desk last=ada -> nothing
   break ada -> offer k3 to bo (only)
   leaves k3 -> revoke k3 from bo (customer left), k3 abandoned
   call k4 desk last=ada -> offer k4 to bo (only)
   leaves k4 -> revoke k4 from bo (customer left), k4 abandoned
   call k5 desk last=cy -> offer k5 to bo (only)"
  `);
});

test("[R7] whoever goes into a call in this very turn is waited for", () => {
  expect(
    run(`
      bucket desk linux:1 lasts=60
      engineer ada linux:9
      engineer bo linux:5
      call k1 desk priority=1
      call k2 desk last=ada
      ready bo on=chat
      ready ada
      available bo on=voice
      1:00 tick
    `),
  ).toMatchInlineSnapshot(`
   "call k1 desk priority=1 -> nothing
   call k2 desk last=ada -> nothing
   ready ada -> offer k1 to ada (only)
   available bo on=voice -> nothing
   1:00 tick -> ada did not answer k1, ada is not responding, offer k1 to bo (only)"
  `);
});
