import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { Capacity } from "../../protocol/organisation.js";
import { channels } from "../../protocol/words.js";
import { hasRoom, isOver, lackOfRoom } from "../../routing/capacity.js";
import { run } from "./day.js";

test("[R11] what can be put aside does not keep a call away; it is not offered beside one", () => {
  expect(
    run(`
      bucket desk
      engineer ada blocks=
      ready ada
      mail k1 desk
      mail k2 desk
      accept k1 ada
      call k3 desk
      mail k4 desk
      leaves k3
    `),
  ).toMatchInlineSnapshot(`
   "mail k1 desk -> offer k1 to ada (only)
   mail k2 desk -> offer k2 to ada (only)
   accept k1 ada -> ada has k1 after 0 s
   call k3 desk -> offer k3 to ada (only)
   mail k4 desk -> nothing
   leaves k3 -> revoke k3 from ada (customer left), k3 abandoned, offer k4 to ada (only)"
  `);
});

test("[R11] what cannot be put aside does", () => {
  expect(
    run(`
      bucket desk
      engineer ada aside=
      ready ada
      mail k1 desk
      call k2 desk
      leaves k1
    `),
  ).toMatchInlineSnapshot(`
   "mail k1 desk -> offer k1 to ada (only)
   call k2 desk -> nothing
   leaves k1 -> revoke k1 from ada (customer left), k1 abandoned, offer k2 to ada (only)"
  `);
});

test("[R11] while they have a call, nothing it blocks is offered, and it goes when the call is accepted", () => {
  expect(
    run(`
      bucket desk wrapup=0
      engineer ada units=20 blocks=voice:email
      ready ada
      mail k1 desk
      call k2 desk
      mail k3 desk
      accept k2 ada
      chat k4 desk
      leaves k2
    `),
  ).toMatchInlineSnapshot(`
   "mail k1 desk -> offer k1 to ada (only)
   call k2 desk -> offer k2 to ada (only)
   mail k3 desk -> nothing
   accept k2 ada -> ada has k2 after 0 s, revoke k1 from ada (blocked by other work)
   chat k4 desk -> offer k4 to ada (only)
   leaves k2 -> k2 handled, offer k1 to ada (only), offer k3 to ada (only)"
  `);
});

test("[R3] a capacity made smaller takes back offers, and leaves what was accepted", () => {
  expect(
    run(`
      bucket desk
      engineer ada
      ready ada
      mail k1 desk
      accept k1 ada
      mail k2 desk
      chat k3 desk
      engineer ada units=2
      engineer ada units=1
    `),
  ).toMatchInlineSnapshot(`
   "mail k1 desk -> offer k1 to ada (only)
   accept k1 ada -> ada has k1 after 0 s
   mail k2 desk -> offer k2 to ada (only)
   chat k3 desk -> offer k3 to ada (only)
   engineer ada units=1 -> revoke k3 from ada (engineer has no room), revoke k2 from ada (engineer has no room)"
  `);
});

test("[R3] what fits one by one is never too much together", () => {
  const some = fc.subarray([...channels]);
  const units = fc.nat({ max: 4 });
  const capacity = fc
    .record({
      units: fc.nat({ max: 8 }),
      costs: fc.record({ voice: units, chat: units, email: units }),
      max: fc.record({ voice: fc.nat({ max: 1 }), chat: units, email: units }),
      interruptible: some,
      blocks: fc.record({ voice: some, chat: some, email: some }),
    })
    .map((fields) => Capacity.parse(fields));
  fc.assert(
    fc.property(
      capacity,
      fc.array(fc.constantFrom(...channels), { maxLength: 12 }),
      (one, asks) => {
        const counts = { voice: 0, chat: 0, email: 0 };
        for (const channel of asks) {
          const may = hasRoom(one, counts, channel);
          expect(may).toBe(lackOfRoom(one, counts, channel) === null);
          if (may) counts[channel] += 1;
          expect(isOver(one, counts)).toBe(false);
        }
      },
    ),
  );
});
