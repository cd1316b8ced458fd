import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Command } from "../../protocol/commands.js";
import { live, randomDay } from "./random-day.js";
import { difference, explained } from "./reference-compare.js";
import { Reference } from "./reference.js";

/** For a longer look: ROUTING_DAYS=5000 npm test -- tests/routing/reference */
const DAYS = Number(process.env["ROUTING_DAYS"] ?? 150);

test("decides as the plain reference model does, on days nobody thought of", () => {
  let offers = 0;
  fc.assert(
    fc.property(randomDay, (day) => {
      const reference = new Reference();
      const commands: Command[] = [];
      live(day, (command, router) => {
        commands.push(command);
        if (difference({ reference, router }, command) !== null) {
          throw new Error(explained(commands));
        }
        offers += reference.facts.offers.length;
      });
    }),
    { numRuns: DAYS, endOnFailure: true },
  );
  expect(offers).toBeGreaterThan(DAYS * 10);
});
