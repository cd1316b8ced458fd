import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { brokenPromises } from "./promises.js";
import { live, randomDay } from "./random-day.js";

test("keeps R1 to R5 and R8 after every command, on days nobody thought of", () => {
  let offers = 0;
  fc.assert(
    fc.property(randomDay, (day) => {
      let now = 0;
      live(day, (command, router) => {
        now = Math.max(now, command.at);
        const before = router.snapshot();
        const decision = router.handle(command);
        const after = router.snapshot();
        offers += decision.offers.length;
        const broken = brokenPromises({ before, command, decision, after, now });
        if (broken.length > 0)
          throw new Error(`${broken.join("; ")} by ${JSON.stringify(command)}`);
      });
    }),
    { numRuns: 50 },
  );
  expect(offers).toBeGreaterThan(100);
});
