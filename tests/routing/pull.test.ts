import { expect, test } from "@jest/globals";
import { run } from "./day.js";

test("[R4] who is connected may pull what waits, whatever they said of offers", () => {
  expect(
    run(`
      bucket linux linux:1
      engineer ada linux:5
      engineer bo linux:5
      engineer cy net:5
      pull ada k1
      ready bo
      call k1 linux
      pull ada k1
      back ada
      pull ada k1
      pull ada k1
      pull bo k1
      pull dee k1
    `),
  ).toMatchInlineSnapshot(`
   "pull ada k1 -> refused INTERACTION_UNKNOWN
   call k1 linux -> offer k1 to bo (only)
   pull ada k1 -> refused ENGINEER_AWAY
   back ada -> nothing
   pull ada k1 -> revoke k1 from bo (taken by an engineer), ada has k1 after 0 s
   pull ada k1 -> nothing
   pull bo k1 -> refused OFFER_TAKEN
   pull dee k1 -> refused ENGINEER_UNKNOWN"
  `);
});

test("[R4] skills at the step in force and capacity are asked", () => {
  expect(
    run(`
      bucket linux linux:8 relax=30:linux:5
      engineer ada linux:5
      engineer bo linux:9 units=0
      engineer cy linux:9 archived=yes
      back ada
      back bo
      back cy
      chat k1 linux
      pull ada k1
      pull bo k1
      pull cy k1
      0:30 pull ada k1
      dials k2
      pull ada k2
      call k3 linux
      1:00 pull ada k3
      2:00 hangs-up ada k1
      pull ada k1
      pull bo k1
    `),
  ).toMatchInlineSnapshot(`
   "back ada -> nothing
   back bo -> nothing
   back cy -> nothing
   chat k1 linux -> nothing
   pull ada k1 -> refused SKILLS_MISSING
   pull bo k1 -> refused ENGINEER_FULL
   pull cy k1 -> refused ENGINEER_AWAY
   0:30 pull ada k1 -> k1 at step 1, ada has k1 after 30 s
   dials k2 -> nothing
   pull ada k2 -> refused INTERACTION_STATE
   call k3 linux -> nothing
   1:00 pull ada k3 -> refused ENGINEER_FULL, k3 at step 1
   2:00 hangs-up ada k1 -> k1 handled, ada wraps up k1
   pull ada k1 -> nothing
   pull bo k1 -> refused OFFER_TAKEN"
  `);
});

test("[R4] pulling what one is being asked for accepts it; a cool-down is no obstacle", () => {
  expect(
    run(`
      bucket linux linux:1 broadcast=2
      engineer ada linux:5
      engineer bo linux:5
      ready ada
      ready bo
      call k1 linux
      pull ada k1
      call k2 linux
      decline k2 bo
      pull bo k2
    `),
  ).toMatchInlineSnapshot(`
   "call k1 linux -> offer k1 to ada (id), offer k1 to bo (only)
   pull ada k1 -> revoke k1 from bo (taken by an engineer), ada has k1 after 0 s
   call k2 linux -> offer k2 to bo (only)
   decline k2 bo -> nothing
   pull bo k2 -> bo has k2 after 0 s"
  `);
});

test("[R10] what was handed to somebody else cannot be pulled", () => {
  expect(
    run(`
      bucket linux linux:1
      engineer ada linux:5
      engineer bo net:5
      back ada
      back bo
      call k1 linux
      transfer k1 linux to=bo
      pull ada k1
      pull bo k1
    `),
  ).toMatchInlineSnapshot(`
   "back ada -> nothing
   back bo -> nothing
   call k1 linux -> nothing
   transfer k1 linux to=bo -> nothing
   pull ada k1 -> refused INTERACTION_NOT_YOURS
   pull bo k1 -> bo has k1 after 0 s"
  `);
});
